/**
 * A store on SQLite: one file, any number of processes on one machine, the driver of your choice.
 *
 * @packageDocumentation
 */

export type { SqliteDatabase, SqliteStatement, SqliteValue } from './database.ts';
export {
  type SqliteStoreOptions,
  sqliteAttemptMs,
  sqliteBudgetMs,
  sqlitePauseMsMax,
  sqliteStore,
} from './sqlite-store.ts';
