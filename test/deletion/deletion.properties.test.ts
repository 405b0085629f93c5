import fc from 'fast-check';
import type { App } from 'kithkin';
import { describe, expect, it } from 'vitest';
import type { World } from '../model/command.ts';
import { groupCommands } from '../model/commands/group-commands.ts';
import { membershipCommands } from '../model/commands/membership-commands.ts';
import { relationCommands } from '../model/commands/relation-commands.ts';
import { botCommands } from '../model/commands/small-commands.ts';
import { tokenCommands } from '../model/commands/token-commands.ts';
import { historyOf, live, newWorld } from '../model/histories.ts';
import { stateOf } from '../support/app-state.ts';
import { runs } from '../support/setup.ts';
import { allOf, attempt, codeOf, createUsers, must, smallLimits } from '../support/test-app.ts';
import { storeAround, unavailable } from '../support/wrapped-store.ts';

const history = historyOf([
  ...relationCommands,
  ...relationCommands,
  ...groupCommands,
  ...membershipCommands,
  ...membershipCommands,
  ...tokenCommands,
  ...tokenCommands,
  ...botCommands,
]);

/** Whom a history may have left with anything. */
const victim = fc.constantFrom('ana', 'bo', 'cy', '__proto__');

/** Gives every group that the user owns to administration's choice, or deletes it. */
async function freeFromGroups({ app }: World, uid: string): Promise<void> {
  for (const { guid, owner } of await allOf((page) => app.groups.list(page))) {
    if (owner === uid) await must(app.groups.delete(guid));
  }
}

/** Expects that no field anywhere names the user; a key of somebody's metadata may well be `__proto__`. */
async function expectNoTrace(app: App, uid: string): Promise<void> {
  expect(JSON.stringify(await stateOf(app))).not.toContain(`:"${uid}"`);
}

describe('permanent deletion', () => {
  it('DELETION-LEAVES-NOTHING: whoever takes the uid of a user deleted for good inherits nothing', async () => {
    await fc.assert(
      fc.asyncProperty(history, victim, fc.boolean(), async (commands, uid, isAway) => {
        const world = await newWorld();
        await live(world, commands);
        await freeFromGroups(world, uid);
        const { app, tokens } = world;
        if (isAway) await must(app.users.deactivate([uid]));
        const strangers = await countsWithout(app, uid);
        await must(app.users.delete(uid, { permanent: true }));
        await expectNoTrace(app, uid);
        await createUsers(app, uid);
        for (const list of [
          await allOf((page) => app.friendships.list(uid, page)),
          await allOf((page) => app.blocks.list(uid, page)),
          await allOf((page) => app.authTokens.list(uid, page)),
          await allOf((page) => app.authTokens.listArchived(uid, page)),
          await allOf((page) => app.groupMemberships.listGroups(uid, page)),
        ]) {
          expect(list).toEqual([]);
        }
        expect(await codeOf(app.bots.get(uid))).toBe('ERR_BOT_NOT_FOUND');
        for (const token of tokens) {
          if ((await app.authTokens.authenticate(token)).isOk())
            expect(token.startsWith(`${uid}_`)).toBe(false);
        }
        for (const { guid } of await allOf((page) => app.groups.list(page))) {
          expect(await codeOf(app.groupMemberships.unban(uid, guid))).toBe('ERR_NOT_A_BANNED_USER');
        }
        expect(await countsWithout(app, uid)).toEqual(strangers);
        await expectFreedPlaces(app);
      }),
      { numRuns: runs(40) },
    );
  });

  it('DELETION-RESUMES: a deletion that was interrupted anywhere is finished by the next call', async () => {
    const way = fc.constantFrom('delete', 'resume');
    await fc.assert(
      fc.asyncProperty(
        history,
        victim,
        fc.array(fc.nat({ max: 12 }), { maxLength: 4 }),
        way,
        async (commands, uid, stops, how) => {
          let stepsLeft = Number.POSITIVE_INFINITY;
          const world = await newWorld({
            wrap: (store) =>
              storeAround(store, (_, proceed) => {
                stepsLeft -= 1;
                return stepsLeft < 0 ? unavailable() : proceed();
              }),
          });
          await live(world, commands);
          await freeFromGroups(world, uid);
          const { app } = world;
          for (const steps of stops) {
            stepsLeft = steps;
            await attempt(app.users.delete(uid, { permanent: true }));
            stepsLeft = Number.POSITIVE_INFINITY;
          }
          if (how === 'delete') {
            // The last of the interruptions may have come after the end.
            const code = await codeOf(app.users.delete(uid, { permanent: true }));
            expect(['ok', 'ERR_UID_NOT_FOUND']).toContain(code);
          } else {
            await must(app.users.resumeDeletions());
            expect(await must(app.users.resumeDeletions())).toEqual({ finished: 0 });
            // No interruption may have come late enough for the deletion to begin.
            if ((await app.users.get(uid)).isOk()) return;
          }
          await createUsers(app, uid);
          const { users, groups: _, ...lists } = await stateOf(app);
          expect(users).toContainEqual(expect.objectContaining({ uid, name: `User ${uid}` }));
          expect(lists[`user ${uid}`]).toEqual({
            friends: [],
            blocks: [],
            tokens: [],
            archived: [],
            groups: [],
          });
          expect(JSON.stringify(lists)).not.toContain(`"uid":"${uid}"`);
        },
      ),
      { numRuns: runs(40) },
    );
  });

  it('DELETION-AT-ONCE: from the first instant of its permanent deletion a user exists for nobody, and its uid is not free', async () => {
    await fc.assert(
      fc.asyncProperty(history, victim, async (commands, uid) => {
        const world = await newWorld();
        await live(world, commands);
        await freeFromGroups(world, uid);
        const { app, tokens } = world;
        const wasThere = (await app.users.get(uid)).isOk();
        world.canDrain = false;
        const interrupted = await app.users.delete(uid, { permanent: true });
        expect(interrupted._unsafeUnwrapErr()).toMatchObject({
          code: 'STORE_UNAVAILABLE',
          committed: 'partly',
        });
        expect(wasThere).toBe(true);
        for (const code of [
          await codeOf(app.users.get(uid)),
          await codeOf(app.users.update(uid, {})),
          await codeOf(app.authTokens.issue(uid)),
          await codeOf(app.friendships.befriend(uid, 'ana')),
          await codeOf(app.friendships.list(uid)),
          await codeOf(app.blocks.canCommunicate(uid, 'ana')),
          await codeOf(app.groupMemberships.listGroups(uid)),
          await codeOf(app.users.delete(uid)),
        ]) {
          expect(code).toBe('ERR_UID_NOT_FOUND');
        }
        expect((await must(app.users.reactivate([uid]))).notFound).toEqual([uid]);
        expect(await codeOf(app.users.create({ uid, name: 'New' }))).toBe('ERR_UID_ALREADY_EXISTS');
        expect(await codeOf(app.users.upsert({ uid, name: 'New' }))).toBe('ERR_UID_ALREADY_EXISTS');
        await expectNoTrace(app, uid);
        for (const token of tokens) {
          const found = await app.authTokens.authenticate(token);
          if (found.isOk()) expect(found.value.uid).not.toBe(uid);
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('DELETION-AFTER-HANDOVER: a user is deleted for good exactly if it owns no group', async () => {
    await fc.assert(
      fc.asyncProperty(
        historyOf([...groupCommands, ...membershipCommands]),
        victim,
        async (commands, uid) => {
          const world = await newWorld();
          await live(world, commands);
          const { app } = world;
          const owned = (await allOf((page) => app.groups.list(page))).filter(({ owner }) => owner === uid);
          const deleted = await app.users.delete(uid, { permanent: true });
          if (owned.length === 0) expect(deleted._unsafeUnwrap()).toEqual({ uid, permanent: true });
          else {
            const { guid, ...refusal } = deleted._unsafeUnwrapErr() as { guid: string };
            expect(refusal).toEqual({ code: 'ERR_GROUP_OWNER', uid });
            expect(owned.map((group) => group.guid)).toContain(guid);
            expect((await app.users.get(uid)).isOk()).toBe(true);
          }
        },
      ),
      { numRuns: runs(40) },
    );
  });
});

/** How many friends, members and so on the others have among themselves. */
async function countsWithout(app: App, uid: string): Promise<unknown> {
  const counts: Record<string, readonly string[]> = {};
  for (const other of await allOf((page) => app.users.list(page))) {
    if (other.uid === uid) continue;
    const friends = await allOf((page) => app.friendships.list(other.uid, page));
    const groups = await allOf((page) => app.groupMemberships.listGroups(other.uid, page));
    counts[other.uid] = [
      ...friends.map((friend) => friend.uid).filter((friend) => friend !== uid),
      ...groups.map(({ guid, scope }) => `${guid} as ${scope}`),
    ];
  }
  return counts;
}

/** Expects that whoever has few enough friends may have one more, and that groups count only members who are there. */
async function expectFreedPlaces(app: App): Promise<void> {
  for (const { uid } of await allOf((page) => app.users.list(page))) {
    const friends = await allOf((page) => app.friendships.list(uid, page));
    await createUsers(app, `friend-of-${uid}`);
    const code = await codeOf(app.friendships.befriend(uid, `friend-of-${uid}`));
    const isFull = friends.length >= smallLimits.friendshipsPerUserMax;
    expect(code, uid).toBe(isFull ? 'ERR_FRIENDS_LIMIT_EXCEEDED' : 'ok');
  }
  for (const { guid, membersCount } of await allOf((page) => app.groups.list(page))) {
    expect(await allOf((page) => app.groupMemberships.listMembers(guid, page))).toHaveLength(membersCount);
  }
}
