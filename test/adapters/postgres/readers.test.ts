import { exportApp, openApp } from 'kithkin';
import { type PostgresStore, postgresStore } from 'kithkin/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stateOf } from '../../support/app-state.ts';
import { codeOf, createUsers, must, refusalOf } from '../../support/test-app.ts';
import { dropTables, isThere, newPool, onServer, optionsIn, schema } from './databases.ts';

const role = `${schema}_role`;
const stores: PostgresStore[] = [];

/** A store on the tables of a schema, whose connections begin with these settings. */
function openWith(settings: string, name = schema): PostgresStore {
  const { options, ...rest } = optionsIn(name);
  const store = postgresStore({ pool: new pg.Pool({ ...rest, options: `${options} ${settings}`, max: 2 }) });
  stores.push(store);
  return store;
}

const appOn = (store: PostgresStore) => openApp({ store, appId: 'app' });

const isSuperuser =
  isThere &&
  (await onServer(
    async (client) =>
      (await client.query('select 1 from pg_roles where rolname = current_user and rolsuper')).rows.length >
      0,
  ));
if (isThere && !isSuperuser) {
  console.warn(
    'SKIPPED: no role can be made here, so the PostgreSQL store was not tried with one that may little',
  );
}

afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await dropTables();
});

describe.skipIf(!isThere)('a store that may only read, as on a replica', () => {
  const readOnly = '-c default_transaction_read_only=on';

  it('says so while there are no tables', async () => {
    const refused = await refusalOf(appOn(openWith(readOnly)).users.get('ana'));
    expect(refused).toMatchObject({ code: 'STORE_UNAVAILABLE', cause: { code: '25006' } });
  });

  it('lists and exports all that is there, and answers that nothing else can be done', async () => {
    const writing = postgresStore({ pool: newPool(2) });
    stores.push(writing);
    await createUsers(appOn(writing), 'ana', 'bo');
    await must(appOn(writing).friendships.befriend('ana', 'bo'));

    const store = openWith(readOnly);
    expect(await stateOf(appOn(store))).toEqual(await stateOf(appOn(writing)));
    const exported = exportApp({ store, appId: 'app' });
    const texts: string[] = [];
    for await (const text of exported.text) texts.push(text);
    expect((await exported.done)._unsafeUnwrap()).toMatchObject({ user: 2, friendship: 1 });
    expect(texts.join('')).toContain('"bo"');
    expect(await refusalOf(appOn(store).users.create({ uid: 'cy', name: 'Cy' }))).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      committed: false,
      cause: { code: '25006' },
    });
    await createUsers(appOn(writing), 'cy');
    expect(await codeOf(appOn(store).users.get('cy'))).toBe('ok');
  });
});

describe.skipIf(!isSuperuser)('a store whose role may make no tables', () => {
  const place = `${schema}_made`;
  const asRole = `-c role=${role}`;
  beforeAll(() =>
    onServer(async (client) => {
      await client.query(
        `create schema ${place}; create role ${role}; grant usage on schema ${place} to ${role}`,
      );
    }),
  );
  afterAll(() =>
    onServer(async (client) => {
      await client.query(`drop schema ${place} cascade; drop owned by ${role}; drop role ${role}`);
    }),
  );

  it('does everything once they are there, whoever made them', async () => {
    const app = appOn(openWith(asRole, place));
    const refused = { code: 'STORE_UNAVAILABLE', cause: { code: '42501' } };
    expect(await refusalOf(app.users.get('ana'))).toMatchObject(refused);
    await createUsers(appOn(openWith('', place)), 'ana');
    await onServer((client) =>
      client.query(`grant select, insert, update, delete on all tables in schema ${place} to ${role}`),
    );
    await createUsers(app, 'bo');
    await must(app.friendships.befriend('ana', 'bo'));
    await must(app.users.delete('ana', { permanent: true }));
    expect((await must(app.users.list())).items.map(({ uid }) => uid)).toEqual(['bo']);
  });
});

describe.skipIf(!isThere)('a store whose search_path leads to tables of another schema, too', () => {
  it('makes its own in the first', async () => {
    const first = `${schema}_first`;
    await onServer((client) => client.query(`create schema ${first}`));
    try {
      const others = appOn(openWith(''));
      await createUsers(others, 'di');
      const app = appOn(openWith('', `${first},${schema}`));
      expect((await must(app.users.list())).items).toEqual([]);
      await createUsers(app, 'ed');
      expect(await codeOf(others.users.get('ed'))).toBe('ERR_UID_NOT_FOUND');
    } finally {
      await onServer((client) => client.query(`drop schema ${first} cascade`));
    }
  });
});
