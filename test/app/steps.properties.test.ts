import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { openApp, type Store } from 'kithkin';
import { memoryData, memoryStore } from 'kithkin/memory';
import { describe, expect, it } from 'vitest';
import { BeginToDeleteGroup, DeleteGroup } from '../model/commands/group-commands.ts';
import { AddMembers } from '../model/commands/membership-commands.ts';
import { BefriendAll } from '../model/commands/relation-commands.ts';
import { PurgeArchive } from '../model/commands/token-commands.ts';
import {
  BeginToDeleteUser,
  DeactivateUsers,
  DeleteUser,
  ReactivateUsers,
} from '../model/commands/user-commands.ts';
import { allCommands, historyOf, live, newWorld } from '../model/histories.ts';
import { newestPlaces, stateOf } from '../support/app-state.ts';
import { checkedStore, type TransactTally } from '../support/checked-store.ts';
import { runs } from '../support/setup.ts';
import { codeOf, createUsers, must } from '../support/test-app.ts';
import { storeAround, storeTransacting, unavailable } from '../support/wrapped-store.ts';

/** A store that asks every decision thrice, of a copy each time, and lets only the same answer pass. */
function insistentStore(inner: Store, asked: { times: number }): Store {
  return storeTransacting(
    inner,
    (app) => (plan, decide) =>
      app.transact(plan, (seen) => {
        const decided = decide(seen);
        for (const copy of [structuredClone(seen), seen]) {
          asked.times += 1;
          if (!isDeepStrictEqual(decide(copy), decided))
            throw new Error(`decided differently on ${JSON.stringify(plan)}`);
        }
        return decided;
      }),
  );
}

describe('every step', () => {
  it('STEPS-BOUNDED: no step names more than 8 anchors or makes more than 64 changes', async () => {
    const tally: TransactTally = { transacts: 0, anchorsMost: 0, changesMost: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 1, max: 5 }),
        async (tokens, cap) => {
          // Many tokens under a cap that is lowered later: the step that has most to do.
          const data = memoryData();
          const opened = (limit: number) =>
            openApp({
              store: checkedStore(memoryStore({ data }), tally),
              appId: 'app',
              limits: { activeAuthTokensPerUserMax: limit },
            });
          const before = opened(200);
          await createUsers(before, 'ana');
          for (let number = 0; number < tokens; number += 1) await must(before.authTokens.issue('ana'));
          const after = opened(cap);
          await must(after.authTokens.issue('ana'));
          await must(after.authTokens.purgeArchive({ before: 9_999_999_999 }));
          await must(after.authTokens.flush('ana'));
          await must(after.users.delete('ana', { permanent: true }));
        },
      ),
      { numRuns: runs(10) },
    );
    expect(tally.anchorsMost).toBeLessThanOrEqual(8);
    expect(tally.changesMost).toBeLessThanOrEqual(64);
    expect(tally.changesMost).toBeGreaterThan(20);
  });

  it('ANCHORS-OWN: every step names the owners of all that it loads and changes', async () => {
    const tally: TransactTally = { transacts: 0, anchorsMost: 0, changesMost: 0 };
    await fc.assert(
      fc.asyncProperty(historyOf(), async (commands) => {
        // A step that does not name an owner throws, and so does what waits for it.
        const world = await newWorld({ wrap: (store) => checkedStore(store, tally) });
        await live(world, commands);
        await must(world.app.users.resumeDeletions());
      }),
      { numRuns: runs(40) },
    );
    expect(tally.transacts).toBeGreaterThan(0);
  });

  it('DECISIONS-PURE: a decision answers the same when it is asked again', async () => {
    const asked = { times: 0 };
    await fc.assert(
      fc.asyncProperty(historyOf(), async (commands) => {
        const world = await newWorld({ wrap: (store) => insistentStore(store, asked) });
        await live(world, commands);
      }),
      { numRuns: runs(40) },
    );
    expect(asked.times).toBeGreaterThan(0);
  });

  it('STORE-FAILURE-TOLD: a failure of the store is answered as one, and says truly whether anything was committed', async () => {
    const severalSteps = allCommands.filter(({ kind }) =>
      (
        [DeleteUser, DeleteGroup, DeactivateUsers, ReactivateUsers, BefriendAll, AddMembers] as unknown[]
      ).includes(kind),
    );
    const history = historyOf([...allCommands, ...severalSteps, ...severalSteps, ...severalSteps], 15);
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(fc.nat({ max: 6 }), { minLength: 25, maxLength: 25 }),
        async (commands, stops) => {
          let operationsLeft = Number.POSITIVE_INFINITY;
          let failures = 0;
          const world = await newWorld({
            wrap: (store) =>
              storeAround(store, (_, proceed) => {
                operationsLeft -= 1;
                if (operationsLeft >= 0) return proceed();
                failures += 1;
                return unavailable();
              }),
          });
          const twin = await newWorld();
          for (const [index, command] of commands.entries()) {
            // What is interrupted on purpose, and what cannot be repeated with the same effect, is tested elsewhere.
            if ([BeginToDeleteUser, BeginToDeleteGroup, PurgeArchive].some((kind) => command instanceof kind))
              continue;
            const before = [await stateOf(world.app), await newestPlaces(world.app)];
            [operationsLeft, failures] = [stops[index] ?? 0, 0];
            world.random.restart(index);
            const outcome = await command.act(world.app, world).finally(() => {
              operationsLeft = Number.POSITIVE_INFINITY;
            });
            if (failures > 0) {
              expect(JSON.stringify(outcome), `${command}`).toContain('"STORE_UNAVAILABLE"');
              const isInert = !outcome.ok && outcome.error.committed === false;
              if (isInert)
                expect([await stateOf(world.app), await newestPlaces(world.app)], `${command}`).toEqual(
                  before,
                );
              // Whoever repeats it gets to where it would have led at once.
              world.random.restart(index);
              await command.act(world.app, world);
              // A group whose deletion has begun is gone for the member who asked for it: administration finishes it.
              if (command instanceof DeleteGroup && command.args[1] !== undefined)
                await must(world.app.users.resumeDeletions());
            }
            twin.random.restart(index);
            await command.act(twin.app, twin);
            expect(await stateOf(world.app), `${command}`).toEqual(await stateOf(twin.app));
          }
          expect(await codeOf(world.app.users.resumeDeletions())).toBe('ok');
        },
      ),
      { numRuns: runs(40) },
    );
  });
});
