/**
 * Bulk commands: one call, several atomic steps, each with an outcome of its own.
 *
 * @module
 */

import type { Uid } from './ids.ts';
import { ok, type Result, ResultAsync } from './result.ts';

/** What became of one uid of a bulk command. */
export type ItemOutcome<T, E> =
  | { readonly uid: Uid; readonly ok: true; readonly value: T }
  | { readonly uid: Uid; readonly ok: false; readonly error: E };

/** Takes one step for each uid, in their order, and reports the outcome of each. */
export function outcomesOf<T, E>(
  uids: readonly Uid[],
  step: (uid: Uid) => ResultAsync<T, E>,
): ResultAsync<readonly ItemOutcome<T, E>[], never> {
  return asyncResult(async () => {
    const outcomes: ItemOutcome<T, E>[] = [];
    for (const uid of uids) {
      const result = await step(uid);
      outcomes.push(
        result.isOk() ? { uid, ok: true, value: result.value } : { uid, ok: false, error: result.error },
      );
    }
    return ok(outcomes);
  });
}

/** Wraps an async function that returns a Result, once; cheaper than a chain of steps. */
export function asyncResult<T, E>(work: () => Promise<Result<T, E>>): ResultAsync<T, E> {
  return new ResultAsync(work());
}
