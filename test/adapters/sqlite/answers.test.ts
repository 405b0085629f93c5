import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allCommands } from '../../model/histories.ts';
import { begin, compareAll, finishDeletions } from '../../model/stories.ts';
import { stateOf } from '../../support/app-state.ts';
import { goodLimit } from '../../support/arbitraries.ts';
import { runs } from '../../support/setup.ts';
import { newFile, storeOn } from './files.ts';

describe('the SQLite store', () => {
  it('answers as the reference model does, whatever is done', async () => {
    const story = fc.commands([...allCommands], { maxCommands: 60, size: '+1' });
    const property = fc.asyncProperty(story, goodLimit, async (commands, limit) => {
      const file = newFile();
      const { model, real, elsewhere } = await begin({ wrap: () => storeOn(file) });
      await fc.asyncModelRun(() => ({ model, real }), commands);
      await compareAll(model, real, limit);
      await finishDeletions(model, real);
      await compareAll(model, real, limit);
      expect(await stateOf(real.other)).toEqual(elsewhere);
    });
    await fc.assert(property, { numRuns: runs(40) });
  }, 120_000);
});
