/**
 * Ends a vitest run with one plain line of totals, which CI reads, and names the seed of a run that failed.
 * A file that broke before its tests, and an error outside every test, count as one failure each.
 */
export class TotalsReporter {
  /** @param {string} seed */
  constructor(seed) {
    this.seed = seed;
  }

  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} strayErrors
   */
  onTestRunEnd(modules, strayErrors) {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const count = (/** @type {string} */ state) => states.filter((each) => each === state).length;
    const broken = modules.filter((module) => {
      const failedTests = [...module.children.allTests('failed')].length;
      return module.state() === 'failed' && failedTests === 0;
    });

    const failed = count('failed') + broken.length + strayErrors.length;
    const skipped = count('skipped') + count('pending');
    if (failed > 0) console.log(`Repeat this run with KITHKIN_SEED=${this.seed}\n`);
    console.log(`${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  }
}
