import { openApp } from 'kithkin';
import { type SqliteDatabase, sqliteStore } from 'kithkin/sqlite';
import { checkStore } from 'kithkin/testing';
import { describe, expect, it } from 'vitest';
import { runs } from '../../support/setup.ts';
import { codeOf, createUsers, must } from '../../support/test-app.ts';
import { newFile } from './files.ts';

type OpenDatabase = new (path: string) => SqliteDatabase;

/** The class by which a driver opens a database, if the driver is here. */
async function driver(name: string, className: string): Promise<OpenDatabase | undefined> {
  try {
    const module = (await import(/* @vite-ignore */ name)) as Record<string, OpenDatabase | undefined>;
    const Database = module[className];
    // A driver may be installed without the binary that it needs.
    if (Database) new Database(':memory:').close();
    return Database;
  } catch {
    console.warn(`SKIPPED: ${name} is not here, so the SQLite store was not tried with it`);
    return undefined;
  }
}

const drivers = [
  ['libsql', await driver('libsql', 'default')],
  ['better-sqlite3', await driver('better-sqlite3', 'default')],
  ['node:sqlite', await driver('node:sqlite', 'DatabaseSync')],
] as const;

describe.each(drivers)('with %s', (name, Database) => {
  it.skipIf(!Database)('the store passes the kit', { timeout: 120_000 }, async () => {
    if (!Database) return;
    const files = new Map<string, string>();
    const open = (namespace: string) => {
      const file = files.get(namespace) ?? newFile();
      files.set(namespace, file);
      return sqliteStore({ database: new Database(file), durability: 'process' });
    };
    const report = await checkStore({ name, open }, { runs: runs(10) });
    expect(report.failures).toEqual([]);
  });

  it.skipIf(!Database)('the store waits for whoever else writes, and says when it cannot work', async () => {
    if (!Database) return;
    const file = newFile();
    const store = sqliteStore({ database: new Database(file), budgetMs: 100 });
    const app = openApp({ store, appId: 'app' });
    const other = new Database(file);
    other.exec('begin immediate');
    expect(await codeOf(app.users.create({ uid: 'ana', name: 'Ana' }))).toBe('STORE_CONTENTION');
    other.exec('rollback');
    await createUsers(app, 'ana');
    expect((await must(app.users.get('ana'))).uid).toBe('ana');
    await store.close();
    expect(await codeOf(app.users.get('ana'))).toBe('STORE_UNAVAILABLE');
  });
});
