/**
 * PGlite: PostgreSQL inside the process, which has one connection for everybody.
 *
 * Whoever uses the connection between `BEGIN` and `COMMIT` is in that transaction, whether he knows it or not. PGlite has
 * a queue of its own for this, which its other users, and other tabs of a browser, stand in too. So the store takes the
 * connection with PGlite's `transaction` each time, and what it sends there is what it sends to any server.
 *
 * @module
 */

import type { PostgresClient, PostgresConnection, PostgresPool } from './pool.ts';

/** A transaction, such as PGlite gives to what is handed to its `transaction`. */
export interface PgliteTransaction {
  /** Runs a statement. */
  query(text: string, params: unknown[]): Promise<{ readonly rows: readonly object[] }>;
}

/** A database, such as `await PGlite.create()` of `@electric-sql/pglite`. */
export interface PgliteDatabase {
  /**
   * Begins a transaction, during which everybody else waits; commits it when `work` is done, and rolls it back when that
   * rejects.
   */
  transaction(work: (transaction: PgliteTransaction) => Promise<void>): Promise<unknown>;
  /** Closes the database. */
  close(): Promise<unknown>;
}

const connections = new WeakMap<PgliteTransaction, PostgresConnection>();

/**
 * A transaction of PGlite's as a connection, for {@link PostgresStore.within}. The same one each time, so that
 * whatever is asked of it takes turns.
 */
export function pgliteConnection(transaction: PgliteTransaction): PostgresConnection {
  const connection = connections.get(transaction) ?? {
    query: ({ text, values }) => transaction.query(text, values),
  };
  connections.set(transaction, connection);
  return connection;
}

/**
 * A database of PGlite's as a pool, for {@link postgresStore}, which closes it. It is one connection: whoever wants it
 * waits for the others, the application's own statements among them, and for no longer than the budget.
 */
export function pglitePool(database: PgliteDatabase): PostgresPool {
  return {
    connect: () =>
      new Promise((resolve, reject) => {
        const hold = (transaction: PgliteTransaction) =>
          new Promise<void>((end, undo) => resolve(clientOn(transaction, end, undo)));
        // Once it is held, how it ends concerns nobody: what is kept is kept by a statement of the store's own.
        database.transaction(hold).catch(reject);
      }),
    end: () => database.close(),
    on: () => undefined,
  };
}

function clientOn(
  transaction: PgliteTransaction,
  end: () => void,
  undo: (error: Error) => void,
): PostgresClient {
  return {
    ...pgliteConnection(transaction),
    isShared: true,
    // It cannot be closed alone: what was not kept is taken back behind whatever is still under way.
    release: (isBroken) => (isBroken ? undo(new Error('The connection was given up')) : end()),
    on: () => undefined,
    off: () => undefined,
  };
}
