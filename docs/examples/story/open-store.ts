/**
 * Where everything is kept: the one place that knows which stores there are.
 *
 * @module
 */

import type { Store } from 'kithkin';
import { memoryData, memoryStore } from 'kithkin/memory';
import { postgresStore } from 'kithkin/postgres';
import { sqliteStore } from 'kithkin/sqlite';
import { StoryStopped } from './asking.ts';

/** What may follow `--store=`, as the usage line shows it. */
export const storeForms = 'memory|sqlite:FILE|postgres://…';

/** Somewhere to keep everything. */
export interface Place {
  /** As it is called in a sentence. */
  readonly name: string;
  /** Whether it is still there when the process has ended. */
  readonly isDurable: boolean;
  /** Opens one more store on what is kept there. */
  readonly open: () => Store;
}

/** What follows `--store=` names no place, or one for which a driver is missing. */
export class NoSuchPlace extends Error {
  override readonly name = 'NoSuchPlace';
}

/** Finds the place that was asked for, and loads its driver. Rejects with {@link NoSuchPlace} if there is none. */
export async function placeOf(text: string): Promise<Place> {
  if (text === 'memory') {
    const data = memoryData();
    return { name: 'memory', isDurable: false, open: () => memoryStore({ data }) };
  }
  const [, kind, rest = ''] = /^(sqlite|postgres|postgresql):(.*)$/s.exec(text) ?? [];
  if (kind === 'sqlite') return sqlitePlace(rest);
  if (kind !== undefined) return postgresPlace(rest.startsWith('//') ? text : rest);
  throw new NoSuchPlace(`There is no store "${text}".`);
}

async function sqlitePlace(file: string): Promise<Place> {
  if (file === '' || file === ':memory:') {
    throw new NoSuchPlace('The SQLite store wants the path of a file: --store=sqlite:./demo.db');
  }
  const { default: Database } = await driver('libsql', () => import('libsql'));
  const open = (): Store => {
    try {
      // The end of the process is all that the story has to outlive; an application leaves durability out.
      return sqliteStore({ database: new Database(file), durability: 'process' });
    } catch (error) {
      throw new StoryStopped(`${file} cannot be opened as a SQLite database: ${reasonOf(error)}`);
    }
  };
  return { name: file, isDurable: true, open };
}

async function postgresPlace(given: string): Promise<Place> {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new NoSuchPlace(
      'The PostgreSQL store wants a URL: --store=postgres://user:password@host:5432/database',
    );
  }
  const { default: pg } = await driver('pg', () => import('pg'));
  const open = (): Store =>
    postgresStore({
      pool: new pg.Pool({
        connectionString: given,
        pipeline: true,
        options: '-c client_min_messages=warning',
      }),
    });
  // Neither the user nor the password is printed.
  return { name: `${url.host}${url.pathname}`, isDurable: true, open };
}

/** Loads a driver, which is no dependency of Kithkin's. Rejects with {@link NoSuchPlace} if it is not installed. */
export async function driver<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new NoSuchPlace(`This store needs a driver that is not installed: npm install ${name}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
