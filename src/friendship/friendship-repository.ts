/**
 * The reads that friendship needs.
 *
 * @module
 */

import type { Uid } from '../shared/ids.ts';
import type { Found, PageQuery } from '../shared/page.ts';
import type { ResultAsync } from '../shared/result.ts';
import type { StoreError } from '../store/store-error.ts';
import type { User } from '../user/user.ts';

/** In which order friends are listed. */
export type FriendOrder = 'befriended' | 'name';

/** Which of a user's friends to list, and in which order. */
export interface FriendQuery extends PageQuery {
  readonly uid: Uid;
  /**
   * `befriended`: oldest friendship first, keyed by sequence number.
   * `name`: keyed by `nameKeyOf(name)`.
   */
  readonly order: FriendOrder;
  /** Only friends whose uid or name key begins with this text, which is a name key itself. */
  readonly prefix?: string;
}

/** The lists of friendships. */
export interface FriendshipRepository {
  /** The user's friends, deactivated ones left out. */
  list(query: FriendQuery): ResultAsync<Found<User>, StoreError>;
}
