import fc from 'fast-check';
import type { Store } from 'kithkin';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { allCommands } from '../../model/histories.ts';
import { begin, compareAll, finishDeletions } from '../../model/stories.ts';
import { stateOf } from '../../support/app-state.ts';
import { goodLimit } from '../../support/arbitraries.ts';
import { runs } from '../../support/setup.ts';
import { within } from '../../support/wrapped-store.ts';
import { dropTables, isThere, newPool, openStore } from './databases.ts';

const opened: Store[] = [];
let worlds = 0;

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
});
afterAll(dropTables);

describe.skipIf(!isThere)('the PostgreSQL store', () => {
  it('answers as the reference model does, whatever is done', { timeout: 240_000 }, async () => {
    const stores = [openStore({ pool: newPool(2) }), openStore({ pool: newPool(2) })];
    opened.push(...stores);
    const story = fc.commands([...allCommands], { maxCommands: 60, size: '+1' });
    const property = fc.asyncProperty(story, goodLimit, async (commands, limit) => {
      worlds += 1;
      let handles = 0;
      const wrap = () => {
        const store = stores[handles % 2];
        handles += 1;
        if (!store) throw new Error('unreachable');
        return within(`world-${worlds}`, store);
      };
      const { model, real, elsewhere } = await begin({ wrap });
      await fc.asyncModelRun(() => ({ model, real }), commands);
      await compareAll(model, real, limit);
      await finishDeletions(model, real);
      await compareAll(model, real, limit);
      expect(await stateOf(real.other)).toEqual(elsewhere);
    });
    await fc.assert(property, { numRuns: runs(15) });
  });
});
