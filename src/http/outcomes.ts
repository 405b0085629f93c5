/**
 * Outcomes: what became of each item of one request.
 *
 * @module
 */

import type { ItemOutcome } from '../shared/bulk.ts';
import { errorAnswer } from './error-answers.ts';
import type { HttpError, StoreFailureCode } from './refusals.ts';

/** The outcome of an item that went well. */
export function success(message: string, data?: object): object {
  return { success: true, message, ...(data && { data }) };
}

/** The outcome of an item that was refused. `message` is said twice, for clients that look at one or the other. */
export function failure(error: HttpError, code?: StoreFailureCode): object {
  const { body } = errorAnswer(error, code);
  return { success: false, message: body.message, error: body };
}

/** The outcomes of a bulk command, by uid. */
export function outcomesByUid<T>(
  outcomes: readonly ItemOutcome<T, HttpError>[],
  show: (uid: string, value: T) => object,
  code?: StoreFailureCode,
): object {
  return Object.fromEntries(
    outcomes.map((outcome) => [
      outcome.uid,
      outcome.ok ? show(outcome.uid, outcome.value) : failure(outcome.error, code),
    ]),
  );
}
