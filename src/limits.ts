/**
 * Limits: every cap of the domain in one record, so that an app or a test can lower or raise it.
 *
 * Each default lives with the concept that owns it.
 *
 * @module
 */

import { apiKeysPerAppMax } from './api-key/api-key.ts';
import { activeAuthTokensPerUserMax } from './auth-token/auth-token.ts';
import { botsPerAppMax } from './bot-quota/bot-quota.ts';
import { friendshipsPerUserMax } from './friendship/friendship.ts';
import { groupMembershipsPerUserMax, membersPerGroupMax } from './group-membership/group-membership.ts';
import { rolesPerAppMax } from './role/role.ts';

/** The caps of an app. A lowered cap refuses what would exceed it and takes nothing away that is there. */
export interface Limits {
  /** Friendships of one user, those with deactivated users included. Default 1,000. */
  readonly friendshipsPerUserMax: number;
  /** Active auth tokens of one user, at least 1; the next one archives the oldest. Default 100. */
  readonly activeAuthTokensPerUserMax: number;
  /** Groups that one user belongs to. Default 2,000. */
  readonly groupMembershipsPerUserMax: number;
  /** Members of one group, at least 1: its owner. Default 100,000. */
  readonly membersPerGroupMax: number;
  /** Bots of the app, disabled ones included. Default 25. */
  readonly botsPerAppMax: number;
  /** Roles of the app beside `default`. Default 25. */
  readonly rolesPerAppMax: number;
  /** API keys of the app. Default 25. */
  readonly apiKeysPerAppMax: number;
}

/** The documented caps. */
export const defaultLimits: Limits = Object.freeze({
  friendshipsPerUserMax,
  activeAuthTokensPerUserMax,
  groupMembershipsPerUserMax,
  membersPerGroupMax,
  botsPerAppMax,
  rolesPerAppMax,
  apiKeysPerAppMax,
});

// A token is issued and a group gets its owner whatever the cap.
const atLeastOne: readonly (keyof Limits)[] = ['activeAuthTokensPerUserMax', 'membersPerGroupMax'];

/** The default caps with these ones changed. An unknown name, or anything but a whole number, is a bug and throws. */
export function limitsWith(
  changed: { readonly [Name in keyof Limits]?: Limits[Name] | undefined } = {},
): Limits {
  const unknown = Object.keys(changed).find((name) => !Object.hasOwn(defaultLimits, name));
  if (unknown !== undefined) {
    throw new TypeError(
      `Cannot use the limit ${unknown}: the limits are ${Object.keys(defaultLimits).join(', ')}`,
    );
  }
  const limits: { -readonly [Name in keyof Limits]: number } = { ...defaultLimits };
  for (const name of Object.keys(defaultLimits) as (keyof Limits)[]) {
    const limit = changed[name];
    if (limit === undefined) continue;
    const min = atLeastOne.includes(name) ? 1 : 0;
    if (!Number.isSafeInteger(limit) || limit < min) {
      throw new RangeError(`Cannot use ${String(limit)} as ${name}: it must be a whole number from ${min}`);
    }
    limits[name] = limit;
  }
  return Object.freeze(limits);
}
