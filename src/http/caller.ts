/**
 * Caller: who sends a request, and whether it may.
 *
 * An API key comes in the header `apikey`, the token of a user in `authToken`. Neither is compared with anything: both
 * are looked up by their digests, so how long it takes tells nothing of a secret.
 *
 * @module
 */

import type { App } from '../app.ts';
import { badRequest, Problem } from '../shared/input.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Answering, Call, Endpoint, KeySide, UserSide } from './endpoint.ts';
import type { Parameters } from './parameters.ts';
import type { HttpError } from './refusals.ts';

/** What a caller who was let in gets for a call. */
export type Admitted = (call: Call<Parameters>) => Answering;

/** Refusals of a caller of whom nothing is known. */
const strangersCodes: ReadonlySet<string> = new Set([
  'AUTH_ERR_EMPTY_APIKEY',
  'AUTH_ERR_APIKEY_NOT_FOUND',
  'AUTH_ERR_EMPTY_AUTH_TOKEN',
  'AUTH_ERR_AUTH_TOKEN_NOT_FOUND',
]);

/** Whether a refusal says that the caller has neither a key nor a token of the app. */
export function isStranger({ code }: HttpError): boolean {
  return strangersCodes.has(code);
}

const blankOnBehalfOf = badRequest(new Problem([['onBehalfOf', 'must not be blank']]));

/** Where an endpoint serves both, a request with a token and no key is a user's, any other one is a key holder's. */
function isUsers(headers: Headers): boolean {
  if (headers.get('apikey')) return false;
  // A blank header counts only where the other one is not there at all: it is then what the refusal is about.
  return headers.get('authToken') ? true : headers.has('authToken') && !headers.has('apikey');
}

/** Finds out who sends a request to this endpoint, and lets it in or refuses it. */
export async function admitted(
  headers: Headers,
  app: App,
  { key, user }: Endpoint,
): Promise<Result<Admitted, HttpError>> {
  if (!key) return await admittedUser(headers, app, user);
  return await (user && isUsers(headers)
    ? admittedUser(headers, app, user)
    : admittedKeyHolder(headers, app, key));
}

async function admittedKeyHolder(
  headers: Headers,
  app: App,
  { operation, onBehalfOf, answer }: KeySide<Parameters>,
): Promise<Result<Admitted, HttpError>> {
  const apiKey = headers.get('apikey') ?? '';
  const authorized = await app.apiKeys.authorize(apiKey, operation);
  if (authorized.isErr()) return err(authorized.error);
  const as = onBehalfOf ? headers.get('onBehalfOf')?.trim() : undefined;
  // Whoever means a user must not see what administration sees for want of a name.
  if (as === '') return err(blankOnBehalfOf);
  return ok((call) => answer({ ...call, apiKey, ...(as !== undefined && { as }) }));
}

async function admittedUser(
  headers: Headers,
  app: App,
  { answer }: UserSide<Parameters>,
): Promise<Result<Admitted, HttpError>> {
  const authToken = headers.get('authToken') ?? '';
  const authenticated = await app.authTokens.authenticate(authToken);
  if (authenticated.isErr()) return err(authenticated.error);
  return ok((call) => answer({ ...call, user: authenticated.value, authToken }));
}
