/**
 * Caller: who sends a request, and whether it may.
 *
 * An API key comes in the header `apikey`, the token of a user in `authToken`. Neither is compared with anything: both
 * are looked up by their digests, so how long it takes tells nothing of a secret.
 *
 * @module
 */

import type { App } from '../app.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Answering, Call, Endpoint } from './endpoint.ts';
import type { Parameters } from './parameters.ts';
import type { HttpError } from './refusals.ts';

/** What a caller who was let in gets for a call. */
export type Admitted = (call: Call<Parameters>) => Answering;

/** Where an endpoint serves both, a request with a token and no key is a user's, any other one is a key holder's. */
function isUsers(headers: Headers): boolean {
  return headers.has('authToken') && !headers.has('apikey');
}

/** Finds out who sends a request to this endpoint, and lets it in or refuses it. */
export async function admitted(
  headers: Headers,
  app: App,
  endpoint: Endpoint,
): Promise<Result<Admitted, HttpError>> {
  const { key, user } = endpoint;
  if (key && (!user || !isUsers(headers))) {
    const apiKey = headers.get('apikey') ?? '';
    const authorized = await app.apiKeys.authorize(apiKey, key.operation);
    if (authorized.isErr()) return err(authorized.error);
    const as = key.onBehalfOf ? headers.get('onBehalfOf')?.trim() : undefined;
    return ok((call) => key.answer({ ...call, apiKey, ...(as && { as }) }));
  }
  const authToken = headers.get('authToken') ?? '';
  const authenticated = await app.authTokens.authenticate(authToken);
  if (authenticated.isErr()) return err(authenticated.error);
  if (!user) return err({ code: 'ERR_API_NOT_FOUND' });
  return ok((call) => user.answer({ ...call, user: authenticated.value, authToken }));
}
