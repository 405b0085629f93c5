import { postgresStore } from 'kithkin/postgres';
import pg from 'pg';
import { afterAll, describe } from 'vitest';
import { countsThatDiffer } from '../../support/defects.ts';
import { testProcesses } from '../../support/processes.ts';
import { isThere, lent, optionsIn, schema } from './databases.ts';

/** As many as there are tests, since a place is asked for at once and made by the server. */
const placesMax = 7;
const places: string[] = [];
const pools = new Map<string, pg.Pool>();

async function inServer<T>(work: (client: pg.Client) => Promise<T>, place?: string): Promise<T> {
  const client = new pg.Client(optionsIn(place ?? schema));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

if (isThere) {
  for (let index = 0; index < placesMax; index += 1) {
    const place = `${schema}_${index}`;
    await inServer((client) => client.query(`create schema ${place}`));
    places.push(place);
  }
}

afterAll(async () => {
  await Promise.all([...pools.values()].map((pool) => pool.end()));
  if (!isThere) return;
  for (let index = 0; index < placesMax; index += 1) {
    await inServer((client) => client.query(`drop schema ${schema}_${index} cascade`));
  }
  await inServer((client) => client.query(`drop schema ${schema} cascade`));
});

describe.skipIf(!isThere)('the PostgreSQL store', () => {
  testProcesses({
    name: 'postgres',
    module: `
      import pg from 'pg';
      import { postgresStore } from 'kithkin/postgres';
      let pool;
      export const openStore = (place) => {
        pool ??= new pg.Pool({ ...JSON.parse(place), max: 8 }).on('error', () => {});
        return postgresStore({ pool: { connect: () => pool.connect(), end: async () => {}, on: () => {} } });
      };`,
    newPlace: () => JSON.stringify(optionsIn(places.pop() ?? 'none')),
    open: (place) => {
      const pool =
        pools.get(place) ?? new pg.Pool({ ...JSON.parse(place), max: 8 }).on('error', () => undefined);
      pools.set(place, pool);
      return postgresStore({ pool: lent(pool) });
    },
    defects: async (place) => {
      const client = new pg.Client(JSON.parse(place));
      await client.connect();
      const { rows } = await client.query(countsThatDiffer);
      await client.end();
      return rows;
    },
  });
});
