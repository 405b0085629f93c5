/**
 * The reads that group memberships need.
 *
 * @module
 */

import type { StoredGroup } from '../group/group.ts';
import type { Guid, Uid } from '../shared/ids.ts';
import type { Found, PageQuery } from '../shared/page.ts';
import type { ResultAsync } from '../shared/result.ts';
import type { StoreError } from '../store/store-error.ts';
import type { User } from '../user/user.ts';
import type { GroupScope } from './clearance.ts';
import type { Ban, Membership } from './group-membership.ts';

/** Which members of a group to list: longest member first, keyed by sequence number. */
export interface MemberQuery extends PageQuery {
  readonly guid: Guid;
  readonly scopes?: readonly GroupScope[];
}

/** Which groups of a user to list: longest membership first, keyed by sequence number. */
export interface JoinedGroupQuery extends PageQuery {
  readonly uid: Uid;
}

/** Which bans of a group to list, keyed by uid. */
export interface BanQuery extends PageQuery {
  readonly guid: Guid;
}

/** Which bans of a user to list, keyed by guid. */
export interface UserBanQuery extends PageQuery {
  readonly uid: Uid;
}

/** The lists of memberships and bans. */
export interface GroupMembershipRepository {
  /** The members of a group, deactivated ones left out. */
  listMembers(
    query: MemberQuery,
  ): ResultAsync<Found<{ readonly user: User; readonly membership: Membership }>, StoreError>;

  /** The groups of a user; groups whose deletion has begun are left out. */
  listGroups(
    query: JoinedGroupQuery,
  ): ResultAsync<Found<{ readonly group: StoredGroup; readonly membership: Membership }>, StoreError>;

  /** The users banned from a group, deactivated ones left out. */
  listBanned(query: BanQuery): ResultAsync<Found<{ readonly user: User; readonly ban: Ban }>, StoreError>;

  /** The bans of a user, deactivated or not; from groups whose deletion has begun they are left out. */
  listBans(query: UserBanQuery): ResultAsync<Found<Ban>, StoreError>;
}
