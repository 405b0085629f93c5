/**
 * The user commands.
 *
 * @module
 */

import { authTokenHexLength, type MintedAuthToken, mintAuthToken } from '../auth-token/auth-token.ts';
import { type IssuedAuthToken, issuedAuthToken } from '../auth-token/auth-token-commands.ts';
import type { Context } from '../context.ts';
import type { DeletePermanentlyRefusal } from '../deletion/deletion.ts';
import type { ResumedDeletions } from '../deletion/deletion-commands.ts';
import { defaultRoleId, roleOf } from '../role/role.ts';
import { readName, readRoleId, readTags, readUid, readUrl, textOf } from '../shared/fields.ts';
import type { RoleId, Uid } from '../shared/ids.ts';
import {
  argumentsOf,
  type BadRequest,
  inputOf,
  objectOf,
  oneOf,
  optional,
  readBoolean,
} from '../shared/input.ts';
import { readJsonObject } from '../shared/json.ts';
import type { Page } from '../shared/page.ts';
import { err, ok, type ResultAsync } from '../shared/result.ts';
import { randomHex } from '../shared/secret.ts';
import type { UnixSeconds } from '../shared/time.ts';
import { updateOf } from '../shared/update.ts';
import { type Anchor, roleAnchor, userAnchor } from '../store/anchors.ts';
import type { LoadOf } from '../store/loads.ts';
import type { StoreError } from '../store/store-error.ts';
import {
  type CreateUserRefusal,
  type Deactivation,
  type DeletedUser,
  decideCreateUser,
  decideTouch,
  decideUpdateSelf,
  decideUpdateUser,
  decideUpsertUser,
  type NewUser,
  type PresenceStatus,
  type ProfileChanges,
  type Reactivation,
  statusMessageLengthMax,
  type UidNotFound,
  type UpdateUserRefusal,
  type User,
  type UserView,
  unsettableUserFields,
} from './user.ts';
import type {
  CreateUserInput,
  ListUsersOptions,
  UpdateSelfInput,
  UpdateUserInput,
  UpsertUserInput,
} from './user-input.ts';
import { userLifeCommands } from './user-life-commands.ts';
import { userViewCommands } from './user-view-commands.ts';

/** All that `create` and `upsert` may answer but the user, in order of precedence. */
export type CreateUserError = BadRequest | CreateUserRefusal | StoreError;

/** All that `get`, `view`, `updateSelf` and `touch` may answer but the user, in order of precedence. */
export type NamedUserError = BadRequest | UidNotFound | StoreError;

/** All that `update` may answer but the user, in order of precedence. */
export type UpdateUserError = BadRequest | UpdateUserRefusal | StoreError;

/** All that `deactivate` and `reactivate` may answer but what became of each, in order of precedence. */
export type BulkUsersError = BadRequest | StoreError;

/** All that `delete` may answer but what was deleted, in order of precedence. */
export type DeleteUserError = BadRequest | DeletePermanentlyRefusal | StoreError;

/** All that `list` may answer but a page, in order of precedence. */
export type ListUsersError = BadRequest | UidNotFound | StoreError;

/** A new user, and its token if one was asked for. */
export interface CreatedUser {
  readonly user: User;
  /** Shown this once. */
  readonly authToken?: IssuedAuthToken;
}

/** A user that was created or brought up to date. */
export interface UpsertedUser {
  readonly user: User;
  readonly created: boolean;
}

/** What became of each uid of a bulk deactivation. */
export type DeactivatedUsers = { readonly [Outcome in Deactivation]: readonly Uid[] };

/** What became of each uid of a bulk reactivation. */
export type ReactivatedUsers = { readonly [Outcome in Reactivation]: readonly Uid[] };

/** Users of one app. */
export interface Users {
  /**
   * Creates a user and, if asked, its first auth token: both or neither.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_ALREADY_EXISTS` (deactivated users and unfinished deletions
   * hold their uid too), `ERR_ROLE_NOT_FOUND`.
   */
  create(input: CreateUserInput): ResultAsync<CreatedUser, CreateUserError>;

  /**
   * Creates a user, or changes the one that is there to what is given; fields that are not given stay.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_ALREADY_EXISTS` (held by a deactivated user or an unfinished
   * deletion), `ERR_ROLE_NOT_FOUND`.
   */
  upsert(input: UpsertUserInput): ResultAsync<UpsertedUser, CreateUserError>;

  /** Shows a user as administration sees it. Refusals: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`. */
  get(uid: string): ResultAsync<User, NamedUserError>;

  /**
   * Shows a user as another user sees it: with block flags, without `metadata["@private"]` (which a user sees of itself).
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND` (of either).
   */
  view(uid: string, options: { readonly as: string }): ResultAsync<UserView, NamedUserError>;

  /**
   * Changes a profile. `metadata` and `tags` replace; `updatedAt` is set even if nothing changes.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_ROLE_NOT_FOUND`.
   */
  update(uid: string, input: UpdateUserInput): ResultAsync<User, UpdateUserError>;

  /**
   * Changes the profile of the logged-in user, `self`. A role in the input is ignored.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`.
   */
  updateSelf(self: string, input: UpdateSelfInput): ResultAsync<User, NamedUserError>;

  /**
   * Deactivates 1 to 25 users. Each is an atomic step of its own; repeating the call is harmless.
   *
   * Refusals: `ERR_BAD_REQUEST`.
   */
  deactivate(uids: readonly string[]): ResultAsync<DeactivatedUsers, BulkUsersError>;

  /**
   * Reactivates 1 to 25 users: friends, groups, bots and tokens are as they were. Each is an atomic step of its own;
   * repeating the call is harmless.
   *
   * Refusals: `ERR_BAD_REQUEST`.
   */
  reactivate(uids: readonly string[]): ResultAsync<ReactivatedUsers, BulkUsersError>;

  /**
   * Deactivates a user; with `permanent: true` deletes it for good, with all that refers to it. From the first instant
   * it exists for nobody. Its relations are then removed one by one, and only then is the uid free. An interrupted
   * deletion is finished by repeating it, or by `resumeDeletions`.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, and for a permanent deletion `ERR_GROUP_OWNER`
   * (hand the group over first).
   */
  delete(
    uid: string,
    options?: { readonly permanent?: boolean | undefined },
  ): ResultAsync<DeletedUser, DeleteUserError>;

  /**
   * Lists users as another user sees them, each as `view` shows it. Deactivated ones are listed if they are asked for.
   *
   * Costs the page, and then two lookups a row in reads of at most 32 rows: 32 reads for a page of 1,000. The flags of
   * each read are of one moment, after that of the page.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND` (of `friendsOf`, then `hideBlockedFor`, then
   * `as`).
   */
  list(options: ListUsersOptions & { readonly as: string }): ResultAsync<Page<UserView>, ListUsersError>;

  /**
   * Lists users as administration sees them.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND` (of `friendsOf`, then `hideBlockedFor`, then
   * `as`).
   */
  list(options?: ListUsersOptions): ResultAsync<Page<User>, ListUsersError>;

  /** Notes that a user came or went, now. Refusals: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`. */
  touch(uid: string, options: { readonly status: PresenceStatus }): ResultAsync<User, NamedUserError>;

  /** Finishes every permanent deletion, of users and of groups, that was begun and interrupted. */
  resumeDeletions(): ResultAsync<ResumedDeletions, StoreError>;
}

const profileFields = {
  avatar: optional(readUrl),
  link: optional(readUrl),
  metadata: optional(readJsonObject),
  tags: optional(readTags),
  statusMessage: optional(textOf(statusMessageLengthMax)),
};

const newUserFields = { uid: readUid, name: readName, role: optional(readRoleId), ...profileFields };

const readCreate = inputOf({ ...newUserFields, withAuthToken: optional(readBoolean) });

const readUpsert = inputOf(newUserFields);

const readUpdateSelf = argumentsOf(
  { uid: readUid },
  updateOf({ name: optional(readName), ...profileFields }, unsettableUserFields),
);

/** What is wrong with the input of `updateSelf`, before anything is asked or changed; undefined if nothing is. */
export function mistakeInUpdateSelf(self: string, input: unknown): BadRequest | undefined {
  const read = readUpdateSelf({ uid: self }, input);
  return read.isErr() ? read.error : undefined;
}

const readUpdate = argumentsOf(
  { uid: readUid },
  updateOf({ name: optional(readName), role: optional(readRoleId), ...profileFields }, unsettableUserFields),
);

const readTouch = argumentsOf({ uid: readUid }, objectOf({ status: oneOf(['online', 'offline']) }));

/** What must hold still and be seen so that a role is known to exist; nothing for `default`, which always does. */
function rolePlan(role: RoleId | undefined): {
  readonly anchors: readonly Anchor[];
  readonly load: { readonly role?: LoadOf<'role'> };
} {
  return role === undefined || role === defaultRoleId
    ? { anchors: [], load: {} }
    : { anchors: [roleAnchor(role)], load: { role: { type: 'role', role } } };
}

/** What must hold still and be seen so that it is known whether a user of this uid and role may be made. */
function newUserPlan(uid: Uid, role: RoleId) {
  const { anchors, load } = rolePlan(role);
  return {
    anchors: { write: [userAnchor(uid)], read: anchors },
    load: {
      user: { type: 'user', uid },
      tombstone: { type: 'tombstone', of: { type: 'user', uid } },
      ...load,
    },
  } as const;
}

/** The commands on users, over the given app. */
export function userCommands(context: Context): Users {
  const { store, clock, random } = context;

  /** Makes a user and perhaps its token, which needs no asking: nothing of a new user's can stand in its way. */
  const create = (
    wanted: NewUser,
    minted: MintedAuthToken | undefined,
    now: UnixSeconds,
  ): ResultAsync<CreatedUser, CreateUserRefusal | StoreError> => {
    const { uid, role = defaultRoleId } = wanted;
    return store.transact(newUserPlan(uid, role), ({ user, tombstone, role: stored }) => {
      const roleExists = roleOf(role, stored) !== undefined;
      const decided = decideCreateUser(wanted, { user, tombstone, roleExists }, { now, role });
      if (decided.isErr()) return err(decided.error);
      const { changes, value } = decided.value;
      return minted
        ? ok({
            changes: [...changes, { type: 'addAuthToken', token: minted.record } as const],
            value: { user: value, authToken: issuedAuthToken(minted) },
          })
        : ok({ changes, value: { user: value } });
    });
  };

  const update = (uid: Uid, wanted: ProfileChanges): ResultAsync<User, UpdateUserRefusal | StoreError> => {
    const now = clock();
    const { role } = wanted;
    const roles = rolePlan(role);
    return store.transact(
      {
        anchors: { write: [userAnchor(uid)], read: roles.anchors },
        load: { user: { type: 'user', uid }, ...roles.load },
      },
      (seen) => {
        const roleExists = role === undefined || roleOf(role, seen.role) !== undefined;
        return decideUpdateUser(uid, wanted, { user: seen.user, roleExists }, now);
      },
    );
  };

  return {
    create: (input) =>
      readCreate(input).asyncAndThen((wanted) => {
        const now = clock();
        const minted = wanted.withAuthToken
          ? mintAuthToken(wanted.uid, randomHex(random, authTokenHexLength / 2), { now })
          : undefined;
        return create(wanted, minted, now);
      }),

    upsert: (input) =>
      readUpsert(input).asyncAndThen((wanted) => {
        const now = clock();
        const { uid, role = defaultRoleId } = wanted;
        return store.transact(newUserPlan(uid, role), ({ user, tombstone, role: stored }) => {
          const roleExists = roleOf(role, stored) !== undefined;
          return decideUpsertUser(wanted, { user, tombstone, roleExists }, { now, role });
        });
      }),

    update: (uid, input) =>
      readUpdate({ uid }, input).asyncAndThen(({ uid, ...wanted }) => update(uid, wanted)),

    updateSelf: (self, input) =>
      readUpdateSelf({ uid: self }, input).asyncAndThen(({ uid, ...wanted }) => {
        const now = clock();
        return store.transact(
          { anchors: { write: [userAnchor(uid)], read: [] }, load: { user: { type: 'user', uid } } },
          ({ user }) => decideUpdateSelf(uid, wanted, { user }, now),
        );
      }),

    touch: (uid, options) =>
      readTouch({ uid }, options).asyncAndThen(({ uid, status }) => {
        const now = clock();
        return store.transact(
          { anchors: { write: [userAnchor(uid)], read: [] }, load: { user: { type: 'user', uid } } },
          (seen) => decideTouch(uid, status, seen, now),
        );
      }),

    ...userViewCommands(context),
    ...userLifeCommands(context),
  };
}
