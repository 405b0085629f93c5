/**
 * Identifiers: what names an app, a user, a group, a role.
 *
 * All but the app's are case-insensitive. They are lower-cased once, on the way in, so that everything behind that
 * door compares them with `===`. The pattern is checked before, on ASCII only: the Kelvin sign must not become `k`.
 *
 * @module
 */

/** The most characters an identifier may have. */
export const idLengthMax = 100;

declare const brand: unique symbol;
/** Names a user: 1–100 of `[a-z0-9_-]`. */
export type Uid = string & { readonly [brand]: 'Uid' };

/** Names a group: 1–100 of `[a-z0-9_-]`. */
export type Guid = string & { readonly [brand]: 'Guid' };

/** Names a role: 1–100 of `[a-z0-9_-]`. */
export type RoleId = string & { readonly [brand]: 'RoleId' };

/** Names an app, one tenant of a store: 1–100 of `[A-Za-z0-9_-]`, taken as it is written. */
export type AppId = string & { readonly [brand]: 'AppId' };

const idPattern = /^[A-Za-z0-9_-]+$/;

/** Whether a text may become an identifier, in any case. */
export function isIdText(text: string): boolean {
  return text.length <= idLengthMax && idPattern.test(text);
}

/** The canonical form of a text that {@link isIdText} accepts. */
export function canonicalId<Id extends Uid | Guid | RoleId>(text: string): Id {
  // SAFETY: isIdText was asked before; ASCII letters are all that toLowerCase can change.
  return text.toLowerCase() as Id;
}

/** The uid of the system itself, which no user can take. */
export const systemUid: Uid = canonicalId('app_system');
