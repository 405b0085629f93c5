/**
 * The SQL of SQLite, where it differs.
 *
 * @module
 */

import type { Dialect } from '../sql/dialect.ts';

/** SQLite, from 3.38. */
export const sqliteDialect: Dialect = {
  placeholder: () => '?',
  // Some drivers take no booleans, and one even ends the process.
  bound: (value) => (typeof value === 'boolean' ? Number(value) : value),
  types: { text: 'text', bytes: 'blob', integer: 'integer', flag: 'integer' },
  // Without autoincrement, the number of the newest row would be given again once that row is gone.
  sequence: 'sequence integer primary key autoincrement',
  numberedTable: ' strict',
  keyedTable: ' strict, without rowid',
};
