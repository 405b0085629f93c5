/**
 * App state: a whole app as plain data, such as its commands can bring about.
 *
 * @module
 */

import type { CreateApiKeyInput } from '../../api-key/api-key-commands.ts';
import type { AuthTokenNotesInput } from '../../auth-token/auth-token-commands.ts';
import type { RegisterBotInput } from '../../bot-quota/bot-quota-commands.ts';
import type { CreateGroupInput } from '../../group/group-commands.ts';
import type { GroupScope } from '../../group-membership/clearance.ts';
import type { Limits } from '../../limits.ts';
import type { CreateRoleInput } from '../../role/role-commands.ts';
import type { UnixSeconds } from '../../shared/time.ts';
import type { PresenceStatus } from '../../user/user.ts';
import type { UpsertUserInput } from '../../user/user-input.ts';

/**
 * A whole app as plain data. Every id is in lower case, every reference leads to something that is there, and no rule is
 * broken: no cap of `limits`, no name twice, nobody both a member and banned.
 */
export interface AppState {
  /** The caps that the state keeps. An app that is given this state must have no lower ones. */
  readonly limits: Limits;
  /** All but `default`. */
  readonly roles: readonly CreateRoleInput[];
  /** Oldest first; so are all lists. */
  readonly users: readonly UserState[];
  readonly friendships: readonly FriendshipState[];
  readonly blocks: readonly BlockState[];
  readonly groups: readonly GroupState[];
  readonly bots: readonly RegisterBotInput[];
  readonly apiKeys: readonly CreateApiKeyInput[];
}

/** A user with what is its own. */
export interface UserState {
  readonly profile: UpsertUserInput;
  /** Absent where nobody ever told. Of a deactivated user, what it was before. */
  readonly presence?: PresenceStatus;
  /** Its relations, groups, bots and tokens are there all the same, and keep their places. */
  readonly isDeactivated: boolean;
  /** In the order of their issue. Those beyond `limits.activeAuthTokensPerUserMax`, counted from the last, are archived. */
  readonly tokens: readonly TokenState[];
}

/** An auth token. */
export interface TokenState {
  readonly expiresAt?: UnixSeconds;
  readonly notes?: AuthTokenNotesInput;
}

/** Two users who are friends, in no order. */
export interface FriendshipState {
  readonly a: string;
  readonly b: string;
}

/** One user has blocked another. */
export interface BlockState {
  readonly blocker: string;
  readonly blocked: string;
}

/** A group with its members. */
export interface GroupState {
  readonly profile: CreateGroupInput;
  /** All but the owner, who is an admin. */
  readonly members: readonly MemberState[];
  readonly banned: readonly string[];
}

/** A member of a group. */
export interface MemberState {
  readonly uid: string;
  readonly scope: GroupScope;
}
