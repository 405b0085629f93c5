import type { Remnant } from 'kithkin';
import { describe, expect, it } from 'vitest';
import {
  decideBuryGroup,
  decideBuryUser,
  decideDrain,
  decideUnbury,
  ownersOf,
  removalOf,
} from '../../src/deletion/deletion.ts';
import {
  ana,
  bo,
  botOf,
  club,
  deactivatedUserOf,
  friendshipOf,
  groupOf,
  guid,
  membershipOf,
  tokenOf,
  tombstoneOf,
  userOf,
} from '../support/records.ts';
import { allOf, codeOf, createGroups, createUsers, epoch, must, openTestApp } from '../support/test-app.ts';

const ofAna = { type: 'user', uid: ana } as const;
const ofClub = { type: 'group', guid: club } as const;
const there = { user: userOf(ana), tombstone: undefined, ownedGroup: undefined };

describe('burying a user', () => {
  it.each([
    ['an active one', there],
    ['a deactivated one', { ...there, user: deactivatedUserOf(ana) }],
  ])('leaves a tombstone of %s', (_, seen) => {
    expect(decideBuryUser(ana, seen, epoch)._unsafeUnwrap()).toEqual({
      changes: [{ type: 'bury', tombstone: { of: ofAna, buriedAt: epoch } }],
      value: ofAna,
    });
  });

  it('leaves one that is buried as it is', () => {
    const seen = { user: undefined, tombstone: tombstoneOf(ofAna), ownedGroup: undefined };
    expect(decideBuryUser(ana, seen, epoch + 1)._unsafeUnwrap()).toEqual({ changes: [], value: ofAna });
  });

  it('is refused of nobody, and of an owner', () => {
    const nobody = { ...there, user: undefined, ownedGroup: club };
    expect(decideBuryUser(ana, nobody, epoch)._unsafeUnwrapErr()).toEqual({
      code: 'ERR_UID_NOT_FOUND',
      uid: ana,
    });
    const owner = { ...there, ownedGroup: guid('other') };
    expect(decideBuryUser(ana, owner, epoch)._unsafeUnwrapErr()).toEqual({
      code: 'ERR_GROUP_OWNER',
      uid: ana,
      guid: 'other',
    });
  });
});

describe('burying a group', () => {
  const admin = { uid: bo, user: userOf(bo), membership: membershipOf(bo, 'admin') };
  const seen = { group: groupOf(club), tombstone: undefined };

  it('leaves a tombstone, for administration and for an admin', () => {
    for (const actor of [undefined, admin]) {
      expect(decideBuryGroup(club, { ...seen, actor }, epoch)._unsafeUnwrap()).toEqual({
        changes: [{ type: 'bury', tombstone: { of: ofClub, buriedAt: epoch } }],
        value: ofClub,
      });
    }
  });

  it('leaves one that is buried as it is', () => {
    const buried = { group: undefined, tombstone: tombstoneOf(ofClub) };
    expect(decideBuryGroup(club, buried, epoch)._unsafeUnwrap()).toEqual({ changes: [], value: ofClub });
  });

  it('is refused to nobody, of no group, and without clearance', () => {
    const gone = { ...admin, user: undefined };
    const nowhere = { group: undefined, tombstone: undefined };
    expect(
      decideBuryGroup(
        club,
        { ...nowhere, tombstone: tombstoneOf(ofClub), actor: gone },
        epoch,
      )._unsafeUnwrapErr(),
    ).toEqual({
      code: 'ERR_UID_NOT_FOUND',
      uid: bo,
    });
    expect(decideBuryGroup(club, nowhere, epoch)._unsafeUnwrapErr()).toEqual({
      code: 'ERR_GUID_NOT_FOUND',
      guid: club,
    });
    const moderator = { ...admin, membership: membershipOf(bo, 'moderator') };
    expect(decideBuryGroup(club, { ...seen, actor: moderator }, epoch)._unsafeUnwrapErr()).toEqual({
      code: 'ERR_GROUP_NO_CLEARANCE',
      uid: bo,
      guid: club,
      action: 'deleteGroup',
    });
  });
});

describe('the drain', () => {
  const token = tokenOf(ana, 1);
  const userAna = { type: 'user', uid: ana };
  const userBo = { type: 'user', uid: bo };
  const groupClub = { type: 'group', guid: club };
  const table: readonly (readonly [Remnant, readonly unknown[], unknown])[] = [
    [{ type: 'authToken', token }, [userAna], { type: 'removeAuthToken', uid: ana, digest: token.digest }],
    [
      { type: 'friendship', friendship: friendshipOf(ana, bo) },
      [userAna, userBo],
      { type: 'removeFriendship', friendship: friendshipOf(ana, bo) },
    ],
    [
      { type: 'block', block: { blocker: ana, blocked: bo, blockedAt: epoch } },
      [userAna, userBo],
      { type: 'removeBlock', blocker: ana, blocked: bo },
    ],
    [
      { type: 'membership', membership: membershipOf(ana) },
      [userAna, groupClub],
      { type: 'removeMembership', uid: ana, guid: club },
    ],
    [
      { type: 'ban', ban: { uid: ana, guid: club, bannedAt: epoch } },
      [userAna, groupClub],
      { type: 'removeBan', uid: ana, guid: club },
    ],
    [{ type: 'bot', bot: botOf(ana) }, [{ type: 'app' }, userAna], { type: 'removeBot', uid: ana }],
  ];

  it.each(table)('removes %o under its owners, while the tombstone stands', (remnant, owners, removal) => {
    expect(ownersOf(remnant)).toEqual(owners);
    expect(removalOf(remnant)).toEqual(removal);
    expect(decideDrain(remnant, { tombstone: tombstoneOf(ofAna) })._unsafeUnwrap()).toEqual({
      changes: [removal],
      value: true,
    });
    expect(decideDrain(remnant, { tombstone: undefined })._unsafeUnwrap()).toEqual({
      changes: [],
      value: false,
    });
  });

  it('frees the name once nothing is left', () => {
    const tombstone = tombstoneOf(ofAna);
    const remnants: readonly Remnant[] = [{ type: 'bot', bot: botOf(ana) }];
    expect(decideUnbury(ofAna, { tombstone, remnants: [] })._unsafeUnwrap()).toEqual({
      changes: [{ type: 'unbury', of: ofAna }],
      value: true,
    });
    expect(decideUnbury(ofAna, { tombstone, remnants })._unsafeUnwrap()).toEqual({
      changes: [],
      value: false,
    });
    expect(decideUnbury(ofAna, { tombstone: undefined, remnants })._unsafeUnwrap()).toEqual({
      changes: [],
      value: true,
    });
  });

  it('takes away hundreds of rows, a look at a time', async () => {
    const app = openTestApp({ limits: { activeAuthTokensPerUserMax: 3 } });
    await createUsers(app, 'ana');
    for (let number = 0; number < 150; number += 1) {
      await createUsers(app, `peer-${number}`);
      await createGroups(app, `group-${number}`);
      await must(app.friendships.befriend('ana', `peer-${number}`));
      await must(app.groupMemberships.join('ana', `group-${number}`));
      await must(app.blocks.block(`peer-${number}`, ['ana']));
      await must(app.authTokens.issue('ana'));
    }
    await must(app.bots.register({ uid: 'ana', webhookURL: 'https://bots.example/' }));
    await must(app.groupMemberships.ban('ana', 'group-7'));
    expect(await must(app.users.delete('ana', { permanent: true }))).toEqual({
      uid: 'ana',
      permanent: true,
    });
    expect(await codeOf(app.users.delete('ana', { permanent: true }))).toBe('ERR_UID_NOT_FOUND');
    await createUsers(app, 'ana');
    for (const list of [
      await allOf((page) => app.friendships.list('ana', page)),
      await allOf((page) => app.friendships.list('peer-3', page)),
      await allOf((page) => app.groupMemberships.listMembers('group-149', page)),
      await allOf((page) => app.blocks.list('peer-149', page)),
      await allOf((page) => app.authTokens.listArchived('ana', page)),
    ]) {
      expect(list).toEqual([]);
    }
  });

  it('takes away a group with all its members', async () => {
    const app = openTestApp();
    await createGroups(app, 'club');
    for (let number = 0; number < 80; number += 1) {
      await createUsers(app, `user-${number}`);
      await must(app.groupMemberships.join(`user-${number}`, 'club'));
    }
    await must(app.groupMemberships.ban('user-7', 'club'));
    expect(await must(app.groups.delete('Club'))).toEqual({ guid: 'club' });
    await createGroups(app, 'club');
    expect(await must(app.groups.get('club'))).toMatchObject({ membersCount: 0 });
    expect((await must(app.groupMemberships.listBanned('club'))).items).toEqual([]);
    expect((await must(app.groupMemberships.listGroups('user-3'))).items).toEqual([]);
  });
});
