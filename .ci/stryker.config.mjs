/** Mutation testing of the pure modules; `npm run mutate -- --mutate src/friendship/friendship.ts` for one of them. */
process.env.KITHKIN_SEED ??= '1';
// A property that only its hundredth run would let notice a mutant is no test to rely on, and runs are what costs.
process.env.KITHKIN_RUNS ??= '0.25';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  vitest: { configFile: '.ci/vitest.mutation.config.ts', related: false },
  mutate: [
    'src/*/**/*.ts',
    '!src/{store,adapters,http,testing,cli}/**',
    '!src/**/*-{commands,repository}.ts',
  ],
  ignorePatterns: ['dist', 'dist-examples', 'coverage', 'docs/api'],
  coverageAnalysis: 'perTest',
  // A mutant that never ends costs this long. One that is merely slow, on a busy machine, is not to pass for killed.
  timeoutMS: 20_000,
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { logTests: false, reportTests: false },
  htmlReporter: { fileName: 'coverage/mutation/index.html' },
  jsonReporter: { fileName: 'coverage/mutation/report.json' },
  tempDirName: '.stryker-tmp',
  concurrency: 2,
};
