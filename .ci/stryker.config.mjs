/** Mutation testing of the pure modules; `npm run mutate -- --mutate src/friendship/friendship.ts` for one of them. */
process.env.KITHKIN_SEED ??= '1';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  vitest: { configFile: '.ci/vitest.config.ts' },
  mutate: [
    'src/*/**/*.ts',
    '!src/{store,adapters,http,testing,cli}/**',
    '!src/**/*-{commands,repository}.ts',
  ],
  ignorePatterns: ['dist', 'dist-examples', 'coverage', 'docs/api'],
  reporters: ['progress-append-only', 'clear-text', 'html'],
  tempDirName: '.stryker-tmp',
  concurrency: 2,
};
