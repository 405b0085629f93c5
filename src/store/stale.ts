/**
 * Stale: for the few commands that must know something before they can plan or decide.
 *
 * They read first, and their decision refuses with {@link Stale} when what they read is no longer so. The command then
 * begins again, a bounded number of times.
 *
 * @module
 */

import { errAsync, type ResultAsync } from '../shared/result.ts';
import { contention, type StoreError } from './store-error.ts';

/** What a command read before its transact has changed meanwhile. Never returned to callers. */
export interface Stale {
  readonly code: 'STALE';
}

/** How often a command begins again before it answers `STORE_CONTENTION`. */
export const staleAttemptsMax = 16;

/** Repeats an attempt for as long as it finds itself stale. */
export function untilFresh<T, E extends { readonly code: string }>(
  attempt: () => ResultAsync<T, E | Stale | StoreError>,
  attemptsLeft: number = staleAttemptsMax,
): ResultAsync<T, Exclude<E, Stale> | StoreError> {
  return attempt().orElse((error): ResultAsync<T, Exclude<E, Stale> | StoreError> => {
    if (error.code !== 'STALE') {
      // SAFETY: Stale was just excluded.
      return errAsync(error as Exclude<E, Stale> | StoreError);
    }
    if (attemptsLeft === 1) return errAsync(contention);
    return untilFresh(attempt, attemptsLeft - 1);
  });
}
