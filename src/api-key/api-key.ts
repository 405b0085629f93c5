/**
 * API key: what a server proves itself with.
 *
 * A key is shown once and stored as a digest. What its scope may do is one table, {@link operationsByScope}. An app has
 * so few keys that a decision sees all of them.
 *
 * @module
 */

import { err, ok, type Result } from '../shared/result.ts';
import { sha256Hex } from '../shared/secret.ts';
import type { UnixSeconds } from '../shared/time.ts';
import type { Commit } from '../store/store.ts';

/** The most API keys of one app. */
export const apiKeysPerAppMax = 25;

/** Random hex digits of a key: 160 bits. */
export const apiKeyHexLength = 40;

// Types

declare const brand: unique symbol;

/** SHA-256 of a plain key, 64 lower-case hex digits. */
export type ApiKeyDigest = string & { readonly [brand]: 'ApiKeyDigest' };

/** The first 8 digits of a plain key: names the key and never authorizes. */
export type ApiKeyHandle = string & { readonly [brand]: 'ApiKeyHandle' };

/** What names a key: the digest of the whole, or the handle. */
export type ApiKeyName = { readonly digest: ApiKeyDigest } | { readonly handle: ApiKeyHandle };

/** The key that acts. `unknown` is a text that can name none; undefined means that administration acts. */
export type ActingApiKey = ApiKeyName | 'unknown' | undefined;

/** How much a key may do, from least to most. */
export const apiKeyScopes = ['authOnly', 'fullAccess'] as const;

/** How much a key may do. */
export type ApiKeyScope = (typeof apiKeyScopes)[number];

/** A key as it is shown. */
export interface ApiKeyInfo {
  readonly handle: ApiKeyHandle;
  /** Unique in the app, 1–100 characters. */
  readonly name: string;
  readonly scope: ApiKeyScope;
  readonly createdAt: UnixSeconds;
  /** Absent until the first update. */
  readonly updatedAt?: UnixSeconds;
}

/** A key as it is stored. */
export interface ApiKey extends ApiKeyInfo {
  readonly digest: ApiKeyDigest;
}

/** A key on the one occasion on which its plain text exists. */
export interface MintedApiKey {
  /** 40 hex digits. */
  readonly plain: string;
  readonly record: ApiKey;
}

/** What an update changes: the fields that are present. */
export interface ApiKeyChanges {
  readonly name?: string;
  readonly scope?: ApiKeyScope;
}

/** The concepts and their commands, as an API key is authorized for them. */
export const operations = [
  'users.create',
  'users.upsert',
  'users.get',
  'users.view',
  'users.update',
  'users.updateSelf',
  'users.deactivate',
  'users.reactivate',
  'users.delete',
  'users.list',
  'users.touch',
  'users.resumeDeletions',
  'authTokens.issue',
  'authTokens.list',
  'authTokens.listArchived',
  'authTokens.get',
  'authTokens.annotate',
  'authTokens.revoke',
  'authTokens.flush',
  'authTokens.authenticate',
  'authTokens.purgeArchive',
  'friendships.befriend',
  'friendships.befriendAll',
  'friendships.unfriend',
  'friendships.list',
  'blocks.block',
  'blocks.unblock',
  'blocks.list',
  'blocks.canCommunicate',
  'roles.create',
  'roles.get',
  'roles.update',
  'roles.delete',
  'roles.list',
  'groups.create',
  'groups.get',
  'groups.view',
  'groups.update',
  'groups.delete',
  'groups.list',
  'groups.transferOwnership',
  'groupMemberships.join',
  'groupMemberships.add',
  'groupMemberships.leave',
  'groupMemberships.kick',
  'groupMemberships.ban',
  'groupMemberships.unban',
  'groupMemberships.changeScope',
  'groupMemberships.listMembers',
  'groupMemberships.listGroups',
  'groupMemberships.listBanned',
  'bots.register',
  'bots.get',
  'bots.update',
  'bots.remove',
  'bots.list',
  'apiKeys.create',
  'apiKeys.get',
  'apiKeys.list',
  'apiKeys.update',
  'apiKeys.delete',
] as const;

/** A command of an app, as an API key is authorized for it. */
export type Operation = (typeof operations)[number];

/** What each scope may do. `authOnly` loses `users.create` where an app is opened with `authOnlyCreatesUsers: false`. */
export const operationsByScope: { readonly [Scope in ApiKeyScope]: readonly Operation[] } = {
  authOnly: ['users.create', 'authTokens.issue'],
  fullAccess: operations,
};

// Errors

/** The app has a key of that name. */
export interface ApiKeyAlreadyExists {
  readonly code: 'ERR_APIKEY_ALREADY_EXISTS';
  readonly name: string;
}

/** The app has as many keys as the limit allows. */
export interface ApiKeysLimitExceeded {
  readonly code: 'ERR_APIKEYS_LIMIT_EXCEEDED';
  readonly limit: number;
}

/** The app has no such key. */
export interface ApiKeyNotFound {
  readonly code: 'ERR_APIKEY_NOT_FOUND';
}

/** A key cannot change or delete itself. */
export interface ApiKeyNoSelfAction {
  readonly code: 'ERR_APIKEY_NO_SELF_ACTION';
  readonly handle: ApiKeyHandle;
}

/** No key was given to act with. */
export interface EmptyApiKey {
  readonly code: 'AUTH_ERR_EMPTY_APIKEY';
}

/** The key given to act with is none of this app's. */
export interface ApiKeyRejected {
  readonly code: 'AUTH_ERR_APIKEY_NOT_FOUND';
}

/** The scope of the key does not allow the operation. */
export interface NoAccess {
  readonly code: 'AUTH_ERR_NO_ACCESS';
  readonly scope: ApiKeyScope;
  readonly operation: Operation;
}

/** The app has a key of the same handle, which happens once in 2^32. Never returned to callers. */
export interface ApiKeyHandleTaken {
  readonly code: 'HANDLE_TAKEN';
}

/** Why a key was not created. When several apply, the first listed is returned. */
export type CreateApiKeyRefusal = ApiKeyAlreadyExists | ApiKeysLimitExceeded;

/** Why a key was not changed. When several apply, the first listed is returned. */
export type UpdateApiKeyRefusal = ApiKeyRejected | ApiKeyNotFound | ApiKeyNoSelfAction | ApiKeyAlreadyExists;

/** Why a key was not deleted. When several apply, the first listed is returned. */
export type DeleteApiKeyRefusal = ApiKeyRejected | ApiKeyNotFound | ApiKeyNoSelfAction;

/** Why an operation was not authorized. When several apply, the first listed is returned. */
export type AuthorizeRefusal = EmptyApiKey | ApiKeyRejected | NoAccess;

// Decisions

const keyPattern = /^[0-9a-f]{40}$/;
const handlePattern = /^[0-9a-f]{8}$/;

/** Makes a new key of 40 random hex digits. */
export function mintApiKey(
  hex: string,
  given: { readonly name: string; readonly scope: ApiKeyScope; readonly now: UnixSeconds },
): MintedApiKey {
  const { name, scope, now } = given;
  return {
    plain: hex,
    record: Object.freeze({
      handle: apiKeyHandle(hex),
      digest: apiKeyDigest(hex),
      name,
      scope,
      createdAt: now,
    }),
  };
}

/** The digest under which a plain key is stored. */
export function apiKeyDigest(plain: string): ApiKeyDigest {
  // SAFETY: this is what a digest is.
  return sha256Hex(plain) as ApiKeyDigest;
}

/** Whether a text has the form of a plain key; no other text needs to be looked up. */
export function isApiKeyText(text: string): boolean {
  return keyPattern.test(text);
}

/** What a text names: a key by its plain text or by its handle, or undefined if it can be neither. */
export function apiKeyName(text: string): ApiKeyName | undefined {
  if (isApiKeyText(text)) return { digest: apiKeyDigest(text) };
  // SAFETY: this is what a handle looks like; whether the app has one like it is for the store to say.
  return handlePattern.test(text) ? { handle: text as ApiKeyHandle } : undefined;
}

/** A stored key without what only the store needs. */
export function apiKeyInfo(apiKey: ApiKey): ApiKeyInfo {
  const { digest: _, ...info } = apiKey;
  return info;
}

/** Decides whether a key may be created. */
export function decideCreateApiKey(
  minted: MintedApiKey,
  seen: { readonly apiKeys: readonly ApiKey[] },
  limit: number = apiKeysPerAppMax,
): Result<Commit<MintedApiKey>, CreateApiKeyRefusal | ApiKeyHandleTaken> {
  const { name, handle } = minted.record;
  if (seen.apiKeys.some((other) => other.name === name))
    return err({ code: 'ERR_APIKEY_ALREADY_EXISTS', name });
  if (seen.apiKeys.length >= limit) return err({ code: 'ERR_APIKEYS_LIMIT_EXCEEDED', limit });
  if (seen.apiKeys.some((other) => other.handle === handle)) return err({ code: 'HANDLE_TAKEN' });
  return ok({ changes: [{ type: 'addApiKey', apiKey: minted.record }], value: minted });
}

/** Decides what is shown of a named key. */
export function decideGetApiKey(
  name: ApiKeyName | undefined,
  seen: { readonly apiKeys: readonly ApiKey[] },
): Result<ApiKeyInfo, ApiKeyNotFound> {
  return namedKey(name, seen).map(apiKeyInfo);
}

/** Decides whether a key may be changed, by administration or by another key. */
export function decideUpdateApiKey(
  name: ApiKeyName | undefined,
  wanted: ApiKeyChanges,
  seen: { readonly apiKeys: readonly ApiKey[] },
  given: { readonly now: UnixSeconds; readonly as: ActingApiKey },
): Result<Commit<ApiKeyInfo>, UpdateApiKeyRefusal> {
  return actedOn(name, given.as, seen).andThen((former) => {
    const isTaken = seen.apiKeys.some(
      (other) => other.name === wanted.name && other.digest !== former.digest,
    );
    if (isTaken) return err({ code: 'ERR_APIKEY_ALREADY_EXISTS', name: wanted.name ?? '' } as const);
    const apiKey: ApiKey = Object.freeze({ ...former, ...wanted, updatedAt: given.now });
    return ok({ changes: [{ type: 'replaceApiKey', apiKey } as const], value: apiKeyInfo(apiKey) });
  });
}

/** Decides whether a key may be deleted, by administration or by another key. */
export function decideDeleteApiKey(
  name: ApiKeyName | undefined,
  seen: { readonly apiKeys: readonly ApiKey[] },
  as: ActingApiKey,
): Result<Commit<ApiKeyInfo>, DeleteApiKeyRefusal> {
  return actedOn(name, as, seen).map((apiKey) => ({
    changes: [{ type: 'removeApiKey', digest: apiKey.digest }],
    value: apiKeyInfo(apiKey),
  }));
}

/** Decides whether a key may do this. */
export function decideAuthorize(
  operation: Operation,
  found: ApiKey | undefined,
  authOnlyCreatesUsers: boolean,
): Result<ApiKeyInfo, ApiKeyRejected | NoAccess> {
  if (!found) return err({ code: 'AUTH_ERR_APIKEY_NOT_FOUND' });
  const { scope } = found;
  const isBarred = scope === 'authOnly' && operation === 'users.create' && !authOnlyCreatesUsers;
  if (isBarred || !operationsByScope[scope].includes(operation)) {
    return err({ code: 'AUTH_ERR_NO_ACCESS', scope, operation });
  }
  return ok(apiKeyInfo(found));
}

function apiKeyHandle(plain: string): ApiKeyHandle {
  // SAFETY: this is what a handle is.
  return plain.slice(0, 8) as ApiKeyHandle;
}

function isNamed(apiKey: ApiKey, name: ApiKeyName): boolean {
  return 'digest' in name ? apiKey.digest === name.digest : apiKey.handle === name.handle;
}

function namedKey(
  name: ApiKeyName | undefined,
  seen: { readonly apiKeys: readonly ApiKey[] },
): Result<ApiKey, ApiKeyNotFound> {
  const apiKey = name && seen.apiKeys.find((candidate) => isNamed(candidate, name));
  return apiKey ? ok(apiKey) : err({ code: 'ERR_APIKEY_NOT_FOUND' });
}

/** The key that is acted on, by administration or by a key that exists and is another. */
function actedOn(
  name: ApiKeyName | undefined,
  as: ActingApiKey,
  seen: { readonly apiKeys: readonly ApiKey[] },
): Result<ApiKey, DeleteApiKeyRefusal> {
  const actor = namedKey(as === 'unknown' ? undefined : as, seen);
  if (as !== undefined && actor.isErr()) return err({ code: 'AUTH_ERR_APIKEY_NOT_FOUND' });
  return namedKey(name, seen).andThen((apiKey) =>
    actor.isOk() && actor.value.digest === apiKey.digest
      ? err({ code: 'ERR_APIKEY_NO_SELF_ACTION', handle: apiKey.handle } as const)
      : ok(apiKey),
  );
}
