import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type App, openApp, type StoreError } from 'kithkin';
import { type PostgresPool, postgresStore } from 'kithkin/postgres';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { stateOf } from '../../support/app-state.ts';
import { testBackwardClock } from '../../support/backward-clock.ts';
import { allOf, codeOf, createUsers, must, refusalOf } from '../../support/test-app.ts';
import { type AroundQuery, poolAround as around, dropTables, isThere, newPool } from './databases.ts';

const pools: pg.Pool[] = [];
afterEach(async () => {
  await Promise.allSettled(pools.splice(0).map((pool) => (pool.ended ? undefined : pool.end())));
});
afterAll(dropTables);

let apps = 0;

function anyPool(max?: number): pg.Pool {
  const pool = newPool(max);
  pools.push(pool);
  return pool;
}

/** A pool on whose connections each statement goes through `each`. */
function poolAround(each: AroundQuery, pool = anyPool()): PostgresPool {
  return around(pool, each);
}

function newApp(pool: PostgresPool, options: { budgetMs?: number; cap?: number; appId?: string } = {}): App {
  const { budgetMs, cap = 1000, appId = `faults-${(apps += 1)}` } = options;
  const limits = { friendshipsPerUserMax: cap };
  return openApp({ store: postgresStore({ pool, budgetMs }), appId, limits });
}

const unavailable = { code: 'STORE_UNAVAILABLE', committed: false };
const unknown: StoreError = { code: 'STORE_UNKNOWN_OUTCOME', committed: 'unknown' };

describe.skipIf(!isThere)('a command', () => {
  it('takes two round trips, and a page or a view one', async () => {
    let trips = 0;
    let isAnswered = true;
    // What is asked before anything has been answered goes out with the rest.
    const pool = poolAround(async (query, ask) => {
      if (isAnswered) trips += 1;
      isAnswered = false;
      const answer = await ask(query);
      isAnswered = true;
      return answer;
    });
    const app = newApp(pool);
    await createUsers(app, 'ana', 'bo');
    const tripsOf = async (ask: () => PromiseLike<unknown>) => {
      trips = 0;
      await ask();
      return trips;
    };
    expect(await tripsOf(async () => must(app.users.create({ uid: 'cy', name: 'Cy' })))).toBe(2);
    expect(await tripsOf(async () => must(app.friendships.befriend('ana', 'bo')))).toBe(2);
    expect(await tripsOf(async () => must(app.authTokens.issue('ana')))).toBe(2);
    expect(await tripsOf(async () => must(app.users.list({ count: true })))).toBe(1);
    expect(await tripsOf(async () => must(app.users.view('ana', { as: 'bo' })))).toBe(1);
  });

  it('holds caps with others in any order, and meets no deadlock', { timeout: 60_000 }, async () => {
    const appId = `faults-${(apps += 1)}`;
    const handles = [anyPool(6), anyPool(6)].map((pool) => newApp(pool, { cap: 3, appId }));
    const [one, two] = handles;
    if (!one || !two) throw new Error('unreachable');
    const uids = Array.from({ length: 8 }, (_, index) => `user-${index}`);
    await createUsers(one, ...uids);
    const pairs = uids.flatMap((a) => uids.filter((b) => b !== a).map((b) => [a, b] as const));
    const codes = await Promise.all(
      pairs.map(([a, b], index) => codeOf((index % 2 ? one : two).friendships.befriend(a, b))),
    );
    expect(new Set(codes)).toEqual(new Set(['ok', 'ERR_ALREADY_FRIEND', 'ERR_FRIENDS_LIMIT_EXCEEDED']));
    for (const uid of uids) {
      const page = await must(one.friendships.list(uid, { count: true }));
      expect(page.count).toBeLessThanOrEqual(3);
      expect(page.count).toBe(page.items.length);
    }
  });

  it('that makes what another makes at the same time is told so', async () => {
    const appId = `faults-${(apps += 1)}`;
    const handles = [anyPool(), anyPool()].map((pool) => newApp(pool, { appId }));
    const codes = await Promise.all(
      handles.flatMap((app) => [1, 2, 3].map(() => codeOf(app.users.create({ uid: 'ana', name: 'Ana' })))),
    );
    expect(codes.sort()).toEqual([
      'ERR_UID_ALREADY_EXISTS',
      ...Array(4).fill('ERR_UID_ALREADY_EXISTS'),
      'ok',
    ]);
  });

  it('that lost a deadlock or a race is run again', async () => {
    const states = ['40P01', '40001', '23505'];
    const pool = poolAround(async (query, ask) => {
      const code = query.text.startsWith('insert into kithkin_users') ? states.pop() : undefined;
      if (code === undefined) return ask(query);
      return ask({
        text: `do $$ begin raise exception 'made up' using errcode = '${code}'; end $$`,
        values: [],
      });
    });
    const app = newApp(pool);
    await createUsers(app, 'ana');
    expect(states).toEqual([]);
    expect((await allOf((page) => app.users.list(page))).map(({ uid }) => uid)).toEqual(['ana']);
  });

  it('that loses for longer than the budget is told so', async () => {
    const pool = poolAround(async (query, ask) => {
      if (!query.text.startsWith('insert into kithkin_users')) return ask(query);
      return ask({
        text: `do $$ begin raise exception 'made up' using errcode = '40001'; end $$`,
        values: [],
      });
    });
    const app = newApp(pool, { budgetMs: 300 });
    expect(await refusalOf(app.users.create({ uid: 'ana', name: 'Ana' }))).toEqual({
      code: 'STORE_CONTENTION',
      committed: false,
    });
  });
});

describe.skipIf(!isThere)('a commit whose answer is lost', () => {
  it.each([
    ['may have happened', true],
    ['may not have happened', false],
  ])('%s, and is not made again', async (_, isCommitted) => {
    let commits = 0;
    let isLost = false;
    const pool = poolAround(async (query, ask) => {
      if (query.text !== 'commit' || !isLost) return ask(query);
      commits += 1;
      await ask(isCommitted ? query : { text: 'rollback', values: [] });
      throw new Error('Connection terminated unexpectedly');
    });
    const app = newApp(pool);
    await createUsers(app, 'ana');
    isLost = true;
    expect(await refusalOf(app.users.create({ uid: 'bo', name: 'Bo' }))).toMatchObject(unknown);
    isLost = false;
    expect(commits).toBe(1);
    expect(await codeOf(app.users.get('bo'))).toBe(isCommitted ? 'ok' : 'ERR_UID_NOT_FOUND');
  });

  it('is unknown when it does not come in time', async () => {
    let isHung = false;
    const pool = poolAround((query, ask) =>
      query.text === 'commit' && isHung ? new Promise(() => undefined) : ask(query),
    );
    const app = newApp(pool, { budgetMs: 500 });
    await createUsers(app, 'ana');
    isHung = true;
    const began = Date.now();
    expect(await refusalOf(app.users.create({ uid: 'bo', name: 'Bo' }))).toMatchObject(unknown);
    expect(Date.now() - began).toBeLessThan(2000);
  });
});

describe.skipIf(!isThere)('a write that gets no answer', () => {
  it('is unknown where COMMIT was sent along', async () => {
    let isHung = false;
    const pool = poolAround(async (query, ask) => {
      const answer = await ask(query);
      return isHung && query.text.startsWith('insert into kithkin_users') ? new Promise(() => {}) : answer;
    });
    const app = newApp(pool, { budgetMs: 500 });
    await createUsers(app, 'ana');
    isHung = true;
    expect(await refusalOf(app.users.create({ uid: 'bo', name: 'Bo' }))).toMatchObject(unknown);
    isHung = false;
    expect(await codeOf(app.users.get('bo'))).toBe('ok');
  });
});

describe.skipIf(!isThere)('a write that the server refuses', () => {
  it('is not committed, and nothing of its commit is', async () => {
    let isRefused = false;
    const pool = poolAround(async (query, ask) => {
      if (!isRefused || !query.text.startsWith('insert into kithkin_anchors (app_id, type, id, friends)')) {
        return ask(query);
      }
      return ask({
        text: `do $$ begin raise exception 'no room' using errcode = '53100'; end $$`,
        values: [],
      });
    });
    const app = newApp(pool);
    await createUsers(app, 'ana', 'bo');
    const before = await stateOf(app);
    isRefused = true;
    expect(await refusalOf(app.friendships.befriend('ana', 'bo'))).toMatchObject(unavailable);
    isRefused = false;
    expect(await stateOf(app)).toEqual(before);
    await must(app.friendships.befriend('ana', 'bo'));
  });
});

if (isThere) testBackwardClock('PostgreSQL', () => postgresStore({ pool: anyPool() }), 'faults-clock');

describe.skipIf(!isThere)('a store whose server', () => {
  it('ends its connections goes on', async () => {
    const pool = anyPool(3);
    const app = newApp(pool);
    await createUsers(app, 'ana', 'bo');
    const other = anyPool(1);
    const { rows } = await pool.query('select pg_backend_pid() as pid');
    await other.query('select pg_terminate_backend($1)', [rows[0].pid]);
    await pause(100);
    await must(app.friendships.befriend('ana', 'bo'));
  });

  it('ends a connection in the middle says that nothing was committed', async () => {
    const other = anyPool(1);
    let isEnded = false;
    const inner = anyPool(1);
    const pool = poolAround(async (query, ask) => {
      if (isEnded && query.text.includes('kithkin_friendships')) {
        isEnded = false;
        return ask({ text: 'select pg_terminate_backend(pg_backend_pid())', values: [] });
      }
      return ask(query);
    }, inner);
    const app = newApp(pool);
    await createUsers(app, 'ana', 'bo');
    isEnded = true;
    expect(await refusalOf(app.friendships.befriend('ana', 'bo'))).toMatchObject(unavailable);
    await must(app.friendships.befriend('ana', 'bo'));
    expect((await other.query('select 1')).rows).toHaveLength(1);
  });
});

describe('a store without a server', () => {
  const nowhere = (port: number) => {
    const pool = new pg.Pool({ host: '127.0.0.1', port, user: 'nobody', database: 'nothing' });
    pools.push(pool);
    return pool;
  };

  it('says so when nobody listens', async () => {
    expect(await refusalOf(newApp(nowhere(1)).users.get('ana'))).toMatchObject(unavailable);
  });

  it('says so in time when nobody answers', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => void sockets.push(socket)).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const app = newApp(nowhere(port), { budgetMs: 200 });
    const began = Date.now();
    expect(await refusalOf(app.users.get('ana'))).toMatchObject(unavailable);
    expect(await refusalOf(app.users.create({ uid: 'ana', name: 'Ana' }))).toMatchObject(unavailable);
    for (const socket of sockets) socket.destroy();
    server.close();
    expect(Date.now() - began).toBeLessThan(2000);
  });

  it('says so once it is closed, and closes twice', async () => {
    const store = postgresStore({ pool: nowhere(1) });
    await store.close();
    await store.close();
    const app = openApp({ store, appId: 'app' });
    expect(await refusalOf(app.users.get('ana'))).toEqual(unavailable);
    expect(await refusalOf(app.users.create({ uid: 'ana', name: 'Ana' }))).toEqual(unavailable);
  });
});
