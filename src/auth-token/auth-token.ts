/**
 * Auth token: what a client logs in with.
 *
 * Issuing never fails for being one too many: the newest 100 stay active, and each further one moves the oldest to the
 * archive. Every token ever issued is active, archived or revoked, and only ever moves away from active. The store
 * holds digests, so its reader can log in as nobody.
 *
 * @module
 */

import type { Uid } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import { amended } from '../shared/record.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { sha256Hex } from '../shared/secret.ts';
import type { UnixSeconds } from '../shared/time.ts';
import type { Commit } from '../store/store.ts';
import { isActive, type UidNotFound, type User, uidNotFound } from '../user/user.ts';

/** The most auth tokens of one user that are active at a time. */
export const activeAuthTokensPerUserMax = 100;

/** Random hex digits of a token: 120 bits. */
export const authTokenHexLength = 30;

/** The most tokens that one issue archives, when a lowered limit leaves it more than one to archive. */
export const archivedPerIssueMax = 32;

/** The most characters of a token's `platform`. */
export const platformLengthMax = 100;

/** The most characters of a token's `userAgent`. */
export const userAgentLengthMax = 512;

// Types

declare const brand: unique symbol;

/** SHA-256 of a plain token, 64 lower-case hex digits. */
export type AuthTokenDigest = string & { readonly [brand]: 'AuthTokenDigest' };

/** The beginning of a plain token, up to its first 8 random digits: names the token and never authenticates. */
export type AuthTokenHandle = string & { readonly [brand]: 'AuthTokenHandle' };

/** What names one of a user's tokens: the digest of the whole, or the handle. */
export type AuthTokenName = { readonly digest: AuthTokenDigest } | { readonly handle: AuthTokenHandle };

/** What a client may say about where a token is used. */
export interface AuthTokenNotes {
  readonly platform?: string;
  readonly userAgent?: string;
  readonly appInfo?: JsonObject;
}

/** A token as its owner sees it. */
export interface AuthTokenInfo extends AuthTokenNotes {
  readonly uid: Uid;
  readonly handle: AuthTokenHandle;
  readonly createdAt: UnixSeconds;
  /** From this second on it authenticates nobody. Absent: it does not expire. */
  readonly expiresAt?: UnixSeconds;
  /** Present exactly on archived tokens. */
  readonly archivedAt?: UnixSeconds;
}

/** A token as it is stored. */
export interface AuthToken extends AuthTokenInfo {
  readonly digest: AuthTokenDigest;
}

/** A token on the one occasion on which its plain text exists. */
export interface MintedAuthToken {
  /** `<uid>_<10-digit seconds><30 hex>`, opaque to clients. */
  readonly plain: string;
  readonly record: AuthToken;
}

// Errors

/** The user has no such token; to change it, none that is active. */
export interface AuthTokenNotFound {
  readonly code: 'ERR_AUTH_TOKEN_NOT_FOUND';
  readonly uid: Uid;
}

/** No token was given to log in with. */
export interface EmptyAuthToken {
  readonly code: 'AUTH_ERR_EMPTY_AUTH_TOKEN';
}

/** The token logs nobody in: unknown, archived, revoked, expired, or of a user who is not active. */
export interface AuthTokenRejected {
  readonly code: 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND';
}

/** The user has a token of the same handle, which happens once in 2^32 issues of one second. Never returned to callers. */
export interface AuthTokenHandleTaken {
  readonly code: 'HANDLE_TAKEN';
}

/** Why nothing was done to a named token. When several apply, the first listed is returned. */
export type NamedAuthTokenRefusal = UidNotFound | AuthTokenNotFound;

/** Why nobody was logged in. When several apply, the first listed is returned. */
export type AuthenticateRefusal = EmptyAuthToken | AuthTokenRejected;

// Decisions

const handlePattern = /^[a-z0-9_-]{1,100}_\d{10}[0-9a-f]{8}$/;
const tokenPattern = /^[a-z0-9_-]{1,100}_\d{10}[0-9a-f]{30}$/;

/** Makes a new token of 30 random hex digits. */
export function mintAuthToken(
  uid: Uid,
  hex: string,
  given: { readonly now: UnixSeconds; readonly expiresAt?: UnixSeconds | undefined },
): MintedAuthToken {
  const { now, expiresAt } = given;
  const plain = `${uid}_${String(now).padStart(10, '0')}${hex}`;
  const handle = authTokenHandle(uid, hex, now);
  const digest = authTokenDigest(plain);
  return {
    plain,
    record: Object.freeze({
      uid,
      handle,
      digest,
      createdAt: now,
      ...(expiresAt !== undefined && { expiresAt }),
    }),
  };
}

/** The handle of a token of those random digits. */
export function authTokenHandle(uid: Uid, hex: string, now: UnixSeconds): AuthTokenHandle {
  // SAFETY: this is what a handle is.
  return `${uid}_${String(now).padStart(10, '0')}${hex.slice(0, 8)}` as AuthTokenHandle;
}

/** The digest under which a plain token is stored. */
export function authTokenDigest(plain: string): AuthTokenDigest {
  // SAFETY: this is what a digest is.
  return sha256Hex(plain) as AuthTokenDigest;
}

/** Whether a text has the form of a plain token; no other text needs to be looked up. */
export function isAuthTokenText(text: string): boolean {
  return tokenPattern.test(text);
}

/** What a text names: a token by its plain text or by its handle, or undefined if it can be neither. */
export function authTokenName(text: string): AuthTokenName | undefined {
  if (isAuthTokenText(text)) return { digest: authTokenDigest(text) };
  // SAFETY: this is what a handle looks like; whether the user has one like it is for the store to say.
  return handlePattern.test(text) ? { handle: text as AuthTokenHandle } : undefined;
}

/** A stored token without what only the store needs. */
export function authTokenInfo(token: AuthToken): AuthTokenInfo {
  const { digest: _, ...info } = token;
  return info;
}

/**
 * Decides how a user gets one more token: the oldest active ones make room.
 *
 * @param seen `active.oldest` holds the oldest tokens, as many as have to go, up to 32.
 */
export function decideIssueAuthToken(
  minted: MintedAuthToken,
  seen: {
    readonly user: User | undefined;
    readonly active: { readonly count: number; readonly oldest: readonly AuthToken[] };
    readonly sameHandle: AuthToken | undefined;
  },
  limit: number = activeAuthTokensPerUserMax,
): Result<Commit<MintedAuthToken>, UidNotFound | AuthTokenHandleTaken> {
  const { uid, createdAt } = minted.record;
  if (!isActive(seen.user)) return err(uidNotFound(uid));
  if (seen.sameHandle) return err({ code: 'HANDLE_TAKEN' });

  // One at the limit; more only when the limit was lowered after they were issued.
  const excess = Math.min(seen.active.count + 1 - limit, archivedPerIssueMax);
  const archived = excess > 0 ? seen.active.oldest.slice(0, excess) : [];
  return ok({
    changes: [
      ...archived.map(({ digest }) => ({ type: 'archiveAuthToken', uid, digest, at: createdAt }) as const),
      { type: 'addAuthToken', token: minted.record },
    ],
    value: minted,
  });
}

/** Decides whose token this is: an active user's, or nobody's. */
export function decideAuthenticate(
  found:
    | { readonly token: Pick<AuthToken, 'expiresAt' | 'archivedAt'>; readonly user: User | undefined }
    | undefined,
  now: UnixSeconds,
): Result<User, AuthTokenRejected> {
  const isUsable =
    found !== undefined &&
    found.token.archivedAt === undefined &&
    (found.token.expiresAt === undefined || now < found.token.expiresAt);
  return isUsable && isActive(found.user) ? ok(found.user) : err({ code: 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND' });
}

/** Decides what is shown of a named token; archived ones are shown too. */
export function decideGetAuthToken(
  uid: Uid,
  seen: { readonly user: User | undefined; readonly token: AuthToken | undefined },
): Result<AuthTokenInfo, NamedAuthTokenRefusal> {
  if (!isActive(seen.user)) return err(uidNotFound(uid));
  if (!seen.token) return err({ code: 'ERR_AUTH_TOKEN_NOT_FOUND', uid });
  return ok(authTokenInfo(seen.token));
}

/** Decides whether notes are put on a token: the fields present replace those that are there. */
export function decideAnnotateAuthToken(
  uid: Uid,
  notes: AuthTokenNotes,
  seen: { readonly user: User | undefined; readonly token: AuthToken | undefined },
): Result<Commit<AuthTokenInfo>, NamedAuthTokenRefusal> {
  return usableToken(uid, seen).map((usable) => {
    const token = amended(usable, notes);
    return { changes: [{ type: 'replaceAuthToken', token }], value: authTokenInfo(token) };
  });
}

/** Decides whether a token is revoked. An archived one has ended already. */
export function decideRevokeAuthToken(
  uid: Uid,
  seen: { readonly user: User | undefined; readonly token: AuthToken | undefined },
): Result<Commit<AuthTokenInfo>, NamedAuthTokenRefusal> {
  return usableToken(uid, seen).map((token) => ({
    changes: [{ type: 'removeAuthToken', uid, digest: token.digest }],
    value: authTokenInfo(token),
  }));
}

/** How many tokens a flush revoked. */
export interface Flushed {
  readonly revoked: number;
}

/** Decides to revoke all active tokens of a user. */
export function decideFlushAuthTokens(
  uid: Uid,
  seen: { readonly user: User | undefined; readonly active: { readonly count: number } },
): Result<Commit<Flushed>, UidNotFound> {
  if (!isActive(seen.user)) return err(uidNotFound(uid));
  const revoked = seen.active.count;
  return ok({ changes: revoked > 0 ? [{ type: 'removeActiveAuthTokens', uid }] : [], value: { revoked } });
}

/** Decides which of these tokens leave the archive: those that entered it before a time. The value is how many. */
export function decidePurgeArchive(
  tokens: readonly (AuthToken | undefined)[],
  before: UnixSeconds,
): Result<Commit<number>, never> {
  const changes = tokens.flatMap((token) =>
    token?.archivedAt !== undefined && token.archivedAt < before
      ? [{ type: 'removeAuthToken', uid: token.uid, digest: token.digest } as const]
      : [],
  );
  return ok({ changes, value: changes.length });
}

function usableToken(
  uid: Uid,
  seen: { readonly user: User | undefined; readonly token: AuthToken | undefined },
): Result<AuthToken, NamedAuthTokenRefusal> {
  if (!isActive(seen.user)) return err(uidNotFound(uid));
  if (!seen.token || seen.token.archivedAt !== undefined)
    return err({ code: 'ERR_AUTH_TOKEN_NOT_FOUND', uid });
  return ok(seen.token);
}
