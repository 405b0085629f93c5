import { exportApp, importApp, openApp } from 'kithkin';
import { type PostgresQuery, type PostgresStore, postgresStore } from 'kithkin/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anchorsPerPlanMax } from '../../../src/store/anchors.ts';
import { Checking } from '../../../src/testing/checking.ts';
import { reference } from '../../../src/testing/checks/reference.ts';
import { fullAppLimits } from '../../../src/testing/contents/full-app.ts';
import { codeOf, createGroups, createUsers, must } from '../../support/test-app.ts';
import { within } from '../../support/wrapped-store.ts';
import { fullText, rowsIn } from '../../transfer/transfers.ts';
import { connectionAround, dropTables, isThere, lent, newPool, poolAround, schema } from './databases.ts';
import { type Reading, readStatement } from './statement-scopes.ts';

const pool = newPool(8);
pool.on('error', () => undefined);
afterAll(async () => {
  await pool.end();
  await dropTables();
});

/** Each text that was sent, with its parameters each time. */
const sent = new Map<string, (readonly unknown[])[]>();
/** Every app that was asked for. */
const apps = new Set<unknown>();

function note({ text, values }: PostgresQuery): void {
  const times = sent.get(text) ?? [];
  times.push(values);
  sent.set(text, times);
}

function openRecorded(): PostgresStore {
  const store = postgresStore({
    pool: poolAround(lent(pool), (query, ask) => {
      note(query);
      return ask(query);
    }),
  });
  return {
    ...store,
    forApp: (appId) => {
      apps.add(appId);
      return store.forApp(appId);
    },
  };
}

/** What is sent that is of no app, and why each engine can do with it, or what it has to do instead. */
const ofNoApp: readonly (readonly [RegExp, string])[] = [
  [/^(begin isolation level read committed|commit|rollback)$/, 'the transaction'],
  [/^(savepoint|release savepoint|rollback to savepoint) kithkin$/, 'a part of the transaction of a caller'],
  [/^select current_setting\('transaction_isolation'\) as level$/, 'its isolation level'],
  [/^set enable_seqscan = off$/, 'the planner, and nothing of what is answered'],
  [/^select version\(\) as engine$/, 'migration: CockroachDB makes its tables a little differently'],
  [/^select pg_advisory_xact_lock\(\d+\)$/, 'migration: one process goes first'],
  [
    /^select 1 from pg_catalog\.pg_tables where schemaname = current_schema\(\) /,
    'migration: whether it was done',
  ],
  [/^create (table|index|unique index) /, 'migration: the tables'],
  [/^(select version from|delete from|insert into) kithkin_schema\b/, 'migration: how far all apps are'],
];

/** The tables of apps. */
const tables = [
  ...['anchors', 'users', 'user_tags', 'tombstones', 'auth_tokens', 'friendships', 'blocks', 'roles'],
  ...['groups', 'group_tags', 'memberships', 'bans', 'bots', 'api_keys'],
].map((name) => `kithkin_${name}`);

/** What all other statements are made of. Whatever is new here must be there on each engine of docs/scaling.md. */
const constructs = {
  kinds: ['DeleteStmt', 'InsertStmt', 'SelectStmt', 'UpdateStmt'],
  nodes: [
    ...['A_Const', 'A_Expr', 'A_Star', 'BoolExpr', 'CaseExpr', 'CaseWhen', 'ColumnRef', 'CommonTableExpr'],
    ...['DeleteStmt', 'FuncCall', 'IndexElem', 'InsertStmt', 'JoinExpr', 'List', 'LockingClause', 'NullTest'],
    ...['ParamRef', 'RangeSubselect', 'RangeVar', 'ResTarget', 'RowExpr', 'SelectStmt', 'SortBy', 'String'],
    ...['SubLink', 'TypeCast', 'UpdateStmt'],
  ],
  functions: ['count', 'json_agg'],
  words: [
    ...['+', '-', '<', '<=', '<>', '=', '>', '>=', '||', 'AEXPR_IN', 'AEXPR_OP', 'AND_EXPR', 'NOT_EXPR'],
    ...['OR_EXPR', 'IS_NULL', 'IS_NOT_NULL', 'COERCE_EXPLICIT_CALL', 'COERCE_IMPLICIT_CAST'],
    ...['EXISTS_SUBLINK', 'EXPR_SUBLINK', 'JOIN_INNER', 'JOIN_LEFT', 'SETOP_NONE', 'SETOP_UNION'],
    ...['LCS_FORNOKEYUPDATE', 'LCS_FORSHARE', 'LIMIT_OPTION_COUNT', 'LIMIT_OPTION_DEFAULT'],
    ...['ONCONFLICT_NOTHING', 'ONCONFLICT_UPDATE', 'OVERRIDING_NOT_SET'],
    ...['SORTBY_DEFAULT', 'SORTBY_DESC', 'SORTBY_NULLS_DEFAULT'],
  ],
};

const readings = new Map<string, Reading>();

/** Asks for everything: the examples of every command, every load and list, and lists with filters drawn at random. */
async function askEverything(): Promise<void> {
  const target = { name: 'recorded', open: (namespace: string) => within(namespace, openRecorded()) };
  const checking = new Checking(target, { runs: 5, budgetMs: 300_000, rules: ['S4', 'S9', 'S10', 'S11'] });
  expect(await checking.outcomeOf(reference)).toEqual({});
  expect(checking.failures).toEqual([]);

  const store = openRecorded();
  const app = openApp({ store, appId: 'recorded' });
  await createUsers(app, 'ana', 'bo');
  await createGroups(app, 'club');
  await must(app.groupMemberships.join('ana', 'club'));
  const exported = exportApp({ store, appId: 'recorded' });
  const texts: string[] = [];
  for await (const text of exported.text) texts.push(text);
  expect((await exported.done)._unsafeUnwrap()).toMatchObject({ user: 2, membership: 1 });

  // Rows of different owners come in together, which no command does: that many anchors are made and locked at once.
  const text = await fullText();
  const rows = rowsIn(text).length;
  const imported = await must(importApp({ store, text, appId: 'imported', limits: fullAppLimits }));
  expect(Object.values(imported.added).reduce((sum, count) => sum + count)).toBe(rows);

  const client = await pool.connect();
  const recorded = connectionAround(client, (query, ask) => {
    note(query);
    return ask(query);
  });
  await client.query('begin');
  const inside = openApp({ store: store.within(recorded), appId: 'recorded' });
  await must(inside.users.update('ana', { name: 'Ana Lima', tags: ['one'] }));
  expect(await codeOf(inside.users.create({ uid: 'bo', name: 'Bo' }))).toBe('ERR_UID_ALREADY_EXISTS');
  await client.query('commit');
  client.release();
  await must(app.users.delete('ana', { permanent: true }));
}

describe.skipIf(!isThere)('what the PostgreSQL store sends', () => {
  beforeAll(async () => {
    await askEverything();
    for (const text of sent.keys()) {
      if (!ofNoApp.some(([pattern]) => pattern.test(text))) readings.set(text, await readStatement(text));
    }
  }, 360_000);

  it('was looked at in full: each table is added to, read and removed from', () => {
    const found = new Set(
      [...readings.values()].flatMap(({ kind, tables }) => [...tables].map((table) => `${kind} ${table}`)),
    );
    const wanted = tables.flatMap((table) =>
      ['InsertStmt', 'SelectStmt', 'DeleteStmt'].map((kind) => `${kind} ${table}`),
    );
    expect(wanted.filter((each) => !found.has(each))).toEqual([]);
    for (const [pattern, why] of ofNoApp) {
      expect(
        [...sent.keys()].some((text) => pattern.test(text)),
        why,
      ).toBe(true);
    }
  });

  it('has anchors made for as many at once as a command or a batch of an import may name', () => {
    const making = [...sent.keys()].filter(
      (text) => text.startsWith('insert into kithkin_anchors') && text.endsWith(' do nothing'),
    );
    const widths = making.map((text) => text.split('), (').length);
    expect(widths.sort()).toEqual(Array.from({ length: anchorsPerPlanMax }, (_, index) => index + 1));
  });

  it('holds each table to one app, which is the one that was asked', () => {
    const loose = [...readings].filter(([, reading]) => reading.loose.length > 0);
    expect(loose.map(([text, reading]) => ({ text, loose: reading.loose }))).toEqual([]);
    for (const [text, reading] of readings) {
      const ofData = [...reading.tables].some((table) => tables.includes(table));
      for (const values of sent.get(text) ?? []) {
        const named = [...new Set([...reading.apps].map((number) => values[number - 1]))];
        expect(named, text).toHaveLength(ofData ? 1 : 0);
        for (const app of named) expect(apps, text).toContain(app);
      }
    }
  });

  it.each(Object.entries(constructs))('is made of no %s but those that are known', (of, known) => {
    const used = [...readings.values()].flatMap((reading) =>
      of === 'kinds' ? reading.kind : [...reading[of as 'nodes' | 'functions' | 'words']],
    );
    expect([...new Set(used)].sort()).toEqual([...known].sort());
  });

  it('locks rows of anchors alone, one at a time', () => {
    const locking = [...readings].filter(([, { nodes }]) => nodes.has('LockingClause'));
    expect(locking.map(([text]) => text).sort()).toEqual([
      'select 1 from kithkin_anchors where app_id = $1 and type = $2 and id = $3 for no key update',
      'select 1 from kithkin_anchors where app_id = $1 and type = $2 and id = $3 for share',
    ]);
  });

  it('names no column but those of its tables', async () => {
    const { rows } = await pool.query(
      'select column_name from information_schema.columns where table_schema = $1',
      [schema],
    );
    const ofTables = new Set(rows.map(({ column_name }) => column_name));
    // What statements call what they select.
    const given = ['*', 'count', 'most', 'oldest', 'place', 'place_id', 'q'];
    const used = new Set([...readings.values()].flatMap(({ columns }) => [...columns]));
    expect([...used].filter((column) => !ofTables.has(column)).sort()).toEqual(given);
  });
});

describe.skipIf(!isThere)('the tables in PostgreSQL', () => {
  const ask = async (text: string) => (await pool.query(text, [schema])).rows;

  it('begin each key and each index with the app', async () => {
    const indexes = await ask(`select c.relname as index, t.relname as table, a.attname as first
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
      join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
      where t.relnamespace = $1::text::regnamespace`);
    expect(new Set(indexes.map(({ table }) => table))).toEqual(new Set(tables));
    expect(indexes.filter(({ first }) => first !== 'app_id')).toEqual([]);
    const bare =
      await ask(`select table_name from information_schema.tables t where table_schema = $1 and not exists
      (select 1 from information_schema.columns c where c.table_schema = $1 and c.table_name = t.table_name
      and c.column_name = 'app_id' and c.is_nullable = 'NO')`);
    // How far the migration is, of all apps.
    expect(bare).toEqual([{ table_name: 'kithkin_schema' }]);
  });

  it('compare texts by their bytes, whatever the collation of the database', async () => {
    const texts = await ask(`select distinct collation_name from information_schema.columns
      where table_schema = $1 and data_type = 'text'`);
    expect(texts).toEqual([{ collation_name: 'C' }]);
    const types = await ask(
      `select distinct data_type from information_schema.columns where table_schema = $1`,
    );
    expect(types.map(({ data_type }) => data_type).sort()).toEqual(['bigint', 'boolean', 'bytea', 'text']);
  });

  it('have no trigger, function, rule, view, foreign key, and no sequence but those that number rows', async () => {
    const others = await ask(`select conname as name from pg_constraint
        where connamespace = $1::text::regnamespace and contype not in ('p', 'c', 'n')
      union all select tgname from pg_trigger g join pg_class c on c.oid = g.tgrelid where c.relnamespace = $1::text::regnamespace
      union all select proname from pg_proc where pronamespace = $1::text::regnamespace
      union all select rulename from pg_rules where schemaname = $1
      union all select relname from pg_class where relnamespace = $1::text::regnamespace and relkind not in ('r', 'i', 'S')`);
    expect(others).toEqual([]);
    const sequences = await ask(
      `select sequencename, cache_size from pg_sequences where schemaname = $1 order by 1`,
    );
    // Handed out one at a time, or two connections would number their rows out of order.
    const numbered = ['auth_tokens', 'friendships', 'groups', 'memberships', 'users'];
    expect(sequences).toEqual(
      numbered.map((name) => ({ sequencename: `kithkin_${name}_sequence_seq`, cache_size: '1' })),
    );
  });
});
