import { openApp } from 'kithkin';
import { type PostgresStore, postgresStore } from 'kithkin/postgres';
import type pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { createUsers, must } from '../../support/test-app.ts';
import { dropTables, isThere, newPool } from './databases.ts';

const stores: PostgresStore[] = [];
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await dropTables();
});

/** What Node calls to hand bytes to the system. */
interface Socket {
  _write(...args: unknown[]): void;
  _writev(...args: unknown[]): void;
}

/** Counts how often a client writes to the network. */
function countWrites(client: pg.ClientBase, seen: { writes: number }): void {
  // SAFETY: a client of pg has a connection with the socket, of which it declares nothing.
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  for (const name of ['_write', '_writev'] as const) {
    const write = stream[name].bind(stream);
    stream[name] = (...args) => {
      seen.writes += 1;
      write(...args);
    };
  }
}

describe.skipIf(!isThere)('a message', () => {
  it('leaves in one write, however many statements it has', async () => {
    const seen = { writes: 0 };
    const pool = newPool(1);
    pool.on('connect', (client) => countWrites(client, seen));
    const store = postgresStore({ pool });
    stores.push(store);
    const app = openApp({ store, appId: 'writes' });
    await createUsers(app, 'ana', 'bo');
    seen.writes = 0;
    await must(app.friendships.befriend('ana', 'bo'));
    expect(seen.writes).toBe(2);
    await must(app.users.get('ana'));
    expect(seen.writes).toBe(3);
  });
});
