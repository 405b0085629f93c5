/**
 * A store from a text, such as a command line or a setting holds: `memory`, `sqlite:./chat.db` or `postgres://…`.
 *
 * The driver is loaded when a text asks for it, and is none of Kithkin's dependencies.
 *
 * @packageDocumentation
 */

import { memoryData, memoryStore } from '../adapters/memory/index.ts';
import { postgresStore } from '../adapters/postgres/index.ts';
import { sqliteStore } from '../adapters/sqlite/index.ts';
import type { Store } from '../store/store.ts';
import { firstInstalled, postgresDrivers, sqliteDrivers } from './drivers.ts';

/** The texts that name a place, as a usage line shows them. */
export const storeForms = 'memory|sqlite:FILE|postgres://…';

/** Somewhere to keep everything. */
export interface Place {
  /** As it is called in a sentence: `memory`, the path of the file, or the host and the name of the database. */
  readonly name: string;
  /** Whether it is still there when the process has ended. */
  readonly isDurable: boolean;
  /**
   * Opens one more store on what is kept there. Throws {@link CannotOpenPlace} where that is no database. A PostgreSQL
   * server is first asked by the first command, which answers `STORE_UNAVAILABLE` if it is not there.
   */
  readonly open: () => Store;
}

/** How places are opened. */
export interface PlaceOptions {
  /** What a commit to a SQLite file outlives: a power failure, or only the end of the process. `power` when absent. */
  readonly durability?: 'power' | 'process' | undefined;
}

/** The text names no place, or one for which a driver is missing. The message says what to do. */
export class NoSuchPlace extends Error {
  override readonly name = 'NoSuchPlace';
}

/** The place is there, and cannot be opened as what it was said to be. `cause` is what the driver threw. */
export class CannotOpenPlace extends Error {
  override readonly name = 'CannotOpenPlace';
}

/**
 * Finds the place that a text names, and loads its driver: `pg` for PostgreSQL; for SQLite the first that is there of
 * `libsql`, `better-sqlite3` and the one that is built into Node.js from version 22.
 *
 * Rejects with {@link NoSuchPlace} if the text names none, or a driver is missing.
 *
 * @example
 * ```ts
 * import { openApp } from 'kithkin';
 * import { placeOf } from 'kithkin/open-store';
 *
 * const place = await placeOf('memory'); // process.env.CHAT_STORE, say: sqlite:./chat.db
 * const app = openApp({ store: place.open(), appId: 'my-chat' });
 * place.isDurable; // => false
 * (await app.users.create({ uid: 'ana', name: 'Ana Lima' })).isOk(); // => true
 * ```
 */
export async function placeOf(text: string, { durability }: PlaceOptions = {}): Promise<Place> {
  if (text === 'memory') {
    const data = memoryData();
    return { name: 'memory', isDurable: false, open: () => memoryStore({ data }) };
  }
  const [, kind, rest = ''] = /^(sqlite|postgres|postgresql):(.*)$/s.exec(text) ?? [];
  if (kind === 'sqlite') return sqlitePlace(rest, durability);
  if (kind !== undefined) return postgresPlace(rest.startsWith('//') ? text : rest);
  throw new NoSuchPlace(`There is no store "${text}": there is ${storeForms.replaceAll('|', ', ')}.`);
}

async function sqlitePlace(file: string, durability: PlaceOptions['durability']): Promise<Place> {
  if (file === '' || file === ':memory:') {
    throw new NoSuchPlace('The SQLite store wants the path of a file, such as sqlite:./chat.db');
  }
  const Database = await firstInstalled(sqliteDrivers);
  if (!Database) throw missing('libsql');
  const open = (): Store => {
    try {
      return sqliteStore({ database: new Database(file), durability });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CannotOpenPlace(`${file} cannot be opened as a SQLite database: ${reason}`, { cause });
    }
  };
  return { name: file, isDurable: true, open };
}

async function postgresPlace(given: string): Promise<Place> {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new NoSuchPlace(
      'The PostgreSQL store wants a URL, such as postgres://user:password@host:5432/database',
    );
  }
  const Pool = await firstInstalled(postgresDrivers);
  if (!Pool) throw missing('pg');
  const open = (): Store =>
    postgresStore({
      pool: new Pool({
        connectionString: given,
        pipeline: true,
        options: '-c client_min_messages=warning',
      }),
    });
  // Neither the user nor the password is shown.
  return { name: `${url.host}${url.pathname}`, isDurable: true, open };
}

function missing(driver: string): NoSuchPlace {
  return new NoSuchPlace(`This store needs a driver that is not installed: npm install ${driver}`);
}
