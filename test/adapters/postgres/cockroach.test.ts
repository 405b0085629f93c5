import { openApp } from 'kithkin';
import { type PostgresPool, postgresStore } from 'kithkin/postgres';
import { afterAll, expect, it } from 'vitest';
import { createUsers, must } from '../../support/test-app.ts';
import { dropTables, isThere, newPool } from './databases.ts';

const pool = newPool(2);
afterAll(async () => {
  await pool.end();
  await dropTables();
});

/** The server, which says that it is another engine. What it was asked is noted. */
function disguised(engine: string, asked: string[]): PostgresPool {
  return {
    connect: async () => {
      const client = await pool.connect();
      return {
        query: async ({ text, values }) => {
          asked.push(text);
          const isAsked = text === 'select version() as engine';
          return isAsked ? { rows: [{ engine }] } : await client.query({ text, values: [...(values ?? [])] });
        },
        release: (isBroken) => client.release(isBroken),
        on: (event, listener) => client.on(event, listener),
        off: (event, listener) => client.off(event, listener),
      };
    },
    end: async () => {},
    on: (event, listener) => pool.on(event, listener),
  };
}

it.skipIf(!isThere)(
  'makes its tables without what CockroachDB refuses: collations by name, locks by number',
  async () => {
    const asked: string[] = [];
    const app = openApp({
      store: postgresStore({ pool: disguised('CockroachDB CCL v25.2.0', asked) }),
      appId: 'app',
    });
    await createUsers(app, 'ana', 'bo');
    await must(app.friendships.befriend('ana', 'bo'));
    expect(asked.filter((text) => text.startsWith('create table')).length).toBeGreaterThan(10);
    expect(asked.filter((text) => /collate|advisory/.test(text))).toEqual([]);
  },
);
