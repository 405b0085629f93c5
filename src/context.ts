/**
 * Context: all that the commands of one app share.
 *
 * Everything impure enters here: the store, the time, the randomness. Decisions get what they need as values.
 *
 * @module
 */

import type { Limits } from './limits.ts';
import type { AppId } from './shared/ids.ts';
import type { PasswordHasher } from './shared/password.ts';
import type { Random } from './shared/secret.ts';
import type { Clock } from './shared/time.ts';
import type { AppStore } from './store/store.ts';

/** What the commands of one app work with. */
export interface Context {
  readonly appId: AppId;
  readonly store: AppStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  readonly passwords: PasswordHasher;
  /** Whether an API key of scope `authOnly` may create users, or only issue their tokens. */
  readonly authOnlyCreatesUsers: boolean;
}
