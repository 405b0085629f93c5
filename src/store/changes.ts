/**
 * Changes: everything that a decision may do to a store.
 *
 * A closed union of plain data. A store applies the changes of one commit together or not at all, in the order given.
 * It stamps each added row with a sequence number; rows that share an anchor are numbered in the order of their
 * commits, which is what "oldest", "newest" and "in order of befriending" mean everywhere.
 *
 * @module
 */

import type { ApiKey, ApiKeyDigest } from '../api-key/api-key.ts';
import type { AuthToken, AuthTokenDigest } from '../auth-token/auth-token.ts';
import type { Block } from '../block/block.ts';
import type { Bot } from '../bot-quota/bot-quota.ts';
import type { Tombstone, TombstoneName } from '../deletion/deletion.ts';
import type { Friendship } from '../friendship/friendship.ts';
import type { GroupRecord } from '../group/group.ts';
import type { Ban, Membership } from '../group-membership/group-membership.ts';
import type { Role } from '../role/role.ts';
import type { Guid, RoleId, Uid } from '../shared/ids.ts';
import type { UnixSeconds } from '../shared/time.ts';
import type { User } from '../user/user.ts';

/** The most changes that one commit holds. */
export const changesPerCommitMax = 64;

/** One thing that a commit does. */
export type Change =
  | { readonly type: 'addUser'; readonly user: User }
  | { readonly type: 'replaceUser'; readonly user: User }
  /** Removes the row itself (the user, or the group) and leaves the tombstone; rows that refer to it stay. */
  | { readonly type: 'bury'; readonly tombstone: Tombstone }
  /** Removes the tombstone: the name is free again. */
  | { readonly type: 'unbury'; readonly of: TombstoneName }
  /** If a token of another user has the digest, which no load shows, nothing is committed and a `StoreError` answered. */
  | { readonly type: 'addAuthToken'; readonly token: AuthToken }
  /** Replaces what the owner of the token says about it; it stays where it is in every order. */
  | { readonly type: 'replaceAuthToken'; readonly token: AuthToken }
  /** Moves one active token to the archive, for good. */
  | {
      readonly type: 'archiveAuthToken';
      readonly uid: Uid;
      readonly digest: AuthTokenDigest;
      readonly at: UnixSeconds;
    }
  | { readonly type: 'removeAuthToken'; readonly uid: Uid; readonly digest: AuthTokenDigest }
  /** Removes every active token of the user; archived ones stay. */
  | { readonly type: 'removeActiveAuthTokens'; readonly uid: Uid }
  | { readonly type: 'addFriendship'; readonly friendship: Friendship }
  | { readonly type: 'removeFriendship'; readonly friendship: Friendship }
  | { readonly type: 'addBlock'; readonly block: Block }
  | { readonly type: 'removeBlock'; readonly blocker: Uid; readonly blocked: Uid }
  | { readonly type: 'addRole'; readonly role: Role }
  | { readonly type: 'replaceRole'; readonly role: Role }
  | { readonly type: 'removeRole'; readonly role: RoleId }
  | { readonly type: 'addGroup'; readonly group: GroupRecord }
  | { readonly type: 'replaceGroup'; readonly group: GroupRecord }
  | { readonly type: 'addMembership'; readonly membership: Membership }
  /** Replaces the scope; the member stays where it is in every order. */
  | { readonly type: 'replaceMembership'; readonly membership: Membership }
  | { readonly type: 'removeMembership'; readonly uid: Uid; readonly guid: Guid }
  | { readonly type: 'addBan'; readonly ban: Ban }
  | { readonly type: 'removeBan'; readonly uid: Uid; readonly guid: Guid }
  | { readonly type: 'addBot'; readonly bot: Bot }
  | { readonly type: 'replaceBot'; readonly bot: Bot }
  | { readonly type: 'removeBot'; readonly uid: Uid }
  | { readonly type: 'addApiKey'; readonly apiKey: ApiKey }
  | { readonly type: 'replaceApiKey'; readonly apiKey: ApiKey }
  | { readonly type: 'removeApiKey'; readonly digest: ApiKeyDigest };

/** The change of one type. */
export type ChangeOf<T extends Change['type']> = Extract<Change, { readonly type: T }>;
