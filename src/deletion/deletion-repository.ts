/**
 * The reads that deletion needs.
 *
 * @module
 */

import type { ResultAsync } from '../shared/result.ts';
import type { StoreError } from '../store/store-error.ts';
import type { Tombstone } from './deletion.ts';

/** Deletions that have begun and are not drained. */
export interface DeletionRepository {
  /** Up to `limit` tombstones, in any order. */
  pending(limit: number): ResultAsync<readonly Tombstone[], StoreError>;
}
