/**
 * Group: a room with members, named by a guid that never changes.
 *
 * How many members it has is never written, only counted: the count is of rows, those of deactivated users included,
 * and the store keeps it.
 *
 * @module
 */

import type { Tombstone } from '../deletion/deletion.ts';
import {
  decideClearance,
  type GroupNoClearance,
  type GroupScope,
  type NotAMember,
} from '../group-membership/clearance.ts';
import type { GroupsLimitExceeded, Membership } from '../group-membership/group-membership.ts';
import type { Guid, Uid } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import type { PasswordHash } from '../shared/password.ts';
import { amended, extended, settled, without } from '../shared/record.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { UnixSeconds } from '../shared/time.ts';
import type { Change } from '../store/changes.ts';
import type { Commit } from '../store/store.ts';
import { isActive, type UidNotFound, type User, uidNotFound } from '../user/user.ts';

// Types

/** How users get into groups. */
export const groupTypes = ['public', 'password', 'private'] as const;

/** How users get in: by themselves, with the password, or only by being added. */
export type GroupType = (typeof groupTypes)[number];

/** A group without its count. What is not set is absent. */
export interface GroupProfile {
  readonly guid: Guid;
  readonly name: string;
  readonly type: GroupType;
  readonly icon?: string;
  readonly description?: string;
  readonly metadata?: JsonObject;
  /** 1–25 distinct tags, in the order given. */
  readonly tags?: readonly string[];
  /** An admin of the group. Absent on a group that administration made for nobody. */
  readonly owner?: Uid;
  readonly createdAt: UnixSeconds;
  /** Absent until the first update. */
  readonly updatedAt?: UnixSeconds;
}

/** A group as it is shown. */
export interface Group extends GroupProfile {
  /** All members, deactivated ones included, since they keep their places. */
  readonly membersCount: number;
}

/** A group as a user sees it: with what it is there. */
export interface GroupView extends Group {
  /** Whether the viewer is a member. */
  readonly hasJoined: boolean;
  /** What the viewer is in the group; present on a member. */
  readonly scope?: GroupScope;
  /** Since when; present on a member. */
  readonly joinedAt?: UnixSeconds;
}

/** A group as decisions write it. */
export interface GroupRecord extends GroupProfile {
  /** Present exactly on groups of type `password`. */
  readonly passwordHash?: PasswordHash;
}

/** A group as stores list it. */
export interface StoredGroup extends GroupRecord {
  readonly membersCount: number;
}

/** A group to be; the hash stands for the password. */
export interface NewGroup {
  readonly guid: Guid;
  readonly name: string;
  readonly type: GroupType;
  readonly passwordHash?: PasswordHash | undefined;
  readonly icon?: string;
  readonly description?: string;
  readonly metadata?: JsonObject;
  readonly tags?: readonly string[];
  readonly owner?: Uid;
}

/** The names of the fields of a group that an update can take away. */
export const unsettableGroupFields = ['icon', 'description', 'metadata', 'tags'] as const;

/** The fields of a group that an update can take away. */
export type UnsettableGroupField = (typeof unsettableGroupFields)[number];

/** What an update changes: the fields that are present, and those named in `unset`. */
export interface GroupChanges {
  readonly name?: string;
  readonly type?: GroupType;
  readonly passwordHash?: PasswordHash | undefined;
  readonly icon?: string;
  readonly description?: string;
  readonly metadata?: JsonObject;
  readonly tags?: readonly string[];
  readonly unset?: readonly UnsettableGroupField[];
}

/** Who acts, and what is known of it. Absent: administration acts, and needs no clearance. */
export interface Actor {
  readonly uid: Uid;
  readonly user: User | undefined;
  readonly membership: Membership | undefined;
}

// Errors

/** No group has this guid. */
export interface GuidNotFound {
  readonly code: 'ERR_GUID_NOT_FOUND';
  readonly guid: Guid;
}

/** The guid is taken, by a group or by one whose deletion is not finished. */
export interface GuidAlreadyExists {
  readonly code: 'ERR_GUID_ALREADY_EXISTS';
  readonly guid: Guid;
}

/** A group of type `password` needs a password, to be made or to be joined. */
export interface EmptyGroupPass {
  readonly code: 'ERR_EMPTY_GROUP_PASS';
  readonly guid: Guid;
}

/** The user owns this group, which must get another owner first. */
export interface GroupOwner {
  readonly code: 'ERR_GROUP_OWNER';
  readonly uid: Uid;
  readonly guid: Guid;
}

/** Why a group was not created. When several apply, the first listed is returned. */
export type CreateGroupRefusal = EmptyGroupPass | GuidAlreadyExists | UidNotFound | GroupsLimitExceeded;

/** Why a group was not shown to a user. When several apply, the first listed is returned. */
export type ViewGroupRefusal = UidNotFound | GuidNotFound;

/** Why a group was not updated. When several apply, the first listed is returned. */
export type UpdateGroupRefusal = UidNotFound | GuidNotFound | NotAMember | GroupNoClearance | EmptyGroupPass;

/** Why a group was not deleted. When several apply, the first listed is returned. */
export type DeleteGroupRefusal = UidNotFound | GuidNotFound | NotAMember | GroupNoClearance;

// Decisions

/** A group without its secrets. */
export function publicGroup(group: StoredGroup): Group {
  return group.passwordHash === undefined ? group : without(group, 'passwordHash');
}

/** A group as it is shown, with so many members. */
export function shownGroup(group: GroupRecord, membersCount: number): Group {
  return publicGroup(extended(group, { membersCount }));
}

/** Decides whether a group may be found. */
export function decideGetGroup(
  guid: Guid,
  seen: { readonly group: GroupRecord | undefined; readonly membersCount: number },
): Result<Group, GuidNotFound> {
  if (!seen.group) return err({ code: 'ERR_GUID_NOT_FOUND', guid });
  return ok(shownGroup(seen.group, seen.membersCount));
}

/** Decides what a user sees of a group. Whoever knows the guid sees it, a private one too. */
export function decideViewGroup(
  guid: Guid,
  as: Uid,
  seen: {
    readonly viewer: User | undefined;
    readonly group: GroupRecord | undefined;
    readonly membersCount: number;
    readonly membership: Membership | undefined;
  },
): Result<GroupView, ViewGroupRefusal> {
  if (!isActive(seen.viewer)) return err(uidNotFound(as));
  return decideGetGroup(guid, seen).map((group) => groupViewOf(group, seen.membership));
}

/** A group as a user sees it, given its membership there. */
export function groupViewOf(group: Group, membership: Membership | undefined): GroupView {
  if (!membership) return extended(group, { hasJoined: false });
  const { scope, joinedAt } = membership;
  return extended(group, { hasJoined: true, scope, joinedAt });
}

/** Decides whether a group may be created. Its owner becomes its first member, as an admin. */
export function decideCreateGroup(
  wanted: NewGroup,
  seen: {
    readonly group: GroupRecord | undefined;
    readonly tombstone: Tombstone | undefined;
    /** Present when an owner is wanted. */
    readonly owner?: { readonly user: User | undefined; readonly membershipCount: number };
  },
  now: UnixSeconds,
  limit: number,
): Result<Commit<Group>, CreateGroupRefusal> {
  const { guid, owner, passwordHash, ...profile } = wanted;
  if (profile.type === 'password' && !passwordHash) return err({ code: 'ERR_EMPTY_GROUP_PASS', guid });
  if (seen.group || seen.tombstone) return err({ code: 'ERR_GUID_ALREADY_EXISTS', guid });
  if (owner !== undefined) {
    if (!isActive(seen.owner?.user)) return err(uidNotFound(owner));
    if (seen.owner.membershipCount >= limit)
      return err({ code: 'ERR_GROUPS_LIMIT_EXCEEDED', uid: owner, limit });
  }

  const group: GroupRecord = extended(settled<GroupProfile>({ guid, createdAt: now, ...profile }), {
    ...(owner !== undefined && { owner }),
    ...(passwordHash !== undefined && { passwordHash }),
  });
  const changes: Change[] = [{ type: 'addGroup', group }];
  if (owner !== undefined) {
    const membership: Membership = Object.freeze({ uid: owner, guid, scope: 'admin', joinedAt: now });
    changes.push({ type: 'addMembership', membership });
  }
  return ok({ changes, value: shownGroup(group, owner === undefined ? 0 : 1) });
}

/** Decides whether a group may be changed, by administration or by a member with clearance. */
export function decideUpdateGroup(
  guid: Guid,
  wanted: GroupChanges,
  seen: {
    readonly group: GroupRecord | undefined;
    readonly membersCount: number;
    readonly actor?: Actor | undefined;
  },
  now: UnixSeconds,
): Result<Commit<Group>, UpdateGroupRefusal> {
  if (seen.actor && !isActive(seen.actor.user)) return err(uidNotFound(seen.actor.uid));
  if (!seen.group) return err({ code: 'ERR_GUID_NOT_FOUND', guid });
  const clearance = decideClearance('updateGroup', seen.group, seen.actor);
  if (clearance.isErr()) return err(clearance.error);

  const { passwordHash: oldHash, ...profile } = seen.group;
  const { passwordHash: newHash, unset, ...fields } = wanted;
  const changed = amended<GroupProfile>(profile, fields, { updatedAt: now });
  const next = settled<GroupProfile>(unset ? without(changed, ...unset) : changed);
  // A group that is no longer of type `password` forgets its password.
  const passwordHash = next.type === 'password' ? (newHash ?? oldHash) : undefined;
  // An empty password that is given is not the same as none: it would have to replace the old one.
  if (next.type === 'password' && !passwordHash) return err({ code: 'ERR_EMPTY_GROUP_PASS', guid });

  const group: GroupRecord = passwordHash === undefined ? next : extended(next, { passwordHash });
  return ok({
    changes: [{ type: 'replaceGroup', group }],
    value: shownGroup(group, seen.membersCount),
  });
}
