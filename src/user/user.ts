/**
 * User: a person or bot of the app, named by a uid that never changes.
 *
 * A record is replaced, never edited. A deactivated user keeps its row, and with it its uid and its places in every
 * cap; it merely is not found any more, so reactivation cannot fail.
 *
 * @module
 */

import type { MutualBlocks } from '../block/block.ts';
import type { Tombstone } from '../deletion/deletion.ts';
import type { RoleNotFound } from '../role/role.ts';
import { type RoleId, systemUid, type Uid } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import { amended, extended, settled, without } from '../shared/record.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { UnixSeconds } from '../shared/time.ts';
import type { Commit } from '../store/store.ts';

/** The most characters of a status message. */
export const statusMessageLengthMax = 255;

/** The key of {@link User.metadata} that only the user itself and administration see. */
export const privateMetadataKey = '@private';

// Types

/** Whether a user is connected; told by whoever watches connections, through `users.touch`. */
export type PresenceStatus = 'online' | 'offline';

/** In which order users are listed: keyed by sequence number (newest first), name key, or uid. */
export type UserOrder = 'newest' | 'name' | 'uid';

/** A user as it is stored and as administration sees it. What is not set is absent. */
export interface User {
  readonly uid: Uid;
  /** 1–100 UTF-16 code units, trimmed. */
  readonly name: string;
  readonly avatar?: string;
  readonly link?: string;
  readonly role: RoleId;
  readonly metadata?: JsonObject;
  /** 1–25 distinct tags, in the order given. */
  readonly tags?: readonly string[];
  readonly statusMessage?: string;
  readonly status: PresenceStatus;
  readonly lastActiveAt?: UnixSeconds;
  readonly createdAt: UnixSeconds;
  /** Absent until the first update. */
  readonly updatedAt?: UnixSeconds;
  /** Present exactly while the user is deactivated. */
  readonly deactivatedAt?: UnixSeconds;
}

/** The fields of a profile that its writer chooses. */
export interface Profile {
  readonly name: string;
  readonly avatar?: string;
  readonly link?: string;
  readonly metadata?: JsonObject;
  readonly tags?: readonly string[];
  readonly statusMessage?: string;
}

/** A profile for a new user. */
export interface NewUser extends Profile {
  readonly uid: Uid;
  /** `default` when absent. */
  readonly role?: RoleId;
}

/** The names of the fields of a user that an update can take away. */
export const unsettableUserFields = ['avatar', 'link', 'metadata', 'statusMessage', 'tags'] as const;

/** The fields that an update can take away. */
export type UnsettableField = (typeof unsettableUserFields)[number];

/** What an update changes: the fields that are present, and those named in `unset`. */
export interface ProfileChanges extends Partial<Profile> {
  readonly role?: RoleId;
  readonly unset?: readonly UnsettableField[];
}

/** A user as another user sees it: with block flags, without private metadata. */
export interface UserView extends User {
  /** Whether the viewer has blocked this user. */
  readonly blockedByMe: boolean;
  /** Whether this user has blocked the viewer. */
  readonly hasBlockedMe: boolean;
}

/** A user who is not deactivated. */
export type ActiveUser = User & { readonly deactivatedAt?: never };

// Errors

/** No user has this uid, or it is deactivated or deleted. */
export interface UidNotFound {
  readonly code: 'ERR_UID_NOT_FOUND';
  readonly uid: Uid;
}

/** The uid is taken: by a user, active or deactivated, by one whose deletion is not finished, or by the system. */
export interface UidAlreadyExists {
  readonly code: 'ERR_UID_ALREADY_EXISTS';
  readonly uid: Uid;
}

/** Why a user was not created. When several apply, the first listed is returned. */
export type CreateUserRefusal = UidAlreadyExists | RoleNotFound;

/** Why a user was not updated. When several apply, the first listed is returned. */
export type UpdateUserRefusal = UidNotFound | RoleNotFound;

// Decisions

/** Whether there is such a user and it is not deactivated. */
export function isActive(user: User | undefined): user is ActiveUser {
  return user !== undefined && user.deactivatedAt === undefined;
}

/** The refusal that names a missing user. */
export function uidNotFound(uid: Uid): UidNotFound {
  return { code: 'ERR_UID_NOT_FOUND', uid };
}

/** Decides whether a user may be created with this profile. */
export function decideCreateUser(
  wanted: NewUser,
  seen: {
    readonly user: User | undefined;
    readonly tombstone: Tombstone | undefined;
    readonly roleExists: boolean;
  },
  given: { readonly now: UnixSeconds; readonly role: RoleId },
): Result<Commit<User>, CreateUserRefusal> {
  const isTaken = seen.user !== undefined || seen.tombstone !== undefined || wanted.uid === systemUid;
  if (isTaken) return err({ code: 'ERR_UID_ALREADY_EXISTS', uid: wanted.uid });
  if (!seen.roleExists) return err({ code: 'ERR_ROLE_NOT_FOUND', role: given.role });

  const { uid, name, avatar, link, metadata, tags, statusMessage } = wanted;
  const user: User = Object.freeze({
    uid,
    name,
    role: given.role,
    status: 'offline',
    createdAt: given.now,
    ...(avatar !== undefined && { avatar }),
    ...(link !== undefined && { link }),
    ...(metadata !== undefined && { metadata }),
    ...(tags !== undefined && tags.length > 0 && { tags }),
    ...(statusMessage !== undefined && { statusMessage }),
  });
  return ok({ changes: [{ type: 'addUser', user }], value: user });
}

/** Decides whether a user may be updated, and to what. An update that changes nothing still sets `updatedAt`. */
export function decideUpdateUser(
  uid: Uid,
  wanted: ProfileChanges,
  seen: { readonly user: User | undefined; readonly roleExists: boolean },
  now: UnixSeconds,
): Result<Commit<User>, UpdateUserRefusal> {
  const { role, ...profile } = wanted;
  return decideUpdateSelf(uid, profile, seen, now).andThen(({ value }) => {
    if (role === undefined) return replaced(value);
    return seen.roleExists
      ? replaced(amended(value, { role }))
      : err({ code: 'ERR_ROLE_NOT_FOUND', role } as const);
  });
}

/** Decides whether a user may change its own profile. There is no role in it to change. */
export function decideUpdateSelf(
  uid: Uid,
  wanted: Omit<ProfileChanges, 'role'>,
  seen: { readonly user: User | undefined },
  now: UnixSeconds,
): Result<Commit<User>, UidNotFound> {
  if (!isActive(seen.user)) return err(uidNotFound(uid));
  const { unset, ...fields } = wanted;
  const next = amended<User>(seen.user, fields, { updatedAt: now });
  return replaced(settled<User>(unset ? without(next, ...unset) : next));
}

/** Decides what becomes of a profile that is to exist afterwards, whether or not it did before. */
export function decideUpsertUser(
  wanted: NewUser,
  seen: {
    readonly user: User | undefined;
    readonly tombstone: Tombstone | undefined;
    readonly roleExists: boolean;
  },
  given: { readonly now: UnixSeconds; readonly role: RoleId },
): Result<Commit<{ readonly user: User; readonly created: boolean }>, CreateUserRefusal> {
  const isUpdate = isActive(seen.user);
  if (!isUpdate) {
    return decideCreateUser(wanted, seen, given).map(({ changes, value: user }) => ({
      changes,
      value: { user, created: true },
    }));
  }
  if (wanted.role !== undefined && !seen.roleExists)
    return err({ code: 'ERR_ROLE_NOT_FOUND', role: wanted.role });
  const user = settled<User>(amended<User>(seen.user, wanted, { updatedAt: given.now }));
  return ok({ changes: [{ type: 'replaceUser', user }], value: { user, created: false } });
}

/** What became of one uid in a bulk deactivation. */
export type Deactivation = 'deactivated' | 'alreadyDeactivated' | 'notFound';

/** Decides what deactivating this user does. A deactivated user is offline. */
export function decideDeactivate(
  seen: { readonly user: User | undefined },
  now: UnixSeconds,
): Result<Commit<Deactivation>, never> {
  if (!seen.user) return ok({ changes: [], value: 'notFound' });
  if (!isActive(seen.user)) return ok({ changes: [], value: 'alreadyDeactivated' });
  const user = amended<User>(seen.user, { status: 'offline', deactivatedAt: now });
  return ok({ changes: [{ type: 'replaceUser', user }], value: 'deactivated' });
}

/** A user that was deleted: for good, or by deactivation. */
export interface DeletedUser {
  readonly uid: Uid;
  readonly permanent: boolean;
}

/** Decides whether a user is deleted in the way that can be taken back: by deactivation. */
export function decideDeleteByDeactivation(
  uid: Uid,
  seen: { readonly user: User | undefined },
  now: UnixSeconds,
): Result<Commit<DeletedUser>, UidNotFound> {
  if (!isActive(seen.user)) return err(uidNotFound(uid));
  return decideDeactivate(seen, now).map(({ changes }) => ({ changes, value: { uid, permanent: false } }));
}

/** What became of one uid in a bulk reactivation. */
export type Reactivation = 'reactivated' | 'alreadyActive' | 'notFound';

/** Decides what reactivating this user does. It kept its place in every cap, so nothing can stand against it. */
export function decideReactivate(seen: {
  readonly user: User | undefined;
}): Result<Commit<Reactivation>, never> {
  if (!seen.user) return ok({ changes: [], value: 'notFound' });
  if (isActive(seen.user)) return ok({ changes: [], value: 'alreadyActive' });
  const user: User = without(seen.user, 'deactivatedAt');
  return ok({ changes: [{ type: 'replaceUser', user }], value: 'reactivated' });
}

/** Decides what a sign of life does: it sets `status` and `lastActiveAt`, and is no update of the profile. */
export function decideTouch(
  uid: Uid,
  status: PresenceStatus,
  seen: { readonly user: User | undefined },
  now: UnixSeconds,
): Result<Commit<User>, UidNotFound> {
  if (!isActive(seen.user)) return err(uidNotFound(uid));
  return replaced(amended<User>(seen.user, { status, lastActiveAt: now }));
}

/** A user without what only itself and administration may see. */
export function publicUser(user: User): User {
  if (!user.metadata || !Object.hasOwn(user.metadata, privateMetadataKey)) return user;
  const { [privateMetadataKey]: _, ...metadata } = user.metadata;
  return Object.keys(metadata).length > 0
    ? amended(user, { metadata: Object.freeze(metadata) })
    : without(user, 'metadata');
}

/** Decides what one user sees of another. */
export function decideViewUser(
  uid: Uid,
  as: Uid,
  seen: { readonly user: User | undefined; readonly viewer: User | undefined } & MutualBlocks,
): Result<UserView, UidNotFound> {
  if (!isActive(seen.user)) return err(uidNotFound(uid));
  if (!isActive(seen.viewer)) return err(uidNotFound(as));
  return ok(viewFor(as, seen.user, seen));
}

/** A user as the viewer sees it, of whom `forth` is the block and `back` the one on it; of itself it sees everything. */
export function viewFor(viewer: Uid, user: User, { forth, back }: MutualBlocks): UserView {
  const flags = { blockedByMe: forth !== undefined, hasBlockedMe: back !== undefined };
  return user.uid === viewer ? extended(user, flags) : viewOf(user, flags);
}

/** A user as another user sees it, given the blocks between them. */
export function viewOf(
  user: User,
  flags: { readonly blockedByMe: boolean; readonly hasBlockedMe: boolean },
): UserView {
  return extended(publicUser(user), flags);
}

function replaced(user: User): Result<Commit<User>, never> {
  return ok({ changes: [{ type: 'replaceUser', user }], value: user });
}
