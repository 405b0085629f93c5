/**
 * Failures: what goes wrong, in the words of whoever runs the command.
 *
 * @module
 */

import { inspect } from 'node:util';
import type { ServerFailure } from '../http/index.ts';
import { isStoreError, type StoreError } from '../store/store-error.ts';

/** The command cannot do what it was asked to. The message says why, and what to do. */
export class CannotGoOn extends Error {
  override readonly name = 'CannotGoOn';
}

/** A store that fails when it is asked for the first time. */
export function storeDoesNotAnswer(place: string, error: StoreError): CannotGoOn {
  const why = 'cause' in error ? causeInWords(error.cause) : 'others kept it busy';
  return new CannotGoOn(`The store ${place} does not answer: ${why || error.code}`);
}

/**
 * A failure in one line for the log. It holds no header, no body and no part of a path but the endpoint's. What a bug
 * has thrown may quote anything, so its message is left out; of a driver's, those that quote values are.
 */
export function failureLine({ method, endpoint, appId, error }: ServerFailure, at: Date): string {
  const place = [at.toISOString(), method, endpoint, ...(appId === undefined ? [] : [appId])].join(' ');
  if (!isStoreError(error)) return `${place} ERR_EXCEPTION: ${nameOf(error)} (--debug tells more)`;
  const cause = 'cause' in error ? causeInWords(error.cause) : '';
  return `${place} ${error.code}, committed: ${error.committed}${cause && `: ${cause}`}`;
}

/** All that is known of a failure, with the stack. */
export function failureInFull(failure: ServerFailure, at: Date): string {
  return `${failureLine(failure, at)}\n${inspect(failure.error, { depth: 4 })}`;
}

/** PostgreSQL quotes what it was given where that is of the wrong kind (22) or not unique and the like (23). */
const quotesValues = /^2[23][0-9A-Z]{3}$/;

/** What a driver has thrown, in one line: its code, and its message unless that may quote what was asked. */
function causeInWords(cause: unknown): string {
  // Where a name has several addresses, each attempt is an error of its own.
  if (cause instanceof AggregateError && cause.errors.length > 0) return causeInWords(cause.errors[0]);
  const code = codeOf(cause);
  const message = cause instanceof Error ? cause.message : '';
  if (code !== undefined && quotesValues.test(code)) return code;
  const inWords = code === undefined || message.includes(code) ? message : `${code} ${message}`;
  return inWords.replace(/\s+/g, ' ').trim();
}

function codeOf(error: unknown): string | undefined {
  const { code }: { readonly code?: unknown } = typeof error === 'object' && error !== null ? error : {};
  return typeof code === 'string' ? code : undefined;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
