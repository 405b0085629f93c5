/**
 * The PostgreSQL store: any number of processes on any number of machines.
 *
 * A transact locks the rows of its anchors, in the one order that excludes deadlock, and loads in statements of their own
 * after that, so that they see what was committed meanwhile. That is one message; the writes and the commit are the
 * second. Whoever shares no anchor waits for nobody.
 *
 * @module
 */

import type { AppId } from '../../shared/ids.ts';
import { err, errAsync, ok, type Result, ResultAsync } from '../../shared/result.ts';
import { after, by, milliseconds } from '../../shared/web.ts';
import { locksOf } from '../../store/anchors.ts';
import type { Loads, Snapshot } from '../../store/loads.ts';
import type { AppStore, Decide, Plan, Store } from '../../store/store.ts';
import type { StoreError } from '../../store/store-error.ts';
import { isOf, makeAnchors } from '../sql/anchor-rows.ts';
import { repositoriesOf } from '../sql/repositories.ts';
import type { Query } from '../sql/rows.ts';
import { checkPlan, snapshotQuery, writesOf } from '../sql/snapshot.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { migrate } from './migrate.ts';
import { isConflict, type PostgresPool, sqlStateOf } from './pool.ts';
import { Session } from './session.ts';

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

/**
 * Opens a store on a PostgreSQL database. The first operation makes the tables, or brings them to their newest version;
 * as long as that fails, each answers `STORE_UNAVAILABLE`.
 */
export function postgresStore({ pool, budgetMs = postgresBudgetMs }: PostgresStoreOptions): Store {
  const handle = new Handle(pool, budgetMs);
  return {
    forApp: (appId) => handle.appStore(appId),
    close: () => handle.close(),
  };
}

const closed: StoreError = { code: 'STORE_UNAVAILABLE', committed: false };
const contention: StoreError = { code: 'STORE_CONTENTION', committed: false };

/** What an attempt came to; `conflict` is to be tried again. */
type Attempt<T, E> = Result<T, E | StoreError> | 'conflict';

class Handle {
  readonly #pool: PostgresPool;
  readonly #budgetMs: number;
  #isClosed = false;
  #ready: Promise<void> | undefined;

  constructor(pool: PostgresPool, budgetMs: number) {
    this.#pool = pool;
    this.#budgetMs = budgetMs;
    // A connection that breaks while nobody holds it is replaced by the pool; that is all there is to do.
    pool.on('error', () => undefined);
  }

  appStore(app: AppId): AppStore {
    return {
      ...repositoriesOf(app, (query) =>
        this.#persist((session) => this.#look(session, query, (answer) => ok(answer))),
      ),
      transact: (plan, decide) => this.#persist((session) => this.#transact(session, app, plan, decide)),
      read: (load, decide) =>
        this.#persist((session) => this.#look(session, snapshotQuery(app, load), decide)),
    };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      await by(milliseconds() + this.#budgetMs, this.#pool.end());
    } catch {
      // What cannot be closed is not used any more all the same.
    }
  }

  /** Attempts again for as long as the budget lasts. What a decision throws is a rejection. */
  #persist<T, E>(attempt: (session: Session) => Promise<Attempt<T, E>>): ResultAsync<T, E | StoreError> {
    return this.#isClosed ? errAsync(closed) : new ResultAsync(this.#repeat(attempt));
  }

  async #repeat<T, E>(
    attempt: (session: Session) => Promise<Attempt<T, E>>,
  ): Promise<Result<T, E | StoreError>> {
    const deadline = milliseconds() + this.#budgetMs;
    for (let longest = postgresPauseMs; ; longest = Math.min(longest * 2, 16 * postgresPauseMs)) {
      let session: Session;
      try {
        await by(deadline, this.#migrated());
        session = await Session.open(this.#pool, deadline);
      } catch (cause) {
        return err(unavailable(cause));
      }
      const attempted = await attempt(session);
      if (attempted !== 'conflict') return attempted;
      await after(Math.random() * longest);
      if (this.#isClosed) return err(closed);
      if (milliseconds() > deadline) return err(contention);
    }
  }

  #migrated(): Promise<void> {
    this.#ready ??= migrate(this.#pool).catch((cause: unknown) => {
      this.#ready = undefined;
      throw cause;
    });
    return this.#ready;
  }

  async #transact<L extends Loads, V, E>(
    session: Session,
    app: AppId,
    plan: Plan<L>,
    decide: Decide<L, V, E>,
  ): Promise<Attempt<V, E>> {
    let writes: readonly Sql[];
    let value: V;
    try {
      checkPlan(plan);
      const query = snapshotQuery(app, plan.load);
      const seen = await this.#lockAndLoad(session, app, plan, query);
      if (seen === 'conflict') return seen;
      if (seen.isErr()) return err(seen.error);
      const decided = decide(seen.value);
      if (decided.isErr() || decided.value.changes.length === 0) {
        rollBack(session);
        return decided.isErr() ? err(decided.error) : ok(decided.value.value);
      }
      writes = writesOf(app, decided.value);
      value = decided.value.value;
    } catch (bug) {
      rollBack(session);
      throw bug;
    }
    return this.#commit(session, writes, value);
  }

  /** The first message. If it fails, the session is ended. */
  async #lockAndLoad<L extends Loads>(
    session: Session,
    app: AppId,
    plan: Plan<L>,
    query: Query<Snapshot<L>>,
  ): Promise<Attempt<Snapshot<L>, never>> {
    const locks = locksOf(plan.anchors);
    const first = [
      'begin isolation level read committed',
      ...(locks.length > 0 ? [makeAnchors(app, locks)] : []),
      ...locks.map(({ anchor, mode }) => {
        const row = sql`select 1 from kithkin_anchors where ${isOf(app, anchor)}`;
        return mode === 'write' ? sql`${row} for no key update` : sql`${row} for share`;
      }),
    ];
    try {
      const { results, failure } = await session.send([...first, ...query.statements]);
      if (failure) return failed(session, failure.cause);
      const locked = results.slice(first.length - locks.length, first.length);
      // Forgotten between the making and the locking: what stood for it is free, and its next owner makes it again.
      if (locked.some((rows) => rows.length === 0)) {
        rollBack(session);
        return 'conflict';
      }
      return ok(query.read(results.slice(first.length)));
    } catch (cause) {
      return failed(session, cause);
    }
  }

  /** The second message. */
  async #commit<V>(session: Session, writes: readonly Sql[], value: V): Promise<Attempt<V, never>> {
    try {
      const { failure } = await session.send([...writes, 'commit']);
      if (!failure) {
        session.close();
        return ok(value);
      }
      const { index, cause } = failure;
      // After a write that the server refused, it takes the commit for a rollback.
      const isRefused = sqlStateOf(cause) !== undefined && index < writes.length;
      if (isConflict(cause) || isRefused) return failed(session, cause);
      session.close(true);
      return err(unknownOutcome(cause));
    } catch (cause) {
      session.close(true);
      return err(unknownOutcome(cause));
    }
  }

  async #look<Q, T, E>(
    session: Session,
    query: Query<Q>,
    decide: (seen: Q) => Result<T, E>,
  ): Promise<Attempt<T, E>> {
    const isOneCut = query.statements.length === 1;
    const message = isOneCut
      ? query.statements
      : ['begin isolation level repeatable read, read only', ...query.statements, 'commit'];
    let seen: Q;
    try {
      const { results, failure } = await session.send(message);
      if (failure) return failed(session, failure.cause);
      seen = query.read(isOneCut ? results : results.slice(1, -1));
    } catch (cause) {
      return failed(session, cause);
    }
    session.close();
    return decide(seen);
  }
}

/** Nothing was committed: either somebody else was in the way, or the database is not to be had. */
function failed(session: Session, cause: unknown): Attempt<never, never> {
  if (sqlStateOf(cause) === undefined) session.close(true);
  else rollBack(session);
  return isConflict(cause) ? 'conflict' : err(unavailable(cause));
}

/** Ends the transaction, and gives the connection back once that is done. Nobody needs to wait for it. */
function rollBack(session: Session): void {
  session.send(['rollback']).then(
    ({ failure }) => session.close(failure !== undefined),
    () => session.close(true),
  );
}

function unavailable(cause: unknown): StoreError {
  return { code: 'STORE_UNAVAILABLE', committed: false, cause };
}

function unknownOutcome(cause: unknown): StoreError {
  return { code: 'STORE_UNKNOWN_OUTCOME', committed: 'unknown', cause };
}
