/**
 * Rows: all that an app keeps, type by type. Closed over the port's union of types.
 *
 * @module
 */

import type { AppId } from '../../shared/ids.ts';
import type { Found } from '../../shared/page.ts';
import type { RowQuery, Rows, RowType } from '../../store/row-repository.ts';
import { apiKeyIn, groupColumns, groupIn, roleIn } from './group-records.ts';
import { type ListOrder, pageOf } from './listing.ts';
import {
  banColumns,
  banIn,
  blockColumns,
  blockIn,
  friendshipColumns,
  friendshipIn,
  membershipColumns,
  membershipIn,
  tombstoneIn,
} from './relation-records.ts';
import type { Query, Row } from './rows.ts';
import { type Sql, sql } from './sql.ts';
import { botColumns, botIn, tokenColumns, tokenIn, userColumns, userIn } from './user-records.ts';

/** Where the rows of one type stand, and in which order. */
interface RowTable<T> {
  readonly order: ListOrder;
  readonly columns: Sql;
  readonly from: Sql;
  /** The column `app_id` of the table. */
  readonly app: Sql;
  readonly key: Sql;
  readonly id: Sql;
  readonly read: (row: Row) => T;
  /** Conditions that each leave some of the rows, and together all. */
  readonly parts?: readonly Sql[];
}

type RowTables = { readonly [T in RowType]: RowTable<Rows[T]> };

const tables: RowTables = {
  role: keyed(sql`kithkin_roles`, sql`role`, sql`*`, roleIn),
  user: {
    ...numbered(sql`kithkin_users`, sql`u`, sql`u.uid`, userColumns, userIn),
    // Each of the two has an index in this order.
    parts: [sql`u.is_active = ${true}`, sql`u.is_active = ${false}`],
  },
  group: numbered(sql`kithkin_groups`, sql`g`, sql`g.guid`, groupColumns, groupIn),
  membership: numbered(sql`kithkin_memberships`, sql`m`, sql`m.uid`, membershipColumns, membershipIn),
  ban: paired(sql`kithkin_bans b`, sql`b.app_id`, [sql`b.guid`, sql`b.uid`], banColumns, banIn),
  block: paired(
    sql`kithkin_blocks b`,
    sql`b.app_id`,
    [sql`b.blocker`, sql`b.blocked`],
    blockColumns,
    blockIn,
  ),
  friendship: numbered(sql`kithkin_friendships`, sql`f`, sql`f.lower_uid`, friendshipColumns, friendshipIn),
  authToken: numbered(sql`kithkin_auth_tokens`, sql`t`, sql`t.handle`, tokenColumns, tokenIn),
  bot: { ...keyed(sql`kithkin_bots b`, sql`b.uid`, botColumns, botIn), app: sql`b.app_id` },
  apiKey: keyed(sql`kithkin_api_keys`, sql`digest`, sql`*`, apiKeyIn),
  tombstone: paired(
    sql`kithkin_tombstones d`,
    sql`d.app_id`,
    [sql`d.type`, sql`d.id`],
    sql`d.type, d.id, d.buried_at`,
    tombstoneIn,
  ),
};

/** One page of the rows of one type. */
export function rowsPage<T extends RowType>(app: AppId, query: RowQuery<T>): Query<Found<Rows[T]>> {
  const { type, ...page } = query;
  const { order, columns, from, app: ofApp, key, id, read, parts }: RowTable<Rows[T]> = tables[type];
  const source = { from, key, id, where: [sql`${ofApp} = ${app}`] };
  const sources = parts?.map((part) => ({ ...source, where: [...source.where, part] })) ?? [source];
  return pageOf({ order, columns, sources: () => sources, read }, { ...page, count: false });
}

function numbered<T>(table: Sql, alias: Sql, id: Sql, columns: Sql, read: (row: Row) => T): RowTable<T> {
  const from = sql`${table} ${alias}`;
  return { order: 'oldest', columns, from, app: sql`${alias}.app_id`, key: sql`${alias}.sequence`, id, read };
}

function keyed<T>(from: Sql, id: Sql, columns: Sql, read: (row: Row) => T): RowTable<T> {
  return { order: 'id', columns, from, app: sql`app_id`, key: id, id, read };
}

function paired<T>(
  from: Sql,
  app: Sql,
  [key, id]: readonly [Sql, Sql],
  columns: Sql,
  read: (row: Row) => T,
): RowTable<T> {
  return { order: 'pair', columns, from, app, key, id, read };
}
