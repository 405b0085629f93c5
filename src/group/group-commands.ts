/**
 * The group commands.
 *
 * @module
 */

import type { Context } from '../context.ts';
import { decideBuryGroup } from '../deletion/deletion.ts';
import { drainBuried } from '../deletion/deletion-commands.ts';
import {
  decideTransferOwnership,
  type TransferOwnershipRefusal,
} from '../group-membership/group-membership.ts';
import { readDescription, readGuid, readName, readTags, readUid, readUrl } from '../shared/fields.ts';
import type { Guid } from '../shared/ids.ts';
import {
  argumentsOf,
  type BadRequest,
  inputOf,
  objectOf,
  optional,
  Problem,
  type ProblemOf,
} from '../shared/input.ts';
import { readJsonObject } from '../shared/json.ts';
import type { Page, PageOptions } from '../shared/page.ts';
import type { PasswordHash } from '../shared/password.ts';
import { ok, ResultAsync } from '../shared/result.ts';
import { updateOf } from '../shared/update.ts';
import { groupAnchor, userAnchor } from '../store/anchors.ts';
import type { Loads } from '../store/loads.ts';
import { untilFresh } from '../store/stale.ts';
import type { Decide, Plan } from '../store/store.ts';
import type { StoreError } from '../store/store-error.ts';
import type { UidNotFound } from '../user/user.ts';
import { type ActingOptions, actingFields, actorAnchors, actorLoads, actorOf, ownerLoads } from './acting.ts';
import {
  type CreateGroupRefusal,
  type DeleteGroupRefusal,
  decideCreateGroup,
  decideUpdateGroup,
  type Group,
  type GroupType,
  type GroupView,
  type GuidNotFound,
  type UnsettableGroupField,
  type UpdateGroupRefusal,
  unsettableGroupFields,
  type ViewGroupRefusal,
} from './group.ts';
import { readGroupPassword } from './group-password.ts';
import type { GroupOrder } from './group-repository.ts';
import { readGroupType } from './group-type.ts';
import { groupViewCommands } from './group-view-commands.ts';

/** All that `create` may answer but the group, in order of precedence. */
export type CreateGroupError = BadRequest | CreateGroupRefusal | StoreError;

/** All that `get` may answer but the group, in order of precedence. */
export type GetGroupError = BadRequest | GuidNotFound | StoreError;

/** All that `view` may answer but the group, in order of precedence. */
export type ViewGroupError = BadRequest | ViewGroupRefusal | StoreError;

/** All that `update` may answer but the group, in order of precedence. */
export type UpdateGroupError = BadRequest | UpdateGroupRefusal | StoreError;

/** All that `delete` may answer but the guid, in order of precedence. */
export type DeleteGroupError = BadRequest | DeleteGroupRefusal | StoreError;

/** All that `list` may answer but a page, in order of precedence. */
export type ListGroupsError = BadRequest | UidNotFound | StoreError;

/** All that `transferOwnership` may answer but the group, in order of precedence. */
export type TransferOwnershipError = BadRequest | TransferOwnershipRefusal | StoreError;

/** A group to create. */
export interface CreateGroupInput {
  /** 1–100 of `[A-Za-z0-9_-]`, lower-cased on the way in. */
  readonly guid: string;
  /** 1–100 characters. */
  readonly name: string;
  /** `public` when absent. */
  readonly type?: GroupType | undefined;
  /** 1–100 characters; for groups of type `password` only. */
  readonly password?: string | undefined;
  /** An absolute http or https URL. */
  readonly icon?: string | undefined;
  /** 1–255 characters. */
  readonly description?: string | undefined;
  /** A JSON object of at most 5 KB. */
  readonly metadata?: object | undefined;
  /** At most 25 distinct tags. */
  readonly tags?: readonly string[] | undefined;
  /** The uid of the user who owns the group and becomes its first admin. Absent: nobody does. */
  readonly owner?: string | undefined;
}

/** What to change of a group; absent fields stay. */
export interface UpdateGroupInput {
  readonly name?: string | undefined;
  readonly type?: GroupType | undefined;
  readonly password?: string | undefined;
  readonly icon?: string | undefined;
  readonly description?: string | undefined;
  readonly metadata?: object | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Fields to take away. */
  readonly unset?: readonly UnsettableGroupField[] | undefined;
}

/** Which groups to list. Filters combine with AND. */
export interface ListGroupsOptions extends PageOptions {
  /** Only groups whose guid or name begins with this text, in any case. */
  readonly searchKey?: string | undefined;
  /** Where `searchKey` is looked for; both when absent. */
  readonly searchIn?: readonly ('guid' | 'name')[] | undefined;
  /** Only groups of one of these types. */
  readonly types?: readonly GroupType[] | undefined;
  /** Only groups with one of these tags; case counts. */
  readonly tags?: readonly string[] | undefined;
  /** `newest` (default) first, or by lower-cased `name` then guid, or by `guid`. */
  readonly order?: GroupOrder | undefined;
  /** The uid of a user, who is shown what it is in each; which groups are listed does not depend on it. */
  readonly as?: string | undefined;
}

/** A group that was deleted. */
export interface DeletedGroup {
  readonly guid: Guid;
}

/**
 * Groups of one app. With `as`, the named user acts, and as a member that needs clearance, or looks; without,
 * administration does.
 */
export interface Groups {
  /**
   * Creates a group.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_EMPTY_GROUP_PASS`, `ERR_GUID_ALREADY_EXISTS`,
   * `ERR_UID_NOT_FOUND` (of the owner), `ERR_GROUPS_LIMIT_EXCEEDED` (the owner's).
   */
  create(input: CreateGroupInput): ResultAsync<Group, CreateGroupError>;

  /** Shows a group. Refusals: `ERR_BAD_REQUEST`, `ERR_GUID_NOT_FOUND`. */
  get(guid: string): ResultAsync<Group, GetGroupError>;

  /**
   * Shows a group as a user sees it: whether it is a member, as what and since when. A private group is shown to whoever
   * knows its guid.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND` (of the viewer), `ERR_GUID_NOT_FOUND`.
   */
  view(guid: string, options: { readonly as: string }): ResultAsync<GroupView, ViewGroupError>;

  /**
   * Changes a group. A group of type `password` keeps its password until another is given, along with the type, or
   * until the type changes.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND` (of the actor), `ERR_GUID_NOT_FOUND`,
   * `ERR_NOT_A_MEMBER` (the actor), `ERR_GROUP_NO_CLEARANCE`, `ERR_EMPTY_GROUP_PASS`.
   */
  update(
    guid: string,
    input: UpdateGroupInput,
    options?: ActingOptions,
  ): ResultAsync<Group, UpdateGroupError>;

  /**
   * Deletes a group for good. From the first instant it exists for nobody; its memberships and bans are then removed
   * one by one, and only then is the guid free. An interrupted deletion is finished by repeating it without
   * `as`, or by `users.resumeDeletions`.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND` (of the actor), `ERR_GUID_NOT_FOUND`,
   * `ERR_NOT_A_MEMBER` (the actor), `ERR_GROUP_NO_CLEARANCE`.
   */
  delete(guid: string, options?: ActingOptions): ResultAsync<DeletedGroup, DeleteGroupError>;

  /**
   * Lists groups, private ones too, as a user sees them: each as `view` shows it.
   *
   * Costs the page, and then one lookup a row in reads of at most 32 rows: 32 reads for a page of 1,000. The flags of
   * each read are of one moment, after that of the page.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND` (of `as`).
   */
  list(options: ListGroupsOptions & { readonly as: string }): ResultAsync<Page<GroupView>, ListGroupsError>;

  /** Lists groups, private ones too. Refusals: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND` (of `as`). */
  list(options?: ListGroupsOptions): ResultAsync<Page<Group>, ListGroupsError>;

  /**
   * Makes a member the owner. It becomes an admin, the former owner a participant.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_GUID_NOT_FOUND`, `ERR_NOT_A_MEMBER`,
   * `ERR_GROUP_NO_CLEARANCE` (only the owner may), `ERR_GROUP_OWNER` (it is the owner already).
   */
  transferOwnership(
    guid: string,
    uid: string,
    options?: ActingOptions,
  ): ResultAsync<Group, TransferOwnershipError>;
}

const groupFields = {
  type: optional(readGroupType),
  password: optional(readGroupPassword),
  icon: optional(readUrl),
  description: optional(readDescription),
  metadata: optional(readJsonObject),
  tags: optional(readTags),
};

/** A password that no group of type `password` is meant to have would be forgotten silently. */
const refuseStrayPassword: ProblemOf<{ readonly type?: GroupType; readonly password?: string }> = (read) =>
  read.password === undefined || read.type === 'password'
    ? undefined
    : new Problem([['password', 'goes with type "password", given in the same call']]);

const readCreate = inputOf(
  { guid: readGuid, name: readName, ...groupFields, owner: optional(readUid) },
  refuseStrayPassword,
);

const readUpdate = argumentsOf(
  { guid: readGuid },
  updateOf({ name: optional(readName), ...groupFields }, unsettableGroupFields, refuseStrayPassword),
  objectOf(actingFields),
);

const readDelete = argumentsOf({ guid: readGuid }, objectOf(actingFields));

const readTransfer = argumentsOf({ guid: readGuid, uid: readUid }, objectOf(actingFields));

/** Stands for the hash of a password until it has been made. */
const hashToCome: PasswordHash = 'to come';

/** The commands on groups, over the given app. */
export function groupCommands(context: Context): Groups {
  const { store, clock, random, limits, passwords } = context;

  /**
   * Hashes a password before the transact: it is slow on purpose, and no decision may wait. Decides once without the
   * hash before, so that nobody makes the server work who is refused anyway.
   */
  const transactWithHash = <L extends Loads, V, E>(
    plan: Plan<L>,
    password: string | undefined,
    decide: (passwordHash: PasswordHash | undefined) => Decide<L, V, E>,
  ): ResultAsync<V, E | StoreError> =>
    password
      ? store
          .read(plan.load, decide(hashToCome))
          .andThen(() => ResultAsync.fromSafePromise(passwords.hash(password, random)))
          .andThen((passwordHash) => store.transact(plan, decide(passwordHash)))
      : store.transact(plan, decide(password));

  return {
    create: (input) =>
      readCreate(input).asyncAndThen(({ password, type = 'public', ...profile }) => {
        const now = clock();
        const { guid, owner } = profile;
        return transactWithHash(
          {
            anchors: { write: [groupAnchor(guid), ...actorAnchors(owner)], read: [] },
            load: {
              group: { type: 'group', guid },
              tombstone: { type: 'tombstone', of: { type: 'group', guid } },
              ...ownerLoads(owner),
            },
          },
          password,
          (passwordHash) =>
            ({ ownerUser: user, ownerMembershipCount: membershipCount = 0, ...seen }) =>
              decideCreateGroup(
                { ...profile, type, passwordHash },
                { ...seen, owner: { user, membershipCount } },
                now,
                limits.groupMembershipsPerUserMax,
              ),
        );
      }),

    update: (guid, input, options) =>
      readUpdate({ guid }, input, options).asyncAndThen(({ guid, as, password, ...wanted }) => {
        const now = clock();
        return transactWithHash(
          {
            anchors: { write: [groupAnchor(guid)], read: actorAnchors(as) },
            load: {
              group: { type: 'group', guid },
              membersCount: { type: 'membersCount', guid },
              ...actorLoads(as, guid),
            },
          },
          password,
          (passwordHash) => (seen) =>
            decideUpdateGroup(guid, { ...wanted, passwordHash }, { actor: actorOf(as, seen), ...seen }, now),
        );
      }),

    delete: (guid, options) =>
      readDelete({ guid }, options).asyncAndThen(({ guid, as }) => {
        const now = clock();
        return store
          .transact(
            {
              anchors: { write: [groupAnchor(guid)], read: actorAnchors(as) },
              load: {
                group: { type: 'group', guid },
                tombstone: { type: 'tombstone', of: { type: 'group', guid } },
                ...actorLoads(as, guid),
              },
            },
            (seen) => decideBuryGroup(guid, { actor: actorOf(as, seen), ...seen }, now),
          )
          .andThen((buried) => drainBuried(store, buried))
          .andThen(() => ok({ guid }));
      }),

    transferOwnership: (guid, uid, options) =>
      readTransfer({ guid, uid }, options).asyncAndThen(({ guid, uid, as }) =>
        untilFresh<Group, TransferOwnershipRefusal>(() =>
          // Whose membership changes beside the new owner's is known only once the group has been read.
          store
            .read({ group: { type: 'group', guid } }, ({ group }) => ok(group?.owner))
            .andThen((owner) => {
              const now = clock();
              return store.transact(
                {
                  anchors: {
                    write: [groupAnchor(guid), userAnchor(uid), ...actorAnchors(owner)],
                    read: actorAnchors(as),
                  },
                  load: {
                    user: { type: 'user', uid },
                    group: { type: 'group', guid },
                    membersCount: { type: 'membersCount', guid },
                    membership: { type: 'membership', uid, guid },
                    ...(owner !== undefined && {
                      ownerMembership: { type: 'membership', uid: owner, guid } as const,
                    }),
                    ...actorLoads(as, guid),
                  },
                },
                (seen) =>
                  decideTransferOwnership(
                    { uid, guid },
                    { actor: actorOf(as, seen), ...seen },
                    { now, owner },
                  ),
              );
            }),
        ),
      ),

    ...groupViewCommands(context),
  };
}
