/**
 * Friendship: a symmetric relation between two users.
 *
 * A friendship is kept once, under the ordered pair of its members, so that
 * "A is a friend of B" and "B is a friend of A" cannot disagree.
 *
 * @module
 */

import type { Uid } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Commit } from '../store/store.ts';
import { isActive, type UidNotFound, type User, uidNotFound } from '../user/user.ts';

/** The most friendships one user may hold at a time, those with deactivated users included. */
export const friendshipsPerUserMax = 1000;

// Types

/** Two distinct users, lower uid first. */
export interface Friendship {
  readonly lower: Uid;
  readonly higher: Uid;
}

/** Two users in the order in which a command names them. */
export interface Pair {
  readonly a: Uid;
  readonly b: Uid;
}

// Errors

/** A user cannot be its own friend. */
export interface CannotFormSelfRelation {
  readonly code: 'ERR_CANNOT_FORM_SELF_RELATION';
  readonly uid: Uid;
}

/** The two users are friends already. */
export interface AlreadyFriend {
  readonly code: 'ERR_ALREADY_FRIEND';
  readonly lower: Uid;
  readonly higher: Uid;
}

/** One of the two users holds as many friendships as the limit allows. */
export interface FriendsLimitExceeded {
  readonly code: 'ERR_FRIENDS_LIMIT_EXCEEDED';
  /** The user who is full; the first named, if both are. */
  readonly uid: Uid;
  readonly limit: number;
}

/** The two users are no friends. */
export interface NotAFriend {
  readonly code: 'ERR_NOT_A_FRIEND';
  readonly lower: Uid;
  readonly higher: Uid;
}

/** Why a friendship was refused. When several apply, the first listed is returned. */
export type BefriendRefusal = UidNotFound | CannotFormSelfRelation | AlreadyFriend | FriendsLimitExceeded;

/** Why a friendship was not ended. When several apply, the first listed is returned. */
export type UnfriendRefusal = UidNotFound | NotAFriend;

// Decisions

/** The one friendship of a pair, whichever order it comes in. */
export function friendshipBetween({ a, b }: Pair): Friendship {
  return Object.freeze(a < b ? { lower: a, higher: b } : { lower: b, higher: a });
}

/** Decides whether two users may become friends, given what is known about both. */
export function decideBefriend(
  pair: Pair,
  seen: {
    readonly a: User | undefined;
    readonly b: User | undefined;
    readonly friendship: Friendship | undefined;
    readonly friendCountOfA: number;
    readonly friendCountOfB: number;
  },
  limit: number = friendshipsPerUserMax,
): Result<Commit<Friendship>, BefriendRefusal> {
  const { a, b } = pair;
  if (!isActive(seen.a)) return err(uidNotFound(a));
  if (!isActive(seen.b)) return err(uidNotFound(b));
  if (a === b) return err({ code: 'ERR_CANNOT_FORM_SELF_RELATION', uid: a });
  if (seen.friendship) return err({ code: 'ERR_ALREADY_FRIEND', ...seen.friendship });

  // Both sides are checked: a friendship counts against each member's limit.
  if (seen.friendCountOfA >= limit) return err({ code: 'ERR_FRIENDS_LIMIT_EXCEEDED', uid: a, limit });
  if (seen.friendCountOfB >= limit) return err({ code: 'ERR_FRIENDS_LIMIT_EXCEEDED', uid: b, limit });

  const friendship = friendshipBetween(pair);
  return ok({ changes: [{ type: 'addFriendship', friendship }], value: friendship });
}

/** Decides whether a friendship may be ended. */
export function decideUnfriend(
  pair: Pair,
  seen: {
    readonly a: User | undefined;
    readonly b: User | undefined;
    readonly friendship: Friendship | undefined;
  },
): Result<Commit<Friendship>, UnfriendRefusal> {
  if (!isActive(seen.a)) return err(uidNotFound(pair.a));
  if (!isActive(seen.b)) return err(uidNotFound(pair.b));
  if (!seen.friendship) return err({ code: 'ERR_NOT_A_FRIEND', ...friendshipBetween(pair) });
  return ok({
    changes: [{ type: 'removeFriendship', friendship: seen.friendship }],
    value: seen.friendship,
  });
}
