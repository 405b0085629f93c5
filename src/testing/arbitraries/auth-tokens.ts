/**
 * Arbitraries of what the commands on auth tokens take.
 *
 * @module
 */

import fc from 'fast-check';
import { platformLengthMax, userAgentLengthMax } from '../../auth-token/auth-token.ts';
import type { AuthTokenNotesInput, IssueAuthTokenOptions } from '../../auth-token/auth-token-commands.ts';
import { type UnixSeconds, unixSecondsMax } from '../../shared/time.ts';
import { anyMetadata, anyTextTo, mostly, someOf } from './fields.ts';

/** What is to be known of the app's clock so that a time lies in its future. */
export interface TimeOptions {
  /**
   * The latest time that the app's clock will show. Times soon after it are drawn then, so that a clock that is set
   * reaches them. Absent: only times from 2038 on are drawn.
   */
  readonly now?: UnixSeconds | undefined;
}

/** Times at which a column of 32 bits, signed or not, is too narrow, and the last of all. */
const farTimes = fc.constantFrom(2 ** 31, 2 ** 32, 4_000_000_000, unixSecondsMax);

/** A time that has not come yet. */
export function anyFutureTime({ now }: TimeOptions = {}): fc.Arbitrary<UnixSeconds> {
  return now === undefined
    ? farTimes
    : mostly(
        fc.integer({ min: 1, max: 20 }).map((later) => Math.min(now + later, unixSecondsMax)),
        farTimes,
      );
}

/** Any time, past or future. */
export function anyTime({ now }: TimeOptions = {}): fc.Arbitrary<UnixSeconds> {
  const extremes = fc.constantFrom(unixSecondsMax, 0);
  return now === undefined
    ? extremes
    : fc.oneof(
        fc.integer({ min: -20, max: 20 }).map((later) => Math.min(Math.max(now + later, 0), unixSecondsMax)),
        extremes,
      );
}

/** What `authTokens.issue` takes: the time of expiry, if there is one, lies in the future. */
export function anyIssueAuthTokenOptions(time?: TimeOptions): fc.Arbitrary<IssueAuthTokenOptions> {
  return someOf({ expiresAt: anyFutureTime(time) });
}

/** What `authTokens.annotate` takes. */
export function anyAuthTokenNotesInput(): fc.Arbitrary<AuthTokenNotesInput> {
  return someOf({
    platform: anyTextTo(platformLengthMax),
    userAgent: anyTextTo(userAgentLengthMax),
    appInfo: anyMetadata,
  });
}
