/**
 * Lists that belong to one user or one group: tokens, friends, blocks, members, groups, bans.
 *
 * @module
 */

import type { AuthToken } from '../../auth-token/auth-token.ts';
import type { AuthTokenQuery } from '../../auth-token/auth-token-repository.ts';
import type { BlockedPeer, BlockQuery } from '../../block/block-repository.ts';
import type { FriendQuery } from '../../friendship/friendship-repository.ts';
import type { StoredGroup } from '../../group/group.ts';
import { groupScopes } from '../../group-membership/clearance.ts';
import type { Ban, Membership } from '../../group-membership/group-membership.ts';
import type {
  BanQuery,
  JoinedGroupQuery,
  MemberQuery,
  UserBanQuery,
} from '../../group-membership/group-membership-repository.ts';
import type { AppId, Uid } from '../../shared/ids.ts';
import type { Found } from '../../shared/page.ts';
import type { User } from '../../user/user.ts';
import { groupColumns, membersOfGroup, storedGroupIn } from './group-records.ts';
import { pageOf, type Source, userBegins } from './listing.ts';
import { banColumns, banIn, membershipColumns, membershipIn } from './relation-records.ts';
import { has, integer, type Query, type Row } from './rows.ts';
import { type Sql, sql } from './sql.ts';
import { tokenColumns, tokenIn, userColumns, userIn } from './user-records.ts';

const isShown = sql`u.is_active = true`;

/** One page of the tokens of a user. */
export function tokensPage(app: AppId, query: AuthTokenQuery): Query<Found<AuthToken>> {
  const isInState = query.state === 'active' ? sql`t.archived_at is null` : sql`t.archived_at is not null`;
  const source: Source = {
    from: sql`kithkin_auth_tokens t`,
    where: [sql`t.app_id = ${app}`, sql`t.uid = ${query.uid}`, isInState],
    key: sql`t.sequence`,
    id: sql`t.handle`,
  };
  return pageOf({ order: 'newest', columns: tokenColumns, sources: () => [source], read: tokenIn }, query);
}

/** The friends of a user as the users `u`: those whose uid is higher, and those whose uid is lower. */
export function friendSides(app: AppId, uid: Uid): readonly Pick<Source, 'from' | 'where'>[] {
  const from = sql`kithkin_friendships f cross join kithkin_users u`;
  const inApp = [sql`f.app_id = ${app}`, sql`u.app_id = ${app}`];
  return [
    { from, where: [...inApp, sql`f.lower_uid = ${uid}`, sql`u.uid = f.higher_uid`] },
    { from, where: [...inApp, sql`f.higher_uid = ${uid}`, sql`u.uid = f.lower_uid`] },
  ];
}

/** One page of the friends of a user. */
export function friendsPage(app: AppId, query: FriendQuery): Query<Found<User>> {
  const isByName = query.order === 'name';
  const sources = friendSides(app, query.uid).map(({ from, where }) => ({
    from,
    where: [...where, isShown, ...userBegins(query.prefix)],
    key: isByName ? sql`u.name_key` : sql`f.sequence`,
    id: sql`u.uid`,
  }));
  return pageOf(
    { order: isByName ? 'name' : 'oldest', columns: userColumns, sources: () => sources, read: userIn },
    query,
  );
}

/** One page of those whom a user blocked, or who blocked it. */
export function blocksPage(app: AppId, query: BlockQuery): Query<Found<BlockedPeer>> {
  const { uid, direction } = query;
  // `m` is the block that leads to the other user; what is shown is both, however the user was found.
  const filters = [sql`m.app_id = ${app}`, sql`u.app_id = ${app}`, isShown, ...userBegins(query.prefix)];
  const side = (mine: Sql, theirs: Sql): Source => ({
    from: sql`kithkin_blocks m cross join kithkin_users u`,
    where: [...filters, sql`${mine} = ${uid}`, sql`u.uid = ${theirs}`],
    key: theirs,
    id: theirs,
  });
  const forth = side(sql`m.blocker`, sql`m.blocked`);
  const back = side(sql`m.blocked`, sql`m.blocker`);
  const blockedAt = (blocker: Sql, blocked: Sql) => sql`(select b.blocked_at from kithkin_blocks b
    where b.app_id = u.app_id and b.blocker = ${blocker} and b.blocked = ${blocked})`;
  const columns = sql`${userColumns}, ${blockedAt(sql`${uid}`, sql`u.uid`)} as forth_at,
    ${blockedAt(sql`u.uid`, sql`${uid}`)} as back_at`;
  const sources = {
    blockedByMe: [forth],
    hasBlockedMe: [back],
    both: [forth, back],
  }[direction];
  return pageOf(
    { order: 'id', columns, sources: () => sources, read: (row) => blockedPeerIn(row, uid) },
    query,
  );
}

function blockedPeerIn(row: Row, uid: Uid): BlockedPeer {
  const user = userIn(row);
  const blockOf = (blocker: Uid, blocked: Uid, column: string) =>
    has(row, column) ? Object.freeze({ blocker, blocked, blockedAt: integer(row, column) }) : undefined;
  return Object.freeze({
    user,
    forth: blockOf(uid, user.uid, 'forth_at'),
    back: blockOf(user.uid, uid, 'back_at'),
  });
}

/** One page of the members of a group. */
export function membersPage(
  app: AppId,
  query: MemberQuery,
): Query<Found<{ readonly user: User; readonly membership: Membership }>> {
  const { guid, scopes = groupScopes } = query;
  const sources = scopes.map((scope) => ({
    from: sql`kithkin_memberships m cross join kithkin_users u`,
    where: [
      ...[sql`m.app_id = ${app}`, sql`m.guid = ${guid}`, sql`m.scope = ${scope}`],
      ...[sql`u.app_id = ${app}`, sql`u.uid = m.uid`, isShown],
    ],
    key: sql`m.sequence`,
    id: sql`m.uid`,
  }));
  const columns = sql`${userColumns}, ${membershipColumns}`;
  const read = (row: Row) => Object.freeze({ user: userIn(row), membership: membershipIn(row) });
  return pageOf({ order: 'oldest', columns, sources: () => sources, read }, query);
}

/** One page of the groups of a user. */
export function joinedGroupsPage(
  app: AppId,
  query: JoinedGroupQuery,
): Query<Found<{ readonly group: StoredGroup; readonly membership: Membership }>> {
  const source: Source = {
    from: sql`kithkin_memberships m cross join kithkin_groups g`,
    where: [
      ...[sql`m.app_id = ${app}`, sql`m.uid = ${query.uid}`],
      ...[sql`g.app_id = ${app}`, sql`g.guid = m.guid`],
    ],
    key: sql`m.sequence`,
    id: sql`m.guid`,
  };
  const columns = sql`${groupColumns}, ${membersOfGroup}, ${membershipColumns}`;
  const read = (row: Row) => Object.freeze({ group: storedGroupIn(row), membership: membershipIn(row) });
  return pageOf({ order: 'oldest', columns, sources: () => [source], read }, query);
}

/** One page of those who are banned from a group. */
export function bannedPage(
  app: AppId,
  query: BanQuery,
): Query<Found<{ readonly user: User; readonly ban: Ban }>> {
  const source: Source = {
    from: sql`kithkin_bans b cross join kithkin_users u`,
    where: [
      ...[sql`b.app_id = ${app}`, sql`b.guid = ${query.guid}`],
      ...[sql`u.app_id = ${app}`, sql`u.uid = b.uid`, isShown],
    ],
    key: sql`b.uid`,
    id: sql`b.uid`,
  };
  const columns = sql`${userColumns}, ${banColumns}`;
  const read = (row: Row) => Object.freeze({ user: userIn(row), ban: banIn(row) });
  return pageOf({ order: 'id', columns, sources: () => [source], read }, query);
}

/** One page of the bans of a user. */
export function bansPage(app: AppId, query: UserBanQuery): Query<Found<Ban>> {
  const source: Source = {
    from: sql`kithkin_bans b cross join kithkin_groups g`,
    where: [
      ...[sql`b.app_id = ${app}`, sql`b.uid = ${query.uid}`],
      ...[sql`g.app_id = ${app}`, sql`g.guid = b.guid`],
    ],
    key: sql`b.guid`,
    id: sql`b.guid`,
  };
  return pageOf({ order: 'id', columns: banColumns, sources: () => [source], read: banIn }, query);
}
