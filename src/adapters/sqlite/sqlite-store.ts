/**
 * The SQLite store: one file, no server.
 *
 * A transact holds the one right to write from before it loads until it has committed (`BEGIN IMMEDIATE`), so transacts
 * run one after the other in all processes that have the file open, and anchors have nothing to do. The driver is
 * synchronous, so nothing else of this process comes in between either.
 *
 * @module
 */

import type { AppId } from '../../shared/ids.ts';
import { err, errAsync, ok, okAsync, type Result, ResultAsync } from '../../shared/result.ts';
import { after, milliseconds } from '../../shared/web.ts';
import type { Loads, Snapshot } from '../../store/loads.ts';
import type { AppStore, Decide, Plan, Store } from '../../store/store.ts';
import { contention, type StoreError, unavailable, unknownOutcome } from '../../store/store-error.ts';
import { type Repositories, repositoriesOf } from '../sql/repositories.ts';
import type { Query } from '../sql/rows.ts';
import { checkPlan, snapshotQuery, writesOf } from '../sql/snapshot.ts';
import { SqliteConnection } from './connection.ts';
import { isBusy, type SqliteDatabase } from './database.ts';
import { migrate, setUp } from './open.ts';

/** How long one attempt waits for whoever else writes, in milliseconds. The thread waits with it. */
export const sqliteAttemptMs = 20;

/** How long a transact or a read tries again, in milliseconds, before it answers `STORE_CONTENTION`. */
export const sqliteBudgetMs = 5000;

/** The longest pause between two attempts, in milliseconds; each is drawn at random. The thread is free meanwhile. */
export const sqlitePauseMsMax = 20;

/** How a SQLite store is opened. */
export interface SqliteStoreOptions {
  /**
   * A connection of the store's own, opened by better-sqlite3, libsql or node:sqlite. The store sets its journal mode,
   * its busy timeout and its `synchronous`, and closes it.
   */
  readonly database: SqliteDatabase;
  /**
   * What a commit outlives once it was answered: a power failure, or only the end of the process, which costs no wait
   * for the disk. Either way the file stays whole. `power` when absent.
   */
  readonly durability?: 'power' | 'process' | undefined;
  /** How long to try again before `STORE_CONTENTION`, in milliseconds. {@link sqliteBudgetMs} when absent. */
  readonly budgetMs?: number | undefined;
}

/**
 * Opens a store on a SQLite database, which gets its tables, or is brought to their newest version. Throws what the driver
 * throws if that cannot be done, and an `Error` if the tables are of a newer version of Kithkin.
 */
export function sqliteStore({
  database,
  durability = 'power',
  budgetMs = sqliteBudgetMs,
}: SqliteStoreOptions): Store {
  setUp(database, durability);
  migrate(database);
  database.exec(`pragma busy_timeout = ${sqliteAttemptMs}`);
  const handle = new Handle(new SqliteConnection(database), budgetMs);
  return {
    forApp: (appId) => handle.appStore(appId),
    close: async () => handle.close(),
  };
}

/** What an attempt came to; `busy` is to be tried again. */
type Attempt<T, E> = Result<T, E | StoreError> | 'busy';

class Handle {
  readonly #connection: SqliteConnection;
  readonly #budgetMs: number;
  #isClosed = false;

  constructor(connection: SqliteConnection, budgetMs: number) {
    this.#connection = connection;
    this.#budgetMs = budgetMs;
  }

  appStore(app: AppId): AppStore {
    const repositories: Repositories = repositoriesOf(app, (query) =>
      this.#persist(() => this.#look(query, (answer) => ok(answer))),
    );
    return {
      ...repositories,
      transact: (plan, decide) => this.#persist(() => this.#transact(app, plan, decide)),
      read: (load, decide) => this.#persist(() => this.#look(snapshotQuery(app, load), decide)),
    };
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.#connection.close();
    } catch {
      // The driver has closed it already, or cannot: either way it is not used any more.
    }
  }

  /** Attempts at once, and then again for as long as the budget lasts. What a decision throws is a rejection. */
  #persist<T, E>(attempt: () => Attempt<T, E>): ResultAsync<T, E | StoreError> {
    if (this.#isClosed) return errAsync(unavailable);
    try {
      if (this.#connection.isInTransaction) throw new TypeError('Cannot use a store from within a decision');
      const first = attempt();
      if (first === 'busy') return new ResultAsync(this.#retry(attempt));
      return first.isOk() ? okAsync(first.value) : errAsync(first.error);
    } catch (bug) {
      return new ResultAsync(Promise.reject(bug));
    }
  }

  async #retry<T, E>(attempt: () => Attempt<T, E>): Promise<Result<T, E | StoreError>> {
    const end = milliseconds() + this.#budgetMs;
    while (milliseconds() < end) {
      await after(Math.random() * sqlitePauseMsMax);
      if (this.#isClosed) return err(unavailable);
      const next = attempt();
      if (next !== 'busy') return next;
    }
    return err(contention);
  }

  #transact<L extends Loads, V, E>(app: AppId, plan: Plan<L>, decide: Decide<L, V, E>): Attempt<V, E> {
    checkPlan(plan);
    const connection = this.#connection;
    let seen: Snapshot<L>;
    try {
      connection.begin('immediate');
      seen = connection.answer(snapshotQuery(app, plan.load));
    } catch (cause) {
      return this.#failed(cause);
    }
    try {
      const decided = decide(seen);
      if (decided.isErr() || decided.value.changes.length === 0) {
        connection.rollback();
        return decided.isErr() ? err(decided.error) : ok(decided.value.value);
      }
      const writes = writesOf(app, decided.value);
      return this.#commit(writes, decided.value.value);
    } catch (bug) {
      connection.rollback();
      throw bug;
    }
  }

  #commit<V>(writes: ReturnType<typeof writesOf>, value: V): Attempt<V, never> {
    try {
      for (const each of writes) this.#connection.run(each);
    } catch (cause) {
      return this.#failed(cause);
    }
    try {
      this.#connection.commit();
      return ok(value);
    } catch (cause) {
      this.#connection.rollback();
      // A commit that could not begin has done nothing. One that broke off may be found in the log after a crash.
      return isBusy(cause) ? 'busy' : err({ ...unknownOutcome, cause });
    }
  }

  #look<Q, T, E>(query: Query<Q>, decide: (seen: Q) => Result<T, E>): Attempt<T, E> {
    const connection = this.#connection;
    // Without a transaction it would see what an earlier one could neither commit nor roll back.
    const isOneCut = query.statements.length === 1 && !connection.isLeftOpen;
    let seen: Q;
    try {
      if (!isOneCut) connection.begin('deferred');
      seen = connection.answer(query);
    } catch (cause) {
      return this.#failed(cause);
    }
    connection.rollback();
    return decide(seen);
  }

  /** Nothing was committed: either someone else was in the way, or the database is not to be had. */
  #failed(cause: unknown): Attempt<never, never> {
    this.#connection.rollback();
    return isBusy(cause) ? 'busy' : err({ ...unavailable, cause });
  }
}
