/**
 * Tags: a row for each tag of each user and group, with all that lists are ordered by, so that the page of a rare tag
 * costs no more than that of a common one.
 *
 * @module
 */

import type { AppId } from '../../shared/ids.ts';
import { inList, joined, type Sql, sql } from './sql.ts';

/** Whose tags a table holds. */
export interface TagTable {
  /** The table, and that of the rows that carry the tags. */
  readonly tags: Sql;
  readonly rows: Sql;
  /** The column that names a row. */
  readonly id: Sql;
  /** The columns that are kept beside a tag. */
  readonly kept: readonly Sql[];
}

/** The tags of users. */
export const userTags: TagTable = {
  tags: sql`kithkin_user_tags`,
  rows: sql`kithkin_users`,
  id: sql`uid`,
  kept: [sql`sequence`, sql`name_key`, sql`is_active`],
};

/** The tags of groups. */
export const groupTags: TagTable = {
  tags: sql`kithkin_group_tags`,
  rows: sql`kithkin_groups`,
  id: sql`guid`,
  kept: [sql`sequence`, sql`name_key`],
};

/** Makes the tags those of a row that has just been written. */
export function replaceTags(
  table: TagTable,
  app: AppId,
  id: string,
  wanted: readonly string[] = [],
): readonly Sql[] {
  if (wanted.length === 0) return [removeTags(table, app, id)];
  const { tags, rows, kept } = table;
  const columns = joined(kept, ', ');
  const named = joined(
    wanted.map((tag) => sql`select cast(${tag} as text) as tag`),
    ' union all ',
  );
  return [
    sql`${removeTags(table, app, id)} and tag not in (${inList(wanted)})`,
    sql`insert into ${tags} (app_id, ${table.id}, tag, ${columns})
      select r.app_id, r.${table.id}, n.tag, ${joined(
        kept.map((column) => sql`r.${column}`),
        ', ',
      )}
      from ${rows} r cross join (${named}) n where r.app_id = ${app} and r.${table.id} = ${id}
      on conflict (app_id, ${table.id}, tag) do update set ${joined(
        kept.map((column) => sql`${column} = excluded.${column}`),
        ', ',
      )} where ${joined(
        kept.map((column) => sql`${tags}.${column} <> excluded.${column}`),
        ' or ',
      )}`,
  ];
}

/** Removes all tags of a row. */
export function removeTags({ tags, id: column }: TagTable, app: AppId, id: string): Sql {
  return sql`delete from ${tags} where app_id = ${app} and ${column} = ${id}`;
}
