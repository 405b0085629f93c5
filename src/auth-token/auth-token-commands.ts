/**
 * The auth token commands: mint outside, decide inside, show the plain text once.
 *
 * @module
 */

import type { Context } from '../context.ts';
import { asyncResult } from '../shared/bulk.ts';
import { readText, readUid, readUnixSeconds, textOf } from '../shared/fields.ts';
import type { Uid } from '../shared/ids.ts';
import {
  argumentsOf,
  type BadRequest,
  badRequest,
  inputOf,
  objectOf,
  optional,
  Problem,
} from '../shared/input.ts';
import { readJsonObject } from '../shared/json.ts';
import { listPage, type Page, type PageOptions, pageFields } from '../shared/page.ts';
import { err, errAsync, ok, type ResultAsync } from '../shared/result.ts';
import { randomHex } from '../shared/secret.ts';
import type { UnixSeconds } from '../shared/time.ts';
import { batchesPerTurn, nextTurn } from '../shared/web.ts';
import { userAnchor } from '../store/anchors.ts';
import { changesPerCommitMax } from '../store/changes.ts';
import type { Load } from '../store/loads.ts';
import { afterEarlierSteps, type StoreError } from '../store/store-error.ts';
import type { UidNotFound, User } from '../user/user.ts';
import { findActiveUser } from '../user/user-reads.ts';
import {
  type AuthenticateRefusal,
  type AuthToken,
  type AuthTokenHandle,
  type AuthTokenInfo,
  type AuthTokenName,
  archivedPerIssueMax,
  authTokenDigest,
  authTokenHandle,
  authTokenHexLength,
  authTokenInfo,
  authTokenName,
  decideAnnotateAuthToken,
  decideAuthenticate,
  decideFlushAuthTokens,
  decideGetAuthToken,
  decideIssueAuthToken,
  decidePurgeArchive,
  decideRevokeAuthToken,
  type Flushed,
  isAuthTokenText,
  type MintedAuthToken,
  mintAuthToken,
  type NamedAuthTokenRefusal,
  platformLengthMax,
  userAgentLengthMax,
} from './auth-token.ts';

/** All that `issue` may answer but a token, in order of precedence. */
export type IssueAuthTokenError = BadRequest | UidNotFound | StoreError;

/** All that `list`, `listArchived` and `flush` may answer but what was asked, in order of precedence. */
export type AuthTokensOfUserError = BadRequest | UidNotFound | StoreError;

/** All that `get`, `annotate` and `revoke` may answer but the token, in order of precedence. */
export type NamedAuthTokenError = BadRequest | NamedAuthTokenRefusal | StoreError;

/** All that `authenticate` may answer but the user, in order of precedence. */
export type AuthenticateError = BadRequest | AuthenticateRefusal | StoreError;

/** All that `purgeArchive` may answer but a count, in order of precedence. */
export type PurgeArchiveError = BadRequest | StoreError;

/** A new token. This is the only time its plain text is shown. */
export interface IssuedAuthToken {
  /** `<uid>_<10-digit seconds><30 hex>`: what the client logs in with. Opaque, and kept nowhere. */
  readonly authToken: string;
  /** Names the token for `get`, `annotate` and `revoke`; authenticates nobody. */
  readonly handle: AuthTokenHandle;
  readonly createdAt: UnixSeconds;
  readonly expiresAt?: UnixSeconds;
}

/** How a token is issued. */
export interface IssueAuthTokenOptions {
  /** From this UNIX second on the token authenticates nobody. Absent: it does not expire. */
  readonly expiresAt?: UnixSeconds | undefined;
}

/** What is to be noted on a token; absent fields stay as they are. */
export interface AuthTokenNotesInput {
  /** 1–100 characters. */
  readonly platform?: string | undefined;
  /** 1–512 characters. */
  readonly userAgent?: string | undefined;
  /** A JSON object of at most 5 KB. */
  readonly appInfo?: object | undefined;
}

/** How many archived tokens were purged. */
export interface PurgedArchive {
  readonly purged: number;
}

/** Auth tokens of one app. Wherever a token is named, its plain text and its handle both do. */
export interface AuthTokens {
  /**
   * Issues a token. When 100 are active the oldest is archived in the same atomic step, so the cap refuses nobody.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`.
   */
  issue(uid: string, options?: IssueAuthTokenOptions): ResultAsync<IssuedAuthToken, IssueAuthTokenError>;

  /** Lists a user's active tokens, newest first. Refusals: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`. */
  list(uid: string, options?: PageOptions): ResultAsync<Page<AuthTokenInfo>, AuthTokensOfUserError>;

  /** Lists a user's archived tokens, newest first. Refusals: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`. */
  listArchived(uid: string, options?: PageOptions): ResultAsync<Page<AuthTokenInfo>, AuthTokensOfUserError>;

  /**
   * Shows one token, active or archived.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_AUTH_TOKEN_NOT_FOUND`.
   */
  get(uid: string, token: string): ResultAsync<AuthTokenInfo, NamedAuthTokenError>;

  /**
   * Notes on an active token where it is used.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_AUTH_TOKEN_NOT_FOUND`.
   */
  annotate(
    uid: string,
    token: string,
    notes: AuthTokenNotesInput,
  ): ResultAsync<AuthTokenInfo, NamedAuthTokenError>;

  /**
   * Revokes an active token: its record is gone, and it never works again.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_AUTH_TOKEN_NOT_FOUND`.
   */
  revoke(uid: string, token: string): ResultAsync<AuthTokenInfo, NamedAuthTokenError>;

  /** Revokes all active tokens of a user; the archive stays. Refusals: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`. */
  flush(uid: string): ResultAsync<Flushed, AuthTokensOfUserError>;

  /**
   * Tells whose active token this is.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST` (no string), `AUTH_ERR_EMPTY_AUTH_TOKEN`,
   * `AUTH_ERR_AUTH_TOKEN_NOT_FOUND`.
   */
  authenticate(token: string): ResultAsync<User, AuthenticateError>;

  /**
   * Forgets the tokens of all users that were archived before a time. Takes bounded steps, each atomic; if the store
   * fails in between, what was purged stays purged.
   *
   * Refusals: `ERR_BAD_REQUEST`.
   */
  purgeArchive(options: { readonly before: UnixSeconds }): ResultAsync<PurgedArchive, PurgeArchiveError>;
}

const readIssue = argumentsOf({ uid: readUid }, objectOf({ expiresAt: optional(readUnixSeconds) }));

const readList = argumentsOf({ uid: readUid }, objectOf(pageFields));

const readNamed = argumentsOf({ uid: readUid, token: readText });

const readAnnotate = argumentsOf(
  { uid: readUid, token: readText },
  objectOf({
    platform: optional(textOf(platformLengthMax)),
    userAgent: optional(textOf(userAgentLengthMax)),
    appInfo: optional(readJsonObject),
  }),
);

const readFlush = argumentsOf({ uid: readUid });

const readAuthenticate = argumentsOf({ token: readText });

const readPurge = inputOf({ before: readUnixSeconds });

/** The commands on auth tokens, over the given app. */
export function authTokenCommands({ appId, store, clock, random, limits }: Context): AuthTokens {
  const issue = (
    uid: Uid,
    given: { readonly now: UnixSeconds; readonly expiresAt?: UnixSeconds | undefined },
  ): ResultAsync<IssuedAuthToken, UidNotFound | StoreError> => {
    const minted = mintAuthToken(uid, randomHex(random, authTokenHexLength / 2), given);
    // Once in 2^32 issues of one second the handle is taken; a spare that is taken too means no chance is involved.
    const spareHex = randomHex(random, authTokenHexLength / 2);
    return store.transact(
      {
        anchors: { write: [userAnchor(uid)], read: [] },
        load: {
          user: { type: 'user', uid },
          active: {
            type: 'activeAuthTokens',
            uid,
            keep: limits.activeAuthTokensPerUserMax - 1,
            most: archivedPerIssueMax,
          },
          sameHandle: { type: 'authToken', uid, name: { handle: minted.record.handle } },
          sameSpareHandle: {
            type: 'authToken',
            uid,
            name: { handle: authTokenHandle(uid, spareHex, given.now) },
          },
        },
      },
      (seen) => {
        const { user, active, sameHandle, sameSpareHandle } = seen;
        const decided = sameHandle
          ? decideIssueAuthToken(
              mintAuthToken(uid, spareHex, given),
              { user, active, sameHandle: sameSpareHandle },
              limits.activeAuthTokensPerUserMax,
            )
          : decideIssueAuthToken(minted, { user, active, sameHandle }, limits.activeAuthTokensPerUserMax);
        if (decided.isOk()) {
          return ok({ changes: decided.value.changes, value: issuedAuthToken(decided.value.value) });
        }
        if (decided.error.code !== 'HANDLE_TAKEN') return err(decided.error);
        throw new Error('Cannot issue a token: the random source repeats itself');
      },
    );
  };

  const list = (uid: string, options: PageOptions | undefined, state: 'active' | 'archived') =>
    readList({ uid }, options).asyncAndThen(({ uid, ...page }) =>
      listPage(
        page,
        { identity: ['authTokens', appId, uid, state], key: 'number' },
        {
          require: () => findActiveUser(store, uid),
          fetch: (query) => store.authTokens.list({ uid, state, ...query }),
          show: authTokenInfo,
        },
      ),
    );

  const namedLoad = (uid: Uid, name: AuthTokenName) =>
    ({ user: { type: 'user', uid }, token: { type: 'authToken', uid, name } }) as const;

  const changeNamed = (
    uid: Uid,
    name: AuthTokenName,
    decide: typeof decideRevokeAuthToken,
  ): ResultAsync<AuthTokenInfo, NamedAuthTokenRefusal | StoreError> =>
    store.transact({ anchors: { write: [userAnchor(uid)], read: [] }, load: namedLoad(uid, name) }, (seen) =>
      decide(uid, seen),
    );

  /** Runs `use` with what a text names. A text that cannot name any token is as good as an unknown token. */
  const withName = <T>(
    uid: Uid,
    token: string,
    use: (name: AuthTokenName) => ResultAsync<T, NamedAuthTokenRefusal | StoreError>,
  ): ResultAsync<T, NamedAuthTokenRefusal | StoreError> => {
    const name = authTokenName(token);
    if (name) return use(name);
    return findActiveUser(store, uid).andThen(() =>
      errAsync({ code: 'ERR_AUTH_TOKEN_NOT_FOUND', uid } as const),
    );
  };

  return {
    issue: (uid, options) =>
      readIssue({ uid }, options).asyncAndThen(
        ({ uid, expiresAt }): ResultAsync<IssuedAuthToken, IssueAuthTokenError> => {
          const now = clock();
          if (expiresAt !== undefined && expiresAt <= now) {
            return errAsync(badRequest(new Problem([['expiresAt', 'must lie in the future']])));
          }
          return issue(uid, { now, expiresAt });
        },
      ),

    list: (uid, options) => list(uid, options, 'active'),

    listArchived: (uid, options) => list(uid, options, 'archived'),

    get: (uid, token) =>
      readNamed({ uid, token }).asyncAndThen(({ uid, token }) =>
        withName(uid, token, (name) =>
          store.read(namedLoad(uid, name), (seen) => decideGetAuthToken(uid, seen)),
        ),
      ),

    annotate: (uid, token, notes) =>
      readAnnotate({ uid, token }, notes).asyncAndThen(({ uid, token, ...notes }) =>
        withName(uid, token, (name) =>
          changeNamed(uid, name, (uid, seen) => decideAnnotateAuthToken(uid, notes, seen)),
        ),
      ),

    revoke: (uid, token) =>
      readNamed({ uid, token }).asyncAndThen(({ uid, token }) =>
        withName(uid, token, (name) => changeNamed(uid, name, decideRevokeAuthToken)),
      ),

    flush: (uid) =>
      readFlush({ uid }).asyncAndThen(({ uid }) =>
        store.transact(
          {
            anchors: { write: [userAnchor(uid)], read: [] },
            load: {
              user: { type: 'user', uid },
              active: { type: 'activeAuthTokens', uid, keep: 0, most: 0 },
            },
          },
          (seen) => decideFlushAuthTokens(uid, seen),
        ),
      ),

    authenticate: (token) =>
      readAuthenticate({ token }).asyncAndThen(
        ({ token }): ResultAsync<User, AuthenticateRefusal | StoreError> => {
          if (token.trim() === '') return errAsync({ code: 'AUTH_ERR_EMPTY_AUTH_TOKEN' });
          if (!isAuthTokenText(token)) return errAsync({ code: 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND' });
          return store.authTokens
            .findByDigest(authTokenDigest(token))
            .andThen((found) => decideAuthenticate(found, clock()));
        },
      ),

    purgeArchive: (options) =>
      readPurge(options).asyncAndThen(({ before }) =>
        asyncResult<PurgedArchive, StoreError>(async () => {
          let purged = 0;
          for (let batches = 1; ; batches += 1) {
            if (batches % batchesPerTurn === 0) await nextTurn();
            const batch = await store.authTokens.archivedBefore(before, changesPerCommitMax);
            if (batch.isErr()) return err(purged > 0 ? afterEarlierSteps(batch.error) : batch.error);
            for (const [uid, tokens] of byOwner(batch.value)) {
              const step = await purge(uid, tokens, before);
              if (step.isErr()) return err(purged > 0 ? afterEarlierSteps(step.error) : step.error);
              purged += step.value;
            }
            if (batch.value.length < changesPerCommitMax) return ok({ purged });
          }
        }),
      ),
  };

  function purge(
    uid: Uid,
    tokens: readonly AuthToken[],
    before: UnixSeconds,
  ): ResultAsync<number, StoreError> {
    const load: Record<string, Extract<Load, { type: 'authToken' }>> = {};
    for (const { digest } of tokens) load[digest] = { type: 'authToken', uid, name: { digest } };
    return store.transact({ anchors: { write: [userAnchor(uid)], read: [] }, load }, (seen) =>
      decidePurgeArchive(Object.values(seen), before),
    );
  }
}

/** What the issuer is told of a new token. */
export function issuedAuthToken({ plain, record }: MintedAuthToken): IssuedAuthToken {
  const { handle, createdAt, expiresAt } = record;
  return { authToken: plain, handle, createdAt, ...(expiresAt !== undefined && { expiresAt }) };
}

function byOwner(tokens: readonly AuthToken[]): ReadonlyMap<Uid, readonly AuthToken[]> {
  const owners = new Map<Uid, AuthToken[]>();
  for (const token of tokens) {
    const owned = owners.get(token.uid);
    if (owned) owned.push(token);
    else owners.set(token.uid, [token]);
  }
  return owners;
}
