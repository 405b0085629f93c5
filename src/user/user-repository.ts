/**
 * The reads that users need.
 *
 * @module
 */

import type { RoleId, Uid } from '../shared/ids.ts';
import type { Found, PageQuery } from '../shared/page.ts';
import type { ResultAsync } from '../shared/result.ts';
import type { StoreError } from '../store/store-error.ts';
import type { PresenceStatus, User, UserOrder } from './user.ts';

/** Which users to list. Filters combine with AND, the values of one filter with OR. */
export interface UserQuery extends PageQuery {
  readonly order: UserOrder;
  /** Whether deactivated users are left out, are all there is, or are listed with the others. */
  readonly deactivated: 'without' | 'only' | 'with';
  /** Only users whose uid or name key begins with this text, which is a name key itself. */
  readonly prefix?: { readonly text: string; readonly in: readonly ('uid' | 'name')[] };
  readonly status?: PresenceStatus;
  readonly roles?: readonly RoleId[];
  /** Case-sensitive. */
  readonly tags?: readonly string[];
  readonly uids?: readonly Uid[];
  readonly friendsOf?: Uid;
  /** Leaves out whom this user has blocked, and who has blocked it. */
  readonly hideBlockedFor?: Uid;
}

/** The lists of users. */
export interface UserRepository {
  /** The users of the app. */
  list(query: UserQuery): ResultAsync<Found<User>, StoreError>;
}
