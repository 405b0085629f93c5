/**
 * Examples of the commands on API keys.
 *
 * @module
 */

import type { App } from '../../app.ts';
import type { SecretReference, Shown } from '../arbitraries/shown.ts';
import { difficultIds, difficultText } from './difficult.ts';
import { does, type Example, keeps, refuses, shows } from './example.ts';
import { apiKeysLook } from './looks.ts';
import { apiKey } from './scenes.ts';

const nothing: Example['before'] = [];
const one = [apiKey('web')];
const two = [apiKey('web'), apiKey('server', 'fullAccess')];

const first: SecretReference = { nth: 0, by: 'text' };
const second: SecretReference = { nth: 1, by: 'handle' };
const unknown: SecretReference = { nth: 9, by: 'text' };

/** Commands by which one key acts on another. */
const acts = [
  [
    'apiKeys.update',
    (app: App, key: string, options: { readonly as?: string }) =>
      app.apiKeys.update(key, { name: 'Another' }, options),
  ],
  [
    'apiKeys.delete',
    (app: App, key: string, options: { readonly as?: string }) => app.apiKeys.delete(key, options),
  ],
] as const;

const refusalsOfActs: readonly Example[] = acts.flatMap(([command, run]) => [
  refuses(command, 'AUTH_ERR_APIKEY_NOT_FOUND', 'to act by a key that was never created', two, (app, shown) =>
    run(app, shown.apiKey(first), { as: shown.apiKey(unknown) }),
  ),
  refuses(command, 'ERR_APIKEY_NOT_FOUND', 'a key that was never created', two, (app, shown) =>
    run(app, shown.apiKey(unknown), { as: shown.apiKey(first) }),
  ),
  refuses(command, 'ERR_APIKEY_NO_SELF_ACTION', 'the key that acts itself', two, (app, shown) =>
    run(app, shown.apiKey(first), { as: shown.apiKey({ nth: 0, by: 'handle' }) }),
  ),
]);

const authorizes =
  (key: SecretReference, operation: 'users.create' | 'users.delete') => (app: App, shown: Shown) =>
    app.apiKeys.authorize(shown.apiKey(key), operation);

/** Of every command on API keys. */
export const apiKeyExamples: readonly Example[] = [
  does('apiKeys.create', 'creates a key', nothing, (app) => app.apiKeys.create({ name: 'web' }), apiKeysLook),
  ...[...difficultIds, difficultText].map((name) =>
    keeps(
      'apiKeys.create',
      `keeps the name ${name === difficultText ? 'of difficult characters' : name} as it is`,
      one,
      (app) => app.apiKeys.create({ name, scope: 'fullAccess' }),
      apiKeysLook,
    ),
  ),
  refuses('apiKeys.create', 'ERR_APIKEY_ALREADY_EXISTS', 'a name that is taken', one, (app) =>
    app.apiKeys.create({ name: 'web' }),
  ),
  does('apiKeys.create', 'tells names apart by their case', one, (app) =>
    app.apiKeys.create({ name: 'Web' }),
  ),
  refuses('apiKeys.create', 'ERR_APIKEYS_LIMIT_EXCEEDED', 'a key more than an app may have', two, (app) =>
    app.apiKeys.create({ name: 'phone' }),
  ),
  shows('apiKeys.get', 'shows a key by its handle', two, (app, shown) =>
    app.apiKeys.get(shown.apiKey(second)),
  ),
  refuses('apiKeys.get', 'ERR_APIKEY_NOT_FOUND', 'a key that was never created', one, (app, shown) =>
    app.apiKeys.get(shown.apiKey(unknown)),
  ),
  shows('apiKeys.list', 'lists keys in order of their names', two, (app) =>
    app.apiKeys.list({ count: true }),
  ),
  shows('apiKeys.list', 'lists keys of a scope', two, (app) =>
    app.apiKeys.list({ scope: 'fullAccess', count: true }),
  ),
  does(
    'apiKeys.update',
    'renames a key and changes its scope, which holds from then on',
    two,
    (app, shown) =>
      app.apiKeys.update(
        shown.apiKey(first),
        { name: 'phone', scope: 'fullAccess' },
        { as: shown.apiKey(second) },
      ),
    apiKeysLook,
    { title: 'what the key may do', run: authorizes(first, 'users.delete') },
  ),
  refuses('apiKeys.update', 'ERR_APIKEY_ALREADY_EXISTS', 'the name of another key', two, (app, shown) =>
    app.apiKeys.update(shown.apiKey(first), { name: 'server' }),
  ),
  does(
    'apiKeys.delete',
    'deletes a key, which allows nothing any more, and frees its name and place',
    two,
    (app, shown) => app.apiKeys.delete(shown.apiKey(first)),
    apiKeysLook,
    { title: 'what the key may do', run: authorizes(first, 'users.create') },
    apiKey('web'),
  ),
  ...refusalsOfActs,
  shows('apiKeys.authorize', 'allows what the scope of a key does', one, authorizes(first, 'users.create')),
  refuses('apiKeys.authorize', 'AUTH_ERR_EMPTY_APIKEY', 'a blank text', one, (app) =>
    app.apiKeys.authorize(' ', 'users.create'),
  ),
  refuses(
    'apiKeys.authorize',
    'AUTH_ERR_APIKEY_NOT_FOUND',
    'a key that was never created',
    one,
    authorizes(unknown, 'users.create'),
  ),
  refuses(
    'apiKeys.authorize',
    'AUTH_ERR_NO_ACCESS',
    'what the scope of a key does not allow',
    one,
    authorizes(first, 'users.delete'),
  ),
];
