/**
 * One cut: several statements as one, so that all of them see the same.
 *
 * At READ COMMITTED each statement sees what is committed when it begins. Within one statement there is one such moment,
 * whoever's transaction it is in. The rows of each part come as JSON, in which nothing is lost: texts, safe integers,
 * truth values and NULL are all that is ever selected.
 *
 * @module
 */

import { integer, type Query, type Row, text } from '../sql/rows.ts';
import { joined, type Sql, sql } from '../sql/sql.ts';

/** A query of one statement. */
export interface OneCut<T> {
  readonly statement: Sql;
  /** Makes the answer of its rows. */
  readonly read: (rows: readonly Row[]) => T;
}

/** The same query as one statement. */
export function oneCutOf<T>(query: Query<T>): OneCut<T> {
  const { statements } = query;
  const [only = sql`select 1`] = statements;
  if (statements.length <= 1) return { statement: only, read: (rows) => query.read([rows]) };
  const parts = statements.map(
    (each, index) =>
      sql`select cast(${index} as integer) as part, cast(json_agg(q) as text) as answer from (${each}) q`,
  );
  return {
    statement: joined(parts, ' union all '),
    read: (rows) => {
      const answers = new Map(rows.map((row) => [integer(row, 'part'), rowsIn(row)]));
      return query.read(statements.map((_, index) => answers.get(index) ?? []));
    },
  };
}

function rowsIn(row: Row): readonly Row[] {
  // Of no rows, the aggregate is NULL. SAFETY: a list of rows was aggregated.
  return row.answer === null ? [] : (JSON.parse(text(row, 'answer')) as readonly Row[]);
}
