/**
 * How a store fails: the third thing beside a value and a refusal.
 *
 * The one question that a caller has after a failure is whether anything was committed, so `committed` answers it.
 *
 * @module
 */

/** Others kept changing the same rows until the store's published budget of attempts was spent. Try again later. */
export interface StoreContention {
  readonly code: 'STORE_CONTENTION';
  readonly committed: false;
}

/** The store is closed, unreachable, or did not answer within its deadline, and has committed nothing. */
export interface StoreUnavailable {
  readonly code: 'STORE_UNAVAILABLE';
  readonly committed: false;
  /** What the driver said, for a log. Never for a client. */
  readonly cause?: unknown;
}

/** The answer to the commit was lost: it may have happened or not. Read before you repeat. */
export interface StoreUnknownOutcome {
  readonly code: 'STORE_UNKNOWN_OUTCOME';
  readonly committed: 'unknown';
  /** What the driver said, for a log. Never for a client. */
  readonly cause?: unknown;
}

/** A failure of the store, never of the request. */
export type StoreError = StoreContention | StoreUnavailable | StoreUnknownOutcome;
