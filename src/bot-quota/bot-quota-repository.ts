/**
 * The reads that bots need.
 *
 * @module
 */

import type { ResultAsync } from '../shared/result.ts';
import type { StoreError } from '../store/store-error.ts';
import type { Bot } from './bot-quota.ts';

/** The bots of the app. */
export interface BotRepository {
  /** All bots whose user is active, in any order: there are as few as the app's limit says. */
  all(): ResultAsync<readonly Bot[], StoreError>;
}
