/**
 * Databases for tests: a server that is there, or none.
 *
 * @module
 */
import type { Store } from 'kithkin';
import {
  type PostgresClient,
  type PostgresConnection,
  type PostgresPool,
  type PostgresQuery,
  type PostgresStoreOptions,
  postgresStore,
} from 'kithkin/postgres';
import type { Faults } from 'kithkin/testing';
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
export function newPool(max = 8, options: { pipeline?: boolean } = {}): pg.Pool {
  return new pg.Pool({ ...optionsIn(schema), max, ...options });
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

type Ask = PostgresClient['query'];

/** Takes the place of a statement, and mostly asks it. */
export type AroundQuery = (query: PostgresQuery, ask: Ask) => ReturnType<Ask>;

/** A connection on which each statement goes through `around`. */
export function connectionAround(client: PostgresConnection, around: AroundQuery): PostgresConnection {
  return { pipeline: client.pipeline, query: (query) => around(query, (each) => client.query(each)) };
}

/** A pool on whose connections each statement goes through `around`. */
export function poolAround(pool: PostgresPool, around: AroundQuery): PostgresPool {
  return {
    connect: async () => {
      const client = await pool.connect();
      return {
        ...connectionAround(client, around),
        release: (isBroken) => client.release(isBroken),
        on: (event, listener) => client.on(event, listener),
        off: (event, listener) => client.off(event, listener),
      };
    },
    end: () => pool.end(),
    on: (event, listener) => pool.on(event, listener),
  };
}

/** A pool whose connections are troubled at the beginning of a message and at its commit. */
export function troubledPool(pool: PostgresPool, faults: Faults): PostgresPool {
  return poolAround(pool, async (query, ask) => {
    const isCommit = query.text === 'commit';
    const isFirst = query.text.startsWith('begin') || query.text.startsWith('select');
    const fault = isCommit ? faults.next('commit') : isFirst ? faults.next('load') : undefined;
    if (fault === 'conflict') {
      // A server that refuses a commit takes it for a rollback.
      await ask({ text: 'rollback', values: [] });
      throw Object.assign(new Error('could not serialize access'), { code: '40001' });
    }
    if (fault === 'unreachable') throw new Error('connect ECONNREFUSED');
    const answer = await ask(query);
    if (fault === 'answerLost') throw new Error('read ECONNRESET');
    return fault === 'silent' ? new Promise(() => {}) : answer;
  });
}
