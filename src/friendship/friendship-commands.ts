/**
 * The friendship commands: read the input, hand the decision to the store, return what it says.
 *
 * @module
 */

import type { Context } from '../context.ts';
import { type ItemOutcome, outcomesOf } from '../shared/bulk.ts';
import { readSearchKey, readUid, readUids } from '../shared/fields.ts';
import { argumentsOf, type BadRequest, objectOf, oneOf, optional } from '../shared/input.ts';
import { listPage, type Page, type PageOptions, pageFields } from '../shared/page.ts';
import type { ResultAsync } from '../shared/result.ts';
import { nameKeyOf } from '../shared/text.ts';
import { userAnchor } from '../store/anchors.ts';
import type { StoreError } from '../store/store-error.ts';
import { publicUser, type UidNotFound, type User } from '../user/user.ts';
import { findActiveUser } from '../user/user-reads.ts';
import {
  type BefriendRefusal,
  decideBefriend,
  decideUnfriend,
  type Friendship,
  type Pair,
  type UnfriendRefusal,
} from './friendship.ts';
import type { FriendOrder } from './friendship-repository.ts';

/** All that `befriend` may answer but a friendship, in order of precedence. */
export type BefriendError = BadRequest | BefriendRefusal | StoreError;

/** All that `befriendAll` may answer but a list of outcomes, in order of precedence. */
export type BefriendAllError = BadRequest | UidNotFound | StoreError;

/** All that `unfriend` may answer but the friendship that was ended, in order of precedence. */
export type UnfriendError = BadRequest | UnfriendRefusal | StoreError;

/** All that `list` may answer but a page, in order of precedence. */
export type ListFriendsError = BadRequest | UidNotFound | StoreError;

/** Which of a user's friends to list. */
export interface ListFriendsOptions extends PageOptions {
  /** Only friends whose uid or name begins with this text, in any case. */
  readonly searchKey?: string | undefined;
  /** `befriended` (default): oldest friendship first. `name`: by lower-cased name, then uid. */
  readonly order?: FriendOrder | undefined;
}

/** Friendships of one app. */
export interface Friendships {
  /**
   * Makes two users friends. The friendship counts towards the limit of both.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_CANNOT_FORM_SELF_RELATION`,
   * `ERR_ALREADY_FRIEND`, `ERR_FRIENDS_LIMIT_EXCEEDED` (names the user who is full).
   */
  befriend(a: string, b: string): ResultAsync<Friendship, BefriendError>;

  /**
   * Makes one user a friend of 1 to 25 others. Each pair is an atomic step of its own, taken in the order given, and
   * has its own outcome: a friendship, or any refusal of `befriend` but `ERR_BAD_REQUEST`. Repeated uids are one.
   *
   * Refusals of the whole, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND` (of `a`).
   */
  befriendAll(
    a: string,
    uids: readonly string[],
  ): ResultAsync<readonly ItemOutcome<Friendship, BefriendRefusal | StoreError>[], BefriendAllError>;

  /**
   * Ends a friendship, whichever of the two asks.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_NOT_A_FRIEND`.
   */
  unfriend(a: string, b: string): ResultAsync<Friendship, UnfriendError>;

  /**
   * Lists a user's friends as others see them: without deactivated users, without private metadata.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`.
   */
  list(uid: string, options?: ListFriendsOptions): ResultAsync<Page<User>, ListFriendsError>;
}

const readPair = argumentsOf({ a: readUid, b: readUid });

const readBefriendAll = argumentsOf({ a: readUid, uids: readUids });

const readList = argumentsOf(
  { uid: readUid },
  objectOf({
    ...pageFields,
    searchKey: optional(readSearchKey),
    order: optional(oneOf(['befriended', 'name'])),
  }),
);

/** The commands on friendships, over the given app. */
export function friendshipCommands({ appId, store, limits }: Context): Friendships {
  const befriend = (pair: Pair): ResultAsync<Friendship, BefriendRefusal | StoreError> =>
    store.transact(
      {
        anchors: { write: [userAnchor(pair.a), userAnchor(pair.b)], read: [] },
        load: {
          a: { type: 'user', uid: pair.a },
          b: { type: 'user', uid: pair.b },
          friendship: { type: 'friendship', uids: [pair.a, pair.b] },
          friendCountOfA: { type: 'friendCount', uid: pair.a },
          friendCountOfB: { type: 'friendCount', uid: pair.b },
        },
      },
      (seen) => decideBefriend(pair, seen, limits.friendshipsPerUserMax),
    );

  return {
    befriend: (a, b) => readPair({ a, b }).asyncAndThen(befriend),

    befriendAll: (a, uids) =>
      readBefriendAll({ a, uids }).asyncAndThen((input) =>
        findActiveUser(store, input.a).andThen((user) =>
          outcomesOf(input.uids, (uid) => befriend({ a: user.uid, b: uid })),
        ),
      ),

    unfriend: (a, b) =>
      readPair({ a, b }).asyncAndThen((pair) =>
        store.transact(
          {
            anchors: { write: [userAnchor(pair.a), userAnchor(pair.b)], read: [] },
            load: {
              a: { type: 'user', uid: pair.a },
              b: { type: 'user', uid: pair.b },
              friendship: { type: 'friendship', uids: [pair.a, pair.b] },
            },
          },
          (seen) => decideUnfriend(pair, seen),
        ),
      ),

    list: (uid, options) =>
      readList({ uid }, options).asyncAndThen(({ uid, order = 'befriended', searchKey, ...page }) =>
        listPage(
          page,
          {
            identity: ['friends', appId, uid, order, searchKey],
            key: order === 'name' ? 'string' : 'number',
          },
          {
            require: () => findActiveUser(store, uid),
            fetch: (query) =>
              store.friendships.list({
                uid,
                order,
                ...query,
                ...(searchKey !== undefined && { prefix: nameKeyOf(searchKey) }),
              }),
            show: publicUser,
          },
        ),
      ),
  };
}
