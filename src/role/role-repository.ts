/**
 * The reads that roles need.
 *
 * @module
 */

import type { ResultAsync } from '../shared/result.ts';
import type { StoreError } from '../store/store-error.ts';
import type { Role } from './role.ts';

/** The roles of the app. */
export interface RoleRepository {
  /** All stored roles, in any order: there are as few as the app's limit says. */
  all(): ResultAsync<readonly Role[], StoreError>;
}
