/**
 * Group membership: who belongs to which group, as what, and who is kept out.
 *
 * A membership counts twice: towards the user's 2,000 groups and towards the room of the group. A ban removes the
 * membership and takes no place in either.
 *
 * @module
 */

import {
  type Actor,
  type EmptyGroupPass,
  type Group,
  type GroupOwner,
  type GroupRecord,
  type GuidNotFound,
  shownGroup,
} from '../group/group.ts';
import type { Guid, Uid } from '../shared/ids.ts';
import type { PasswordHash } from '../shared/password.ts';
import { amended } from '../shared/record.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { UnixSeconds } from '../shared/time.ts';
import type { Stale } from '../store/stale.ts';
import type { Commit } from '../store/store.ts';
import { isActive, type UidNotFound, type User, uidNotFound } from '../user/user.ts';
import {
  decideClearance,
  type GroupAction,
  type GroupNoClearance,
  type GroupScope,
  type NotAMember,
} from './clearance.ts';

/** The most groups that one user belongs to at a time. */
export const groupMembershipsPerUserMax = 2000;

/** The most members of one group. */
export const membersPerGroupMax = 100_000;

// Types

/** A user belongs to a group. */
export interface Membership {
  readonly uid: Uid;
  readonly guid: Guid;
  readonly scope: GroupScope;
  readonly joinedAt: UnixSeconds;
}

/** A user is kept out of a group. */
export interface Ban {
  readonly uid: Uid;
  readonly guid: Guid;
  readonly bannedAt: UnixSeconds;
}

/** What is known when somebody acts on a user in a group. */
export interface MemberFacts {
  readonly user: User | undefined;
  readonly group: GroupRecord | undefined;
  readonly membership: Membership | undefined;
  readonly actor?: Actor | undefined;
}

/** What is known of the room that is left for one more membership. */
export interface RoomFacts {
  readonly ban: Ban | undefined;
  readonly membershipCount: number;
  readonly membersCount: number;
}

/** The caps that a new membership must respect. */
export interface MembershipLimits {
  readonly groupMembershipsPerUserMax: number;
  readonly membersPerGroupMax: number;
}

/** A password that was compared, outside the transact, with the hash that the group had then. */
export interface PasswordProof {
  readonly hash: PasswordHash;
  readonly matches: boolean;
}

// Errors

/** The user belongs to as many groups as the limit allows. */
export interface GroupsLimitExceeded {
  readonly code: 'ERR_GROUPS_LIMIT_EXCEEDED';
  readonly uid: Uid;
  readonly limit: number;
}

/** The group has as many members as the limit allows. */
export interface NoVacancy {
  readonly code: 'ERR_NO_VACANCY';
  readonly guid: Guid;
  readonly limit: number;
}

/** The user is a member already. */
export interface AlreadyJoined {
  readonly code: 'ERR_ALREADY_JOINED';
  readonly uid: Uid;
  readonly guid: Guid;
}

/** The user is banned from the group. */
export interface BannedGroupMember {
  readonly code: 'ERR_BANNED_GROUPMEMBER';
  readonly uid: Uid;
  readonly guid: Guid;
}

/** The group is private: users do not join it, they are added. */
export interface GroupJoinNotAllowed {
  readonly code: 'ERR_GROUP_JOIN_NOT_ALLOWED';
  readonly guid: Guid;
}

/** The password is not the group's. */
export interface WrongGroupPass {
  readonly code: 'ERR_WRONG_GROUP_PASS';
  readonly guid: Guid;
}

/** The user is banned already. */
export interface AlreadyBanned {
  readonly code: 'ERR_ALREADY_BANNED';
  readonly uid: Uid;
  readonly guid: Guid;
}

/** The user is not banned. */
export interface NotABannedUser {
  readonly code: 'ERR_NOT_A_BANNED_USER';
  readonly uid: Uid;
  readonly guid: Guid;
}

/** The member has that scope already. */
export interface SameScope {
  readonly code: 'ERR_SAME_SCOPE';
  readonly uid: Uid;
  readonly guid: Guid;
  readonly scope: GroupScope;
}

/** Nobody does this to itself. */
export interface GroupNoSelfAction {
  readonly code: 'ERR_GROUP_NO_SELF_ACTION';
  readonly uid: Uid;
  readonly guid: Guid;
  readonly action: GroupAction;
}

/** Why a user did not join. When several apply, the first listed is returned. */
export type JoinRefusal =
  | UidNotFound
  | GuidNotFound
  | AlreadyJoined
  | BannedGroupMember
  | GroupJoinNotAllowed
  | EmptyGroupPass
  | WrongGroupPass
  | GroupsLimitExceeded
  | NoVacancy;

/** Why the actor may not act at all. When several apply, the first listed is returned. */
export type ActorRefusal = UidNotFound | GuidNotFound | NotAMember | GroupNoClearance;

/** Why a user was not added. When several apply, the first listed is returned. */
export type AddMemberRefusal =
  | UidNotFound
  | GuidNotFound
  | NotAMember
  | GroupNoClearance
  | AlreadyJoined
  | BannedGroupMember
  | GroupsLimitExceeded
  | NoVacancy;

/** Why a user did not leave. When several apply, the first listed is returned. */
export type LeaveRefusal = UidNotFound | GuidNotFound | NotAMember | GroupOwner;

/** Why a member was not kicked. When several apply, the first listed is returned. */
export type KickRefusal =
  | UidNotFound
  | GuidNotFound
  | NotAMember
  | GroupNoSelfAction
  | GroupNoClearance
  | GroupOwner;

/** Why a member was not banned. When several apply, the first listed is returned. */
export type BanRefusal =
  | UidNotFound
  | GuidNotFound
  | AlreadyBanned
  | NotAMember
  | GroupNoSelfAction
  | GroupNoClearance
  | GroupOwner;

/** Why a ban was not lifted. When several apply, the first listed is returned. */
export type UnbanRefusal = UidNotFound | GuidNotFound | NotAMember | GroupNoClearance | NotABannedUser;

/** Why a scope was not changed. When several apply, the first listed is returned. */
export type ChangeScopeRefusal =
  | UidNotFound
  | GuidNotFound
  | NotAMember
  | GroupNoSelfAction
  | GroupNoClearance
  | GroupOwner
  | SameScope;

/** Why ownership did not change hands. When several apply, the first listed is returned. */
export type TransferOwnershipRefusal =
  | UidNotFound
  | GuidNotFound
  | NotAMember
  | GroupNoClearance
  | GroupOwner;

// Decisions

/** Decides whether a user may join by itself. */
export function decideJoin(
  names: { readonly uid: Uid; readonly guid: Guid },
  seen: MemberFacts & RoomFacts,
  given: {
    readonly now: UnixSeconds;
    readonly hasPassword: boolean;
    readonly proof?: PasswordProof | undefined;
  },
  limits: MembershipLimits,
): Result<Commit<Membership>, JoinRefusal | Stale> {
  const { uid, guid } = names;
  if (!isActive(seen.user)) return err(uidNotFound(uid));
  if (!seen.group) return err({ code: 'ERR_GUID_NOT_FOUND', guid });
  if (seen.membership) return err({ code: 'ERR_ALREADY_JOINED', uid, guid });
  if (seen.ban) return err({ code: 'ERR_BANNED_GROUPMEMBER', uid, guid });
  if (seen.group.type === 'private') return err({ code: 'ERR_GROUP_JOIN_NOT_ALLOWED', guid });
  if (seen.group.type === 'password') {
    if (!given.hasPassword) return err({ code: 'ERR_EMPTY_GROUP_PASS', guid });
    // The group got this password after the given one was compared.
    if (given.proof?.hash !== seen.group.passwordHash) return err({ code: 'STALE' });
    if (!given.proof?.matches) return err({ code: 'ERR_WRONG_GROUP_PASS', guid });
  }
  return admit({ uid, guid, scope: 'participant', joinedAt: given.now }, seen, limits);
}

/** Decides whether the actor may add anyone with this scope. */
export function decideMayAdd(
  guid: Guid,
  scope: GroupScope,
  seen: { readonly group: GroupRecord | undefined; readonly actor?: Actor | undefined },
): Result<void, ActorRefusal> {
  if (seen.actor && !isActive(seen.actor.user)) return err(uidNotFound(seen.actor.uid));
  if (!seen.group) return err({ code: 'ERR_GUID_NOT_FOUND', guid });
  return decideClearance('addMember', seen.group, seen.actor, { gets: scope });
}

/** Decides whether a user may be added with a scope. */
export function decideAddMember(
  wanted: Membership,
  seen: MemberFacts & RoomFacts,
  limits: MembershipLimits,
): Result<Commit<Membership>, AddMemberRefusal> {
  const { uid, guid } = wanted;
  return actedOn(wanted, seen).andThen((group) => {
    const clearance = decideClearance('addMember', group, seen.actor, { gets: wanted.scope });
    if (clearance.isErr()) return err(clearance.error);
    if (seen.membership) return err({ code: 'ERR_ALREADY_JOINED', uid, guid } as const);
    if (seen.ban) return err({ code: 'ERR_BANNED_GROUPMEMBER', uid, guid } as const);
    return admit(wanted, seen, limits);
  });
}

/** Decides whether a member may leave. */
export function decideLeave(
  names: { readonly uid: Uid; readonly guid: Guid },
  seen: MemberFacts,
): Result<Commit<Membership>, LeaveRefusal> {
  return actedOn(names, seen).andThen((group) => {
    if (!seen.membership) return err({ code: 'ERR_NOT_A_MEMBER', ...names } as const);
    if (group.owner === names.uid) return err({ code: 'ERR_GROUP_OWNER', ...names } as const);
    return ok(expulsion(seen.membership));
  });
}

/** Decides whether a member may be kicked; it may come back. */
export function decideKick(
  names: { readonly uid: Uid; readonly guid: Guid },
  seen: MemberFacts,
): Result<Commit<Membership>, KickRefusal> {
  return targetOf('kickMember', names, seen).map(expulsion);
}

/** Decides whether a member may be banned: it is removed and kept out. */
export function decideBan(
  names: { readonly uid: Uid; readonly guid: Guid },
  seen: MemberFacts & { readonly ban: Ban | undefined },
  now: UnixSeconds,
): Result<Commit<Ban>, BanRefusal> {
  return actedOn(names, seen).andThen(() => {
    if (seen.ban) return err({ code: 'ERR_ALREADY_BANNED', ...names } as const);
    return targetOf('banMember', names, seen).map((membership) => {
      const ban: Ban = Object.freeze({ bannedAt: now, ...names });
      return { changes: [...expulsion(membership).changes, { type: 'addBan', ban } as const], value: ban };
    });
  });
}

/** Decides whether a ban may be lifted. The user is then a stranger like any other. */
export function decideUnban(
  names: { readonly uid: Uid; readonly guid: Guid },
  seen: MemberFacts & { readonly ban: Ban | undefined },
): Result<Commit<Ban>, UnbanRefusal> {
  return actedOn(names, seen).andThen((group) => {
    const clearance = decideClearance('unbanUser', group, seen.actor);
    if (clearance.isErr()) return err(clearance.error);
    if (!seen.ban) return err({ code: 'ERR_NOT_A_BANNED_USER', ...names } as const);
    return ok({ changes: [{ type: 'removeBan', ...names } as const], value: seen.ban });
  });
}

/** Decides whether a member may get another scope. */
export function decideChangeScope(
  wanted: { readonly uid: Uid; readonly guid: Guid; readonly scope: GroupScope },
  seen: MemberFacts,
): Result<Commit<Membership>, ChangeScopeRefusal> {
  const { uid, guid, scope } = wanted;
  return targetOf('changeScope', { uid, guid }, seen, scope).andThen((former) => {
    if (former.scope === scope) return err({ code: 'ERR_SAME_SCOPE', ...wanted } as const);
    const membership = amended(former, { scope });
    return ok({ changes: [{ type: 'replaceMembership', membership } as const], value: membership });
  });
}

/** Decides whether a member may become the owner: it becomes an admin, the former owner a participant. */
export function decideTransferOwnership(
  names: { readonly uid: Uid; readonly guid: Guid },
  seen: MemberFacts & {
    readonly membersCount: number;
    readonly ownerMembership?: Membership | undefined;
  },
  given: { readonly now: UnixSeconds; readonly owner: Uid | undefined },
): Result<Commit<Group>, TransferOwnershipRefusal | Stale> {
  const { uid } = names;
  return actedOn(names, seen).andThen((stored) => {
    if (!seen.membership) return err({ code: 'ERR_NOT_A_MEMBER', ...names } as const);
    const clearance = decideClearance('transferOwnership', stored, seen.actor);
    if (clearance.isErr()) return err(clearance.error);
    if (stored.owner === uid) return err({ code: 'ERR_GROUP_OWNER', ...names } as const);
    // Another owner than the one whose membership was looked at.
    if (stored.owner !== given.owner) return err({ code: 'STALE' } as const);

    const group = amended<GroupRecord>(stored, { owner: uid, updatedAt: given.now });
    const scopes: Membership[] = [amended(seen.membership, { scope: 'admin' })];
    if (seen.ownerMembership) scopes.push(amended(seen.ownerMembership, { scope: 'participant' }));
    return ok({
      changes: [
        { type: 'replaceGroup', group } as const,
        ...scopes.map((membership) => ({ type: 'replaceMembership', membership }) as const),
      ],
      value: shownGroup(group, seen.membersCount),
    });
  });
}

/** Both caps, the user's first. */
function admit(
  membership: Membership,
  room: RoomFacts,
  limits: MembershipLimits,
): Result<Commit<Membership>, GroupsLimitExceeded | NoVacancy> {
  const { uid, guid } = membership;
  const { groupMembershipsPerUserMax, membersPerGroupMax } = limits;
  if (room.membershipCount >= groupMembershipsPerUserMax) {
    return err({ code: 'ERR_GROUPS_LIMIT_EXCEEDED', uid, limit: groupMembershipsPerUserMax });
  }
  if (room.membersCount >= membersPerGroupMax) {
    return err({ code: 'ERR_NO_VACANCY', guid, limit: membersPerGroupMax });
  }
  const added = Object.freeze(membership);
  return ok({ changes: [{ type: 'addMembership', membership: added }], value: added });
}

function expulsion(membership: Membership): Commit<Membership> {
  const { uid, guid } = membership;
  return { changes: [{ type: 'removeMembership', uid, guid }], value: membership };
}

/** The group in which somebody acts on a user, provided that both users and the group exist. */
function actedOn(
  { uid, guid }: { readonly uid: Uid; readonly guid: Guid },
  seen: MemberFacts,
): Result<GroupRecord, UidNotFound | GuidNotFound> {
  if (seen.actor && !isActive(seen.actor.user)) return err(uidNotFound(seen.actor.uid));
  if (!isActive(seen.user)) return err(uidNotFound(uid));
  return seen.group ? ok(seen.group) : err({ code: 'ERR_GUID_NOT_FOUND', guid });
}

/** The membership on which an actor may act, which is never its own and never the owner's. */
function targetOf(
  action: GroupAction,
  names: { readonly uid: Uid; readonly guid: Guid },
  seen: MemberFacts,
  gets?: GroupScope,
): Result<Membership, KickRefusal> {
  return actedOn(names, seen).andThen((group) => {
    if (!seen.membership) return err({ code: 'ERR_NOT_A_MEMBER', ...names } as const);
    if (seen.actor?.uid === names.uid)
      return err({ code: 'ERR_GROUP_NO_SELF_ACTION', ...names, action } as const);
    const clearance = decideClearance(action, group, seen.actor, { has: seen.membership.scope, gets });
    if (clearance.isErr()) return err(clearance.error);
    if (group.owner === names.uid) return err({ code: 'ERR_GROUP_OWNER', ...names } as const);
    return ok(seen.membership);
  });
}
