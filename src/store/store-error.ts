/**
 * How a store fails: the third thing beside a value and a refusal.
 *
 * The one question that a caller has after a failure is whether anything was committed, so `committed` answers it.
 *
 * @module
 */

/**
 * What stands after a step that was not committed: `false` is nothing at all. `'partly'` comes only from commands that
 * take several steps: the earlier ones stand, and repeating the command goes on from there. Stores never say it.
 */
export type NotCommitted = false | 'partly';

/** Others kept changing the same rows until the store's published budget of attempts was spent. Try again later. */
export interface StoreContention {
  readonly code: 'STORE_CONTENTION';
  readonly committed: NotCommitted;
}

/** The store is closed, unreachable, or did not answer within its deadline. */
export interface StoreUnavailable {
  readonly code: 'STORE_UNAVAILABLE';
  readonly committed: NotCommitted;
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

/** Whether something that came back or was thrown is a failure of the store. */
export function isStoreError(error: unknown): error is StoreError {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return typeof error.code === 'string' && error.code.startsWith('STORE_');
}

// Frozen, since every caller is handed the same. What a driver said is added to a copy: `{ ...unavailable, cause }`.

/** Others were in the way for too long. */
export const contention: StoreContention = Object.freeze({ code: 'STORE_CONTENTION', committed: false });

/** The store was not to be had, and committed nothing. */
export const unavailable: StoreUnavailable = Object.freeze({ code: 'STORE_UNAVAILABLE', committed: false });

/** The commit was sent, and no answer came. */
export const unknownOutcome: StoreUnknownOutcome = Object.freeze({
  code: 'STORE_UNKNOWN_OUTCOME',
  committed: 'unknown',
});

/** The failure of a step of a command whose earlier steps stand. */
export function afterEarlierSteps(error: StoreError): StoreError {
  return error.committed === false ? { ...error, committed: 'partly' } : error;
}
