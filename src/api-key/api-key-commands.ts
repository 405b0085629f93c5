/**
 * The API key commands.
 *
 * @module
 */

import type { Context } from '../context.ts';
import { readName, readText } from '../shared/fields.ts';
import { argumentsOf, type BadRequest, inputOf, objectOf, oneOf, optional } from '../shared/input.ts';
import { listPage, type Page, type PageOptions, pageFields, pageWithin } from '../shared/page.ts';
import { errAsync, ok, type ResultAsync } from '../shared/result.ts';
import { randomHex } from '../shared/secret.ts';
import type { UnixSeconds } from '../shared/time.ts';
import { appAnchor } from '../store/anchors.ts';
import type { StoreError } from '../store/store-error.ts';
import {
  type ActingApiKey,
  type ApiKeyHandle,
  type ApiKeyInfo,
  type ApiKeyNotFound,
  type ApiKeyScope,
  type AuthorizeRefusal,
  apiKeyDigest,
  apiKeyHexLength,
  apiKeyInfo,
  apiKeyName,
  apiKeyScopes,
  type CreateApiKeyRefusal,
  type DeleteApiKeyRefusal,
  decideAuthorize,
  decideCreateApiKey,
  decideDeleteApiKey,
  decideGetApiKey,
  decideUpdateApiKey,
  isApiKeyText,
  type MintedApiKey,
  mintApiKey,
  type Operation,
  operations,
  type UpdateApiKeyRefusal,
} from './api-key.ts';

/** All that `create` may answer but the key, in order of precedence. */
export type CreateApiKeyError = BadRequest | CreateApiKeyRefusal | StoreError;

/** All that `get` may answer but the key, in order of precedence. */
export type GetApiKeyError = BadRequest | ApiKeyNotFound | StoreError;

/** All that `list` may answer but a page, in order of precedence. */
export type ListApiKeysError = BadRequest | StoreError;

/** All that `update` may answer but the key, in order of precedence. */
export type UpdateApiKeyError = BadRequest | UpdateApiKeyRefusal | StoreError;

/** All that `delete` may answer but the key that was, in order of precedence. */
export type DeleteApiKeyError = BadRequest | DeleteApiKeyRefusal | StoreError;

/** All that `authorize` may answer but the key, in order of precedence. */
export type AuthorizeError = BadRequest | AuthorizeRefusal | StoreError;

/** A new key. This is the only time its plain text is shown. */
export interface CreatedApiKey {
  /** 40 hex digits, kept nowhere. */
  readonly apiKey: string;
  /** Names the key for `get`, `update` and `delete`; authorizes nothing. */
  readonly handle: ApiKeyHandle;
  readonly name: string;
  readonly scope: ApiKeyScope;
  readonly createdAt: UnixSeconds;
}

/** A key to create. */
export interface CreateApiKeyInput {
  /** 1–100 characters, unique in the app. */
  readonly name: string;
  /** `authOnly` when absent. */
  readonly scope?: ApiKeyScope | undefined;
}

/** What to change of a key; absent fields stay. */
export interface UpdateApiKeyInput {
  readonly name?: string | undefined;
  readonly scope?: ApiKeyScope | undefined;
}

/** With which key a command on keys is carried out. */
export interface ActingKeyOptions {
  /** The plain text or the handle of the key that acts. Absent: administration does. */
  readonly as?: string | undefined;
}

/** Which keys to list. */
export interface ListApiKeysOptions extends PageOptions {
  /** Only keys of this scope. */
  readonly scope?: ApiKeyScope | undefined;
}

/** API keys of one app. Wherever a key is named, its plain text and its handle both do. */
export interface ApiKeys {
  /**
   * Creates a key.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_APIKEY_ALREADY_EXISTS` (the name is taken),
   * `ERR_APIKEYS_LIMIT_EXCEEDED`.
   */
  create(input: CreateApiKeyInput): ResultAsync<CreatedApiKey, CreateApiKeyError>;

  /** Shows a key. Refusals: `ERR_BAD_REQUEST`, `ERR_APIKEY_NOT_FOUND`. */
  get(key: string): ResultAsync<ApiKeyInfo, GetApiKeyError>;

  /** Lists the keys in order of their name. Refusals: `ERR_BAD_REQUEST`. */
  list(options?: ListApiKeysOptions): ResultAsync<Page<ApiKeyInfo>, ListApiKeysError>;

  /**
   * Renames a key or changes its scope.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `AUTH_ERR_APIKEY_NOT_FOUND` (the key that acts),
   * `ERR_APIKEY_NOT_FOUND`, `ERR_APIKEY_NO_SELF_ACTION`, `ERR_APIKEY_ALREADY_EXISTS` (the name is taken).
   */
  update(
    key: string,
    input: UpdateApiKeyInput,
    options?: ActingKeyOptions,
  ): ResultAsync<ApiKeyInfo, UpdateApiKeyError>;

  /**
   * Deletes a key.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `AUTH_ERR_APIKEY_NOT_FOUND` (the key that acts),
   * `ERR_APIKEY_NOT_FOUND`, `ERR_APIKEY_NO_SELF_ACTION`.
   */
  delete(key: string, options?: ActingKeyOptions): ResultAsync<ApiKeyInfo, DeleteApiKeyError>;

  /**
   * Tells whether a key may do something, and which key it is.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `AUTH_ERR_EMPTY_APIKEY`, `AUTH_ERR_APIKEY_NOT_FOUND`,
   * `AUTH_ERR_NO_ACCESS`.
   */
  authorize(key: string, operation: Operation): ResultAsync<ApiKeyInfo, AuthorizeError>;
}

const readScope = oneOf(apiKeyScopes);

const readCreate = inputOf({ name: readName, scope: optional(readScope) });

const readNamed = argumentsOf({ key: readText });

const readActing = objectOf({ as: optional(readText) });

const readUpdate = argumentsOf(
  { key: readText },
  objectOf({ name: optional(readName), scope: optional(readScope) }),
  readActing,
);

const readDelete = argumentsOf({ key: readText }, readActing);

const readList = argumentsOf({}, objectOf({ ...pageFields, scope: optional(readScope) }));

const readAuthorize = argumentsOf({ key: readText, operation: oneOf(operations) });

const createAttemptsMax = 8;

/** The commands on API keys, over the given app. */
export function apiKeyCommands({
  appId,
  store,
  clock,
  random,
  limits,
  authOnlyCreatesUsers,
}: Context): ApiKeys {
  const plan = { anchors: { write: [appAnchor], read: [] }, load: { apiKeys: { type: 'apiKeys' } } } as const;

  const create = (
    given: { readonly name: string; readonly scope: ApiKeyScope; readonly now: UnixSeconds },
    attempts = 1,
  ): ResultAsync<MintedApiKey, CreateApiKeyRefusal | StoreError> => {
    const minted = mintApiKey(randomHex(random, apiKeyHexLength / 2), given);
    return store
      .transact(plan, (seen) => decideCreateApiKey(minted, seen, limits.apiKeysPerAppMax))
      .orElse((error) => {
        if (error.code !== 'HANDLE_TAKEN') return errAsync(error);
        if (attempts === createAttemptsMax)
          throw new Error('Cannot create a key: the random source repeats itself');
        return create(given, attempts + 1);
      });
  };

  const actingKey = (text: string | undefined): ActingApiKey =>
    text === undefined ? undefined : (apiKeyName(text) ?? 'unknown');

  return {
    create: (input) =>
      readCreate(input).asyncAndThen(({ name, scope = 'authOnly' }) =>
        create({ name, scope, now: clock() }).andThen(({ plain, record }) =>
          ok({ apiKey: plain, handle: record.handle, name, scope, createdAt: record.createdAt }),
        ),
      ),

    get: (key) =>
      readNamed({ key }).asyncAndThen(({ key }) =>
        store.read(plan.load, (seen) => decideGetApiKey(apiKeyName(key), seen)),
      ),

    list: (options) =>
      readList({}, options).asyncAndThen(({ scope, ...page }) =>
        listPage(
          page,
          { identity: ['apiKeys', appId, scope], key: 'string' },
          {
            fetch: (query) =>
              store.read(plan.load, ({ apiKeys }) => {
                const keys = apiKeys.filter((apiKey) => scope === undefined || apiKey.scope === scope);
                keys.sort((a, b) => (a.name < b.name ? -1 : 1));
                return ok(pageWithin(keys, query, ({ name, handle }) => ({ key: name, id: handle })));
              }),
            show: apiKeyInfo,
          },
        ),
      ),

    update: (key, input, options) =>
      readUpdate({ key }, input, options).asyncAndThen(({ key, as, ...wanted }) => {
        const now = clock();
        return store.transact(plan, (seen) =>
          decideUpdateApiKey(apiKeyName(key), wanted, seen, { now, as: actingKey(as) }),
        );
      }),

    delete: (key, options) =>
      readDelete({ key }, options).asyncAndThen(({ key, as }) =>
        store.transact(plan, (seen) => decideDeleteApiKey(apiKeyName(key), seen, actingKey(as))),
      ),

    authorize: (key, operation) =>
      readAuthorize({ key, operation }).asyncAndThen(
        ({ key, operation }): ResultAsync<ApiKeyInfo, AuthorizeRefusal | StoreError> => {
          if (key.trim() === '') return errAsync({ code: 'AUTH_ERR_EMPTY_APIKEY' });
          if (!isApiKeyText(key)) return errAsync({ code: 'AUTH_ERR_APIKEY_NOT_FOUND' });
          return store.apiKeys
            .findByDigest(apiKeyDigest(key))
            .andThen((found) => decideAuthorize(operation, found, authOnlyCreatesUsers));
        },
      ),
  };
}
