/**
 * Places: a database with Kithkin's tables for the length of one section, in which each contender has an app of its own.
 * Closing a place removes all of it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { postgresStore } from 'kithkin/postgres';
import { sqliteStore } from 'kithkin/sqlite';
import Database from 'libsql';
import pg from 'pg';
import { open as handPostgres } from '../contestants/hand-postgres.mjs';
import { open as handSqlite } from '../contestants/hand-sqlite.mjs';
import { open as kithkin } from '../contestants/kithkin.mjs';
import { processorTime } from '../measure.mjs';
import { wallClock } from '../wall.mjs';
import { handFunctions } from './hand-functions.mjs';

/** A table for the bare insert: two rows of two ids, and nothing looked at. */
const bareTable = 'create table bench_bare (a text not null, b text not null, primary key (a, b))';
const bareInsert = 'insert into bench_bare (a, b) values (?, ?), (?, ?)';

const fillingCacheKiB = 262_144;

/**
 * A file. With `isDurable`, a commit waits for the disk; otherwise it outlives the end of the process only. Each contender
 * has a connection of its own.
 */
export async function openSqlite({ isDurable }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kithkin-bench-'));
  const opened = [];
  const connect = () => {
    const database = new Database(path.join(folder, 'bench.db'));
    opened.push(database);
    database.exec(`pragma busy_timeout = 5000; pragma synchronous = ${isDurable ? 'full' : 'normal'}`);
    return database;
  };
  const durability = isDurable ? 'power' : 'process';
  sqliteStore({ database: connect(), durability });
  const own = connect();
  // This one fills the tables; what is measured keeps the cache that it has by default.
  own.exec(`pragma cache_size = -${fillingCacheKiB}`);
  own.exec(bareTable);
  return {
    database: 'sqlite',
    where: folder,
    isDurable,
    // Without the disk all is work of this process, of which neighbours take nothing by that clock.
    clock: isDurable ? wallClock : processorTime,
    ask: async (text, params = []) => {
      const statement = own.prepare(text);
      return statement.reader ? statement.all(...params) : void statement.run(...params);
    },
    kithkin: (appId, limits) =>
      kithkin({ store: sqliteStore({ database: connect(), durability }), appId, limits }),
    hand: (appId, limits) => handSqlite({ database: connect(), appId, limits }),
    bare: () => {
      const insert = connect().prepare(bareInsert);
      return async (a, b) => insert.run(a, b, b, a);
    },
    close: async () => {
      for (const database of opened) database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let schemas = 0;

/** A schema on a server. All contenders share `connections` connections. */
export async function openPostgres({ url, isDurable, connections }) {
  const schema = `kithkin_bench_${process.pid}_${(schemas += 1)}`;
  const onServer = async (text) => {
    const client = new pg.Client({ connectionString: url, options: '-c client_min_messages=warning' });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  };
  await onServer(`create schema ${schema}`);
  const settings = {
    search_path: schema,
    client_min_messages: 'warning',
    // The store sets it on its connections, and theirs are those of all.
    enable_seqscan: 'off',
    synchronous_commit: isDurable ? 'on' : 'off',
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const pool = new pg.Pool({
    connectionString: url,
    options: options.join(' '),
    max: connections,
    pipeline: true,
  });
  pool.on('error', () => undefined);
  const lent = { connect: () => pool.connect(), end: async () => undefined, on: () => undefined };
  const close = async () => {
    await pool.end();
    await onServer(`drop schema ${schema} cascade`);
  };
  try {
    const store = postgresStore({ pool: lent });
    const made = await store.forApp('bench').roles.all();
    if (made.isErr()) throw made.error.cause;
    for (const text of [...handFunctions, bareTable]) await pool.query(text);
    let number = 0;
    const insert = { name: 'bench_bare', text: bareInsert.replaceAll('?', () => `$${(number += 1)}`) };
    return {
      database: 'postgres',
      where: schema,
      isDurable,
      clock: wallClock,
      ask: async (text, params = []) => (await pool.query(text, params)).rows,
      kithkin: (appId, limits) => kithkin({ store, appId, limits }),
      hand: (appId, limits) => handPostgres({ pool, appId, limits }),
      bare: () => (a, b) => pool.query({ ...insert, values: [a, b, b, a] }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What asks the process to end: a signal, or the end of the one that started it. */
const ends = ['SIGINT', 'SIGTERM', 'disconnect'];

/**
 * Opens places, works on them, and closes them however that ends, also when the process is asked to.
 */
export async function withPlaces(openings, work) {
  const places = [];
  const closeAll = async () => {
    for (const place of places.splice(0)) await place.close();
  };
  const stop = () => void closeAll().finally(() => process.exit(130));
  for (const end of ends) process.once(end, stop);
  try {
    for (const open of openings) places.push(await open());
    return await work([...places]);
  } finally {
    for (const end of ends) process.off(end, stop);
    await closeAll();
  }
}
