import { openApp } from 'kithkin';
import { type PostgresStore, postgresStore } from 'kithkin/postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { codeOf, createUsers, must } from '../../support/test-app.ts';
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
});
