/**
 * Databases for tests: a server that is there, or none.
 *
 * @module
 */
import type { Store } from 'kithkin';
import { type PostgresStoreOptions, postgresStore } from 'kithkin/postgres';
import pg from 'pg';

const url = process.env.KITHKIN_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test';

/** Tables of a test run, which it shares with no other. */
export const schema = `kithkin_${process.pid}_${Date.now()}`;

async function hasServer(): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.query(`create schema if not exists ${schema}`);
    await client.end();
    return true;
  } catch (error) {
    console.warn(`SKIPPED: no PostgreSQL answers at ${url}, so its store was not tried: ${String(error)}`);
    return false;
  }
}

/** Whether there is a server to test on. */
export const isThere: boolean = await hasServer();

/** How to connect to the tables in a schema. */
export function optionsIn(name: string): pg.PoolConfig & { readonly pipeline: boolean } {
  return {
    connectionString: url,
    pipeline: true,
    options: `-c search_path=${name} -c client_min_messages=warning`,
  };
}

/** Connections to the tables of this run. */
export function newPool(max = 8): pg.Pool {
  return new pg.Pool({ ...optionsIn(schema), max });
}

/** A store on the tables of this run. */
export function openStore(options: Partial<PostgresStoreOptions> = {}): Store {
  return postgresStore({ pool: newPool(), ...options });
}

/** Removes the tables of this run. */
export async function dropTables(): Promise<void> {
  if (!isThere) return;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`drop schema ${schema} cascade`);
  await client.end();
}

/** The same store, in which the app ids begin with a text. */
export function within(namespace: string, store: Store): Store {
  return {
    forApp: (appId) => store.forApp(`${namespace}-${appId}` as typeof appId),
    close: () => store.close(),
  };
}
