import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { TotalsReporter } from './totals-reporter.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  exports: Record<string, string | { default: string }>;
};

// Tests import `kithkin` and its subpaths by name and get the sources, not dist.
const alias = Object.entries(exports).flatMap(([subpath, target]) =>
  typeof target === 'string'
    ? []
    : [
        {
          find: new RegExp(`^kithkin${subpath.slice(1)}$`),
          replacement: root + target.default.replace(/^\.\/dist\/(.*)\.js$/, 'src/$1.ts'),
        },
      ],
);

// One seed for the whole run, so that one variable repeats it.
const seed = process.env.KITHKIN_SEED ?? String(Math.floor(Math.random() * 2 ** 31));

/** What takes longest begins first, so that no worker is left with it in the end when the others have nothing to do. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const longest = ['testing/mutants', 'testing/built', 'testing/', 'adapters/', 'examples/'];
    const place = ({ moduleId }: TestSpecification) => {
      const index = longest.findIndex((each) => moduleId.includes(`/test/${each}`));
      return index === -1 ? longest.length : index;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  root,
  resolve: { alias },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/setup.ts'],
    env: { KITHKIN_SEED: seed },
    // One for each core: many tests wait for a database, a process or a clock, and a core would wait with them.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    // On a machine that does something else meanwhile, a test that is slow is not a test that fails.
    testTimeout: 60_000,
    reporters: [['default', { summary: false }], new TotalsReporter(seed)],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: [['text', { skipFull: true }]],
      thresholds: { lines: 95, functions: 95, statements: 95, branches: 90 },
    },
  },
});
