/**
 * Listing: one page of a list, from one or several sources.
 *
 * Each source has an index in the order of the list, so it is read from behind the place asked for until the page is
 * full and no further. Where there are several, each gives as many rows as the page needs, and those are merged. So a
 * page costs the same wherever it begins and however long the list is.
 *
 * @module
 */

import type { Found, PageQuery, Position } from '../../shared/page.ts';
import { nameKeyOf } from '../../shared/text.ts';
import { countIn, integer, type Query, type Row, text } from './rows.ts';
import { endOfPrefix, sortKeyOf } from './sort-key.ts';
import { joined, nothing, type Sql, sql } from './sql.ts';

/** By which kind of key a list is ordered, and in which direction. */
export type ListOrder = 'oldest' | 'newest' | 'name' | 'id' | 'pair';

/** Where rows of a list come from. */
export interface Source {
  readonly from: Sql;
  /** Holds for all rows that are wanted, whatever their place. */
  readonly where: readonly Sql[];
  /** The sequence number, the name key or the first id of a pair; unused in the order of ids. */
  readonly key: Sql;
  readonly id: Sql;
}

/** A list of which a page is asked. */
export interface Listing<T> {
  readonly order: ListOrder;
  /** What to select of each row. In the order of names, the column `name` is among it. */
  readonly columns: Sql;
  /**
   * A row may come from several. Given the place behind which the page begins, a source may leave out what
   * is before it.
   */
  readonly sources: (after?: Position) => readonly Source[];
  readonly read: (row: Row) => T;
}

/** What to ask for one page of a list. */
export function pageOf<T>({ order, columns, sources, read }: Listing<T>, query: PageQuery): Query<Found<T>> {
  const { limit, after, count } = query;
  const behind = sources(after);
  // The name key is only needed to merge; it is made again of the name.
  const isKeyed = order !== 'id' && (order !== 'name' || behind.length > 1);
  const pages = behind.map(({ from, where, key, id }) => {
    const isWanted = after ? [...where, isBehind(order, { key, id }, after)] : where;
    return sql`select ${columns}, ${isKeyed ? sql`${key} as place, ` : nothing}${id} as place_id
      from ${from} where ${joined(isWanted, ' and ')} order by ${sortedBy(order, key, id)} limit ${limit + 1}`;
  });
  return {
    statements: [merged(pages, order, limit + 1), ...(count ? [countOf(sources())] : [])],
    read: ([rows = [], counts = []]) => {
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      return {
        items: rows.slice(0, limit).map(read),
        ...(last && { next: placeIn(last, order) }),
        ...(count && { count: countIn(counts) }),
      };
    },
  };
}

function merged(pages: readonly Sql[], order: ListOrder, limit: number): Sql {
  const [only] = pages;
  if (!only) return sql`select 1 where 1 = 0`;
  if (pages.length === 1) return only;
  const all = joined(
    pages.map((page) => sql`select * from (${page}) q`),
    ' union ',
  );
  return sql`select * from (${all}) p order by ${sortedBy(order, sql`place`, sql`place_id`)} limit ${limit}`;
}

function countOf(sources: readonly Source[]): Sql {
  const [only] = sources;
  if (!only) return sql`select 0 as count`;
  if (sources.length === 1) {
    return sql`select count(*) as count from ${only.from} where ${joined(only.where, ' and ')}`;
  }
  const all = joined(
    sources.map(({ from, where, id }) => sql`select ${id} from ${from} where ${joined(where, ' and ')}`),
    ' union ',
  );
  return sql`select count(*) as count from (${all}) p`;
}

function sortedBy(order: ListOrder, key: Sql, id: Sql): Sql {
  switch (order) {
    case 'oldest':
      return key;
    case 'newest':
      return sql`${key} desc`;
    case 'name':
    case 'pair':
      return sql`${key}, ${id}`;
    case 'id':
      return id;
  }
}

function isBehind(order: ListOrder, { key, id }: Pick<Source, 'key' | 'id'>, after: Position): Sql {
  switch (order) {
    case 'oldest':
      return sql`${key} > ${after.key}`;
    case 'newest':
      return sql`${key} < ${after.key}`;
    case 'name':
      return sql`(${key}, ${id}) > (${sortKeyOf(String(after.key))}, ${after.id})`;
    case 'pair':
      return sql`(${key}, ${id}) > (${after.key}, ${after.id})`;
    case 'id':
      return sql`${id} > ${after.key}`;
  }
}

function placeIn(row: Row, order: ListOrder): Position {
  const id = text(row, 'place_id');
  if (order === 'id') return { key: id, id };
  if (order === 'pair') return { key: text(row, 'place'), id };
  return { key: order === 'name' ? nameKeyOf(text(row, 'name')) : integer(row, 'place'), id };
}

/** The condition that an id begins with a text, and is not before another. */
export function idBegins(id: Sql, prefix: string, from: string = prefix): Sql {
  // Every character of an id sorts before `{`.
  return sql`${id} >= ${from > prefix ? from : prefix} and ${id} < ${`${prefix}{`}`;
}

/** The condition that a name key begins with a text, and is not before another. */
export function nameKeyBegins(nameKey: Sql, prefix: string, from: string = prefix): Sql {
  const begin = sortKeyOf(from > prefix ? from : prefix);
  const end = endOfPrefix(sortKeyOf(prefix));
  return end ? sql`${nameKey} >= ${begin} and ${nameKey} < ${end}` : sql`${nameKey} >= ${begin}`;
}

/** The condition that the uid or the name key of the user `u` begins with a text, if there is one. */
export function userBegins(prefix: string | undefined): readonly Sql[] {
  if (prefix === undefined) return [];
  return [sql`((${idBegins(sql`u.uid`, prefix)}) or (${nameKeyBegins(sql`u.name_key`, prefix)}))`];
}
