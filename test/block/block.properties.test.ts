import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relationCommands } from '../model/commands/relation-commands.ts';
import { userCommands } from '../model/commands/user-commands.ts';
import { historyOf, live, newWorld } from '../model/histories.ts';
import { stateOf } from '../support/app-state.ts';
import { goodUid } from '../support/arbitraries.ts';
import { runs } from '../support/setup.ts';
import { allOf, attempt, createUsers, must, openTestApp } from '../support/test-app.ts';

const step = fc.record({ blocks: fc.boolean(), by: goodUid, whom: goodUid });
const steps = fc.array(step, { maxLength: 25 });
const everyone = ['ana', 'bo', 'cy', 'dee', '__proto__'];

describe('blocks', () => {
  it('BLOCK-IDEMPOTENT: blocking or unblocking once more succeeds and changes nothing', async () => {
    const history = historyOf([...relationCommands, ...userCommands], 20);
    await fc.assert(
      fc.asyncProperty(history, fc.boolean(), goodUid, goodUid, async (commands, blocks, by, whom) => {
        const world = await newWorld();
        await live(world, commands);
        const act = () =>
          blocks ? world.app.blocks.block(by, [whom]) : world.app.blocks.unblock(by, [whom]);
        const first = await act();
        const before = await stateOf(world.app);
        world.clock.now += 1000;
        const second = await act();
        expect(await stateOf(world.app)).toEqual(before);
        const [outcome] = first.unwrapOr([]);
        if (outcome?.ok) {
          const uid = whom.toLowerCase();
          expect(second._unsafeUnwrap()).toEqual([
            { uid, ok: true, value: { blocked: uid, changed: false } },
          ]);
        } else {
          expect(second).toEqual(first);
        }
      }),
      { numRuns: runs(60) },
    );
  });

  it('BLOCK-COMMUNICATION: two users can communicate exactly if neither has blocked the other', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const app = openTestApp();
        await createUsers(app, ...everyone);
        const standing = new Set<string>();
        for (const { blocks, by, whom } of taken) {
          const arrow = `${by.toLowerCase()} to ${whom.toLowerCase()}`;
          if (blocks) {
            await attempt(app.blocks.block(by, [whom]));
            if (by.toLowerCase() !== whom.toLowerCase()) standing.add(arrow);
          } else {
            await attempt(app.blocks.unblock(by, [whom]));
            standing.delete(arrow);
          }
        }
        for (const a of everyone) {
          for (const b of everyone) {
            const isBlocked = standing.has(`${a} to ${b}`) || standing.has(`${b} to ${a}`);
            expect(await must(app.blocks.canCommunicate(a, b))).toBe(!isBlocked);
          }
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('BLOCK-DIRECTED: one side of a block sees that it blocked, the other that it is blocked', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const app = openTestApp();
        await createUsers(app, ...everyone);
        for (const { blocks, by, whom } of taken) {
          await attempt(blocks ? app.blocks.block(by, [whom]) : app.blocks.unblock(by, [whom]));
        }
        for (const uid of everyone) {
          const directions = ['blockedByMe', 'hasBlockedMe', 'both'] as const;
          const lists = directions.map((direction) =>
            allOf((page) => app.blocks.list(uid, { ...page, direction }), 2),
          );
          const [mine = [], theirs = [], both = []] = (await Promise.all(lists)).map((users) =>
            users.map((user) => user.uid),
          );
          for (const other of everyone) {
            const seen = await must(app.users.view(other, { as: uid }));
            const mirrored = await must(app.users.view(uid, { as: other }));
            expect(seen.blockedByMe).toBe(mine.includes(seen.uid));
            expect(seen.hasBlockedMe).toBe(theirs.includes(seen.uid));
            expect(mirrored.hasBlockedMe).toBe(seen.blockedByMe);
            expect(both.includes(seen.uid)).toBe(seen.blockedByMe || seen.hasBlockedMe);
          }
        }
      }),
      { numRuns: runs(25) },
    );
  });
});
