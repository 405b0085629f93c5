/**
 * Opening: a database file is made ready, from whatever an earlier version left in it.
 *
 * @module
 */

import { integer, type Row } from '../sql/rows.ts';
import { type Migration, migrations } from '../sql/schema.ts';
import type { SqliteDatabase } from './database.ts';
import { sqliteDialect } from './dialect.ts';
import { expectRows } from './statistics.ts';

/** How long opening waits for whoever else holds the database, in milliseconds. */
export const openingWaitMs = 30_000;

/**
 * Brings the schema to the newest version. It runs in one transaction that two processes may begin at once: one waits,
 * and then finds nothing left to do. A database of a newer version is refused.
 */
export function migrate(database: SqliteDatabase, steps: readonly Migration[] = migrations): void {
  // Looked at first, so that a database that is only to be read can be opened.
  if (versionOf(database, steps.length) === steps.length) return;
  database.exec('begin immediate');
  try {
    const version = versionOf(database, steps.length);
    for (const step of steps.slice(version)) for (const text of step(sqliteDialect)) database.exec(text);
    database.exec('create table if not exists kithkin_schema (version integer not null) strict');
    database.exec('delete from kithkin_schema');
    database.prepare('insert into kithkin_schema (version) values (?)').run(steps.length);
    expectRows(database);
    database.exec('commit');
  } catch (error) {
    try {
      database.exec('rollback');
    } catch {
      // It was rolled back already; what matters is why.
    }
    throw error;
  }
}

function versionOf(database: SqliteDatabase, newest: number): number {
  const tables = database.prepare('select 1 from sqlite_schema where name = ?').all('kithkin_schema');
  if (tables.length === 0) return 0;
  // SAFETY: drivers return rows as objects by column names.
  const [row] = database.prepare('select version from kithkin_schema').all() as readonly Row[];
  const version = row ? integer(row, 'version') : 0;
  if (version > newest) {
    throw new Error(
      `Cannot open the database: its schema is of version ${version}, and this version of Kithkin knows ${newest}`,
    );
  }
  return version;
}

/** Lets readers and one writer work at the same time, and sets how much a commit outlives. */
export function setUp(database: SqliteDatabase, durability: 'power' | 'process'): void {
  database.exec(`pragma busy_timeout = ${openingWaitMs}`);
  const [row] = database.prepare('pragma journal_mode').all() as readonly Row[];
  if (row?.journal_mode !== 'wal') database.prepare('pragma journal_mode = wal').all();
  database.exec(`pragma synchronous = ${durability === 'power' ? 'full' : 'normal'}`);
}
