/**
 * The PostgreSQL store: any number of processes on any number of machines.
 *
 * Each operation is an attempt in a transaction, repeated while others are in the way. Whoever shares no anchor waits for
 * nobody. The transaction is one of the store's own, or that of a caller who wants to commit more together.
 *
 * @module
 */

import type { AppId } from '../../shared/ids.ts';
import { err, errAsync, ok, type Result, ResultAsync } from '../../shared/result.ts';
import { after, by, milliseconds } from '../../shared/web.ts';
import type { AppStore, Store } from '../../store/store.ts';
import { contention, type StoreError, unavailable } from '../../store/store-error.ts';
import { repositoriesOf } from '../sql/repositories.ts';
import { snapshotQuery } from '../sql/snapshot.ts';
import { type Attempt, look, transact } from './attempt.ts';
import { JoinedTransaction } from './joined-transaction.ts';
import { migrate } from './migrate.ts';
import type { PostgresConnection, PostgresPool } from './pool.ts';
import { OwnTransaction, type Transaction } from './transaction.ts';

/** How long a transact or a read may take with all its attempts, in milliseconds: the budget and the deadline. */
export const postgresBudgetMs = 5000;

/** The longest pause before the second attempt, in milliseconds. It doubles with each, up to 16 times as long. */
export const postgresPauseMs = 4;

/** How a PostgreSQL store is opened. */
export interface PostgresStoreOptions {
  /** Connections of the store's own, which closes them. */
  readonly pool: PostgresPool;
  /** How long an operation may take, in milliseconds. {@link postgresBudgetMs} when absent. */
  readonly budgetMs?: number | undefined;
}

/** A store that can take part in a transaction of the caller's. */
export interface PostgresStore extends Store {
  /**
   * The same store inside a transaction that the caller has begun on a connection of its own to the same database, at
   * READ COMMITTED. What its commands do, they do there: it is seen there at once, and by others once the caller commits.
   * A command that is refused or fails leaves the transaction as it was. Await each before the next statement.
   */
  within(client: PostgresConnection): Store;
}

/**
 * Opens a store on a PostgreSQL database. The first operation makes the tables, or brings them to their newest version;
 * as long as that fails, each answers `STORE_UNAVAILABLE`.
 */
export function postgresStore({ pool, budgetMs = postgresBudgetMs }: PostgresStoreOptions): PostgresStore {
  // A connection that breaks while nobody holds it is replaced by the pool; that is all there is to do.
  pool.on('error', () => undefined);
  const migrated = onceDone(() => migrate(pool));
  const openWith = (open: (deadline: number) => Promise<Transaction>) => async (deadline: number) => {
    await by(deadline, migrated());
    return open(deadline);
  };

  const own = new Handle(
    budgetMs,
    openWith((deadline) => OwnTransaction.open(pool, deadline)),
  );
  return {
    forApp: (appId) => own.appStore(appId),
    within: (client) => {
      const joined = new Handle(
        budgetMs,
        openWith((deadline) => JoinedTransaction.open(client, deadline)),
        own,
      );
      return {
        forApp: (appId) => joined.appStore(appId),
        close: () => {
          joined.close();
          return Promise.resolve();
        },
      };
    },
    close: async () => {
      if (own.isClosed) return;
      own.close();
      try {
        await by(milliseconds() + budgetMs, pool.end());
      } catch {
        // What cannot be closed is not used any more all the same.
      }
    },
  };
}

/** Something that is done once, and again after it failed. */
function onceDone(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work().catch((cause: unknown) => {
      done = undefined;
      throw cause;
    });
    return done;
  };
}

/** Attempts operations again and again, each in a transaction that it opens. */
class Handle {
  readonly #budgetMs: number;
  readonly #open: (deadline: number) => Promise<Transaction>;
  readonly #outer: Handle | undefined;
  #isClosed = false;

  constructor(budgetMs: number, open: (deadline: number) => Promise<Transaction>, outer?: Handle) {
    this.#budgetMs = budgetMs;
    this.#open = open;
    this.#outer = outer;
  }

  get isClosed(): boolean {
    return this.#isClosed || this.#outer?.isClosed === true;
  }

  close(): void {
    this.#isClosed = true;
  }

  appStore(app: AppId): AppStore {
    return {
      ...repositoriesOf(app, (query) =>
        this.#persist((transaction) => look(transaction, query, (answer) => ok(answer))),
      ),
      transact: (plan, decide) => this.#persist((transaction) => transact(transaction, app, plan, decide)),
      read: (load, decide) =>
        this.#persist((transaction) => look(transaction, snapshotQuery(app, load), decide)),
    };
  }

  /** Attempts again for as long as the budget lasts. What a decision throws is a rejection. */
  #persist<T, E>(
    attempt: (transaction: Transaction) => Promise<Attempt<T, E>>,
  ): ResultAsync<T, E | StoreError> {
    return this.isClosed ? errAsync(unavailable) : new ResultAsync(this.#repeat(attempt));
  }

  async #repeat<T, E>(
    attempt: (transaction: Transaction) => Promise<Attempt<T, E>>,
  ): Promise<Result<T, E | StoreError>> {
    const deadline = milliseconds() + this.#budgetMs;
    for (let longest = postgresPauseMs; ; longest = Math.min(longest * 2, 16 * postgresPauseMs)) {
      let transaction: Transaction;
      try {
        transaction = await this.#open(deadline);
      } catch (cause) {
        return err({ ...unavailable, cause });
      }
      const attempted = await attempt(transaction);
      if (attempted !== 'conflict') return attempted;
      await after(Math.random() * longest);
      if (this.isClosed) return err(unavailable);
      if (milliseconds() > deadline) return err(contention);
    }
  }
}
