/**
 * Drivers: what SQL stores talk to, loaded when it is wanted.
 *
 * @module
 */

import type { SqliteDatabase } from '../adapters/sqlite/index.ts';

/** Opens a database file. */
export type OpenDatabase = new (file: string) => SqliteDatabase;

type Load<T> = () => Promise<T>;

// Names in variables: neither has types here, and Node.js 20 has no module of the second name.
const betterSqlite3: string = 'better-sqlite3';
const builtIn: string = 'node:sqlite';

/** The drivers of SQLite, the preferred one first. */
export const sqliteDrivers: readonly Load<OpenDatabase>[] = [
  async () => (await import('libsql')).default,
  async () => (await import(betterSqlite3)).default,
  async () => (await import(builtIn)).DatabaseSync,
];

/** The driver of PostgreSQL. */
export const postgresDrivers: readonly Load<typeof import('pg').Pool>[] = [
  async () => (await import('pg')).default.Pool,
];

const notInstalled: ReadonlySet<unknown> = new Set([
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ERR_UNKNOWN_BUILTIN_MODULE',
]);

/** Loads the first of several drivers that is installed; undefined if none is. Rejects if one is there and broken. */
export async function firstInstalled<T>(drivers: readonly Load<T>[]): Promise<T | undefined> {
  for (const load of drivers) {
    try {
      return await load();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (!notInstalled.has(code)) throw error;
    }
  }
  return undefined;
}
