/**
 * API keys: the first two of an app, and another one.
 *
 * The service gives each new app a key named "Rest API Key" and one named "Auth Key", and so does this. Keys are kept
 * as digests alone: whoever does not write them down creates another.
 *
 * @module
 */

import type { ApiKeyScope } from '../api-key/api-key.ts';
import type { CreateApiKeyError, CreatedApiKey } from '../api-key/api-key-commands.ts';
import type { App } from '../app.ts';
import { CannotGoOn, storeDoesNotAnswer } from './failures.ts';

const first: readonly { readonly name: string; readonly scope: ApiKeyScope }[] = [
  { name: 'Rest API Key', scope: 'fullAccess' },
  { name: 'Auth Key', scope: 'authOnly' },
];

/** Whether the app has an API key. `place` names its store where that fails. */
export async function hasKeys(app: App, place: string): Promise<boolean> {
  const keys = await app.apiKeys.list({ limit: 1 });
  if (keys.isOk()) return keys.value.items.length > 0;
  if (keys.error.code === 'ERR_BAD_REQUEST') throw new TypeError('Cannot list keys', { cause: keys.error });
  throw storeDoesNotAnswer(place, keys.error);
}

/** Creates the first keys of an app, but those that somebody else is just creating there. */
export async function createFirstKeys(app: App, place: string): Promise<readonly CreatedApiKey[]> {
  const keys: CreatedApiKey[] = [];
  for (const input of first) {
    const created = await app.apiKeys.create(input);
    if (created.isOk()) keys.push(created.value);
    // The keys so far are of no use to whoever cannot see them: they are shown, and the rest is for `keys create`.
    else if (created.error.code !== 'ERR_APIKEY_ALREADY_EXISTS' && keys.length === 0) {
      throw whyNotCreated(created.error, place);
    }
  }
  return keys;
}

/** Creates another key. */
export async function createKey(
  app: App,
  { name, scope }: { readonly name: string; readonly scope: ApiKeyScope },
  place: string,
): Promise<CreatedApiKey> {
  const created = await app.apiKeys.create({ name, scope });
  if (created.isErr()) throw whyNotCreated(created.error, place);
  return created.value;
}

function whyNotCreated(error: CreateApiKeyError, place: string): CannotGoOn {
  switch (error.code) {
    case 'ERR_BAD_REQUEST':
      return new CannotGoOn(`--name ${error.details.name?.join(', ') ?? 'is not valid'}.`);
    case 'ERR_APIKEY_ALREADY_EXISTS':
      return new CannotGoOn(`There is an API key named "${error.name}" already: choose another --name.`);
    case 'ERR_APIKEYS_LIMIT_EXCEEDED':
      return new CannotGoOn(`The app has ${error.limit} API keys, as many as allowed: delete one first.`);
    case 'STORE_CONTENTION':
    case 'STORE_UNAVAILABLE':
    case 'STORE_UNKNOWN_OUTCOME':
      return storeDoesNotAnswer(place, error);
  }
}
