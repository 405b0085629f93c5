/**
 * Rows: all that an app keeps, type by type, with nothing left out.
 *
 * The other lists show what may be seen, and leave out whoever is deactivated. These show what there is, so that an app
 * can be taken from one store to another. The types are a closed union, as loads and changes are.
 *
 * @module
 */

import type { ApiKey } from '../api-key/api-key.ts';
import type { AuthToken } from '../auth-token/auth-token.ts';
import type { Block } from '../block/block.ts';
import type { Bot } from '../bot-quota/bot-quota.ts';
import type { Tombstone } from '../deletion/deletion.ts';
import type { Friendship } from '../friendship/friendship.ts';
import type { GroupRecord } from '../group/group.ts';
import type { Ban, Membership } from '../group-membership/group-membership.ts';
import type { Role } from '../role/role.ts';
import type { Found, PageQuery } from '../shared/page.ts';
import type { ResultAsync } from '../shared/result.ts';
import type { User } from '../user/user.ts';
import type { StoreError } from './store-error.ts';

/** What a row of each type holds. */
export interface Rows {
  /** In order of the role. `default` only if it was stored. */
  readonly role: Role;
  /** In order of their numbers, oldest first; active and deactivated ones. */
  readonly user: User;
  /** In order of their numbers, oldest first. */
  readonly group: GroupRecord;
  /** In order of their numbers, oldest first. */
  readonly membership: Membership;
  /** In order of the guid, then the uid. */
  readonly ban: Ban;
  /** In order of who blocked, then of who is blocked. */
  readonly block: Block;
  /** In order of their numbers, oldest first. */
  readonly friendship: Friendship;
  /** In order of their numbers, oldest first; active and archived ones. */
  readonly authToken: AuthToken;
  /** In order of the uid. */
  readonly bot: Bot;
  /** In order of the digest. */
  readonly apiKey: ApiKey;
  /** In order of what they stand for: `group`, then `user`; then of the name. */
  readonly tombstone: Tombstone;
}

/** A type of row. */
export type RowType = keyof Rows;

/** Which rows to list. Nothing is counted. */
export interface RowQuery<T extends RowType = RowType> extends Omit<PageQuery, 'count'> {
  readonly type: T;
}

/** The rows of the app. */
export interface RowRepository {
  /** All rows of one type, remnants of what was buried included, in an order that is theirs for good. */
  list<T extends RowType>(query: RowQuery<T>): ResultAsync<Found<Rows[T]>, StoreError>;
}
