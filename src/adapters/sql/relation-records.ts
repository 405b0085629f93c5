/**
 * Relations and marks as rows: friendships, blocks, memberships, bans, tombstones.
 *
 * @module
 */

import type { Block } from '../../block/block.ts';
import type { Tombstone, TombstoneName } from '../../deletion/deletion.ts';
import type { Friendship } from '../../friendship/friendship.ts';
import type { Ban, Membership } from '../../group-membership/group-membership.ts';
import { anchorColumns } from './anchor-rows.ts';
import { integer, known, type Row } from './rows.ts';
import { type Columns, type Sql, sql } from './sql.ts';

/** The columns of a friendship, of the table `f`. */
export const friendshipColumns: Sql = sql`f.lower_uid, f.higher_uid`;

/** What is written of a friendship. */
export function columnsOfFriendship({ lower, higher }: Friendship): Columns {
  return { lower_uid: lower, higher_uid: higher };
}

/** The friendship in a row of {@link friendshipColumns}. */
export function friendshipIn(row: Row): Friendship {
  return Object.freeze<Friendship>({ lower: known(row, 'lower_uid'), higher: known(row, 'higher_uid') });
}

/** The columns of a block, of the table `b`. */
export const blockColumns: Sql = sql`b.blocker, b.blocked, b.blocked_at`;

/** What is written of a block. */
export function columnsOfBlock({ blocker, blocked, blockedAt }: Block): Columns {
  return { blocker, blocked, blocked_at: blockedAt };
}

/** The block in a row of {@link blockColumns}. */
export function blockIn(row: Row): Block {
  return Object.freeze<Block>({
    blocker: known(row, 'blocker'),
    blocked: known(row, 'blocked'),
    blockedAt: integer(row, 'blocked_at'),
  });
}

/** The columns of a membership, of the table `m`. */
export const membershipColumns: Sql = sql`m.uid as member, m.guid as member_of, m.scope, m.joined_at`;

/** What is written of a membership. */
export function columnsOfMembership({ uid, guid, scope, joinedAt }: Membership): Columns {
  return { uid, guid, scope, joined_at: joinedAt };
}

/** The membership in a row of {@link membershipColumns}. */
export function membershipIn(row: Row): Membership {
  return Object.freeze<Membership>({
    uid: known(row, 'member'),
    guid: known(row, 'member_of'),
    scope: known(row, 'scope'),
    joinedAt: integer(row, 'joined_at'),
  });
}

/** The columns of a ban, of the table `b`. */
export const banColumns: Sql = sql`b.uid as banned, b.guid as banned_from, b.banned_at`;

/** What is written of a ban. */
export function columnsOfBan({ uid, guid, bannedAt }: Ban): Columns {
  return { uid, guid, banned_at: bannedAt };
}

/** The ban in a row of {@link banColumns}. */
export function banIn(row: Row): Ban {
  return Object.freeze<Ban>({
    uid: known(row, 'banned'),
    guid: known(row, 'banned_from'),
    bannedAt: integer(row, 'banned_at'),
  });
}

/** What is written of a tombstone. */
export function columnsOfTombstone({ of, buriedAt }: Tombstone): Columns {
  return { ...anchorColumns(of), buried_at: buriedAt };
}

/** The tombstone in a row. */
export function tombstoneIn(row: Row): Tombstone {
  const of: TombstoneName =
    known<TombstoneName['type']>(row, 'type') === 'user'
      ? { type: 'user', uid: known(row, 'id') }
      : { type: 'group', guid: known(row, 'id') };
  return Object.freeze<Tombstone>({ of: Object.freeze(of), buriedAt: integer(row, 'buried_at') });
}
