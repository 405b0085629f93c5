/**
 * Databases for tests, on the server that was found for the run, if one was.
 *
 * @module
 */
import type { Limits, Store } from 'kithkin';
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
import { inject } from 'vitest';
import { defectQueries } from '../../support/defects.ts';

const server = inject('postgres');

/** Whether there is a server to test on. */
export const isThere: boolean = 'url' in server;

const url = 'url' in server ? server.url : 'postgres://nowhere';

/** Tables of a test file, which it shares with no other. */
export const schema = `kithkin_${process.pid}_${Date.now()}`;

if (isThere) await onServer((client) => client.query(`create schema ${schema}`));

/** Asks the server something, outside of any store. */
export async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

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

/** A pool that outlives the stores that it is lent to: connections, and what they have prepared, are what costs. */
export function lent(pool: pg.Pool): PostgresPool {
  return { connect: () => pool.connect(), end: async () => undefined, on: () => undefined };
}

/** A store on the tables of this run. */
export function openStore(options: Partial<PostgresStoreOptions> = {}): Store {
  return postgresStore({ pool: newPool(), ...options });
}

/** Removes the tables of this run. */
export async function dropTables(): Promise<void> {
  if (isThere) await onServer((client) => client.query(`drop schema ${schema} cascade`));
}

/** Whatever in a schema is not as it must be. */
export async function defectsIn(name: string, limits?: Limits): Promise<readonly unknown[]> {
  return onServer(async (client) => {
    await client.query(`set search_path = ${name}`);
    const found: unknown[] = [];
    for (const query of defectQueries(limits)) found.push(...(await client.query(query)).rows);
    return found;
  });
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
        isShared: client.isShared,
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
