import fc from 'fast-check';
import type { Result } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { decideCreateApiKey, decideUpdateApiKey, mintApiKey } from '../../src/api-key/api-key.ts';
import { decideBlock } from '../../src/block/block.ts';
import { decideRegisterBot } from '../../src/bot-quota/bot-quota.ts';
import { decideBuryUser } from '../../src/deletion/deletion.ts';
import { decideBefriend, decideUnfriend } from '../../src/friendship/friendship.ts';
import { decideCreateGroup, decideUpdateGroup, decideViewGroup } from '../../src/group/group.ts';
import {
  decideAddMember,
  decideBan,
  decideChangeScope,
  decideJoin,
  decideKick,
  decideLeave,
  decideTransferOwnership,
} from '../../src/group-membership/group-membership.ts';
import { decideCreateRole, decideDeleteRole } from '../../src/role/role.ts';
import { decideCreateUser, decideUpdateUser } from '../../src/user/user.ts';
import {
  ana,
  apiKeyOf,
  bo,
  botOf,
  club,
  deactivatedUserOf,
  friendshipOf,
  groupOf,
  hexOf,
  membershipOf,
  roleId,
  roleOf,
  tombstoneOf,
  userOf,
} from '../support/records.ts';
import { runs } from '../support/setup.ts';
import { epoch } from '../support/test-app.ts';

/** A decision, its refusals in the order in which it lists them, and facts in which just these apply. */
interface Scene {
  readonly refusals: readonly string[];
  decide(applies: readonly boolean[]): Result<unknown, { readonly code: string }>;
}

const names = { uid: ana, guid: club };
const limits = { groupMembershipsPerUserMax: 2, membersPerGroupMax: 2 };
const vip = roleId('vip');
const userUnless = (isGone: boolean | undefined, id = ana) => (isGone ? deactivatedUserOf(id) : userOf(id));

/** Facts about a member acted on by `bo`, who is no user, no member or lacks clearance. */
function memberScene([
  actorGone,
  userGone,
  noGroup,
  notMember,
  isSelf,
  noClearance,
  isOwner,
]: readonly boolean[]) {
  const as = isSelf ? ana : bo;
  return {
    user: userUnless(userGone),
    group: noGroup ? undefined : groupOf(club, isOwner ? { owner: ana } : {}),
    membership: notMember ? undefined : membershipOf(ana),
    actor: {
      uid: as,
      user: userUnless(actorGone, as),
      membership: membershipOf(as, noClearance ? 'participant' : 'admin'),
    },
  };
}

const memberRefusals = [
  'ERR_UID_NOT_FOUND',
  'ERR_UID_NOT_FOUND',
  'ERR_GUID_NOT_FOUND',
  'ERR_NOT_A_MEMBER',
  'ERR_GROUP_NO_SELF_ACTION',
  'ERR_GROUP_NO_CLEARANCE',
  'ERR_GROUP_OWNER',
];

const scenes: Readonly<Record<string, Scene>> = {
  'create a user': {
    refusals: ['ERR_UID_ALREADY_EXISTS', 'ERR_UID_ALREADY_EXISTS', 'ERR_ROLE_NOT_FOUND'],
    decide: ([isThere, isBuried, noRole]) =>
      decideCreateUser(
        { uid: ana, name: 'Ana' },
        {
          user: isThere ? userOf(ana) : undefined,
          tombstone: isBuried ? tombstoneOf({ type: 'user', uid: ana }) : undefined,
          roleExists: !noRole,
        },
        { now: epoch, role: vip },
      ),
  },
  'update a user': {
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_ROLE_NOT_FOUND'],
    decide: ([isGone, noRole]) =>
      decideUpdateUser(ana, { role: vip }, { user: userUnless(isGone), roleExists: !noRole }, epoch),
  },
  'delete a user for good': {
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_GROUP_OWNER'],
    decide: ([isGone, owns]) =>
      decideBuryUser(
        ana,
        { user: isGone ? undefined : userOf(ana), tombstone: undefined, ownedGroup: owns ? club : undefined },
        epoch,
      ),
  },
  befriend: {
    refusals: [
      'ERR_UID_NOT_FOUND',
      'ERR_UID_NOT_FOUND',
      'ERR_CANNOT_FORM_SELF_RELATION',
      'ERR_ALREADY_FRIEND',
      'ERR_FRIENDS_LIMIT_EXCEEDED',
      'ERR_FRIENDS_LIMIT_EXCEEDED',
    ],
    decide: ([aGone, bGone, isSelf, areFriends, aFull, bFull]) =>
      decideBefriend(
        { a: ana, b: isSelf ? ana : bo },
        {
          a: userUnless(aGone),
          b: userUnless(bGone, bo),
          friendship: areFriends ? friendshipOf(ana, bo) : undefined,
          friendCountOfA: aFull ? 2 : 1,
          friendCountOfB: bFull ? 2 : 1,
        },
        2,
      ),
  },
  unfriend: {
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_UID_NOT_FOUND', 'ERR_NOT_A_FRIEND'],
    decide: ([aGone, bGone, strangers]) =>
      decideUnfriend(
        { a: ana, b: bo },
        {
          a: userUnless(aGone),
          b: userUnless(bGone, bo),
          friendship: strangers ? undefined : friendshipOf(ana, bo),
        },
      ),
  },
  block: {
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_UID_NOT_FOUND', 'ERR_CANNOT_BLOCK_SELF'],
    decide: ([byGone, whomGone, isSelf]) =>
      decideBlock(
        { blocker: ana, blocked: isSelf ? ana : bo },
        { blocker: userUnless(byGone), blocked: userUnless(whomGone, bo), block: undefined },
        epoch,
      ),
  },
  'create a role': {
    refusals: ['ERR_ROLE_ALREADY_EXISTS', 'ERR_ROLES_LIMIT_EXCEEDED'],
    decide: ([exists, isFull]) =>
      decideCreateRole(
        { role: vip, name: 'VIP' },
        { role: exists ? roleOf('vip') : undefined, roleCount: isFull ? 2 : 1 },
        epoch,
        2,
      ),
  },
  'delete a role': {
    refusals: ['ERR_ROLE_DELETE_DENIED', 'ERR_ROLE_NOT_FOUND', 'ERR_ROLE_IN_USE'],
    decide: ([isDefault, isMissing, inUse]) =>
      decideDeleteRole(isDefault ? roleId('default') : vip, {
        role: isMissing ? undefined : roleOf('vip'),
        inUse: inUse === true,
      }),
  },
  'create a group': {
    refusals: [
      'ERR_EMPTY_GROUP_PASS',
      'ERR_GUID_ALREADY_EXISTS',
      'ERR_GUID_ALREADY_EXISTS',
      'ERR_UID_NOT_FOUND',
      'ERR_GROUPS_LIMIT_EXCEEDED',
    ],
    decide: ([noPassword, isThere, isBuried, ownerGone, ownerFull]) =>
      decideCreateGroup(
        {
          guid: club,
          name: 'Club',
          type: 'password',
          passwordHash: noPassword ? undefined : 'hash',
          owner: ana,
        },
        {
          group: isThere ? groupOf(club) : undefined,
          tombstone: isBuried ? tombstoneOf({ type: 'group', guid: club }) : undefined,
          owner: { user: userUnless(ownerGone), membershipCount: ownerFull ? 2 : 1 },
        },
        epoch,
        2,
      ),
  },
  'view a group': {
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_GUID_NOT_FOUND'],
    decide: ([viewerGone, noGroup]) =>
      decideViewGroup(club, ana, {
        viewer: userUnless(viewerGone),
        group: noGroup ? undefined : groupOf(club),
        membersCount: 1,
        membership: undefined,
      }),
  },
  'update a group': {
    refusals: [
      'ERR_UID_NOT_FOUND',
      'ERR_GUID_NOT_FOUND',
      'ERR_NOT_A_MEMBER',
      'ERR_GROUP_NO_CLEARANCE',
      'ERR_EMPTY_GROUP_PASS',
    ],
    decide: ([actorGone, noGroup, notMember, noClearance, noPassword]) =>
      decideUpdateGroup(
        club,
        { type: 'password', passwordHash: noPassword ? undefined : 'hash' },
        {
          group: noGroup ? undefined : groupOf(club),
          membersCount: 1,
          actor: {
            uid: bo,
            user: userUnless(actorGone, bo),
            membership: notMember ? undefined : membershipOf(bo, noClearance ? 'participant' : 'admin'),
          },
        },
        epoch,
      ),
  },
  join: {
    refusals: [
      'ERR_UID_NOT_FOUND',
      'ERR_GUID_NOT_FOUND',
      'ERR_ALREADY_JOINED',
      'ERR_BANNED_GROUPMEMBER',
      'ERR_GROUP_JOIN_NOT_ALLOWED',
      'ERR_EMPTY_GROUP_PASS',
      'ERR_WRONG_GROUP_PASS',
      'ERR_GROUPS_LIMIT_EXCEEDED',
      'ERR_NO_VACANCY',
    ],
    decide: ([
      userGone,
      noGroup,
      isMember,
      isBanned,
      isPrivate,
      noPassword,
      isWrong,
      userFull,
      groupFull,
    ]) => {
      const type = isPrivate ? 'private' : 'password';
      const proof = { hash: 'hash', matches: !isWrong };
      return decideJoin(
        names,
        {
          user: userUnless(userGone),
          group: noGroup ? undefined : groupOf(club, { type, passwordHash: 'hash' }),
          membership: isMember ? membershipOf(ana) : undefined,
          ban: isBanned ? { ...names, bannedAt: epoch } : undefined,
          membershipCount: userFull ? 2 : 1,
          membersCount: groupFull ? 2 : 1,
        },
        noPassword ? { now: epoch, hasPassword: false } : { now: epoch, hasPassword: true, proof },
        limits,
      );
    },
  },
  add: {
    refusals: [
      ...['ERR_UID_NOT_FOUND', 'ERR_UID_NOT_FOUND', 'ERR_GUID_NOT_FOUND', 'ERR_GROUP_NO_CLEARANCE'],
      ...['ERR_ALREADY_JOINED', 'ERR_BANNED_GROUPMEMBER', 'ERR_GROUPS_LIMIT_EXCEEDED', 'ERR_NO_VACANCY'],
    ],
    decide: ([actorGone, userGone, noGroup, noClearance, isMember, isBanned, userFull, groupFull]) =>
      decideAddMember(
        { ...names, scope: 'participant', joinedAt: epoch },
        {
          user: userUnless(userGone),
          group: noGroup ? undefined : groupOf(club),
          membership: isMember ? membershipOf(ana) : undefined,
          ban: isBanned ? { ...names, bannedAt: epoch } : undefined,
          membershipCount: userFull ? 2 : 1,
          membersCount: groupFull ? 2 : 1,
          actor: {
            uid: bo,
            user: userUnless(actorGone, bo),
            membership: membershipOf(bo, noClearance ? 'moderator' : 'admin'),
          },
        },
        limits,
      ),
  },
  leave: {
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_GUID_NOT_FOUND', 'ERR_NOT_A_MEMBER', 'ERR_GROUP_OWNER'],
    decide: ([userGone, noGroup, notMember, isOwner]) =>
      decideLeave(names, {
        user: userUnless(userGone),
        group: noGroup ? undefined : groupOf(club, isOwner ? { owner: ana } : {}),
        membership: notMember ? undefined : membershipOf(ana),
      }),
  },
  kick: { refusals: memberRefusals, decide: (applies) => decideKick(names, memberScene(applies)) },
  ban: {
    refusals: [...memberRefusals.slice(0, 3), 'ERR_ALREADY_BANNED', ...memberRefusals.slice(3)],
    decide: ([actorGone, userGone, noGroup, isBanned, ...others]) =>
      decideBan(
        names,
        {
          ...memberScene([actorGone === true, userGone === true, noGroup === true, ...others]),
          ban: isBanned ? { ...names, bannedAt: epoch } : undefined,
        },
        epoch,
      ),
  },
  'change a scope': {
    refusals: [...memberRefusals, 'ERR_SAME_SCOPE'],
    decide: (applies) =>
      decideChangeScope({ ...names, scope: applies[7] ? 'participant' : 'moderator' }, memberScene(applies)),
  },
  'hand over': {
    refusals: [
      'ERR_UID_NOT_FOUND',
      'ERR_UID_NOT_FOUND',
      'ERR_GUID_NOT_FOUND',
      'ERR_NOT_A_MEMBER',
      'ERR_GROUP_NO_CLEARANCE',
    ],
    decide: ([actorGone, userGone, noGroup, notMember, noClearance]) =>
      decideTransferOwnership(
        names,
        {
          user: userUnless(userGone),
          group: noGroup ? undefined : groupOf(club, { owner: noClearance ? ana : bo }),
          membersCount: 1,
          membership: notMember ? undefined : membershipOf(ana),
          actor: { uid: bo, user: userUnless(actorGone, bo), membership: membershipOf(bo, 'admin') },
        },
        { now: epoch, owner: bo },
      ),
  },
  'register a bot': {
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_BOT_ALREADY_EXISTS', 'ERR_BOTS_LIMIT_EXCEEDED'],
    decide: ([isGone, isBot, isFull]) =>
      decideRegisterBot(
        { uid: ana, webhookURL: 'https://bots.example/' },
        { user: userUnless(isGone), bot: isBot ? botOf(ana) : undefined, botCount: isFull ? 2 : 1 },
        epoch,
        2,
      ),
  },
  'create an API key': {
    refusals: ['ERR_APIKEY_ALREADY_EXISTS', 'ERR_APIKEYS_LIMIT_EXCEEDED', 'HANDLE_TAKEN'],
    decide: ([isNamed, isFull, isTaken]) =>
      decideCreateApiKey(
        mintApiKey(hexOf(isTaken ? 1 : 9, 40), {
          name: isNamed ? 'key 1' : 'new',
          scope: 'authOnly',
          now: epoch,
        }),
        { apiKeys: [apiKeyOf(1), apiKeyOf(2)] },
        isFull ? 2 : 3,
      ),
  },
  'update an API key': {
    refusals: ['ERR_APIKEY_NOT_FOUND', 'ERR_APIKEY_NO_SELF_ACTION', 'ERR_APIKEY_ALREADY_EXISTS'],
    decide: ([isMissing, isSelf, isNamed]) =>
      decideUpdateApiKey(
        { handle: apiKeyOf(isMissing ? 9 : 1).handle },
        { name: isNamed ? 'key 2' : 'new' },
        { apiKeys: [apiKeyOf(1), apiKeyOf(2)] },
        { now: epoch, as: { handle: apiKeyOf(isSelf ? 1 : 2).handle } },
      ),
  },
};

describe('refusals', () => {
  it('REFUSAL-PRECEDENCE: when several refusals apply, the first listed is returned', () => {
    const bits = fc.array(fc.boolean(), { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(scenes)), bits, (name, drawn) => {
        const { refusals, decide } = scenes[name] as Scene;
        const applies = drawn.slice(0, refusals.length);
        const decided = decide(applies);
        const expected = refusals.find((_, index) => applies[index]);
        expect(decided.isErr() ? decided.error.code : undefined, name).toBe(expected);
      }),
      { numRuns: runs(2000) },
    );
  });
});
