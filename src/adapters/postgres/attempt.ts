/**
 * Attempt: one try of a transact or a read, in whichever transaction.
 *
 * A transact locks the rows of its anchors, in the one order that excludes deadlock, and loads in statements of their own
 * after that, so that they see what was committed meanwhile. That is one message; the writes and what keeps them are the
 * second.
 *
 * @module
 */

import type { AppId } from '../../shared/ids.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { locksOf } from '../../store/anchors.ts';
import type { Loads, Snapshot } from '../../store/loads.ts';
import type { Decide, Plan } from '../../store/store.ts';
import { contention, type StoreError, unavailable } from '../../store/store-error.ts';
import { isOf, makeAnchors } from '../sql/anchor-rows.ts';
import type { Query } from '../sql/rows.ts';
import { checkPlan, snapshotQuery, writesOf } from '../sql/snapshot.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { Unanswered } from './messages.ts';
import { oneCutOf } from './one-cut.ts';
import { isConflict, sqlStateOf } from './pool.ts';
import type { Transaction } from './transaction.ts';

/** What an attempt came to; `conflict` is to be tried again. */
export type Attempt<T, E> = Result<T, E | StoreError> | 'conflict';

/** Loads, decides and commits. What the decision throws is a rejection, and leaves nothing. */
export async function transact<L extends Loads, V, E>(
  transaction: Transaction,
  app: AppId,
  plan: Plan<L>,
  decide: Decide<L, V, E>,
): Promise<Attempt<V, E>> {
  let writes: readonly Sql[];
  let value: V;
  try {
    checkPlan(plan);
    const query = snapshotQuery(app, plan.load);
    const seen = await lockAndLoad(transaction, app, plan, query);
    if (seen === 'conflict') return seen;
    if (seen.isErr()) return err(seen.error);
    const decided = decide(seen.value);
    if (decided.isErr() || decided.value.changes.length === 0) {
      await transaction.rollBack();
      return decided.isErr() ? err(decided.error) : ok(decided.value.value);
    }
    writes = writesOf(app, decided.value);
    value = decided.value.value;
  } catch (bug) {
    await transaction.rollBack();
    throw bug;
  }
  return keep(transaction, writes, value);
}

/** The first message. If it fails, the transaction is over. */
async function lockAndLoad<L extends Loads>(
  transaction: Transaction,
  app: AppId,
  plan: Plan<L>,
  query: Query<Snapshot<L>>,
): Promise<Attempt<Snapshot<L>, never>> {
  const locks = locksOf(plan.anchors);
  try {
    const first = [
      ...(await transaction.begin()),
      ...(locks.length > 0 ? [makeAnchors(app, locks)] : []),
      ...locks.map(({ anchor, mode }) => {
        const row = sql`select 1 from kithkin_anchors where ${isOf(app, anchor)}`;
        return mode === 'write' ? sql`${row} for no key update` : sql`${row} for share`;
      }),
    ];
    const { results, failure } = await transaction.send([...first, ...query.statements]);
    if (failure) return failed(transaction, failure.cause);
    const locked = results.slice(first.length - locks.length, first.length);
    // Forgotten between the making and the locking: what stood for it is free, and its next owner makes it again.
    if (locked.some((rows) => rows.length === 0)) {
      await transaction.rollBack();
      return 'conflict';
    }
    return ok(query.read(results.slice(first.length)));
  } catch (cause) {
    return failed(transaction, cause);
  }
}

/** The second message. */
async function keep<V>(
  transaction: Transaction,
  writes: readonly Sql[],
  value: V,
): Promise<Attempt<V, never>> {
  try {
    const { failure } = await transaction.send([...writes, transaction.keep]);
    if (!failure) {
      transaction.close();
      return ok(value);
    }
    const { index, cause, sent } = failure;
    // After a write that the server refused, nothing is kept.
    const isRefused = sqlStateOf(cause) !== undefined && index < writes.length;
    const isKnown = isConflict(cause) || isRefused || sent <= writes.length;
    return isKnown ? failed(transaction, cause) : lost(transaction, cause);
  } catch (cause) {
    // What keeps the writes is the last statement, and may have been waiting behind one that was not answered.
    const isSent = !(cause instanceof Unanswered) || cause.sent > writes.length;
    return isSent ? lost(transaction, cause) : failed(transaction, cause);
  }
}

/** Whether the writes are kept is not known here. */
function lost(transaction: Transaction, cause: unknown): Attempt<never, never> {
  transaction.abandon();
  return err(transaction.lost(cause));
}

/** Shows one cut to a decision that changes nothing. */
export async function look<Q, T, E>(
  transaction: Transaction,
  query: Query<Q>,
  decide: (seen: Q) => Result<T, E>,
): Promise<Attempt<T, E>> {
  const { statement, read } = oneCutOf(query);
  let seen: Q;
  try {
    seen = read(await transaction.look(statement));
  } catch (cause) {
    return transaction.isWorthRepeating(cause) ? 'conflict' : err(failureOf(cause));
  }
  return decide(seen);
}

async function failed(transaction: Transaction, cause: unknown): Promise<Attempt<never, never>> {
  if (sqlStateOf(cause) === undefined) transaction.abandon();
  else await transaction.rollBack();
  return transaction.isWorthRepeating(cause) ? 'conflict' : err(failureOf(cause));
}

/** Nothing was committed: either somebody else was in the way, or the database is not to be had. */
function failureOf(cause: unknown): StoreError {
  return isConflict(cause) ? contention : { ...unavailable, cause };
}
