/**
 * The group membership commands.
 *
 * @module
 */

import type { Context } from '../context.ts';
import { type ActingOptions, actingFields, actorAnchors, actorLoads, actorOf } from '../group/acting.ts';
import { type Group, type GuidNotFound, publicGroup } from '../group/group.ts';
import { readGroupPassword } from '../group/group-password.ts';
import { type ItemOutcome, outcomesOf } from '../shared/bulk.ts';
import { readGuid, readUid, readUids } from '../shared/fields.ts';
import type { Guid, Uid } from '../shared/ids.ts';
import { argumentsOf, type BadRequest, listOf, objectOf, oneOf, optional } from '../shared/input.ts';
import { listPage, type Page, type PageOptions, pageFields } from '../shared/page.ts';
import type { PasswordHash } from '../shared/password.ts';
import { extended } from '../shared/record.ts';
import { err, ok, okAsync, type Result, ResultAsync } from '../shared/result.ts';
import type { UnixSeconds } from '../shared/time.ts';
import { groupAnchor, userAnchor } from '../store/anchors.ts';
import { untilFresh } from '../store/stale.ts';
import type { StoreError } from '../store/store-error.ts';
import { publicUser, type UidNotFound, type User } from '../user/user.ts';
import { findActiveUser } from '../user/user-reads.ts';
import { type GroupScope, groupScopes } from './clearance.ts';
import {
  type ActorRefusal,
  type AddMemberRefusal,
  type Ban,
  type BanRefusal,
  type ChangeScopeRefusal,
  decideAddMember,
  decideBan,
  decideChangeScope,
  decideJoin,
  decideKick,
  decideLeave,
  decideMayAdd,
  decideUnban,
  type JoinRefusal,
  type KickRefusal,
  type LeaveRefusal,
  type Membership,
  type PasswordProof,
  type UnbanRefusal,
} from './group-membership.ts';

/** All that `join` may answer but the membership, in order of precedence. */
export type JoinError = BadRequest | JoinRefusal | StoreError;

/** All that `add` may answer but a list of outcomes, in order of precedence. */
export type AddMembersError = BadRequest | ActorRefusal | StoreError;

/** All that `leave` may answer but the membership that was, in order of precedence. */
export type LeaveError = BadRequest | LeaveRefusal | StoreError;

/** All that `kick` may answer but the membership that was, in order of precedence. */
export type KickError = BadRequest | KickRefusal | StoreError;

/** All that `ban` may answer but the ban, in order of precedence. */
export type BanError = BadRequest | BanRefusal | StoreError;

/** All that `unban` may answer but the ban that was, in order of precedence. */
export type UnbanError = BadRequest | UnbanRefusal | StoreError;

/** All that `changeScope` may answer but the membership, in order of precedence. */
export type ChangeScopeError = BadRequest | ChangeScopeRefusal | StoreError;

/** All that `listMembers` and `listBanned` may answer but a page, in order of precedence. */
export type GroupRosterError = BadRequest | GuidNotFound | StoreError;

/** All that `listGroups` may answer but a page, in order of precedence. */
export type ListJoinedGroupsError = BadRequest | UidNotFound | StoreError;

/** A user as a member of a group, as others see it. */
export interface Member extends User {
  readonly scope: GroupScope;
  readonly joinedAt: UnixSeconds;
}

/** A group as one of its members has it. */
export interface JoinedGroup extends Group {
  readonly scope: GroupScope;
  readonly joinedAt: UnixSeconds;
}

/** A user who is kept out of a group, as others see it. */
export interface BannedUser extends User {
  readonly bannedAt: UnixSeconds;
}

/** How a user joins. */
export interface JoinOptions {
  /** For groups of type `password`; ignored by others. */
  readonly password?: string | undefined;
}

/** How users are added. */
export interface AddMembersOptions extends ActingOptions {
  /** `participant` when absent. */
  readonly scope?: GroupScope | undefined;
}

/** Which members to list. */
export interface ListMembersOptions extends PageOptions {
  /** Only members of one of these scopes. */
  readonly scopes?: readonly GroupScope[] | undefined;
}

/** Group memberships of one app. With `as`, the named member acts and needs clearance; without, administration does. */
export interface GroupMemberships {
  /**
   * Makes a user a participant of a group, by its own wish.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_GUID_NOT_FOUND`, `ERR_ALREADY_JOINED`,
   * `ERR_BANNED_GROUPMEMBER`, `ERR_GROUP_JOIN_NOT_ALLOWED` (private), `ERR_EMPTY_GROUP_PASS`, `ERR_WRONG_GROUP_PASS`,
   * `ERR_GROUPS_LIMIT_EXCEEDED` (the user's), `ERR_NO_VACANCY` (the group's).
   */
  join(uid: string, guid: string, options?: JoinOptions): ResultAsync<Membership, JoinError>;

  /**
   * Adds 1 to 25 users to a group of any type. Each is an atomic step of its own and has its own outcome: a membership,
   * or `ERR_UID_NOT_FOUND`, `ERR_ALREADY_JOINED`, `ERR_BANNED_GROUPMEMBER`, `ERR_GROUPS_LIMIT_EXCEEDED`,
   * `ERR_NO_VACANCY`, or what the whole may be refused for, if it became so meanwhile. Repeated uids are one.
   *
   * Refusals of the whole, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND` (of the actor),
   * `ERR_GUID_NOT_FOUND`, `ERR_NOT_A_MEMBER` (the actor), `ERR_GROUP_NO_CLEARANCE`.
   */
  add(
    guid: string,
    uids: readonly string[],
    options?: AddMembersOptions,
  ): ResultAsync<readonly ItemOutcome<Membership, AddMemberRefusal | StoreError>[], AddMembersError>;

  /**
   * Takes a member out of a group, by its own wish.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_GUID_NOT_FOUND`, `ERR_NOT_A_MEMBER`,
   * `ERR_GROUP_OWNER` (hand over first).
   */
  leave(uid: string, guid: string): ResultAsync<Membership, LeaveError>;

  /**
   * Takes a member out of a group; it may come back.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_GUID_NOT_FOUND`, `ERR_NOT_A_MEMBER`,
   * `ERR_GROUP_NO_SELF_ACTION`, `ERR_GROUP_NO_CLEARANCE`, `ERR_GROUP_OWNER` (the owner is not kicked).
   */
  kick(uid: string, guid: string, options?: ActingOptions): ResultAsync<Membership, KickError>;

  /**
   * Takes a member out of a group and keeps it out. The ban takes no place in any cap.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_GUID_NOT_FOUND`, `ERR_ALREADY_BANNED`,
   * `ERR_NOT_A_MEMBER`, `ERR_GROUP_NO_SELF_ACTION`, `ERR_GROUP_NO_CLEARANCE`, `ERR_GROUP_OWNER`.
   */
  ban(uid: string, guid: string, options?: ActingOptions): ResultAsync<Ban, BanError>;

  /**
   * Lifts a ban. The user is not a member again by that.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_GUID_NOT_FOUND`, `ERR_NOT_A_MEMBER` (the
   * actor), `ERR_GROUP_NO_CLEARANCE`, `ERR_NOT_A_BANNED_USER`.
   */
  unban(uid: string, guid: string, options?: ActingOptions): ResultAsync<Ban, UnbanError>;

  /**
   * Gives a member another scope.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_GUID_NOT_FOUND`, `ERR_NOT_A_MEMBER`,
   * `ERR_GROUP_NO_SELF_ACTION`, `ERR_GROUP_NO_CLEARANCE`, `ERR_GROUP_OWNER` (the owner stays admin), `ERR_SAME_SCOPE`.
   */
  changeScope(
    uid: string,
    guid: string,
    scope: GroupScope,
    options?: ActingOptions,
  ): ResultAsync<Membership, ChangeScopeError>;

  /** Lists a group's members, longest member first, without deactivated ones. Refusals: `ERR_BAD_REQUEST`, `ERR_GUID_NOT_FOUND`. */
  listMembers(guid: string, options?: ListMembersOptions): ResultAsync<Page<Member>, GroupRosterError>;

  /** Lists a user's groups, longest membership first. Refusals: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`. */
  listGroups(uid: string, options?: PageOptions): ResultAsync<Page<JoinedGroup>, ListJoinedGroupsError>;

  /** Lists who is banned from a group, by uid, without deactivated users. Refusals: `ERR_BAD_REQUEST`, `ERR_GUID_NOT_FOUND`. */
  listBanned(guid: string, options?: PageOptions): ResultAsync<Page<BannedUser>, GroupRosterError>;
}

const names = { uid: readUid, guid: readGuid };

const readScope = oneOf(groupScopes);

const readJoin = argumentsOf(names, objectOf({ password: optional(readGroupPassword) }));

const readAdd = argumentsOf(
  { guid: readGuid, uids: readUids },
  objectOf({ ...actingFields, scope: optional(readScope) }),
);

const readNames = argumentsOf(names);

const readActingOn = argumentsOf(names, objectOf(actingFields));

const readChangeScope = argumentsOf({ ...names, scope: readScope }, objectOf(actingFields));

const readListMembers = argumentsOf(
  { guid: readGuid },
  objectOf({ ...pageFields, scopes: optional(listOf(readScope, { min: 1, max: groupScopes.length })) }),
);

const readListBanned = argumentsOf({ guid: readGuid }, objectOf(pageFields));

const readListGroups = argumentsOf({ uid: readUid }, objectOf(pageFields));

interface MembershipNames {
  readonly uid: Uid;
  readonly guid: Guid;
}

/** The commands on group memberships, over the given app. */
export function groupMembershipCommands({
  appId,
  store,
  clock,
  limits,
  passwords,
}: Context): GroupMemberships {
  const memberLoads = (uid: Uid, guid: Guid, as: Uid | undefined) =>
    ({
      user: { type: 'user', uid },
      group: { type: 'group', guid },
      membership: { type: 'membership', uid, guid },
      ban: { type: 'ban', uid, guid },
      ...actorLoads(as, guid),
    }) as const;

  const roomLoads = (uid: Uid, guid: Guid) =>
    ({
      user: { type: 'user', uid },
      group: { type: 'group', guid },
      membership: { type: 'membership', uid, guid },
      ban: { type: 'ban', uid, guid },
      membershipCount: { type: 'membershipCount', uid },
      membersCount: { type: 'membersCount', guid },
    }) as const;

  /** Both owners of a membership, and whoever acts on it. */
  const anchorsOf = (uid: Uid, guid: Guid, as?: Uid) => ({
    write: [userAnchor(uid), groupAnchor(guid)],
    read: actorAnchors(as),
  });

  const findGroup = (guid: Guid) =>
    store.read({ group: { type: 'group', guid } }, ({ group }) =>
      group ? ok(group) : err({ code: 'ERR_GUID_NOT_FOUND', guid } as const),
    );

  const admit = (
    { uid, guid }: MembershipNames,
    given: { readonly hasPassword: boolean; readonly proof?: PasswordProof | undefined },
  ) => {
    const { hasPassword, proof } = given;
    const now = clock();
    return store.transact({ anchors: anchorsOf(uid, guid), load: roomLoads(uid, guid) }, (seen) =>
      decideJoin({ uid, guid }, seen, { now, hasPassword, proof }, limits),
    );
  };

  /**
   * Compares a password before the transact: that is slow on purpose, and no decision may wait. Nobody who would be
   * refused for another reason gets that far.
   */
  const admitWithPassword = ({ uid, guid }: MembershipNames, password: string) => {
    const now = clock();
    return store
      .read(roomLoads(uid, guid), (seen): Result<PasswordHash | undefined, JoinRefusal> => {
        const decided = decideJoin({ uid, guid }, seen, { now, hasPassword: true }, limits);
        // Stale is what is decided of a password that has not been compared yet.
        if (decided.isErr() && decided.error.code !== 'STALE') return err(decided.error);
        return ok(seen.group?.passwordHash);
      })
      .andThen((hash): ResultAsync<PasswordProof | undefined, never> => {
        if (hash === undefined) return okAsync(undefined);
        return ResultAsync.fromSafePromise(passwords.matches(password, hash)).andThen((matches) =>
          ok({ hash, matches }),
        );
      })
      .andThen((proof) => admit({ uid, guid }, { hasPassword: true, proof }));
  };

  return {
    join: (uid, guid, options) =>
      readJoin({ uid, guid }, options).asyncAndThen(({ uid, guid, password }) =>
        password
          ? untilFresh<Membership, JoinRefusal>(() => admitWithPassword({ uid, guid }, password))
          : // SAFETY: only a password that was compared before can be stale.
            (admit({ uid, guid }, { hasPassword: false }) as ResultAsync<
              Membership,
              JoinRefusal | StoreError
            >),
      ),

    add: (guid, uids, options) =>
      readAdd({ guid, uids }, options).asyncAndThen(({ guid, uids, as, scope = 'participant' }) =>
        store
          .read({ group: { type: 'group', guid }, ...actorLoads(as, guid) }, (seen) =>
            decideMayAdd(guid, scope, { actor: actorOf(as, seen), ...seen }),
          )
          .andThen(() => {
            const joinedAt = clock();
            return outcomesOf(uids, (uid) =>
              store.transact(
                {
                  anchors: anchorsOf(uid, guid, as),
                  load: { ...roomLoads(uid, guid), ...actorLoads(as, guid) },
                },
                (seen) =>
                  decideAddMember(
                    { uid, guid, scope, joinedAt },
                    { actor: actorOf(as, seen), ...seen },
                    limits,
                  ),
              ),
            );
          }),
      ),

    leave: (uid, guid) =>
      readNames({ uid, guid }).asyncAndThen(({ uid, guid }) =>
        store.transact({ anchors: anchorsOf(uid, guid), load: memberLoads(uid, guid, undefined) }, (seen) =>
          decideLeave({ uid, guid }, seen),
        ),
      ),

    kick: (uid, guid, options) =>
      readActingOn({ uid, guid }, options).asyncAndThen(({ uid, guid, as }) =>
        store.transact({ anchors: anchorsOf(uid, guid, as), load: memberLoads(uid, guid, as) }, (seen) =>
          decideKick({ uid, guid }, { actor: actorOf(as, seen), ...seen }),
        ),
      ),

    ban: (uid, guid, options) =>
      readActingOn({ uid, guid }, options).asyncAndThen(({ uid, guid, as }) => {
        const now = clock();
        return store.transact(
          {
            anchors: anchorsOf(uid, guid, as),
            load: memberLoads(uid, guid, as),
          },
          (seen) => decideBan({ uid, guid }, { actor: actorOf(as, seen), ...seen }, now),
        );
      }),

    unban: (uid, guid, options) =>
      readActingOn({ uid, guid }, options).asyncAndThen(({ uid, guid, as }) =>
        store.transact(
          {
            anchors: anchorsOf(uid, guid, as),
            load: memberLoads(uid, guid, as),
          },
          (seen) => decideUnban({ uid, guid }, { actor: actorOf(as, seen), ...seen }),
        ),
      ),

    changeScope: (uid, guid, scope, options) =>
      readChangeScope({ uid, guid, scope }, options).asyncAndThen(({ uid, guid, scope, as }) =>
        store.transact({ anchors: anchorsOf(uid, guid, as), load: memberLoads(uid, guid, as) }, (seen) =>
          decideChangeScope({ uid, guid, scope }, { actor: actorOf(as, seen), ...seen }),
        ),
      ),

    listMembers: (guid, options) =>
      readListMembers({ guid }, options).asyncAndThen(({ guid, scopes, ...page }) =>
        listPage(
          page,
          { identity: ['members', appId, guid, scopes], key: 'number' },
          {
            require: () => findGroup(guid),
            fetch: (query) =>
              store.groupMemberships.listMembers({ guid, ...query, ...(scopes && { scopes }) }),
            show: ({ user, membership: { scope, joinedAt } }) =>
              extended(publicUser(user), { scope, joinedAt }),
          },
        ),
      ),

    listGroups: (uid, options) =>
      readListGroups({ uid }, options).asyncAndThen(({ uid, ...page }) =>
        listPage(
          page,
          { identity: ['joinedGroups', appId, uid], key: 'number' },
          {
            require: () => findActiveUser(store, uid),
            fetch: (query) => store.groupMemberships.listGroups({ uid, ...query }),
            show: ({ group, membership: { scope, joinedAt } }) =>
              extended(publicGroup(group), { scope, joinedAt }),
          },
        ),
      ),

    listBanned: (guid, options) =>
      readListBanned({ guid }, options).asyncAndThen(({ guid, ...page }) =>
        listPage(
          page,
          { identity: ['banned', appId, guid], key: 'string' },
          {
            require: () => findGroup(guid),
            fetch: (query) => store.groupMemberships.listBanned({ guid, ...query }),
            show: ({ user, ban: { bannedAt } }) => extended(publicUser(user), { bannedAt }),
          },
        ),
      ),
  };
}
