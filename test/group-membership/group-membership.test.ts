import { describe, expect, it } from 'vitest';
import {
  decideAddMember,
  decideBan,
  decideChangeScope,
  decideJoin,
  decideKick,
  decideLeave,
  decideMayAdd,
  decideTransferOwnership,
  decideUnban,
  groupMembershipsPerUserMax,
  membersPerGroupMax,
} from '../../src/group-membership/group-membership.ts';
import { ana, bo, club, cy, deactivatedUserOf, groupOf, membershipOf, userOf } from '../support/records.ts';
import {
  codeOf,
  createGroups,
  createUsers,
  epoch,
  must,
  openTestApp,
  refusalOf,
} from '../support/test-app.ts';

const names = { uid: ana, guid: club };
const user = userOf(ana);
const limits = { groupMembershipsPerUserMax: 5, membersPerGroupMax: 5 };
const stranger = {
  user,
  group: groupOf(club),
  membership: undefined,
  ban: undefined,
  membershipCount: 4,
  membersCount: 4,
};
const member = { ...stranger, membership: membershipOf(ana) };
const ban = { ...names, bannedAt: epoch };
const banned = { ...stranger, ban };
const asActor = (scope: 'admin' | 'moderator' | 'participant') => ({
  uid: bo,
  user: userOf(bo),
  membership: membershipOf(bo, scope),
});
const uidNotFound = { code: 'ERR_UID_NOT_FOUND', uid: ana };
const guidNotFound = { code: 'ERR_GUID_NOT_FOUND', guid: club };
const notAMember = { code: 'ERR_NOT_A_MEMBER', ...names };
const groupOwner = { code: 'ERR_GROUP_OWNER', ...names };
const owned = groupOf(club, { owner: ana });

describe('joining', () => {
  const now = { now: epoch, hasPassword: false };
  const locked = groupOf(club, { type: 'password', passwordHash: 'hash' });
  const proof = (matches: boolean, hash = 'hash') => ({
    now: epoch,
    hasPassword: true,
    proof: { hash, matches },
  });

  it('makes a participant', () => {
    const membership = { ...names, scope: 'participant', joinedAt: epoch };
    expect(decideJoin(names, stranger, now, limits)._unsafeUnwrap()).toEqual({
      changes: [{ type: 'addMembership', membership }],
      value: membership,
    });
    const opened = decideJoin(names, { ...stranger, group: locked }, proof(true), limits);
    expect(opened.isOk()).toBe(true);
  });

  it.each([
    ['nobody', { ...member, user: undefined, group: undefined }, uidNotFound],
    ['a deactivated user', { ...member, user: deactivatedUserOf(ana) }, uidNotFound],
    ['a group that is not there', { ...banned, group: undefined }, guidNotFound],
    ['a member', { ...member, ban }, { code: 'ERR_ALREADY_JOINED', ...names }],
    [
      'whoever is banned',
      { ...banned, group: groupOf(club, { type: 'private' }) },
      { code: 'ERR_BANNED_GROUPMEMBER', ...names },
    ],
    [
      'a private group',
      { ...stranger, group: groupOf(club, { type: 'private' }) },
      { code: 'ERR_GROUP_JOIN_NOT_ALLOWED', guid: club },
    ],
    [
      'a locked group without a password',
      { ...stranger, group: locked, membershipCount: 5 },
      { code: 'ERR_EMPTY_GROUP_PASS', guid: club },
    ],
    [
      'a user with too many groups',
      { ...stranger, membershipCount: 5, membersCount: 5 },
      { code: 'ERR_GROUPS_LIMIT_EXCEEDED', uid: ana, limit: 5 },
    ],
    ['a full group', { ...stranger, membersCount: 5 }, { code: 'ERR_NO_VACANCY', guid: club, limit: 5 }],
  ])('is refused to %s', (_, seen, refusal) => {
    expect(decideJoin(names, seen, now, limits)._unsafeUnwrapErr()).toEqual(refusal);
  });

  it('takes the right password, compared with the hash that the group has now', () => {
    const seen = { ...stranger, group: locked, membershipCount: 5 };
    const refusalFor = (given: Parameters<typeof decideJoin>[2]) =>
      decideJoin(names, seen, given, limits)._unsafeUnwrapErr();
    expect(refusalFor(proof(false))).toEqual({ code: 'ERR_WRONG_GROUP_PASS', guid: club });
    expect(refusalFor(proof(true, 'older hash'))).toEqual({ code: 'STALE' });
    expect(refusalFor({ now: epoch, hasPassword: true, proof: undefined })).toEqual({ code: 'STALE' });
    expect(refusalFor(proof(true))).toMatchObject({ code: 'ERR_GROUPS_LIMIT_EXCEEDED' });
    const hashless = { ...seen, group: groupOf(club, { type: 'password' }) };
    const unproven = decideJoin(names, hashless, { now: epoch, hasPassword: true }, limits);
    expect(unproven._unsafeUnwrapErr()).toEqual({ code: 'ERR_WRONG_GROUP_PASS', guid: club });
  });

  it('refuses the 2001st group until one is left', async () => {
    const app = openTestApp();
    await createUsers(app, 'ana');
    for (let number = 1; number <= groupMembershipsPerUserMax; number += 1) {
      await createGroups(app, `group-${number}`);
      expect((await app.groupMemberships.join('ana', `Group-${number}`)).isOk()).toBe(true);
    }
    await createGroups(app, 'one-more');
    const refusal = { code: 'ERR_GROUPS_LIMIT_EXCEEDED', uid: 'ana', limit: 2000 };
    expect(await refusalOf(app.groupMemberships.join('Ana', 'one-more'))).toEqual(refusal);
    expect(await must(app.groupMemberships.add('one-more', ['ana']))).toEqual([
      { uid: 'ana', ok: false, error: refusal },
    ]);
    expect(await refusalOf(app.groups.create({ guid: 'mine', name: 'Mine', owner: 'ana' }))).toEqual(refusal);
    await must(app.groupMemberships.leave('ana', 'group-7'));
    expect(await codeOf(app.groupMemberships.join('ana', 'one-more'))).toBe('ok');
  });

  it('holds 100,000 members by default', () => {
    const byDefault = { groupMembershipsPerUserMax, membersPerGroupMax };
    const last = { ...stranger, membersCount: 99_999 };
    expect(decideJoin(names, last, now, byDefault).isOk()).toBe(true);
    const full = { ...stranger, membersCount: 100_000 };
    expect(decideJoin(names, full, now, byDefault)._unsafeUnwrapErr()).toMatchObject({
      code: 'ERR_NO_VACANCY',
    });
  });
});

describe('adding', () => {
  const wanted = { ...names, scope: 'moderator', joinedAt: epoch } as const;

  it('gives the scope that is wanted, in a private group too', () => {
    const seen = { ...stranger, group: groupOf(club, { type: 'private' }), actor: asActor('admin') };
    expect(decideAddMember(wanted, seen, limits)._unsafeUnwrap()).toEqual({
      changes: [{ type: 'addMembership', membership: wanted }],
      value: wanted,
    });
    expect(decideAddMember(wanted, stranger, limits).isOk()).toBe(true);
  });

  it.each([
    [
      'by nobody',
      { ...stranger, user: undefined, actor: { ...asActor('admin'), user: undefined } },
      { code: 'ERR_UID_NOT_FOUND', uid: bo },
    ],
    ['nobody', { ...stranger, user: undefined, group: undefined }, uidNotFound],
    ['to no group', { ...banned, group: undefined }, guidNotFound],
    [
      'by a moderator',
      { ...member, actor: asActor('moderator') },
      { code: 'ERR_GROUP_NO_CLEARANCE', uid: bo, guid: club, action: 'addMember' },
    ],
    ['a member', { ...member, ban }, { code: 'ERR_ALREADY_JOINED', ...names }],
    ['whoever is banned', { ...banned, membershipCount: 5 }, { code: 'ERR_BANNED_GROUPMEMBER', ...names }],
    [
      'beyond a cap',
      { ...stranger, membershipCount: 5 },
      { code: 'ERR_GROUPS_LIMIT_EXCEEDED', uid: ana, limit: 5 },
    ],
  ])('is refused %s', (_, seen, refusal) => {
    expect(decideAddMember(wanted, seen, limits)._unsafeUnwrapErr()).toEqual(refusal);
  });

  it('is asked for before anyone is added', () => {
    const refusalFor = (seen: Parameters<typeof decideMayAdd>[2]) =>
      decideMayAdd(club, 'admin', seen)._unsafeUnwrapErr();
    const gone = { ...asActor('admin'), user: deactivatedUserOf(bo) };
    expect(refusalFor({ group: undefined, actor: gone })).toEqual({ code: 'ERR_UID_NOT_FOUND', uid: bo });
    expect(refusalFor({ group: undefined, actor: asActor('admin') })).toEqual(guidNotFound);
    expect(refusalFor({ group: groupOf(club), actor: asActor('moderator') })).toMatchObject({
      code: 'ERR_GROUP_NO_CLEARANCE',
    });
    expect(decideMayAdd(club, 'admin', { group: groupOf(club), actor: asActor('admin') }).isOk()).toBe(true);
    expect(decideMayAdd(club, 'admin', { group: groupOf(club) }).isOk()).toBe(true);
  });
});

describe('leaving', () => {
  it('removes the membership', () => {
    expect(decideLeave(names, member)._unsafeUnwrap()).toEqual({
      changes: [{ type: 'removeMembership', ...names }],
      value: member.membership,
    });
  });

  it.each([
    ['nobody', { ...member, user: undefined, group: undefined }, uidNotFound],
    ['a group that is not there', { ...member, group: undefined }, guidNotFound],
    ['a stranger', { ...stranger, group: owned }, notAMember],
    ['the owner', { ...member, group: owned }, groupOwner],
  ])('is refused to %s', (_, seen, refusal) => {
    expect(decideLeave(names, seen)._unsafeUnwrapErr()).toEqual(refusal);
  });
});

describe('kicking and banning', () => {
  it('removes the membership', () => {
    expect(decideKick(names, member)._unsafeUnwrap()).toEqual({
      changes: [{ type: 'removeMembership', ...names }],
      value: member.membership,
    });
  });

  it('keeps out whoever is banned', () => {
    expect(decideBan(names, member, epoch)._unsafeUnwrap()).toEqual({
      changes: [
        { type: 'removeMembership', ...names },
        { type: 'addBan', ban },
      ],
      value: ban,
    });
    const refusal = decideBan(names, { ...banned, actor: asActor('participant') }, epoch);
    expect(refusal._unsafeUnwrapErr()).toEqual({ code: 'ERR_ALREADY_BANNED', ...names });
    const nobody = decideBan(names, { ...banned, user: undefined }, epoch);
    expect(nobody._unsafeUnwrapErr()).toEqual(uidNotFound);
  });

  it.each([
    ['kickMember', (seen: Parameters<typeof decideBan>[1]) => decideKick(names, seen)],
    ['banMember', (seen: Parameters<typeof decideBan>[1]) => decideBan(names, seen, epoch)],
  ] as const)('is refused in this order: %s', (action, decide) => {
    const self = { uid: ana, user, membership: membershipOf(ana) };
    const refusalFor = (seen: Parameters<typeof decideBan>[1]) => decide(seen)._unsafeUnwrapErr();
    const gone = { ...asActor('admin'), user: undefined };
    expect(refusalFor({ ...stranger, user: undefined, actor: gone })).toEqual({
      code: 'ERR_UID_NOT_FOUND',
      uid: bo,
    });
    expect(refusalFor({ ...stranger, user: undefined })).toEqual(uidNotFound);
    expect(refusalFor({ ...stranger, group: undefined })).toEqual(guidNotFound);
    expect(refusalFor({ ...stranger, group: owned, actor: self })).toEqual(notAMember);
    expect(refusalFor({ ...member, group: owned, actor: self })).toEqual({
      code: 'ERR_GROUP_NO_SELF_ACTION',
      ...names,
      action,
    });
    expect(refusalFor({ ...member, group: owned, actor: asActor('participant') })).toEqual({
      code: 'ERR_GROUP_NO_CLEARANCE',
      uid: bo,
      guid: club,
      action,
    });
    expect(refusalFor({ ...member, group: owned, actor: asActor('admin') })).toEqual(groupOwner);
    expect(refusalFor({ ...member, group: owned })).toEqual(groupOwner);
    expect(decide({ ...member, actor: asActor('moderator') }).isOk()).toBe(true);
    const admin = { ...member, membership: membershipOf(ana, 'admin') };
    expect(refusalFor({ ...admin, actor: asActor('moderator') })).toMatchObject({
      code: 'ERR_GROUP_NO_CLEARANCE',
    });
  });
});

describe('lifting a ban', () => {
  it('removes it', () => {
    expect(decideUnban(names, { ...banned, actor: asActor('moderator') })._unsafeUnwrap()).toEqual({
      changes: [{ type: 'removeBan', ...names }],
      value: ban,
    });
  });

  it.each([
    ['of nobody', { ...stranger, user: undefined }, uidNotFound],
    [
      'by a participant',
      { ...stranger, actor: asActor('participant') },
      { code: 'ERR_GROUP_NO_CLEARANCE', uid: bo, guid: club, action: 'unbanUser' },
    ],
    ['of whoever has none', stranger, { code: 'ERR_NOT_A_BANNED_USER', ...names }],
  ])('is refused %s', (_, seen, refusal) => {
    expect(decideUnban(names, seen)._unsafeUnwrapErr()).toEqual(refusal);
  });
});

describe('changing a scope', () => {
  it('gives another one', () => {
    const membership = membershipOf(ana, 'moderator');
    const decided = decideChangeScope(
      { ...names, scope: 'moderator' },
      { ...member, actor: asActor('moderator') },
    );
    expect(decided._unsafeUnwrap()).toEqual({
      changes: [{ type: 'replaceMembership', membership }],
      value: membership,
    });
  });

  it('is refused for the same scope, and for one that the actor cannot give', () => {
    const same = decideChangeScope({ ...names, scope: 'participant' }, member);
    expect(same._unsafeUnwrapErr()).toEqual({ code: 'ERR_SAME_SCOPE', ...names, scope: 'participant' });
    const tooHigh = decideChangeScope(
      { ...names, scope: 'admin' },
      { ...member, actor: asActor('moderator') },
    );
    expect(tooHigh._unsafeUnwrapErr()).toMatchObject({
      code: 'ERR_GROUP_NO_CLEARANCE',
      action: 'changeScope',
    });
  });
});

describe('handing over', () => {
  const given = { now: epoch + 1, owner: cy };
  const heldByCy = {
    ...member,
    group: groupOf(club, { owner: cy }),
    ownerMembership: membershipOf(cy, 'admin'),
  };

  it('makes the new owner an admin and the former one a participant', () => {
    const { changes, value } = decideTransferOwnership(names, heldByCy, given)._unsafeUnwrap();
    const record = groupOf(club, { owner: ana, updatedAt: epoch + 1 });
    expect(changes).toEqual([
      { type: 'replaceGroup', group: record },
      { type: 'replaceMembership', membership: membershipOf(ana, 'admin') },
      { type: 'replaceMembership', membership: membershipOf(cy) },
    ]);
    expect(value).toEqual({ ...record, membersCount: 4 });
  });

  it('has no former owner to change where there was none', () => {
    const decided = decideTransferOwnership(names, member, { now: epoch, owner: undefined });
    expect(decided._unsafeUnwrap().changes).toHaveLength(2);
  });

  it('shows no hash', () => {
    const locked = { ...member, group: groupOf(club, { type: 'password', passwordHash: 'hash' }) };
    const decided = decideTransferOwnership(names, locked, { now: epoch, owner: undefined })._unsafeUnwrap();
    expect(decided.value).not.toHaveProperty('passwordHash');
    expect(decided.changes[0]).toMatchObject({ group: { passwordHash: 'hash' } });
  });

  it('is refused in this order', () => {
    const refusalFor = (seen: Parameters<typeof decideTransferOwnership>[1], owner = cy) =>
      decideTransferOwnership(names, seen, { ...given, owner })._unsafeUnwrapErr();
    expect(refusalFor({ ...heldByCy, user: undefined })).toEqual(uidNotFound);
    expect(refusalFor({ ...heldByCy, group: undefined })).toEqual(guidNotFound);
    expect(refusalFor({ ...heldByCy, membership: undefined, actor: asActor('participant') })).toEqual(
      notAMember,
    );
    expect(refusalFor({ ...heldByCy, actor: asActor('admin') })).toMatchObject({
      code: 'ERR_GROUP_NO_CLEARANCE',
      action: 'transferOwnership',
    });
    expect(refusalFor({ ...heldByCy, group: owned })).toEqual(groupOwner);
    expect(refusalFor(heldByCy, bo)).toEqual({ code: 'STALE' });
    const byOwner = {
      ...heldByCy,
      actor: { uid: cy, user: userOf(cy), membership: membershipOf(cy, 'admin') },
    };
    expect(decideTransferOwnership(names, byOwner, given).isOk()).toBe(true);
  });
});
