/**
 * The reads that groups need.
 *
 * @module
 */

import type { Found, PageQuery } from '../shared/page.ts';
import type { ResultAsync } from '../shared/result.ts';
import type { StoreError } from '../store/store-error.ts';
import type { GroupType, StoredGroup } from './group.ts';

/** In which order groups are listed: keyed by sequence number (newest first), name key, or guid. */
export type GroupOrder = 'newest' | 'name' | 'guid';

/** Which groups to list. Filters combine with AND, the values of one filter with OR. */
export interface GroupQuery extends PageQuery {
  readonly order: GroupOrder;
  /** Only groups whose guid or name key begins with this text, which is a name key itself. */
  readonly prefix?: { readonly text: string; readonly in: readonly ('guid' | 'name')[] };
  readonly types?: readonly GroupType[];
  /** Case-sensitive. */
  readonly tags?: readonly string[];
}

/** The lists of groups. */
export interface GroupRepository {
  /** The groups of the app. */
  list(query: GroupQuery): ResultAsync<Found<StoredGroup>, StoreError>;
}
