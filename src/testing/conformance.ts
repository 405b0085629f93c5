/**
 * Conformance: the checks as tests of whichever runner is used.
 *
 * @module
 */

import type { CheckTarget } from './check.ts';
import { type CheckStoreOptions, checkStore } from './check-store.ts';
import { renderFailure } from './report.ts';
import { rules } from './rules.ts';

/** The two functions of a test runner: those of vitest, jest, node:test, bun:test, mocha. */
export interface TestRunner {
  /** Gathers tests under a name. */
  readonly describe: (name: string, define: () => void) => unknown;
  /** Defines a test. */
  readonly it: (name: string, test: () => Promise<void>) => unknown;
}

/**
 * Defines a test for each rule of the contract; their names begin with its id. All of them stand on one run of the checks,
 * which the first one waits for.
 */
export function storeConformance(
  { describe, it }: TestRunner,
  target: CheckTarget,
  options: CheckStoreOptions = {},
): void {
  let report: ReturnType<typeof checkStore> | undefined;
  describe(`the store ${target.name}`, () => {
    for (const { id, title, sentence } of rules) {
      it(`${id} ${title}: ${sentence}`, async () => {
        report ??= checkStore(target, options);
        const { failures } = await report;
        const broken = failures.filter(({ rule }) => rule === id);
        if (broken.length > 0)
          throw new Error(broken.flatMap((failure) => ['', ...renderFailure(failure)]).join('\n'));
      });
    }
  });
}
