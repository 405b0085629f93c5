import type { Store } from 'kithkin';
import { postgresStore } from 'kithkin/postgres';
import pg from 'pg';
import { afterAll, describe } from 'vitest';
import { countsThatDiffer, testProcesses } from '../../support/processes.ts';
import { isThere, optionsIn, schema } from './databases.ts';

/** As many as there are tests, since a place is asked for at once and made by the server. */
const placesMax = 7;
const places: string[] = [];
const stores: Store[] = [];

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
  await Promise.all(stores.map((store) => store.close()));
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
      import { postgresStore } from './adapters/postgres/index.js';
      export const openStore = (place) => postgresStore({ pool: new pg.Pool({ ...JSON.parse(place), max: 4 }) });`,
    newPlace: () => JSON.stringify(optionsIn(places.pop() ?? 'none')),
    open: (place) => {
      const store = postgresStore({ pool: new pg.Pool({ ...JSON.parse(place), max: 4 }) });
      stores.push(store);
      return store;
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
