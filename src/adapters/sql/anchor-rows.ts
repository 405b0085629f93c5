/**
 * Anchors as rows: each holds what is counted under its owner.
 *
 * A cap of a thousand is checked by reading a number, not a thousand rows. The number is raised and lowered by the
 * commit that adds and removes the row, under the anchor that the commit holds anyway; an owner under which nothing was
 * ever counted may have no row.
 *
 * @module
 */

import type { AppId } from '../../shared/ids.ts';
import type { Anchor } from '../../store/anchors.ts';
import { counted, type Query } from './rows.ts';
import { joined, type Sql, sql } from './sql.ts';

/** What is counted under an owner. */
export type Counter = 'friends' | 'memberships' | 'members' | 'activeTokens';

const counterColumns: { readonly [C in Counter]: Sql } = {
  friends: sql`friends`,
  memberships: sql`memberships`,
  members: sql`members`,
  activeTokens: sql`active_tokens`,
};

/** What an owner is found by, among the anchors of an app. */
export function anchorColumns(anchor: Anchor): { readonly type: Anchor['type']; readonly id: string } {
  const { type } = anchor;
  switch (type) {
    case 'app':
      return { type, id: '' };
    case 'user':
      return { type, id: anchor.uid };
    case 'group':
      return { type, id: anchor.guid };
    case 'role':
      return { type, id: anchor.role };
  }
}

/** The condition that finds what `type` and `id` name. */
export function isOf(app: AppId, anchor: Anchor): Sql {
  const { type, id } = anchorColumns(anchor);
  return sql`app_id = ${app} and type = ${type} and id = ${id}`;
}

/** Makes the rows of anchors that have none yet, in this order. */
export function makeAnchors(app: AppId, anchors: readonly { readonly anchor: Anchor }[]): Sql {
  const rows = anchors.map(({ anchor }) => {
    const { type, id } = anchorColumns(anchor);
    return sql`(${app}, ${type}, ${id})`;
  });
  return sql`insert into kithkin_anchors (app_id, type, id) values ${joined(rows, ', ')} on conflict do nothing`;
}

/** How many rows are counted under an owner; no row means none. */
export function countUnder(app: AppId, anchor: Anchor, counter: Counter): Query<number> {
  return counted(selectCount(app, anchor, counter));
}

/** The SQL of {@link countUnder}. */
export function selectCount(app: AppId, anchor: Anchor, counter: Counter): Sql {
  return sql`select ${counterColumns[counter]} as count from kithkin_anchors where ${isOf(app, anchor)}`;
}

/** Counts one row more under an owner. */
export function countOneMore(app: AppId, anchor: Anchor, counter: Counter): Sql {
  const column = counterColumns[counter];
  const { type, id } = anchorColumns(anchor);
  return sql`insert into kithkin_anchors (app_id, type, id, ${column}) values (${app}, ${type}, ${id}, 1)
    on conflict (app_id, type, id) do update set ${column} = kithkin_anchors.${column} + 1`;
}

/** Counts one row fewer under an owner, if the row is there; to be run before it is removed. */
export function countOneLess(app: AppId, anchor: Anchor, counter: Counter, row: Sql): Sql {
  const column = counterColumns[counter];
  return sql`update kithkin_anchors set ${column} = ${column} - 1 where ${isOf(app, anchor)} and exists (${row})`;
}

/** Counts no rows under an owner. */
export function countNone(app: AppId, anchor: Anchor, counter: Counter): Sql {
  return sql`update kithkin_anchors set ${counterColumns[counter]} = 0 where ${isOf(app, anchor)}`;
}

/** Forgets an owner that is gone and under which nothing is left. */
export function forgetAnchor(app: AppId, anchor: Anchor): Sql {
  return sql`delete from kithkin_anchors where ${isOf(app, anchor)}`;
}
