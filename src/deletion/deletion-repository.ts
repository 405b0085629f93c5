/**
 * The reads that deletion needs.
 *
 * @module
 */

import type { ResultAsync } from '../shared/result.ts';
import type { StoreError } from '../store/store-error.ts';
import type { Remnant, Tombstone, TombstoneName } from './deletion.ts';

/** Deletions that have begun and are not drained. */
export interface DeletionRepository {
  /** Up to `limit` tombstones, in any order. */
  pending(limit: number): ResultAsync<readonly Tombstone[], StoreError>;

  /** Up to `limit` rows that still refer to what was buried, in any order. */
  remnants(of: TombstoneName, limit: number): ResultAsync<readonly Remnant[], StoreError>;
}
