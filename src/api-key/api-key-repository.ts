/**
 * The reads that API keys need.
 *
 * @module
 */

import type { ResultAsync } from '../shared/result.ts';
import type { StoreError } from '../store/store-error.ts';
import type { ApiKey, ApiKeyDigest } from './api-key.ts';

/** The one way to a key that does not see all of them. */
export interface ApiKeyRepository {
  /** The key of that digest. */
  findByDigest(digest: ApiKeyDigest): ResultAsync<ApiKey | undefined, StoreError>;
}
