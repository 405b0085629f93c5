/**
 * The app: all commands of one tenant, over one store.
 *
 * @module
 */

import { type ApiKeys, apiKeyCommands } from './api-key/api-key-commands.ts';
import { type AuthTokens, authTokenCommands } from './auth-token/auth-token-commands.ts';
import { type Blocks, blockCommands } from './block/block-commands.ts';
import { type Bots, botCommands } from './bot-quota/bot-quota-commands.ts';
import type { Context } from './context.ts';
import { type Friendships, friendshipCommands } from './friendship/friendship-commands.ts';
import { type Groups, groupCommands } from './group/group-commands.ts';
import {
  type GroupMemberships,
  groupMembershipCommands,
} from './group-membership/group-membership-commands.ts';
import { type Limits, limitsWith } from './limits.ts';
import { type Roles, roleCommands } from './role/role-commands.ts';
import { type AppId, isIdText } from './shared/ids.ts';
import { checkedPasswords, type PasswordHasher, pbkdf2Passwords } from './shared/password.ts';
import type { Random } from './shared/secret.ts';
import { type Clock, checkedClock } from './shared/time.ts';
import { cryptographicBytes, systemSeconds } from './shared/web.ts';
import type { Store } from './store/store.ts';
import { type Users, userCommands } from './user/user-commands.ts';

/** What an app is opened with. */
export interface OpenAppOptions {
  /** Where everything is kept. Several apps, in one process or many, may share a store. */
  readonly store: Store;
  /** Names the tenant: 1–100 of `[A-Za-z0-9_-]`, case counts. Two apps never see each other. */
  readonly appId: string;
  /** The time in whole UNIX seconds. The system's when absent. */
  readonly clock?: Clock | undefined;
  /** A cryptographic source of random bytes. The platform's when absent. */
  readonly random?: Random | undefined;
  /** Caps to lower or raise; the documented ones when absent. */
  readonly limits?: { readonly [Name in keyof Limits]?: Limits[Name] | undefined } | undefined;
  /** How group passwords are hashed. With `pbkdf2Passwords()` when absent. A hash over 1,000 characters throws. */
  readonly passwords?: PasswordHasher | undefined;
  /** Whether an API key of scope `authOnly` may create users, or only issue their tokens. True when absent. */
  readonly authOnlyCreatesUsers?: boolean | undefined;
}

/**
 * One app. Every method answers a `ResultAsync`: it never throws and never rejects for anything a caller can do. What the
 * clock, the random source or the hasher throw is a bug of theirs, and reaches the caller as an exception or a rejection.
 */
export interface App {
  readonly appId: AppId;
  /** The caps in force. */
  readonly limits: Limits;
  readonly users: Users;
  readonly authTokens: AuthTokens;
  readonly friendships: Friendships;
  readonly blocks: Blocks;
  readonly roles: Roles;
  readonly groups: Groups;
  readonly groupMemberships: GroupMemberships;
  readonly bots: Bots;
  readonly apiKeys: ApiKeys;
}

/** What is wrong with an option that may be left out; undefined if nothing is. */
function wrongOption({
  clock,
  random,
  limits,
  passwords,
  authOnlyCreatesUsers,
}: OpenAppOptions): string | undefined {
  const isHasher = typeof passwords?.hash === 'function' && typeof passwords.matches === 'function';
  if (clock !== undefined && typeof clock !== 'function')
    return 'clock must be a function that tells UNIX seconds';
  if (random !== undefined && typeof random !== 'function')
    return 'random must be a function that makes bytes';
  if (passwords !== undefined && !isHasher)
    return 'passwords must have hash and matches, as pbkdf2Passwords() has';
  if (limits !== undefined && (typeof limits !== 'object' || limits === null))
    return 'limits must be an object';
  if (authOnlyCreatesUsers !== undefined && typeof authOnlyCreatesUsers !== 'boolean') {
    return 'authOnlyCreatesUsers must be true or false';
  }
  return undefined;
}

/**
 * Opens an app on a store. Nothing is written by it: an app exists as soon as it has something in it.
 *
 * Options that cannot work are a bug of the caller's, and throw.
 *
 * @example
 * ```ts
 * import { openApp } from 'kithkin';
 * import { memoryStore } from 'kithkin/memory';
 *
 * const app = openApp({ store: memoryStore(), appId: 'my-chat' });
 * const created = await app.users.create({ uid: 'Ana', name: 'Ana Lima' });
 * created._unsafeUnwrap().user.uid; // => 'ana'
 * ```
 */
export function openApp(options: OpenAppOptions): App {
  const { store, appId, clock = systemSeconds, random = cryptographicBytes } = options ?? {};
  if (typeof store?.forApp !== 'function') {
    throw new TypeError(
      'Cannot open the app: store must be a Store, such as memoryStore() of kithkin/memory',
    );
  }
  if (typeof appId !== 'string' || !isIdText(appId)) {
    throw new TypeError(
      'Cannot open the app: appId must be 1 to 100 characters of A-Z, a-z, 0-9, "_" and "-"',
    );
  }
  const wrong = wrongOption(options);
  if (wrong !== undefined) throw new TypeError(`Cannot open the app: ${wrong}`);
  const context: Context = {
    // SAFETY: the pattern was just checked; apps keep the case they are written in.
    appId: appId as AppId,
    store: store.forApp(appId as AppId),
    clock: checkedClock(clock),
    random,
    limits: limitsWith(options.limits),
    passwords: checkedPasswords(options.passwords ?? pbkdf2Passwords()),
    authOnlyCreatesUsers: options.authOnlyCreatesUsers ?? true,
  };
  return Object.freeze({
    appId: context.appId,
    limits: context.limits,
    users: userCommands(context),
    authTokens: authTokenCommands(context),
    friendships: friendshipCommands(context),
    blocks: blockCommands(context),
    roles: roleCommands(context),
    groups: groupCommands(context),
    groupMemberships: groupMembershipCommands(context),
    bots: botCommands(context),
    apiKeys: apiKeyCommands(context),
  });
}
