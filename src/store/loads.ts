/**
 * Loads: everything that a decision may ask to see.
 *
 * A closed union, so that a store author can see the whole of it and the compiler can tell what is missing. Each load
 * is owned by an anchor; a plan that changes something under what it saw names that anchor.
 *
 * @module
 */

import type { ApiKey } from '../api-key/api-key.ts';
import type { AuthToken, AuthTokenName } from '../auth-token/auth-token.ts';
import type { Block } from '../block/block.ts';
import type { Bot } from '../bot-quota/bot-quota.ts';
import type { Remnant, Tombstone, TombstoneName } from '../deletion/deletion.ts';
import type { Friendship } from '../friendship/friendship.ts';
import type { GroupRecord } from '../group/group.ts';
import type { Ban, Membership } from '../group-membership/group-membership.ts';
import type { Role } from '../role/role.ts';
import type { Guid, RoleId, Uid } from '../shared/ids.ts';
import type { User } from '../user/user.ts';

/** What each type of load shows. */
export interface LoadResults {
  readonly user: User | undefined;
  readonly tombstone: Tombstone | undefined;
  readonly remnants: readonly Remnant[];
  readonly ownedGroup: Guid | undefined;
  readonly activeAuthTokens: ActiveAuthTokens;
  readonly authToken: AuthToken | undefined;
  readonly friendship: Friendship | undefined;
  readonly friendCount: number;
  readonly block: Block | undefined;
  readonly role: Role | undefined;
  readonly roleCount: number;
  readonly roleInUse: boolean;
  readonly group: GroupRecord | undefined;
  readonly membersCount: number;
  readonly membership: Membership | undefined;
  readonly membershipCount: number;
  readonly ban: Ban | undefined;
  readonly bot: Bot | undefined;
  readonly botCount: number;
  readonly apiKeys: readonly ApiKey[];
}

/** A user's active tokens: how many, and those of the oldest that were asked for, oldest first. */
export interface ActiveAuthTokens {
  readonly count: number;
  readonly oldest: readonly AuthToken[];
}

/** One thing that a decision asks to see. */
export type Load =
  /** The user, active or deactivated. Owned by the user. */
  | { readonly type: 'user'; readonly uid: Uid }
  /** The mark of a permanent deletion that is not yet drained. Owned by what it buries. */
  | { readonly type: 'tombstone'; readonly of: TombstoneName }
  /** Up to `limit` rows that still refer to what was buried. Owned by what it buries. */
  | { readonly type: 'remnants'; readonly of: TombstoneName; readonly limit: number }
  /** Any one group that the user owns. Gained only under the user. */
  | { readonly type: 'ownedGroup'; readonly uid: Uid }
  /** Owned by the user. */
  | {
      readonly type: 'activeAuthTokens';
      readonly uid: Uid;
      /** Of the tokens, all but so many of the newest are shown, */
      readonly keep: number;
      /** but at most so many, the oldest. */
      readonly most: number;
    }
  /** The user's token of that name, active or archived. Owned by the user. */
  | { readonly type: 'authToken'; readonly uid: Uid; readonly name: AuthTokenName }
  /** The friendship of two users, in either order. Owned by both. */
  | { readonly type: 'friendship'; readonly uids: readonly [Uid, Uid] }
  /** All friendships of the user, those with deactivated users included. Owned by the user. */
  | { readonly type: 'friendCount'; readonly uid: Uid }
  /** Owned by both. */
  | { readonly type: 'block'; readonly blocker: Uid; readonly blocked: Uid }
  /** The role as it was stored; `default` may never have been. Owned by the role. */
  | { readonly type: 'role'; readonly role: RoleId }
  /** All stored roles but `default`. Owned by the app. */
  | { readonly type: 'roleCount' }
  /** Whether any user holds the role, deactivated ones too. Gained only under the role, read or written. */
  | { readonly type: 'roleInUse'; readonly role: RoleId }
  /** Owned by the group. */
  | { readonly type: 'group'; readonly guid: Guid }
  /** All memberships of the group, those of deactivated users included. Owned by the group. */
  | { readonly type: 'membersCount'; readonly guid: Guid }
  /** Owned by both. */
  | { readonly type: 'membership'; readonly uid: Uid; readonly guid: Guid }
  /** All memberships of the user. Owned by the user. */
  | { readonly type: 'membershipCount'; readonly uid: Uid }
  /** Owned by both. */
  | { readonly type: 'ban'; readonly uid: Uid; readonly guid: Guid }
  /** Owned by the user. */
  | { readonly type: 'bot'; readonly uid: Uid }
  /** All bots, disabled ones and those of deactivated users too. Owned by the app. */
  | { readonly type: 'botCount' }
  /** All API keys, in order of name. Owned by the app. */
  | { readonly type: 'apiKeys' };

/** Loads under the names by which a decision sees them. */
export type Loads = Readonly<Record<string, Load>>;

/** The load of one type. */
export type LoadOf<T extends Load['type']> = Extract<Load, { readonly type: T }>;

/** What a decision sees: under each name, the result of that load. Immutable. */
export type Snapshot<L extends Loads> = { readonly [Name in keyof L]: LoadResults[(L[Name] & Load)['type']] };
