import { describe, expect, it } from 'vitest';
import { actorAnchors, actorLoads, actorOf, ownerLoads } from '../../src/group/acting.ts';
import {
  decideCreateGroup,
  decideUpdateGroup,
  decideViewGroup,
  groupViewOf,
  publicGroup,
} from '../../src/group/group.ts';
import {
  ana,
  bo,
  club,
  deactivatedUserOf,
  groupOf,
  membershipOf,
  tombstoneOf,
  userOf,
} from '../support/records.ts';
import { codeOf, createUsers, epoch, must, openTestApp, refusalOf } from '../support/test-app.ts';

const free = { group: undefined, tombstone: undefined, owner: { user: userOf(ana), membershipCount: 0 } };
const wanted = { guid: club, name: 'Club', type: 'public' } as const;
const now = epoch;

describe('creating a group', () => {
  it('makes one without members where nobody owns it', () => {
    const group = { ...wanted, createdAt: now };
    const decided = decideCreateGroup(wanted, free, now, 2)._unsafeUnwrap();
    expect(decided).toStrictEqual({
      changes: [{ type: 'addGroup', group }],
      value: { ...group, membersCount: 0 },
    });
  });

  it('makes the owner its first admin', () => {
    const decided = decideCreateGroup({ ...wanted, owner: ana }, free, now, 2)._unsafeUnwrap();
    const group = { ...wanted, createdAt: now, owner: ana };
    const membership = { uid: ana, guid: club, scope: 'admin', joinedAt: now };
    expect(decided).toStrictEqual({
      changes: [
        { type: 'addGroup', group },
        { type: 'addMembership', membership },
      ],
      value: { ...group, membersCount: 1 },
    });
  });

  it('keeps the hash of a password and shows none', () => {
    const { changes, value } = decideCreateGroup(
      { ...wanted, type: 'password', passwordHash: 'hash', tags: [] },
      free,
      now,
      2,
    )._unsafeUnwrap();
    const group = { ...wanted, type: 'password', createdAt: now, passwordHash: 'hash' };
    expect(changes).toStrictEqual([{ type: 'addGroup', group }]);
    expect(value).not.toHaveProperty('passwordHash');
    expect(value).not.toHaveProperty('tags');
  });

  it('is refused without a password, then for the guid, then for the owner', () => {
    const locked = { ...wanted, type: 'password', owner: ana } as const;
    const refusalFor = (...asked: Parameters<typeof decideCreateGroup>) =>
      decideCreateGroup(...asked)._unsafeUnwrapErr();
    const taken = { ...free, group: groupOf(club), owner: { user: undefined, membershipCount: 0 } };
    expect(refusalFor(locked, taken, now, 2)).toEqual({ code: 'ERR_EMPTY_GROUP_PASS', guid: club });
    const exists = { code: 'ERR_GUID_ALREADY_EXISTS', guid: club };
    expect(refusalFor({ ...wanted, owner: ana }, taken, now, 2)).toEqual(exists);
    const buried = { ...free, tombstone: tombstoneOf({ type: 'group', guid: club }) };
    expect(refusalFor(wanted, buried, now, 2)).toEqual(exists);
    const hidden = { ...free, owner: { user: deactivatedUserOf(ana), membershipCount: 9 } };
    expect(refusalFor({ ...wanted, owner: ana }, hidden, now, 2)).toEqual({
      code: 'ERR_UID_NOT_FOUND',
      uid: ana,
    });
    const unseen = { group: undefined, tombstone: undefined };
    expect(refusalFor({ ...wanted, owner: ana }, unseen, now, 2)).toEqual({
      code: 'ERR_UID_NOT_FOUND',
      uid: ana,
    });
    const busy = { ...free, owner: { user: userOf(ana), membershipCount: 2 } };
    const full = { code: 'ERR_GROUPS_LIMIT_EXCEEDED', uid: ana, limit: 2 };
    expect(refusalFor({ ...wanted, owner: ana }, busy, now, 2)).toEqual(full);
    expect(decideCreateGroup(wanted, busy, now, 2).isOk()).toBe(true);
  });
});

describe('updating a group', () => {
  const stored = groupOf(club, {
    type: 'password',
    passwordHash: 'old',
    icon: 'https://a/',
    tags: ['red'],
  });
  const seen = { group: stored, membersCount: 7 };

  it('keeps the password until another is given or the type changes', () => {
    const changeBy = (changes: Parameters<typeof decideUpdateGroup>[1]) =>
      decideUpdateGroup(club, changes, seen, now)._unsafeUnwrap().changes[0];
    expect(changeBy({ name: 'New' })).toHaveProperty('group.passwordHash', 'old');
    expect(changeBy({ passwordHash: 'new' })).toHaveProperty('group.passwordHash', 'new');
    expect(changeBy({ type: 'private' })).not.toHaveProperty('group.passwordHash');
    const opened = { group: groupOf(club), membersCount: 1 };
    const refusal = { code: 'ERR_EMPTY_GROUP_PASS', guid: club };
    expect(decideUpdateGroup(club, { type: 'password' }, opened, now)._unsafeUnwrapErr()).toEqual(refusal);
    const locked = decideUpdateGroup(club, { type: 'password', passwordHash: 'new' }, opened, now);
    expect(locked.isOk()).toBe(true);
  });

  it('shows the group with its members counted and without its hash', () => {
    const { changes, value } = decideUpdateGroup(
      club,
      { name: 'New', unset: ['icon'] },
      seen,
      epoch + 1,
    )._unsafeUnwrap();
    const { icon: _, ...kept } = stored;
    const group = { ...kept, name: 'New', updatedAt: epoch + 1 };
    expect(changes).toStrictEqual([{ type: 'replaceGroup', group }]);
    const { passwordHash: __, ...shown } = group;
    expect(value).toStrictEqual({ ...shown, membersCount: 7 });
    const untagged = decideUpdateGroup(club, { tags: [] }, seen, now)._unsafeUnwrap();
    expect(untagged.value).not.toHaveProperty('tags');
  });

  it('is refused to nobody, then of no group, then without clearance', () => {
    const actor = { uid: bo, user: userOf(bo), membership: membershipOf(bo) };
    const refusalFor = (facts: Partial<Parameters<typeof decideUpdateGroup>[2]>) =>
      decideUpdateGroup(club, {}, { ...seen, ...facts }, now)._unsafeUnwrapErr();
    const nobody = { ...actor, user: undefined };
    expect(refusalFor({ group: undefined, actor: nobody })).toEqual({ code: 'ERR_UID_NOT_FOUND', uid: bo });
    expect(refusalFor({ group: undefined, actor })).toEqual({ code: 'ERR_GUID_NOT_FOUND', guid: club });
    expect(refusalFor({ group: stored, actor })).toMatchObject({
      code: 'ERR_GROUP_NO_CLEARANCE',
      action: 'updateGroup',
    });
    const moderator = { ...actor, membership: membershipOf(bo, 'moderator') };
    expect(decideUpdateGroup(club, {}, { ...seen, actor: moderator }, now).isOk()).toBe(true);
  });
});

describe('a group that is shown', () => {
  it('has no hash', () => {
    const open = { ...groupOf(club), membersCount: 1 };
    expect(publicGroup(open)).toBe(open);
    expect(publicGroup({ ...open, passwordHash: 'hash' })).toStrictEqual(open);
  });
});

describe('a group as a user sees it', () => {
  const group = { ...groupOf(club, { type: 'private' }), membersCount: 2 };

  it('says what a member is there and since when, and of others that they are none', () => {
    const { scope, joinedAt } = membershipOf(bo, 'moderator');
    const joined = groupViewOf(group, membershipOf(bo, 'moderator'));
    expect(joined).toStrictEqual({ ...group, hasJoined: true, scope, joinedAt });
    expect(groupViewOf(group, undefined)).toStrictEqual({ ...group, hasJoined: false });
    expect([joined, groupViewOf(group, undefined)].every(Object.isFrozen)).toBe(true);
  });

  it('is shown without its hash, to a stranger who knows its guid too', () => {
    const stored = groupOf(club, { type: 'password', passwordHash: 'hash' });
    const seen = { viewer: userOf(bo), group: stored, membersCount: 2, membership: undefined };
    const shown = { ...groupOf(club, { type: 'password' }), membersCount: 2, hasJoined: false };
    expect(decideViewGroup(club, bo, seen)._unsafeUnwrap()).toStrictEqual(shown);
    const hidden = groupOf(club, { type: 'private' });
    expect(decideViewGroup(club, bo, { ...seen, group: hidden }).isOk()).toBe(true);
  });

  it('is nothing to nobody, and then nothing of no group', () => {
    const seen = { viewer: deactivatedUserOf(bo), group: undefined, membersCount: 0, membership: undefined };
    const refusal = decideViewGroup(club, bo, seen)._unsafeUnwrapErr();
    expect(refusal).toEqual({ code: 'ERR_UID_NOT_FOUND', uid: bo });
    const missing = decideViewGroup(club, bo, { ...seen, viewer: userOf(bo) })._unsafeUnwrapErr();
    expect(missing).toEqual({ code: 'ERR_GUID_NOT_FOUND', guid: club });
  });

  it('is listed with what the user is in each, private ones that it is not in too', async () => {
    const app = openTestApp({ clock: () => epoch });
    await createUsers(app, 'ana', 'bo');
    await must(app.groups.create({ guid: 'club', name: 'Club', owner: 'ana' }));
    await must(app.groups.create({ guid: 'vault', name: 'Vault', type: 'private', owner: 'bo' }));
    const { items } = await must(app.groups.list({ as: 'ANA', order: 'guid' }));
    expect(items.map(({ guid, hasJoined, scope, joinedAt }) => [guid, hasJoined, scope, joinedAt])).toEqual([
      ['club', true, 'admin', epoch],
      ['vault', false, undefined, undefined],
    ]);
    // @ts-expect-error: administration is shown no flags.
    expect((await must(app.groups.list())).items[0]?.hasJoined).toBeUndefined();
    expect(await refusalOf(app.groups.list({ as: 'cy' }))).toEqual({ code: 'ERR_UID_NOT_FOUND', uid: 'cy' });
    expect(await codeOf(app.groups.list({ as: 'c y' }))).toBe('ERR_BAD_REQUEST');
  });
});

describe('who acts', () => {
  it('is administration where nobody is named', () => {
    expect([actorAnchors(undefined), actorLoads(undefined, club), actorOf(undefined, {})]).toEqual([
      [],
      {},
      undefined,
    ]);
    expect(ownerLoads(undefined)).toEqual({});
  });

  it('is seen with its membership', () => {
    expect(actorAnchors(ana)).toEqual([{ type: 'user', uid: ana }]);
    expect(actorLoads(ana, club)).toEqual({
      actorUser: { type: 'user', uid: ana },
      actorMembership: { type: 'membership', uid: ana, guid: club },
    });
    const seen = { actorUser: userOf(ana), actorMembership: membershipOf(ana) };
    expect(actorOf(ana, seen)).toEqual({ uid: ana, user: userOf(ana), membership: membershipOf(ana) });
    expect(ownerLoads(ana)).toEqual({
      ownerUser: { type: 'user', uid: ana },
      ownerMembershipCount: { type: 'membershipCount', uid: ana },
    });
  });
});

describe('the password of a group', () => {
  it('goes with groups of type password only', async () => {
    const app = openTestApp();
    const details = { password: ['goes with type "password", given in the same call'] };
    const stray = { guid: 'club', name: 'Club', password: 'sesame' };
    expect(await refusalOf(app.groups.create(stray))).toEqual({ code: 'ERR_BAD_REQUEST', details });
    expect(await codeOf(app.groups.create({ ...stray, type: 'password' }))).toBe('ok');
    const opened = app.groups.update('club', { type: 'public', password: 'sesame' });
    expect(await refusalOf(opened)).toEqual({ code: 'ERR_BAD_REQUEST', details });
  });

  it('that changes while somebody joins is compared again', async () => {
    const app = openTestApp({
      passwords: {
        hash: async (password) => `hash of ${password}`,
        matches: async (password, hash) => {
          // The group gets another password while this one is being compared.
          if (hash === 'hash of first')
            await must(app.groups.update('club', { type: 'password', password: 'second' }));
          return hash === `hash of ${password}`;
        },
      },
    });
    await createUsers(app, 'ana', 'bo');
    await must(app.groups.create({ guid: 'club', name: 'Club', type: 'password', password: 'first' }));
    expect(await codeOf(app.groupMemberships.join('ana', 'club', { password: 'first' }))).toBe(
      'ERR_WRONG_GROUP_PASS',
    );
    await must(app.groups.update('club', { type: 'password', password: 'first' }));
    expect(await codeOf(app.groupMemberships.join('bo', 'club', { password: 'second' }))).toBe('ok');
  });

  it.each([7, '', 'x'.repeat(1001), '\ud83d'])(
    'that is hashed to what no export could hold throws: %j',
    async (hash) => {
      const app = openTestApp({ passwords: { hash: async () => hash as string, matches: async () => true } });
      const group = { guid: 'club', name: 'Club', type: 'password', password: 'sesame' } as const;
      await expect(app.groups.create(group)).rejects.toThrow(
        'Cannot store what passwords.hash made: a hash must',
      );
    },
  );

  it('that never holds still is the business of the store', async () => {
    let changes = 0;
    const app = openTestApp({
      passwords: {
        hash: async () => `hash ${changes}`,
        matches: async () => {
          changes += 1;
          await must(app.groups.update('club', { type: 'password', password: 'another' }));
          return true;
        },
      },
    });
    await createUsers(app, 'ana');
    await must(app.groups.create({ guid: 'club', name: 'Club', type: 'password', password: 'first' }));
    const refusal = await refusalOf(app.groupMemberships.join('ana', 'club', { password: 'any' }));
    expect(refusal).toEqual({ code: 'STORE_CONTENTION', committed: false });
    expect(changes).toBe(16);
  });
});
