import { isDeepStrictEqual } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { type App, openApp, type Store, type StoreError } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import {
  type PgliteDatabase,
  type PgliteTransaction,
  type PostgresStore,
  type PostgresStoreOptions,
  pgliteConnection,
  pglitePool,
  postgresStore,
} from 'kithkin/postgres';
import { checkStore, type RuleId, renderReport, rules } from 'kithkin/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { migrate } from '../../../src/adapters/postgres/migrate.ts';
import { migrations } from '../../../src/adapters/sql/schema.ts';
import { stateOf } from '../../support/app-state.ts';
import { runs } from '../../support/setup.ts';
import { codeOf, createUsers, must, refusalOf, SeededRandom } from '../../support/test-app.ts';
import { within } from '../../support/wrapped-store.ts';
import { poolAround, troubledPool } from './databases.ts';

// It takes seconds to start, so there is one.
const database = await PGlite.create();
afterAll(() => database.close());

/** The database of this file, which outlives the stores on it. */
const kept: PgliteDatabase = {
  transaction: (work) => database.transaction(work),
  close: async () => undefined,
};

function openStore(options: Partial<PostgresStoreOptions> = {}): PostgresStore {
  return postgresStore({ pool: pglitePool(kept), ...options });
}

let apps = 0;

function newStage(options: Partial<PostgresStoreOptions> = {}): { store: PostgresStore; app: App } {
  const store = openStore(options);
  return { store, app: openApp({ store, appId: `pglite-${(apps += 1)}` }) };
}

/** The application's own use of the database, for as long as `work` takes. */
async function occupied(work: (isFree: () => void) => Promise<void>): Promise<void> {
  let free = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    free = resolve;
  });
  const occupying = database.transaction(() => over);
  await work(free).finally(free);
  await occupying;
}

const unavailable: StoreError = { code: 'STORE_UNAVAILABLE', committed: false };

describe('the PostgreSQL store on PGlite', () => {
  // On one connection no two transactions ever meet. Whether they may is S2, and is tried on a server.
  it('passes the kit, messages that go wrong and all', { timeout: 180_000 }, async () => {
    const tried: readonly RuleId[] = rules.map(({ id }) => id).filter((id) => id !== 'S2');
    const report = await checkStore(
      {
        name: 'pglite',
        open: (namespace) => within(namespace, openStore()),
        capabilities: {
          faults: (namespace, faults) =>
            within(namespace, openStore({ pool: troubledPool(pglitePool(kept), faults), budgetMs: 500 })),
        },
      },
      { runs: runs(1), budgetMs: 150_000, rules: tried },
    );
    expect(report.failures, renderReport(report)).toEqual([]);
    for (const { rule, runs } of report.rules)
      if (tried.includes(rule)) expect(runs, rule).toBeGreaterThan(0);
    for (const { reason } of report.skipped) expect(reason).toBe('The target has no capability process');
  });

  it('makes its tables once, whoever comes first, and refuses those of a newer version', async () => {
    const [one, two] = [newStage(), newStage()];
    await Promise.all([createUsers(one.app, 'ana'), createUsers(two.app, 'ana')]);
    const pool = pglitePool(kept);
    await Promise.all([migrate(pool), migrate(pool)]);
    const later = [...migrations, () => ['create table kithkin_later (id text)', 'create nonsense']];
    await expect(migrate(pool, later)).rejects.toThrow('nonsense');
    await expect(migrate(pool, migrations.slice(1))).rejects.toThrow('its schema is of version 2');
    expect((await database.query(`select to_regclass('kithkin_later') as later`)).rows).toEqual([
      { later: null },
    ]);
    await createUsers(one.app, 'bo');
  });

  it('keeps hostile texts to the code unit, and refuses those that no database keeps', async () => {
    const texts = [
      '\u0001',
      "'; drop table kithkin_users; --",
      '$1',
      '\\',
      '😀\uffff\ue000',
      'İ\u0307',
      '\u202e',
    ];
    const openOn = (store: Store, appId: string) =>
      openApp({ store, appId, clock: () => 1_700_000_000, random: new SeededRandom().bytes });
    const stored = openOn(openStore(), `pglite-${(apps += 1)}`);
    const memory = openOn(memoryStore(), 'memory');
    for (const app of [stored, memory]) {
      for (const [index, text] of texts.entries()) {
        const metadata = { [text]: [text], ['__proto__']: { constructor: text } };
        await must(app.users.create({ uid: `u${index}`, name: `a${text}b`, metadata, tags: [`t${text}`] }));
      }
      for (const text of ['a\u0000', '\ud800', 'a\udc00b']) {
        expect(await codeOf(app.users.create({ uid: 'bad', name: text }))).toBe('ERR_BAD_REQUEST');
        expect(await codeOf(app.users.create({ uid: 'bad', name: 'a', metadata: { a: text } }))).toBe(
          'ERR_BAD_REQUEST',
        );
      }
    }
    expect(isDeepStrictEqual(await stateOf(stored), await stateOf(memory))).toBe(true);
  });

  it("takes no statement of the application's into its transactions", { timeout: 30_000 }, async () => {
    const { app } = newStage();
    await createUsers(app, 'ana');
    await database.exec('create table visits (id integer)');
    const visits = 40;
    const visit = async () => {
      for (let id = 0; id < visits; id += 1) {
        if (id < visits / 2) await database.query('insert into visits values ($1)', [id]);
        else await database.transaction((own) => own.query('insert into visits values ($1)', [id]));
      }
      return 'visited';
    };
    const visiting = visit();
    // Each refusal rolls back.
    const refused = () => codeOf(app.users.create({ uid: 'ana', name: 'Ana' }));
    for (let code = ''; code !== 'visited'; code = await Promise.race([visiting, refused()])) {
      if (code) expect(code).toBe('ERR_UID_ALREADY_EXISTS');
    }
    expect((await database.query('select id from visits')).rows).toHaveLength(visits);
  });

  it('changes no setting of the connection, and needs none', async () => {
    const settings = async () =>
      (await database.query('select name, setting from pg_settings order by name')).rows;
    const levels: unknown[] = [];
    const pool = poolAround(pglitePool(kept), async (query, ask) => {
      const text = `select current_setting('transaction_isolation') as level`;
      if (query.text.startsWith('insert into kithkin_users')) {
        levels.push(...(await ask({ text, values: [] })).rows);
      }
      return ask(query);
    });
    const usual = await settings();
    await database.exec('set default_transaction_isolation = serializable; set enable_seqscan = on');
    try {
      const before = await settings();
      await createUsers(newStage().app, 'ana');
      await createUsers(newStage({ pool }).app, 'ana');
      expect(await settings()).toEqual(before);
      expect(levels).toEqual([{ level: 'read committed' }]);
    } finally {
      await database.exec('reset default_transaction_isolation; reset enable_seqscan');
    }
    expect(await settings()).toEqual(usual);
  });

  it('goes on after a statement that the database refused', async () => {
    let isRefused = true;
    const pool = poolAround(pglitePool(kept), (query, ask) =>
      ask(
        isRefused && query.text.startsWith('insert into kithkin_users')
          ? { text: 'select 1 / 0', values: [] }
          : query,
      ),
    );
    const { app } = newStage({ pool });
    expect(await refusalOf(app.users.create({ uid: 'ana', name: 'Ana' }))).toMatchObject(unavailable);
    isRefused = false;
    expect(await codeOf(app.users.get('ana'))).toBe('ERR_UID_NOT_FOUND');
    await createUsers(app, 'ana');
  });

  it('answers in time while somebody else has the connection, and does it not later', async () => {
    const { app } = newStage({ budgetMs: 300 });
    await createUsers(app, 'ana');
    await occupied(async () => {
      const began = Date.now();
      expect(await refusalOf(app.users.create({ uid: 'bo', name: 'Bo' }))).toMatchObject(unavailable);
      expect(await refusalOf(app.users.get('ana'))).toMatchObject(unavailable);
      expect(Date.now() - began).toBeLessThan(2000);
    });
    expect(await codeOf(app.users.get('bo'))).toBe('ERR_UID_NOT_FOUND');
  });

  it('takes back what got no answer in time, before anybody comes next', async () => {
    let isHung = false;
    const pool = poolAround(pglitePool(kept), async (query, ask) => {
      const answer = await ask(query);
      return isHung && query.text.startsWith('insert into kithkin_users') ? new Promise(() => {}) : answer;
    });
    const { app } = newStage({ pool, budgetMs: 300 });
    await createUsers(app, 'ana');
    isHung = true;
    // COMMIT waits behind it, and was not sent.
    expect(await refusalOf(app.users.create({ uid: 'bo', name: 'Bo' }))).toMatchObject(unavailable);
    isHung = false;
    expect(await codeOf(app.users.get('bo'))).toBe('ERR_UID_NOT_FOUND');
  });

  it('says so once it is closed, with commands under way, and closes its database', async () => {
    let closed = 0;
    const pool = pglitePool({
      ...kept,
      close: async () => {
        closed += 1;
      },
    });
    const { store, app } = newStage({ pool });
    await createUsers(app, 'ana');
    const underWay = ['bo', 'cy', 'di'].map((uid) => codeOf(app.users.create({ uid, name: uid })));
    await store.close();
    await store.close();
    expect(await refusalOf(app.users.get('ana'))).toEqual(unavailable);
    for (const code of await Promise.all(underWay)) expect(['ok', 'STORE_UNAVAILABLE']).toContain(code);
    expect(closed).toBe(1);
  });

  it('says so when somebody else has closed the database', async () => {
    const gone = { ...kept, transaction: () => Promise.reject(new Error('PGlite is closed')) };
    const { app } = newStage({ pool: pglitePool(gone) });
    expect(await refusalOf(app.users.get('ana'))).toMatchObject({ ...unavailable, cause: expect.any(Error) });
  });
});

describe('the PostgreSQL store within a transaction of PGlite', () => {
  async function newStageWithin() {
    const { store, app } = newStage();
    await createUsers(app, 'ana', 'bo');
    const inside = (transaction: PgliteTransaction) =>
      openApp({ store: store.within(pgliteConnection(transaction)), appId: app.appId });
    return { app, inside };
  }

  it('does what the application then commits, refusals left out', async () => {
    const { app, inside } = await newStageWithin();
    await database.transaction(async (transaction) => {
      // Each at once, and through two handles: they take turns.
      const [one, two] = [inside(transaction), inside(transaction)];
      const codes = await Promise.all([
        codeOf(one.users.create({ uid: 'cy', name: 'Cy' })),
        codeOf(two.users.create({ uid: 'ana', name: 'Ana' })),
        codeOf(two.friendships.befriend('ana', 'bo')),
        codeOf(one.friendships.befriend('bo', 'ana')),
      ]);
      expect(codes).toEqual(['ok', 'ERR_UID_ALREADY_EXISTS', 'ok', 'ERR_ALREADY_FRIEND']);
      expect((await transaction.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    });
    expect(await must(app.users.list({ count: true }))).toMatchObject({ count: 3 });
    expect(await must(app.friendships.list('ana', { count: true }))).toMatchObject({ count: 1 });
  });

  it('takes back all of it with the application', async () => {
    const { app, inside } = await newStageWithin();
    const before = await stateOf(app);
    const rolledBack = database.transaction(async (transaction) => {
      await must(inside(transaction).users.create({ uid: 'cy', name: 'Cy' }));
      throw new Error('on second thoughts');
    });
    await expect(rolledBack).rejects.toThrow('on second thoughts');
    expect(await stateOf(app)).toEqual(before);
  });

  it('refuses the database itself, on which no transaction is under way', async () => {
    const { app } = await newStageWithin();
    const bare = openStore().within(pgliteConnection(database));
    const refused = openApp({ store: bare, appId: app.appId }).users.create({ uid: 'cy', name: 'Cy' });
    expect(await refusalOf(refused)).toMatchObject({
      ...unavailable,
      cause: { message: expect.stringContaining('none is under way') },
    });
    expect(await codeOf(app.users.get('cy'))).toBe('ERR_UID_NOT_FOUND');
  });
});
