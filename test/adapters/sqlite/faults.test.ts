import { type App, err, ok, okAsync, openApp, type ResultAsync, type StoreError } from 'kithkin';
import { type SqliteDatabase, sqliteStore } from 'kithkin/sqlite';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { stateOf } from '../../support/app-state.ts';
import { testBackwardClock } from '../../support/backward-clock.ts';
import { ana, bo } from '../../support/records.ts';
import { codeOf, createUsers, must, refusalOf } from '../../support/test-app.ts';
import { newFile, storeOn, watched } from './files.ts';

const unavailable = { code: 'STORE_UNAVAILABLE', committed: false };

/** An app on a connection of which some requests fail, as `fault` says before each. */
function faulty(
  fault: (text: string) => void,
  file = newFile(),
): { readonly app: App; readonly database: Database.Database } {
  const database = new Database(file);
  const store = sqliteStore({ database: watched(database, fault), durability: 'process', budgetMs: 200 });
  return { app: openApp({ store, appId: 'app' }), database };
}

/** An error as better-sqlite3 and libsql throw it. */
function sqliteError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** Fails once, at the next request of this beginning. */
function failing(): {
  readonly fault: (text: string) => void;
  next(beginning: string, error: unknown): void;
} {
  let armed: { readonly beginning: string; readonly error: unknown } | undefined;
  return {
    next: (beginning, error) => {
      armed = { beginning, error };
    },
    fault: (text) => {
      if (!armed || !text.startsWith(armed.beginning)) return;
      const { error } = armed;
      armed = undefined;
      throw error;
    },
  };
}

describe('somebody else who writes', () => {
  it('is waited for', async () => {
    const file = newFile();
    const app = openApp({ store: storeOn(file), appId: 'app' });
    const other = new Database(file);
    other.exec('begin immediate');
    const created = app.users.create({ uid: 'ana', name: 'Ana' });
    setTimeout(() => {
      other.exec('commit');
    }, 100);
    await must(created);
    expect((await must(app.users.get('ana'))).name).toBe('Ana');
  });

  it('is not waited for longer than the budget', async () => {
    const file = newFile();
    const app = openApp({ store: storeOn(file, { budgetMs: 100 }), appId: 'app' });
    const other = new Database(file);
    other.exec('begin immediate');
    const began = Date.now();
    expect(await refusalOf(app.users.create({ uid: 'ana', name: 'Ana' }))).toEqual({
      code: 'STORE_CONTENTION',
      committed: false,
    });
    expect(Date.now() - began).toBeLessThan(1000);
    other.exec('rollback');
    await createUsers(app, 'ana');
  });

  it('holds up no reader, and is not seen before the commit', async () => {
    const file = newFile();
    const app = openApp({ store: storeOn(file), appId: 'app' });
    await createUsers(app, 'ana');
    const other = new Database(file);
    other.exec(`begin immediate; update kithkin_users set name = 'Other'`);
    expect((await must(app.users.get('ana'))).name).toBe('User ana');
    other.exec('commit');
    expect((await must(app.users.get('ana'))).name).toBe('Other');
  });

  it('may be in the way of a commit, which is then made again', async () => {
    const { fault, next } = failing();
    const { app } = faulty(fault);
    next('commit', sqliteError('SQLITE_BUSY'));
    await createUsers(app, 'ana');
    expect(await must(app.users.list({ count: true }))).toMatchObject({ count: 1 });
  });

  it.each([
    ['better-sqlite3', sqliteError('SQLITE_BUSY_SNAPSHOT')],
    ['node:sqlite', Object.assign(new Error('busy'), { code: 'ERR_SQLITE_ERROR', errcode: 517 })],
    ['a shared cache', Object.assign(new Error('locked'), { code: 'ERR_SQLITE_ERROR', errcode: 6 })],
  ])('is recognised by what %s throws', async (_, error) => {
    const { fault, next } = failing();
    const { app } = faulty(fault);
    next('begin', error);
    await createUsers(app, 'ana');
  });
});

describe('a store that cannot work', () => {
  it('answers so once it is closed, and closes twice', async () => {
    const store = storeOn(newFile());
    const app = openApp({ store, appId: 'app' });
    await store.close();
    await store.close();
    expect(await refusalOf(app.users.get('ana'))).toEqual(unavailable);
    expect(await refusalOf(app.users.list())).toEqual(unavailable);
    expect(await refusalOf(app.users.create({ uid: 'ana', name: 'Ana' }))).toEqual(unavailable);
  });

  it('answers so while it waits for somebody else and is closed', async () => {
    const file = newFile();
    const store = storeOn(file);
    const other = new Database(file);
    other.exec('begin immediate');
    const created = openApp({ store, appId: 'app' }).users.create({ uid: 'ana', name: 'Ana' });
    await store.close();
    expect(await refusalOf(created)).toEqual(unavailable);
  });

  it('answers so when its connection was closed under it', async () => {
    const { app, database } = faulty(() => undefined);
    database.close();
    expect(await refusalOf(app.users.get('ana'))).toMatchObject({ ...unavailable, cause: expect.any(Error) });
    expect(await refusalOf(app.users.create({ uid: 'ana', name: 'Ana' }))).toMatchObject(unavailable);
  });

  it('answers so on a database that may only be read, which it still reads', async () => {
    const file = newFile();
    await createUsers(openApp({ store: storeOn(file), appId: 'app' }), 'ana');
    const { app, database } = faulty(() => undefined, file);
    database.exec('pragma query_only = on');
    expect(await refusalOf(app.users.create({ uid: 'bo', name: 'Bo' }))).toMatchObject(unavailable);
    expect((await must(app.users.get('ana'))).uid).toBe('ana');
    database.exec('pragma query_only = off');
    await createUsers(app, 'bo');
  });

  it('answers so on a full disk, leaves nothing behind, and goes on once there is room', async () => {
    const { app, database } = faulty(() => undefined);
    await createUsers(app, 'ana');
    const [{ page_count: pages }] = database.prepare('pragma page_count').all() as [{ page_count: number }];
    database.exec(`pragma max_page_count = ${pages + 1}`);
    const create = (index: number) =>
      app.users.create({ uid: `user-${index}`, name: 'n'.repeat(100), metadata: { text: 'x'.repeat(4000) } });
    const codes: string[] = [];
    for (let index = 0; index < 10; index += 1) codes.push(await codeOf(create(index)));
    expect(new Set(codes)).toEqual(new Set(['ok', 'STORE_UNAVAILABLE']));
    const kept = codes.filter((code) => code === 'ok').length;
    expect(await must(app.users.list({ count: true }))).toMatchObject({ count: kept + 1 });

    database.exec('pragma max_page_count = 100000');
    await must(create(100));
    expect(await must(app.users.list({ count: true }))).toMatchObject({ count: kept + 2 });
    expect(database.prepare('pragma integrity_check').all()).toMatchObject([{ integrity_check: 'ok' }]);
  });

  it.each(['select', 'begin', 'insert into kithkin_anchors'])(
    'answers so when %s fails',
    async (beginning) => {
      const { fault, next } = failing();
      const { app } = faulty(fault);
      await createUsers(app, 'ana', 'bo');
      const before = await stateOf(app);
      next(beginning, sqliteError('SQLITE_IOERR'));
      expect(await refusalOf(app.friendships.befriend('ana', 'bo'))).toMatchObject(unavailable);
      expect(await stateOf(app)).toEqual(before);
      await must(app.friendships.befriend('ana', 'bo'));
    },
  );

  it('does not end a transaction that is not its own', async () => {
    const { app, database } = faulty(() => undefined);
    database.exec('begin immediate');
    expect(await refusalOf(app.users.create({ uid: 'ana', name: 'Ana' }))).toMatchObject(unavailable);
    database.exec('commit');
    await createUsers(app, 'ana');
  });

  it('goes on after a rollback has failed', async () => {
    const { fault, next } = failing();
    const { app } = faulty(fault);
    next('rollback', sqliteError('SQLITE_IOERR'));
    expect(await codeOf(app.users.get('ana'))).toBe('ERR_UID_NOT_FOUND');
    next('rollback', sqliteError('SQLITE_IOERR'));
    expect(await codeOf(app.users.update('ana', { name: 'Ana' }))).toBe('ERR_UID_NOT_FOUND');
    await createUsers(app, 'ana');
  });

  it('shows nothing of what it could neither commit nor roll back', async () => {
    let isBroken = false;
    const { app } = faulty((text) => {
      if (isBroken && /^(commit|rollback)/.test(text)) throw sqliteError('SQLITE_IOERR');
    });
    await createUsers(app, 'ana');
    isBroken = true;
    expect(await codeOf(app.users.create({ uid: 'bo', name: 'Bo' }))).toBe('STORE_UNKNOWN_OUTCOME');
    expect(await refusalOf(app.users.get('bo'))).toMatchObject(unavailable);
    isBroken = false;
    expect(await codeOf(app.users.get('bo'))).toBe('ERR_UID_NOT_FOUND');
  });
});

describe('a commit that breaks off', () => {
  const unknown: StoreError = { code: 'STORE_UNKNOWN_OUTCOME', committed: 'unknown' };

  it('may not have happened', async () => {
    const { fault, next } = failing();
    const { app } = faulty(fault);
    next('commit', sqliteError('SQLITE_IOERR_FSYNC'));
    expect(await refusalOf(app.users.create({ uid: 'ana', name: 'Ana' }))).toMatchObject(unknown);
    expect(await codeOf(app.users.get('ana'))).toBe('ERR_UID_NOT_FOUND');
    await createUsers(app, 'ana');
  });

  it('may have happened', async () => {
    const inner = new Database(newFile());
    let isLost = false;
    const database: SqliteDatabase = {
      prepare: (text) => inner.prepare(text),
      exec: (text) => {
        inner.exec(text);
        if (isLost && text === 'commit') throw sqliteError('SQLITE_IOERR');
      },
      close: () => inner.close(),
    };
    const app = openApp({ store: sqliteStore({ database }), appId: 'app' });
    isLost = true;
    expect(await refusalOf(app.users.create({ uid: 'ana', name: 'Ana' }))).toMatchObject(unknown);
    isLost = false;
    expect((await must(app.users.get('ana'))).uid).toBe('ana');
    await createUsers(app, 'bo');
  });
});

describe('a decision', () => {
  const plan = { anchors: { write: [], read: [] }, load: { user: { type: 'user', uid: ana } } } as const;

  it('that throws reaches the caller as a rejection, and leaves nothing', async () => {
    const app = storeOn(newFile()).forApp('app' as never);
    const bug = new Error('a bug');
    const throwing = () => {
      throw bug;
    };
    await expect(app.transact(plan, throwing)).rejects.toBe(bug);
    await expect(app.read(plan.load, throwing)).rejects.toBe(bug);
    expect(await app.transact(plan, ({ user }) => ok({ changes: [], value: user }))).toEqual(ok(undefined));
  });

  it('cannot use the store that asks it', async () => {
    const app = storeOn(newFile()).forApp('app' as never);
    let inner: ResultAsync<unknown, unknown> = okAsync(undefined);
    const outer = await app.transact(plan, () => {
      inner = app.users.list({ order: 'uid', deactivated: 'with', limit: 1, count: false });
      return err('refused');
    });
    expect(outer).toEqual(err('refused'));
    await expect(inner).rejects.toThrow('from within a decision');
  });

  it('is held to the bounds of a plan and of a commit', async () => {
    const app = storeOn(newFile()).forApp('app' as never);
    const anchors = { write: Array.from({ length: 9 }, () => ({ type: 'app' }) as const), read: [] };
    await expect(app.transact({ anchors, load: {} }, () => err('refused'))).rejects.toThrow('9 anchors');
    const removal = { type: 'removeBlock', blocker: ana, blocked: bo } as const;
    const changes = Array.from({ length: 65 }, () => removal);
    await expect(app.transact(plan, () => ok({ changes, value: 1 }))).rejects.toThrow('65 changes');
    expect(await app.transact(plan, () => ok({ changes: [removal], value: 1 }))).toEqual(ok(1));
  });
});

testBackwardClock('SQLite', () => storeOn(newFile()), 'app');
