import { BaseSequencer, type TestSpecification } from 'vitest/node';
import config from './vitest.config.ts';

/** Scenes before properties: what kills most mutants in milliseconds comes first, and the run ends with it. */
class ScenesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) =>
      `${moduleId.includes('.properties.') ? 1 : 0}${moduleId.includes('/test/app/') ? 1 : 0} ${moduleId}`;
    return [...files].sort((a, b) => (place(a) < place(b) ? -1 : 1));
  }
}

export default {
  ...config,
  test: {
    ...config.test,
    // A rule is to be held by the tests of its concept. Left out is what would kill a mutant only by the way, slowly
    // (the model, the races, the story), and what no mutant of src/ concerns (documents, benchmarks, adapters, HTTP).
    include: ['test/*/*.test.ts'],
    exclude: ['test/{model,concurrency,examples,docs,doctest,bench,http}/**'],
    // All files in one worker: the sources are loaded once per mutant and not sixty times. No test needs its own.
    isolate: false,
    // On a machine that has stopped to do something else, a test that waits is not a test that fails.
    testTimeout: 600_000,
    sequence: { sequencer: ScenesFirst },
    reporters: ['dot'],
  },
};
