import fc from 'fast-check';
import type { App } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { decideBefriend } from '../../src/friendship/friendship.ts';
import { relationCommands } from '../model/commands/relation-commands.ts';
import { userCommands } from '../model/commands/user-commands.ts';
import { historyOf, live, newWorld } from '../model/histories.ts';
import { goodUid } from '../support/arbitraries.ts';
import { ana, bo, friendshipOf, userOf } from '../support/records.ts';
import { runs } from '../support/setup.ts';
import { allOf, attempt, codeOf, createUsers, openTestApp } from '../support/test-app.ts';

const history = historyOf([...relationCommands, ...relationCommands, ...userCommands]);

/** For each active user the uids of its friends. */
async function friendsOf(app: App): Promise<ReadonlyMap<string, readonly string[]>> {
  const users = await allOf((page) => app.users.list(page));
  const friends = new Map<string, readonly string[]>();
  for (const { uid } of users) {
    const listed = await allOf((page) => app.friendships.list(uid, page), 2);
    friends.set(
      uid,
      listed.map((friend) => friend.uid),
    );
  }
  return friends;
}

describe('friendships', () => {
  it('FRIENDSHIP-SYMMETRY: whoever has a friend is a friend of that friend', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (commands) => {
        const world = await newWorld();
        await live(world, commands);
        const friends = await friendsOf(world.app);
        for (const [uid, others] of friends) {
          for (const other of others) expect(friends.get(other), other).toContain(uid);
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('FRIENDSHIP-IRREFLEXIVE: nobody is a friend of itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(goodUid, { minLength: 1, maxLength: 8 }), goodUid, async (uids, self) => {
        const app = openTestApp();
        await createUsers(app, 'ana', 'bo', 'cy', 'dee', '__proto__');
        await attempt(app.friendships.befriendAll(self, uids));
        const refused = await app.friendships.befriend(self, self.toUpperCase());
        expect(refused).toMatchObject({ error: { code: 'ERR_CANNOT_FORM_SELF_RELATION' } });
        for (const [uid, others] of await friendsOf(app)) expect(others).not.toContain(uid);
      }),
      { numRuns: runs(40) },
    );
  });

  it('FRIENDSHIP-UNIQUE: two users are friends at most once, whichever of them asked', async () => {
    const pair = fc.tuple(goodUid, goodUid);
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { maxLength: 20 }), async (pairs) => {
        const app = openTestApp();
        await createUsers(app, 'ana', 'bo', 'cy', 'dee', '__proto__');
        const made = new Set<string>();
        for (const [a, b] of pairs) {
          const [lower, higher] = [a.toLowerCase(), b.toLowerCase()].sort();
          const expected = lower === higher ? 'ERR_CANNOT_FORM_SELF_RELATION' : 'ERR_ALREADY_FRIEND';
          const isNew = lower !== higher && !made.has(`${lower}/${higher}`);
          expect(await codeOf(app.friendships.befriend(a, b))).toBe(isNew ? 'ok' : expected);
          if (isNew) made.add(`${lower}/${higher}`);
        }
        const listed = [...(await friendsOf(app)).values()].flat();
        expect(listed).toHaveLength(2 * made.size);
      }),
      { numRuns: runs(40) },
    );
  });

  it('FRIENDSHIP-CAP: no user ever holds more than friendshipsPerUserMax friendships', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat({ max: 3 }), async (commands, limit) => {
        const world = await newWorld({ limits: { friendshipsPerUserMax: limit } });
        await live(world, commands, async () => {
          for (const others of (await friendsOf(world.app)).values()) {
            expect(others.length).toBeLessThanOrEqual(limit);
          }
        });
      }),
      { numRuns: runs(25) },
    );
  });

  it('FRIENDSHIP-CAP-NAMES: a friendship is refused for the cap exactly if a side is full, and that side is named', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5 }), fc.nat({ max: 7 }), fc.nat({ max: 7 }), (limit, countOfA, countOfB) => {
        const seen = {
          a: userOf(ana),
          b: userOf(bo),
          friendship: undefined,
          friendCountOfA: countOfA,
          friendCountOfB: countOfB,
        };
        const full = countOfA >= limit ? ana : countOfB >= limit ? bo : undefined;
        const decided = decideBefriend({ a: ana, b: bo }, seen, limit);
        if (full === undefined) expect(decided._unsafeUnwrap().value).toEqual(friendshipOf(ana, bo));
        else {
          expect(decided._unsafeUnwrapErr()).toEqual({
            code: 'ERR_FRIENDS_LIMIT_EXCEEDED',
            uid: full,
            limit,
          });
        }
      }),
    );
  });

  it('FRIENDSHIP-BLOCK-APART: blocking changes no friendship and befriending changes no block', async () => {
    await fc.assert(
      fc.asyncProperty(historyOf(relationCommands), historyOf(relationCommands, 8), async (before, after) => {
        const isOfFriends = (name: string) => name.includes('riend');
        const world = await newWorld();
        await live(world, before);
        const blocks = async () => {
          const lists: unknown[] = [];
          for (const uid of ['ana', 'bo', 'cy']) {
            lists.push(await allOf((page) => world.app.blocks.list(uid, page)));
          }
          return lists;
        };
        for (const command of after) {
          const isFriendly = isOfFriends(command.constructor.name);
          const look = isFriendly ? blocks : () => friendsOf(world.app);
          const seen = await look();
          await command.act(world.app, world);
          expect(await look()).toEqual(seen);
        }
      }),
      { numRuns: runs(30) },
    );
  });
});
