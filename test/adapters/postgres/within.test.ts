import { type App, type AppStore, openApp, ResultAsync, type Store } from 'kithkin';
import { type PostgresConnection, type PostgresStore, postgresStore } from 'kithkin/postgres';
import { checkStore, renderReport } from 'kithkin/testing';
import type pg from 'pg';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type AskedOperation, storeAround } from '../../../src/testing/store-around.ts';
import { stateOf } from '../../support/app-state.ts';
import { runs } from '../../support/setup.ts';
import { codeOf, createUsers, must, refusalOf } from '../../support/test-app.ts';
import { within } from '../../support/wrapped-store.ts';
import { connectionAround, dropTables, isThere, newPool } from './databases.ts';

const callers = newPool(6);
const opened: Store[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
});
afterAll(async () => {
  await callers.end();
  await dropTables();
});

let apps = 0;

function openStore(budgetMs?: number): PostgresStore {
  const store = postgresStore({ pool: newPool(2), budgetMs });
  opened.push(store);
  return store;
}

/** An app with two users, and how to have it inside a transaction: with or without time to wait. */
async function newStage() {
  const store = openStore();
  const appId = `within-${(apps += 1)}`;
  const app = openApp({ store, appId });
  await createUsers(app, 'ana', 'bo');
  const inside = (client: PostgresConnection) => openApp({ store: store.within(client), appId });
  const hastyInside = async (client: PostgresConnection, budgetMs: number) => {
    const hasty = openStore(budgetMs);
    // What a store does first is done before its time counts.
    while ((await codeOf(openApp({ store: hasty, appId }).users.get('ana'))) !== 'ok');
    return openApp({ store: hasty.within(client), appId });
  };
  return { app, inside, hastyInside };
}

async function holding<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await callers.connect();
  try {
    return await work(client);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

type AppStoreId = Parameters<Store['forApp']>[0];

const ending =
  (client: pg.PoolClient) =>
  async <T>(answer: T) => {
    await client.query('commit');
    return answer;
  };

async function refusalOrOk<T, E>(asked: ResultAsync<T, E>): Promise<E | 'ok'> {
  const answer = await asked;
  return answer.isOk() ? 'ok' : answer.error;
}

/** The users that an app has anchors for. */
async function anchorsOf({ appId }: App): Promise<readonly string[]> {
  const text = `select id from kithkin_anchors where app_id = $1 and type = 'user' order by id`;
  return (await callers.query(text, [appId])).rows.map(({ id }) => id);
}

const create = (app: App, uid: string) => app.users.create({ uid, name: uid });

/** Asks an operation such as `users.list` of an app's store. */
function ask(app: AppStore, { name, given }: AskedOperation): ResultAsync<unknown, unknown> {
  const [last = '', ...path] = name.split('.').reverse();
  const holder = path.reverse().reduce<object>((each, part) => Reflect.get(each, part), app);
  return Reflect.apply(Reflect.get(holder, last), holder, given);
}

/** A store whose every operation is a transaction of its caller's. */
function storeOfCallers(store: PostgresStore): Store {
  const around = (appId: AppStoreId, operation: AskedOperation) =>
    holding(async (client) => {
      await client.query('begin');
      const answer = await ask(store.within(client).forApp(appId), operation);
      await client.query(answer.isOk() ? 'commit' : 'rollback');
      return answer;
    });
  return {
    forApp: (appId) =>
      storeAround(store, (operation) => new ResultAsync(around(appId, operation))).forApp(appId),
    close: () => store.close(),
  };
}

describe.skipIf(!isThere)('a store within a transaction of the caller', () => {
  it('does what the caller then commits, and sees it before anybody else', async () => {
    const { app, inside } = await newStage();
    await holding(async (client) => {
      await client.query('begin');
      const own = inside(client);
      await must(create(own, 'cy'));
      await must(own.friendships.befriend('cy', 'ana'));
      expect(await codeOf(own.users.get('cy'))).toBe('ok');
      expect(await codeOf(app.users.get('cy'))).toBe('ERR_UID_NOT_FOUND');
      await client.query('commit');
    });
    expect(await must(app.friendships.list('cy', { count: true }))).toMatchObject({ count: 1 });
  });

  it('takes back all of it with the rollback of the caller', async () => {
    const { app, inside } = await newStage();
    const before = await stateOf(app);
    await holding(async (client) => {
      await client.query('begin');
      await must(create(inside(client), 'cy'));
      await must(inside(client).friendships.befriend('ana', 'bo'));
      await client.query('rollback');
    });
    expect(await stateOf(app)).toEqual(before);
  });

  it('leaves it usable after a refusal, and gives up the locks that were taken for that', async () => {
    const { app, inside } = await newStage();
    await holding(async (client) => {
      await client.query('begin');
      const own = inside(client);
      await must(create(own, 'cy'));
      expect(await codeOf(create(own, 'ana'))).toBe('ERR_UID_ALREADY_EXISTS');
      expect(await codeOf(own.friendships.befriend('ana', 'nobody'))).toBe('ERR_UID_NOT_FOUND');
      // Would wait for the transaction if the refusals still held ana.
      await must(app.friendships.befriend('ana', 'bo'));
      await must(create(own, 'di'));
      await client.query('commit');
    });
    expect(await must(app.users.list({ count: true }))).toMatchObject({ count: 4 });
  });

  it('does commands that are asked at once one after the other', async () => {
    const { app, inside } = await newStage();
    await holding(async (client) => {
      await client.query('begin');
      const [one, two] = [inside(client), inside(client)];
      const codes = await Promise.all([
        ...['cy', 'di', 'cy', 'ana'].map((uid) => codeOf(create(one, uid))),
        ...['ei', 'di'].map((uid) => codeOf(create(two, uid))),
        codeOf(two.users.get('ana')),
      ]);
      const exists = 'ERR_UID_ALREADY_EXISTS';
      expect(codes).toEqual(['ok', 'ok', exists, exists, 'ok', exists, 'ok']);
      await client.query('commit');
    });
    expect(await must(app.users.list({ count: true }))).toMatchObject({ count: 5 });
  });

  it('tells the loser of a deadlock between two callers, whose transaction stays usable', {
    timeout: 30_000,
  }, async () => {
    const { app, inside } = await newStage();
    const codes = await holding((first) =>
      holding(async (second) => {
        await Promise.all([first.query('begin'), second.query('begin')]);
        const [one, two] = [inside(first), inside(second)];
        await must(one.users.update('ana', { name: 'One' }));
        await must(two.users.update('bo', { name: 'Two' }));
        const answers = await Promise.all([
          refusalOrOk(one.users.update('bo', { name: 'One' })).then(ending(first)),
          refusalOrOk(two.users.update('ana', { name: 'Two' })).then(ending(second)),
        ]);
        return answers;
      }),
    );
    expect(codes).toContainEqual({ code: 'STORE_CONTENTION', committed: false });
    expect(codes).toContain('ok');
    const names = (await Promise.all(['ana', 'bo'].map((uid) => must(app.users.get(uid))))).map(
      ({ name }) => name,
    );
    // Both committed: the winner all, the loser what it had done before.
    expect([
      ['One', 'One'],
      ['Two', 'Two'],
    ]).toContainEqual(names);
  });

  it('refuses a connection that has no transaction, and does nothing there', async () => {
    const { app, inside } = await newStage();
    const before = await anchorsOf(app);
    await holding(async (client) => {
      const own = inside(client);
      const refusal = {
        code: 'STORE_UNAVAILABLE',
        committed: false,
        cause: { message: expect.stringContaining('none is under way') },
      };
      expect(await refusalOf(create(own, 'cy'))).toMatchObject(refusal);
      expect(await refusalOf(own.users.get('ana'))).toMatchObject(refusal);
      await client.query('begin');
      await must(create(own, 'di'));
      await client.query('commit');
      expect(await refusalOf(create(own, 'ei'))).toMatchObject(refusal);
    });
    expect(await anchorsOf(app)).toEqual([...before, 'di'].sort());
  });

  it('throws for what is no connection, and says what is', () => {
    for (const client of [undefined, null, 'client', {}, { query: 'select 1' }, Promise.resolve()]) {
      expect(() => openStore().within(client as never)).toThrow('within() takes the connection');
    }
  });

  it('refuses a transaction that has failed, or in which limits could not be held', async () => {
    const { inside } = await newStage();
    await holding(async (client) => {
      const own = inside(client);
      await client.query('begin');
      await expect(client.query('select 1 / 0')).rejects.toThrow('division');
      expect(await refusalOf(create(own, 'cy'))).toMatchObject({
        cause: { message: expect.stringContaining('has failed before') },
      });
      await client.query('rollback');
      for (const level of ['repeatable read', 'serializable']) {
        await client.query(`begin isolation level ${level}`);
        const refusal = { cause: { message: expect.stringContaining(`isolation level is ${level}`) } };
        expect(await refusalOf(create(own, 'cy'))).toMatchObject(refusal);
        expect(await refusalOf(own.users.get('ana'))).toMatchObject(refusal);
        // It can still be used for something else.
        expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
        await client.query('rollback');
      }
    });
  });

  it('makes the tables first, and leaves the settings and the connection of the caller alone', async () => {
    const store = openStore();
    await holding(async (client) => {
      await client.query('begin');
      const inner = store.within(client);
      await must(create(openApp({ store: inner, appId: `within-${(apps += 1)}` }), 'ana'));
      await inner.close();
      const closed = openApp({ store: inner, appId: 'closed' });
      expect(await codeOf(closed.users.get('ana'))).toBe('STORE_UNAVAILABLE');
      expect((await client.query('show enable_seqscan')).rows).toEqual([{ enable_seqscan: 'on' }]);
      await client.query('commit');
    });
  });

  it('says in time that a lock did not come, and does not do it later', { timeout: 30_000 }, async () => {
    const { app, inside, hastyInside } = await newStage();
    await holding((first) =>
      holding(async (second) => {
        await Promise.all([first.query('begin'), second.query('begin')]);
        await must(inside(first).users.update('ana', { name: 'One' }));
        const hasty = await hastyInside(second, 500);
        const refused = refusalOf(hasty.users.update('ana', { name: 'Two' }));
        expect(await refused).toMatchObject({ code: 'STORE_UNAVAILABLE', committed: false });
        await first.query('commit');
        await must(create(inside(second), 'cy'));
        await second.query('commit');
      }),
    );
    expect((await must(app.users.get('ana'))).name).toBe('One');
    expect(await codeOf(app.users.get('cy'))).toBe('ok');
  });

  it('runs a command again that added what somebody else had added', async () => {
    const { app, inside } = await newStage();
    await holding(async (client) => {
      await client.query('begin');
      await must(create(inside(client), 'cy'));
      let tries = 0;
      const troubled = connectionAround(client, async (query, ask) => {
        if (!query.text.startsWith('insert into kithkin_users') || (tries += 1) > 2) return ask(query);
        return ask({
          text: `do $$ begin raise exception 'made up' using errcode = '23505'; end $$`,
          values: [],
        });
      });
      await must(create(inside(troubled), 'di'));
      expect(tries).toBe(3);
      await client.query('commit');
    });
    expect((await must(app.users.list())).items.map(({ uid }) => uid).sort()).toEqual([
      'ana',
      'bo',
      'cy',
      'di',
    ]);
  });

  it('says that it does not know what became of a command in which the caller committed', async () => {
    const { app, inside } = await newStage();
    await holding(async (client) => {
      await client.query('begin');
      let isEnded = false;
      const hasty = connectionAround(client, async (query, ask) => {
        if (query.text.startsWith('insert into kithkin_users')) {
          isEnded = true;
          void client.query('commit');
        }
        return ask(query);
      });
      expect(await refusalOf(create(inside(hasty), 'cy'))).toMatchObject({
        code: 'STORE_UNKNOWN_OUTCOME',
        committed: 'unknown',
        cause: { message: expect.stringContaining('Await each command') },
      });
      expect(isEnded).toBe(true);
    });
    // It stands without its transaction, which is why `committed: false` would be wrong.
    expect(await codeOf(app.users.get('cy'))).toBe('ok');
  });

  it.each([true, false])('leaves no savepoint behind that was late, with pipeline: %s', async (pipeline) => {
    const { app, inside, hastyInside } = await newStage();
    const pool = newPool(1, { pipeline });
    const client = await pool.connect();
    await client.query('begin');
    let answer = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let isReturning = false;
    const slow = connectionAround(client, async (query, ask) => {
      const answered = await ask(query);
      if (query.text.startsWith('rollback to')) {
        isReturning = true;
        await late;
      }
      return answered;
    });
    await refusalOf(create(await hastyInside(slow, 500), 'ana'));
    expect(isReturning).toBe(true);
    answer();
    await must(create(inside(client), 'cy'));
    await client.query('savepoint mine');
    await expect(client.query('release savepoint kithkin')).rejects.toThrow('does not exist');
    await client.query('rollback to savepoint mine');
    await client.query('commit');
    client.release();
    await pool.end();
    expect(await codeOf(app.users.get('cy'))).toBe('ok');
  });

  it('keeps transacts one after the other when every operation is a transaction of its own', {
    timeout: 120_000,
  }, async () => {
    const pool = newPool(4);
    const kept = { connect: () => pool.connect(), on: () => undefined, end: async () => undefined };
    const target = {
      name: 'postgres within',
      open: (namespace: string) => within(namespace, storeOfCallers(postgresStore({ pool: kept }))),
    };
    const report = await checkStore(target, { rules: ['S2'], runs: runs(10), budgetMs: 30_000 });
    expect(report.rules.find(({ rule }) => rule === 'S2')?.runs).toBeGreaterThan(0);
    expect(report.failures, renderReport(report)).toEqual([]);
    await pool.end();
  });
});
