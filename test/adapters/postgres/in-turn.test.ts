import { openApp } from 'kithkin';
import { type PostgresStore, postgresStore } from 'kithkin/postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { codeOf, createUsers, must, refusalOf } from '../../support/test-app.ts';
import { type AroundQuery, connectionAround, dropTables, isThere, newPool, poolAround } from './databases.ts';

const stores: PostgresStore[] = [];
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await dropTables();
});

/** Counts the most statements that were ever under way. */
function newCount() {
  const seen = { most: 0, statements: 0 };
  let underWay = 0;
  const around: AroundQuery = async (query, ask) => {
    seen.statements += 1;
    underWay += 1;
    seen.most = Math.max(seen.most, underWay);
    try {
      return await ask(query);
    } finally {
      underWay -= 1;
    }
  };
  return { seen, around };
}

describe.skipIf(!isThere)('a connection that takes one statement at a time', () => {
  it('is never asked the next before it has answered, and does all the same', async () => {
    const { seen, around } = newCount();
    const store = postgresStore({ pool: poolAround(newPool(1, { pipeline: false }), around) });
    stores.push(store);
    const app = openApp({ store, appId: 'in-turn', limits: { friendshipsPerUserMax: 1 } });
    await createUsers(app, 'ana', 'bo', 'cy');
    await must(app.friendships.befriend('ana', 'bo'));
    expect(await codeOf(app.friendships.befriend('ana', 'cy'))).toBe('ERR_FRIENDS_LIMIT_EXCEEDED');
    expect(await codeOf(app.users.create({ uid: 'ana', name: 'Ana' }))).toBe('ERR_UID_ALREADY_EXISTS');
    await must(
      app.users.update('ana', { name: 'Ana Lima', tags: ['one'], metadata: { deep: [{ er: null }] } }),
    );
    const view = await must(app.users.view('ana', { as: 'bo' }));
    expect(view).toMatchObject({ name: 'Ana Lima', metadata: { deep: [{ er: null }] } });
    expect(await must(app.friendships.list('ana', { count: true }))).toMatchObject({ count: 1 });
    expect(seen.statements).toBeGreaterThan(30);
    expect(seen.most).toBe(1);
  });

  it('may be the one of a caller, who has a transaction on it', async () => {
    const { seen, around } = newCount();
    const store = postgresStore({ pool: newPool(1) });
    stores.push(store);
    const callers = newPool(1, { pipeline: false });
    const client = await callers.connect();
    const app = openApp({ store: store.within(connectionAround(client, around)), appId: 'in-turn-within' });
    await client.query('begin isolation level repeatable read');
    expect(await codeOf(app.users.get('ana'))).toBe('STORE_UNAVAILABLE');
    expect(await codeOf(app.users.create({ uid: 'ana', name: 'Ana' }))).toBe('STORE_UNAVAILABLE');
    await client.query('rollback');
    await client.query('begin');
    await createUsers(app, 'ana', 'bo');
    expect(await codeOf(app.friendships.befriend('ana', 'nobody'))).toBe('ERR_UID_NOT_FOUND');
    const codes = await Promise.all([
      codeOf(app.friendships.befriend('ana', 'bo')),
      codeOf(app.users.get('bo')),
    ]);
    expect(codes).toEqual(['ok', 'ok']);
    await client.query('commit');
    expect(seen.most).toBe(1);
    client.release();
    await callers.end();
    const outside = openApp({ store, appId: 'in-turn-within' });
    expect(await must(outside.friendships.list('ana', { count: true }))).toMatchObject({ count: 1 });
  });

  const unavailable = { code: 'STORE_UNAVAILABLE', committed: false };
  const unknown = { code: 'STORE_UNKNOWN_OUTCOME', committed: 'unknown' };
  const never = () => new Promise<never>(() => undefined);
  const broken = () => Promise.reject(new Error('Connection terminated unexpectedly'));

  it.each([
    ['a write gets no answer', 'insert into kithkin_users', never, unavailable, 'ERR_UID_NOT_FOUND'],
    ['a write breaks the connection', 'insert into kithkin_users', broken, unavailable, 'ERR_UID_NOT_FOUND'],
    ['a commit gets no answer', 'commit', never, unknown, 'ok'],
    ['a commit breaks the connection', 'commit', broken, unknown, 'ok'],
  ])('knows whether it has sent COMMIT when %s', async (title, begin, answer, error, code) => {
    let isTroubled = false;
    const commits: string[] = [];
    const pool = poolAround(newPool(1, { pipeline: false }), async (query, ask) => {
      if (isTroubled && query.text === 'commit') commits.push(query.text);
      const answered = await ask(query);
      return isTroubled && query.text.startsWith(begin) ? answer() : answered;
    });
    const store = postgresStore({ pool, budgetMs: 500 });
    stores.push(store);
    const app = openApp({ store, appId: `in-turn-${title.replaceAll(' ', '-')}` });
    await createUsers(app, 'ana');
    isTroubled = true;
    expect(await refusalOf(app.users.create({ uid: 'bo', name: 'Bo' }))).toMatchObject(error);
    isTroubled = false;
    expect(commits).toHaveLength(error === unknown ? 1 : 0);
    expect(await codeOf(app.users.get('bo'))).toBe(code);
  });
});
