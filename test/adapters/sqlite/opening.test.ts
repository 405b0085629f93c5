import { exportApp, openApp } from 'kithkin';
import { sqliteStore } from 'kithkin/sqlite';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { migrations } from '../../../src/adapters/sql/schema.ts';
import { migrate } from '../../../src/adapters/sqlite/open.ts';
import { stateOf } from '../../support/app-state.ts';
import { createUsers, must } from '../../support/test-app.ts';
import { newFile, storeOn } from './files.ts';

function rowsOf(database: Database.Database, text: string): unknown[] {
  return database.prepare(text).all();
}

const later = [
  () => ['alter table kithkin_users add column later text'],
  () => ['create table kithkin_later (id text)'],
];

describe('opening a database', () => {
  it('makes its tables, and finds them there the next time', async () => {
    const file = newFile();
    const app = openApp({ store: storeOn(file), appId: 'app' });
    await createUsers(app, 'ana', 'bo');
    await must(app.friendships.befriend('ana', 'bo'));
    const again = openApp({ store: storeOn(file), appId: 'app' });
    expect(await stateOf(again)).toEqual(await stateOf(app));
    expect(rowsOf(new Database(file), 'select version from kithkin_schema')).toEqual([
      { version: migrations.length },
    ]);
  });

  it('works in memory', async () => {
    const app = openApp({ store: sqliteStore({ database: new Database(':memory:') }), appId: 'app' });
    await createUsers(app, 'ana');
  });

  it('sets the journal, and how much a commit outlives', () => {
    const [database, other] = [new Database(newFile()), new Database(newFile())];
    sqliteStore({ database });
    sqliteStore({ database: other, durability: 'process' });
    expect(rowsOf(database, 'pragma journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(rowsOf(database, 'pragma synchronous')).toEqual([{ synchronous: 2 }]);
    expect(rowsOf(other, 'pragma synchronous')).toEqual([{ synchronous: 1 }]);
  });

  it('brings tables of an older version to the newest, a step at a time, and keeps what is in them', async () => {
    const file = newFile();
    const app = openApp({ store: storeOn(file), appId: 'app' });
    await createUsers(app, 'ana');
    const database = new Database(file);
    migrate(database, [...migrations, ...later]);
    migrate(database, [...migrations, ...later]);
    expect(rowsOf(database, 'select uid, later from kithkin_users')).toEqual([{ uid: 'ana', later: null }]);
    expect(rowsOf(database, 'select version from kithkin_schema')).toEqual([
      { version: migrations.length + 2 },
    ]);
    // The handle that was open all the while goes on.
    await createUsers(app, 'bo');
  });

  it('takes all steps or none', () => {
    const database = new Database(newFile());
    const broken = [...migrations, ...later, () => ['create nonsense']];
    expect(() => migrate(database, broken)).toThrow('nonsense');
    expect(rowsOf(database, 'select name from sqlite_schema')).toEqual([]);
    migrate(database, migrations);
  });

  it('refuses tables of a newer version, and says so', () => {
    const file = newFile();
    migrate(new Database(file), [...migrations, ...later]);
    const newer = migrations.length + 2;
    expect(() => storeOn(file)).toThrow(
      `Cannot open the database: its schema is of version ${newer}, and this version of Kithkin knows ${migrations.length}`,
    );
  });

  it('needs no right to write where there is nothing to do', async () => {
    const file = newFile();
    await createUsers(openApp({ store: storeOn(file), appId: 'app' }), 'ana');
    const database = new Database(file);
    database.exec('pragma query_only = on');
    const app = openApp({ store: sqliteStore({ database }), appId: 'app' });
    expect((await must(app.users.get('ana'))).uid).toBe('ana');
    const exported = exportApp({ store: sqliteStore({ database }), appId: 'app' });
    for await (const text of exported.text) expect(text).not.toBe('');
    expect((await exported.done)._unsafeUnwrap()).toMatchObject({ user: 1 });
  });
});
