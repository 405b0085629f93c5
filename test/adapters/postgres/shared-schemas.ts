/**
 * Schemas for several processes, each with the tables of one test.
 *
 * @module
 */
import { postgresStore } from 'kithkin/postgres';
import pg from 'pg';
import { afterAll } from 'vitest';
import type { SharedStore } from '../../support/store-processes.ts';
import { defectsIn, dropTables, isThere, lent, onServer, optionsIn, schema } from './databases.ts';

/** Stores in so many schemas, which are gone when the test file has run. A test asks for its place at once. */
export async function schemasForTests(count: number): Promise<SharedStore> {
  const names = isThere ? Array.from({ length: count }, (_, index) => `${schema}_${index}`) : [];
  for (const name of names) await onServer((client) => client.query(`create schema ${name}`));
  const free = [...names];
  const pools = new Map<string, pg.Pool>();

  afterAll(async () => {
    await Promise.all([...pools.values()].map((pool) => pool.end()));
    for (const name of names) await onServer((client) => client.query(`drop schema ${name} cascade`));
    await dropTables();
  });

  return {
    name: 'postgres',
    module: `
      import pg from 'pg';
      import { postgresStore } from 'kithkin/postgres';
      let pool;
      export const openStore = (place, options) => {
        pool ??= new pg.Pool({ ...JSON.parse(place).options, max: 8 }).on('error', () => {});
        const lent = { connect: () => pool.connect(), end: async () => {}, on: () => {} };
        return postgresStore({ pool: lent, ...options });
      };`,
    newPlace: () => {
      const name = free.pop();
      if (name === undefined) throw new Error(`there are more than ${count} tests`);
      return JSON.stringify({ name, options: optionsIn(name) });
    },
    open: (place) => {
      const { options } = JSON.parse(place);
      const pool = pools.get(place) ?? new pg.Pool({ ...options, max: 8 }).on('error', () => undefined);
      pools.set(place, pool);
      return postgresStore({ pool: lent(pool) });
    },
    defects: (place, limits) => defectsIn(JSON.parse(place).name, limits),
  };
}
