/**
 * Database files for tests, gone when the test file has run.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from 'kithkin';
import { type SqliteDatabase, type SqliteStoreOptions, sqliteStore } from 'kithkin/sqlite';
import type { Faults } from 'kithkin/testing';
import Database from 'libsql';
import { afterAll } from 'vitest';
import { defectQueries } from '../../support/defects.ts';
import type { SharedStore } from '../../support/store-processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'kithkin-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;

/** The path of a database that is not there yet. */
export function newFile(): string {
  files += 1;
  return join(folder, `${files}.db`);
}

/** A store on a file, over libsql; it may lose its last commits when the power fails, which no test does. */
export function storeOn(file: string, options: Partial<SqliteStoreOptions> = {}): Store {
  return sqliteStore({ database: new Database(file), durability: 'process', ...options });
}

/** A connection that tells of everything it is asked, before it is asked. */
export function watched(database: SqliteDatabase, tell: (text: string) => void): SqliteDatabase {
  const telling =
    <A extends unknown[], T>(text: string, call: (...given: A) => T) =>
    (...given: A): T => {
      tell(text);
      return call(...given);
    };
  return {
    prepare: (text) => {
      const statement = database.prepare(text);
      return {
        all: telling(text, (...params) => statement.all(...params)),
        run: telling(text, (...params) => statement.run(...params)),
      };
    },
    exec: (text) => {
      tell(text);
      return database.exec(text);
    },
    close: () => database.close(),
  };
}

/** A connection that is troubled where transactions begin and end. A call that blocks knows no silence: it fails. */
export function troubled(database: SqliteDatabase, faults: Faults): SqliteDatabase {
  return {
    prepare: (text) => database.prepare(text),
    exec: (text) => {
      const isBeginning = text.startsWith('begin');
      const fault = text === 'commit' ? faults.next('commit') : isBeginning ? faults.next('load') : undefined;
      if (fault === 'conflict') throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
      if (fault === 'unreachable') throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
      const answer = database.exec(text);
      if (fault === undefined) return answer;
      if (isBeginning) database.exec('rollback');
      throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
    },
    close: () => database.close(),
  };
}

/** Stores on files, for several processes. */
export const sharedFiles: SharedStore = {
  name: 'sqlite',
  module: `
    import Database from 'libsql';
    import { sqliteStore } from 'kithkin/sqlite';
    export const openStore = (file, options) =>
      sqliteStore({ database: new Database(file), durability: 'process', ...options });`,
  newPlace: newFile,
  open: (file) => storeOn(file),
  defects: async (file, limits) => {
    const database = new Database(file);
    const checked = database.prepare('pragma integrity_check').all() as { integrity_check: string }[];
    const found = defectQueries(limits).flatMap((query) => database.prepare(query).all() as unknown[]);
    database.close();
    return [...checked.filter((row) => row.integrity_check !== 'ok'), ...found];
  },
};
