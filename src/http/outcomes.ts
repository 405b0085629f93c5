/**
 * Outcomes: what became of each item of one request.
 *
 * @module
 */

import type { ItemOutcome } from '../shared/bulk.ts';
import { isStoreError, type StoreError } from '../store/store-error.ts';
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

/** The outcomes of a bulk command, by uid. What failed by the store is told to `report`, once for each item. */
export function outcomesByUid<T>(
  outcomes: readonly ItemOutcome<T, HttpError>[],
  { report }: { readonly report: (failure: StoreError) => void },
  show: (uid: string, value: T) => object,
  code?: StoreFailureCode,
): object {
  return Object.fromEntries(
    outcomes.map((outcome) => {
      if (outcome.ok) return [outcome.uid, show(outcome.uid, outcome.value)];
      if (isStoreError(outcome.error)) report(outcome.error);
      return [outcome.uid, failure(outcome.error, code)];
    }),
  );
}
