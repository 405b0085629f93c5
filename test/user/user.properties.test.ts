import fc from 'fast-check';
import type { User } from 'kithkin';
import { describe, expect, it } from 'vitest';
import {
  decideTouch,
  decideUpdateSelf,
  decideUpdateUser,
  publicUser,
  viewFor,
  viewOf,
} from '../../src/user/user.ts';
import { relationCommands } from '../model/commands/relation-commands.ts';
import { roleCommands } from '../model/commands/small-commands.ts';
import { userCommands } from '../model/commands/user-commands.ts';
import { historyOf, live, newWorld } from '../model/histories.ts';
import { goodMetadata, goodName, goodTags, goodUid, goodUrl } from '../support/arbitraries.ts';
import { ana, bo, userOf } from '../support/records.ts';
import { runs } from '../support/setup.ts';
import { allOf, attempt, codeOf, createUsers, epoch, must, openTestApp } from '../support/test-app.ts';

const anyCase = (text: string) =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) =>
      [...text].map((letter, index) => (upper[index] ? letter.toUpperCase() : letter)).join(''),
    );

const profile = fc.record(
  {
    name: goodName.map((name) => name.trim()),
    avatar: goodUrl,
    link: goodUrl,
    metadata: goodMetadata,
    tags: goodTags.map((tags) => [...new Set(tags.map((tag) => tag.trim()))]),
    statusMessage: fc.constantFrom('Hello', '😀'),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partial<User>>;

const user = profile.map((fields) => {
  const { tags, ...others } = fields;
  return userOf(ana, { ...others, ...(tags && tags.length > 0 && { tags }) });
});

const unset = fc.subarray(['avatar', 'link', 'metadata', 'statusMessage', 'tags'] as const);

describe('users', () => {
  it('UID-UNIQUE: a uid belongs to at most one user until a permanent deletion frees it', async () => {
    const step = fc.tuple(fc.constantFrom('create', 'deactivate', 'reactivate', 'delete'), anyCase('ana-1'));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const app = openTestApp();
        let isTaken = false;
        for (const [does, uid] of steps) {
          if (does === 'create') {
            expect(await codeOf(app.users.create({ uid, name: uid }))).toBe(
              isTaken ? 'ERR_UID_ALREADY_EXISTS' : 'ok',
            );
            isTaken = true;
          } else if (does === 'delete') {
            expect(await codeOf(app.users.delete(uid, { permanent: true }))).toBe(
              isTaken ? 'ok' : 'ERR_UID_NOT_FOUND',
            );
            isTaken = false;
          } else {
            await attempt(does === 'deactivate' ? app.users.deactivate([uid]) : app.users.reactivate([uid]));
          }
          const { items } = await must(app.users.list({ withDeactivated: true }));
          expect(items).toHaveLength(isTaken ? 1 : 0);
        }
      }),
    );
  });

  it('UID-RESERVED: nobody becomes app_system', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase('app_system'), fc.boolean(), async (uid, isUpsert) => {
        const app = openTestApp();
        const made = isUpsert ? app.users.upsert({ uid, name: 'I' }) : app.users.create({ uid, name: 'I' });
        expect(await codeOf(made)).toBe('ERR_UID_ALREADY_EXISTS');
        expect((await must(app.users.list())).items).toEqual([]);
      }),
      { numRuns: runs(20) },
    );
  });

  it('UID-IMMUTABLE: no update changes a uid or the time of creation', async () => {
    const way = fc.constantFrom('update', 'updateSelf', 'upsert', 'touch', 'come and go');
    const smuggled = fc.record({ uid: goodUid, createdAt: fc.nat(), deactivatedAt: fc.nat() });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(way, profile, smuggled), { maxLength: 6 }), async (updates) => {
        const app = openTestApp();
        await createUsers(app, 'ana');
        const before = await must(app.users.get('ana'));
        for (const [how, wanted, extra] of updates) {
          // An update knows no such fields; whoever smuggles them in is not to have their way.
          const changes = { ...wanted, ...extra } as never;
          if (how === 'update' || how === 'updateSelf') await must(app.users[how]('ana', changes));
          else if (how === 'upsert') {
            await must(app.users.upsert({ name: 'Any', ...extra, ...wanted, uid: 'ana' } as never));
          } else if (how === 'touch') await must(app.users.touch('ana', { ...extra, status: 'online' }));
          else {
            await must(app.users.deactivate(['ana']));
            await must(app.users.reactivate(['ana']));
          }
        }
        const { items } = await must(app.users.list({ withDeactivated: true }));
        expect(items).toHaveLength(1);
        expect(items[0]).toMatchObject({ uid: before.uid, createdAt: before.createdAt });
        expect(items[0]).not.toHaveProperty('deactivatedAt');
      }),
      { numRuns: runs(60) },
    );
  });

  it('CREATION-WHOLE: a user and its first token are made together or not at all', async () => {
    const input = fc.record({
      uid: goodUid,
      role: fc.constantFrom('default', 'vip', 'nothing'),
      withAuthToken: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(input, { maxLength: 10 }), async (inputs) => {
        const app = openTestApp();
        await must(app.roles.create({ role: 'vip', name: 'VIP' }));
        for (const given of inputs) {
          const before = await app.users.get(given.uid);
          const result = await app.users.create({ name: 'Any', ...given });
          const tokens = await app.authTokens.list(given.uid);
          if (result.isErr()) {
            expect(await app.users.get(given.uid)).toEqual(before);
            if (before.isErr()) expect(tokens.isErr()).toBe(true);
          } else {
            const { user: created, authToken } = result.value;
            expect(authToken !== undefined).toBe(given.withAuthToken);
            expect(tokens._unsafeUnwrap().items).toHaveLength(authToken ? 1 : 0);
            if (authToken) {
              expect(await must(app.authTokens.authenticate(authToken.authToken))).toEqual(created);
            }
          }
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('UPSERT-EITHER: an upsert leaves a user with what was given and tells whether it is new', async () => {
    const given = fc.record({ uid: goodUid, profile });
    await fc.assert(
      fc.asyncProperty(fc.array(given, { minLength: 1, maxLength: 8 }), async (inputs) => {
        const app = openTestApp();
        for (const { uid, profile: wanted } of inputs) {
          const before = (await app.users.get(uid)).unwrapOr(undefined);
          const input = { name: 'Any', ...wanted, uid };
          const { user: after, created } = await must(app.users.upsert(input as never));
          const { tags = before?.tags, ...others } = input;
          expect(created).toBe(before === undefined);
          const { tags: _, ...kept } = before ?? {};
          expect(after).toMatchObject({ ...kept, ...others, uid: uid.toLowerCase() });
          expect(after.tags).toEqual(tags?.length === 0 ? undefined : tags);
          expect(await must(app.users.get(uid))).toEqual(after);
        }
      }),
      { numRuns: runs(60) },
    );
  });

  it('UPDATE-PARTIAL: an update changes the fields that it names and no other', () => {
    fc.assert(
      fc.property(user, profile, unset, (before, wanted, names) => {
        const taken = names.filter((name) => !(name in wanted));
        const { value: after } = decideUpdateSelf(
          ana,
          { ...wanted, unset: taken },
          { user: before },
          epoch,
        )._unsafeUnwrap();
        for (const name of [
          'name',
          'avatar',
          'link',
          'metadata',
          'statusMessage',
          'tags',
          'role',
          'status',
        ] as const) {
          const isNamed = Object.hasOwn(wanted, name);
          const next = isNamed
            ? wanted[name as 'name']
            : taken.some((gone) => gone === name)
              ? undefined
              : before[name];
          const isEmpty = Array.isArray(next) && next.length === 0;
          expect(after[name]).toEqual(isEmpty ? undefined : next);
          expect(Object.hasOwn(after, name)).toBe(next !== undefined && !isEmpty);
        }
      }),
    );
  });

  it('UPDATE-TOUCHES: an update that succeeds sets updatedAt, even if it changes nothing', () => {
    fc.assert(
      fc.property(user, profile, fc.nat(), fc.boolean(), (before, wanted, now, changesNothing) => {
        const changes = changesNothing ? {} : wanted;
        expect(decideUpdateSelf(ana, changes, { user: before }, now)._unsafeUnwrap().value.updatedAt).toBe(
          now,
        );
        const seen = { user: before, roleExists: true };
        expect(decideUpdateUser(ana, changes, seen, now)._unsafeUnwrap().value.updatedAt).toBe(now);
      }),
    );
  });

  it('SELF-KEEPS-ROLE: no user changes its own role', async () => {
    const role = fc.constantFrom<unknown>('vip', 'default', 'nothing', 'a b', null, 7);
    await fc.assert(
      fc.asyncProperty(profile, role, fc.constantFrom('default', 'vip'), async (wanted, smuggled, own) => {
        const app = openTestApp();
        await must(app.roles.create({ role: 'vip', name: 'VIP' }));
        await must(app.users.create({ uid: 'ana', name: 'Ana', role: own }));
        const after = await must(app.users.updateSelf('ana', { ...wanted, role: smuggled } as never));
        expect(after.role).toBe(own);
        expect((await must(app.users.get('ana'))).role).toBe(own);
      }),
      { numRuns: runs(60) },
    );
  });

  it('PRESENCE-ONLY: a sign of life sets status and lastActiveAt and nothing else', () => {
    fc.assert(
      fc.property(user, fc.constantFrom('online', 'offline'), fc.nat(), (before, status, now) => {
        const { value } = decideTouch(ana, status, { user: before }, now)._unsafeUnwrap();
        expect(value).toStrictEqual({ ...before, status, lastActiveAt: now });
      }),
    );
  });

  it('PRIVATE-METADATA: what is under @private reaches the user itself and administration only', () => {
    const secret = 'the-secret';
    const metadata = fc.dictionary(fc.constantFrom('a', 'b', '@private', '__proto__'), fc.jsonValue());
    fc.assert(
      fc.property(metadata, fc.boolean(), (open, isSecretive) => {
        const { '@private': _, ...others } = open;
        const given = { ...others, ...(isSecretive && { '@private': { deep: [secret] } }) };
        const before = userOf(ana, { metadata: given as NonNullable<User['metadata']> });
        const flags = { blockedByMe: false, hasBlockedMe: true };
        const blocks = { forth: undefined, back: { blocker: ana, blocked: bo, blockedAt: epoch } };
        for (const shown of [publicUser(before), viewOf(before, flags), viewFor(bo, before, blocks)]) {
          expect(JSON.stringify(shown)).not.toContain(secret);
          const isEmptied = isSecretive && Object.keys(others).length === 0;
          expect(shown.metadata).toEqual(isEmptied ? undefined : others);
          expect(Object.hasOwn(shown, 'metadata')).toBe(!isEmptied);
        }
        expect(viewFor(bo, before, blocks)).toEqual(viewOf(before, flags));
        expect(viewOf(before, flags)).toMatchObject({ uid: ana, ...flags });
        expect(viewFor(ana, before, { forth: undefined, back: undefined })).toMatchObject(before);
      }),
    );
  });

  it('BULK-REPORTS-EACH: a bulk command reports each uid once, however often and in whatever case it was named', async () => {
    const uids = fc.array(fc.oneof(goodUid, fc.constant('nobody')), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(uids, async (named) => {
        const app = openTestApp();
        await createUsers(app, 'ana', 'bo', 'cy', 'dee', '__proto__', 'owner');
        await must(app.groups.create({ guid: 'club', name: 'Club' }));
        const expected = [...new Set(named.map((uid) => uid.toLowerCase()))];
        const outcomes = [
          await must(app.friendships.befriendAll('owner', named)),
          await must(app.blocks.block('owner', named)),
          await must(app.blocks.unblock('owner', named)),
          await must(app.groupMemberships.add('club', named)),
        ];
        for (const items of outcomes) expect(items.map(({ uid }) => uid)).toEqual(expected);
        for (const lists of [
          await must(app.users.deactivate(named)),
          await must(app.users.deactivate(named)),
          await must(app.users.reactivate(named)),
        ]) {
          expect(Object.values(lists).flat().sort()).toEqual([...expected].sort());
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('USERS-FILTERED: a list of users holds exactly those that pass all of its filters', async () => {
    const everyFilter = fc.record({
      searchKey: fc.constantFrom('a', 'AN', 'bo', 'İ', 'z'),
      status: fc.constantFrom('online' as const, 'offline' as const),
      roles: fc.array(fc.constantFrom('vip', 'DEFAULT'), { minLength: 1 }),
      tags: fc.array(fc.constantFrom('red', 'Red', 'blue'), { minLength: 1 }),
      uids: fc.array(goodUid, { minLength: 1, maxLength: 4 }),
      friendsOf: goodUid,
      hideBlockedFor: goodUid,
      withDeactivated: fc.boolean(),
      onlyDeactivated: fc.boolean(),
    });
    const names = ['searchKey', 'status', 'roles', 'tags', 'uids', 'friendsOf', 'hideBlockedFor'] as const;
    // A few at a time: all of them together leave nobody.
    const filters = fc
      .tuple(everyFilter, fc.subarray([...names], { maxLength: 2 }))
      .map(([{ withDeactivated, onlyDeactivated, ...others }, kept]) => ({
        withDeactivated,
        onlyDeactivated,
        ...(Object.fromEntries(kept.map((name) => [name, others[name]])) as Partial<typeof others>),
      }));
    const history = historyOf([...userCommands, ...relationCommands, ...roleCommands], 30);
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(filters, { minLength: 3, maxLength: 6 }),
        async (commands, asked) => {
          const world = await newWorld();
          await live(world, commands);
          const { app } = world;
          const uidsOf = async (options: object) =>
            (await allOf((page) => app.users.list({ ...options, ...page }), 3)).map(({ uid }) => uid);
          for (const { withDeactivated, onlyDeactivated, ...options } of asked) {
            const named = [options.friendsOf, options.hideBlockedFor];
            const isKnown = await Promise.all(
              named.map(async (uid) => !uid || (await app.users.get(uid)).isOk()),
            );
            if (isKnown.includes(false)) continue;
            // What everybody's record says, and who the others' friends and blocks are said to be.
            const everybody = await allOf((page) => app.users.list({ ...page, withDeactivated: true }));
            const whom = { withDeactivated, onlyDeactivated };
            const friends = await uidsOf({ withDeactivated: true, friendsOf: options.friendsOf });
            const unblocked = await uidsOf({ withDeactivated: true, hideBlockedFor: options.hideBlockedFor });
            const key = (options.searchKey ?? '').toLowerCase();
            const roles = options.roles?.map((role) => role.toLowerCase());
            const expected = everybody.filter(
              (user) =>
                (onlyDeactivated ? user.deactivatedAt : withDeactivated || !user.deactivatedAt) &&
                (user.uid.startsWith(key) || user.name.toLowerCase().startsWith(key)) &&
                (!options.status || user.status === options.status) &&
                (!roles || roles.includes(user.role)) &&
                (!options.tags || options.tags.some((tag) => user.tags?.includes(tag))) &&
                (!options.uids || options.uids.some((uid) => uid.toLowerCase() === user.uid)) &&
                friends.includes(user.uid) &&
                unblocked.includes(user.uid),
            );
            expect(await uidsOf({ ...options, ...whom })).toEqual(expected.map(({ uid }) => uid));
          }
        },
      ),
      { numRuns: runs(30) },
    );
  });
});
