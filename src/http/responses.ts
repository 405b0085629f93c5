/**
 * Responses: answers and refusals as they are sent.
 *
 * @module
 */

import type { Endpoint } from './endpoint.ts';
import { errorAnswer } from './error-answers.ts';
import type { Quota } from './rate-limit.ts';
import type { HttpError } from './refusals.ts';

type HeaderFields = Readonly<Record<string, string>>;

/** The headers that tell of limits, and when to come back. */
export const quotaHeaderNames: readonly string[] = [
  'Retry-After',
  'X-Rate-Limit',
  'X-Rate-Limit-Remaining',
  'X-Rate-Limit-Reset',
];

/** What of a limit is told with each answer. */
export function quotaHeaders(quota: Quota | undefined): HeaderFields {
  if (!quota) return {};
  const { limit, remaining, refusal } = quota;
  return {
    'X-Rate-Limit': `${limit}`,
    'X-Rate-Limit-Remaining': `${remaining}`,
    ...(refusal && { 'X-Rate-Limit-Reset': `${refusal.resetAt}` }),
  };
}

/** JSON that nobody on the way keeps: it is for one caller, at one moment. */
export function jsonResponse(status: number, body: unknown, headers: HeaderFields = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  });
}

/** A refusal, in the words of the endpoint where it has some of its own. */
export function refusalResponse(
  error: HttpError,
  { endpoint, headers }: { readonly endpoint?: Endpoint; readonly headers?: HeaderFields } = {},
): Response {
  const { status, body, retryAfter } = errorAnswer(renamed(error, endpoint?.names), endpoint?.failure);
  return jsonResponse(
    status,
    { error: body },
    { ...headers, ...(retryAfter !== undefined && { 'Retry-After': `${retryAfter}` }) },
  );
}

/** The arguments of the core, under the names that clients know them by. */
function renamed(error: HttpError, names: Readonly<Record<string, string>> | undefined): HttpError {
  if (error.code !== 'ERR_BAD_REQUEST' || !names) return error;
  const details = Object.fromEntries(
    Object.entries(error.details).map(([path, reasons]) => {
      const [name = '', ...rest] = path.split('.');
      return [[Object.hasOwn(names, name) ? names[name] : name, ...rest].join('.'), reasons];
    }),
  );
  return { code: error.code, details };
}
