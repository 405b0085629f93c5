/**
 * Database: what better-sqlite3, libsql and node:sqlite have in common, which is all that the store asks of a driver.
 *
 * @module
 */

/** A value as it is bound to a placeholder. */
export type SqliteValue = string | number | null | Uint8Array;

/** A prepared statement. */
export interface SqliteStatement {
  /** Runs the statement and returns all its rows, each an object by column names. */
  all(...params: SqliteValue[]): unknown[];
  /** Runs a statement that returns no rows. */
  run(...params: SqliteValue[]): unknown;
}

/** A connection to a database, as a synchronous driver opens it. */
export interface SqliteDatabase {
  /** Prepares a statement with placeholders `?`. */
  prepare(text: string): SqliteStatement;
  /** Runs statements without parameters. */
  exec(text: string): unknown;
  /** Closes the connection. */
  close(): unknown;
}

/** Whether the driver says that someone else held the database for longer than it waits. */
export function isBusy(error: unknown): boolean {
  const { code, errcode } = errorCodes(error);
  if (typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code)) return true;
  // SQLite keeps the kind of an error in the lowest byte: 5 is busy, 6 is locked.
  return typeof errcode === 'number' && [5, 6].includes(errcode & 0xff);
}

/** The text codes of better-sqlite3 and libsql, and the numbers of node:sqlite. */
function errorCodes(error: unknown): { readonly code?: unknown; readonly errcode?: unknown } {
  return typeof error === 'object' && error !== null ? error : {};
}
