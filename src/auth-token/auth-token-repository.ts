/**
 * The reads that auth tokens need.
 *
 * @module
 */

import type { Uid } from '../shared/ids.ts';
import type { Found, PageQuery } from '../shared/page.ts';
import type { ResultAsync } from '../shared/result.ts';
import type { UnixSeconds } from '../shared/time.ts';
import type { StoreError } from '../store/store-error.ts';
import type { User } from '../user/user.ts';
import type { AuthToken, AuthTokenDigest } from './auth-token.ts';

/** Which of a user's tokens to list; newest first, keyed by sequence number. */
export interface AuthTokenQuery extends PageQuery {
  readonly uid: Uid;
  readonly state: 'active' | 'archived';
}

/** What says whether a token still works, together with its owner, from one consistent cut. */
export interface AuthTokenAndOwner {
  readonly token: Pick<AuthToken, 'expiresAt' | 'archivedAt'>;
  /** Absent once the user is buried. */
  readonly user: User | undefined;
}

/** The lists of auth tokens, and the one way to a token without its owner's uid. */
export interface AuthTokenRepository {
  /** What says whether the token of that digest, active or archived, still works, and whose it is. */
  findByDigest(digest: AuthTokenDigest): ResultAsync<AuthTokenAndOwner | undefined, StoreError>;

  /** The tokens of one user. */
  list(query: AuthTokenQuery): ResultAsync<Found<AuthToken>, StoreError>;

  /** Up to `limit` tokens of any users that were archived before a time, earliest first. */
  archivedBefore(before: UnixSeconds, limit: number): ResultAsync<readonly AuthToken[], StoreError>;
}
