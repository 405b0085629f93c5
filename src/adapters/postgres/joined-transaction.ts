/**
 * Joined transaction: a part of a transaction that the caller has begun and will end.
 *
 * It is what happens between a savepoint and its release. A part that is taken back leaves the caller's transaction as it
 * was, and gives up the locks that were taken for it. Nothing here sends BEGIN, COMMIT or ROLLBACK.
 *
 * @module
 */

import { by } from '../../shared/web.ts';
import { type StoreError, unavailable, unknownOutcome } from '../../store/store-error.ts';
import { type Row, text } from '../sql/rows.ts';
import type { Sql } from '../sql/sql.ts';
import { type Answer, ask, type Message } from './messages.ts';
import { type PostgresConnection, sqlStateOf } from './pool.ts';
import type { Transaction } from './transaction.ts';
import { Turns } from './turns.ts';

/** Those who wait for a connection, whichever store they use it through. */
const turnsOf = new WeakMap<PostgresConnection, Turns>();

const enter: Message = ['savepoint kithkin', `select current_setting('transaction_isolation') as level`];
// Where what others committed while a lock was waited for is seen; the second is the first by another name.
const levels = ['read committed', 'read uncommitted'];
const keep = 'release savepoint kithkin';
const undo: readonly string[] = ['rollback to savepoint kithkin', keep];
/** The SQLSTATE of what needs a transaction, where there is none. */
const noTransaction = '25P01';

/** A part of the caller's transaction, alone on its connection. */
export class JoinedTransaction implements Transaction {
  readonly keep: string = keep;
  readonly #client: PostgresConnection;
  readonly #deadline: number;
  readonly #endTurn: () => void;
  /** Whether there is, or may be, a savepoint to return to. */
  #isEntered = false;
  /** Settled when all that was sent is answered. */
  #answered: Promise<unknown> = Promise.resolve();

  private constructor(client: PostgresConnection, deadline: number, endTurn: () => void) {
    this.#client = {
      pipeline: client.pipeline,
      query: async (query) => {
        const answer = client.query(query);
        this.#answered = Promise.allSettled([this.#answered, answer]);
        return await answer;
      },
    };
    this.#deadline = deadline;
    this.#endTurn = endTurn;
  }

  /** Waits until nobody else of Kithkin uses the connection, and no longer than to the deadline. */
  static async open(client: PostgresConnection, deadline: number): Promise<JoinedTransaction> {
    const turns = turnsOf.get(client) ?? new Turns();
    turnsOf.set(client, turns);
    const turn = turns.take();
    try {
      return new JoinedTransaction(client, deadline, await by(deadline, turn));
    } catch (error) {
      void turn.then((end) => end());
      throw error;
    }
  }

  async begin(): Promise<Message> {
    // Alone: whatever follows would run without a transaction if there is none.
    await this.#enter([]);
    return [];
  }

  send(message: Message): Promise<Answer> {
    return ask(this.#client, message, this.#deadline);
  }

  close(): void {
    // Whoever comes next finds the connection with nothing under way.
    void this.#answered.then(this.#endTurn);
  }

  async rollBack(): Promise<void> {
    await this.#goBack();
    this.close();
  }

  abandon(): void {
    // Behind whatever is under way. If that has released the savepoint, this ends the caller's transaction, so that
    // nothing is kept of which nobody was told.
    if (this.#isEntered) {
      for (const text of undo) void this.#sendLate(text);
    }
    this.close();
  }

  async look(statement: Sql): Promise<readonly Row[]> {
    let rows: readonly Row[];
    try {
      rows = await this.#enter([statement]);
    } catch (cause) {
      if (sqlStateOf(cause) === undefined) this.abandon();
      else await this.rollBack();
      throw cause;
    }
    const left = this.send([keep]).catch(() => undefined);
    if (!this.#client.pipeline) await left;
    this.close();
    return rows;
  }

  isWorthRepeating(cause: unknown): boolean {
    // A deadlock is one of locks that the caller's transaction had before, and which only its end gives up.
    return sqlStateOf(cause) === '23505';
  }

  lost(cause: unknown): StoreError {
    if (sqlStateOf(cause) !== noTransaction) return { ...unavailable, cause };
    // The caller has ended it in the middle, so the writes may stand for themselves.
    const message =
      'The transaction was ended while a command was under way in it. Await each command before COMMIT or ROLLBACK';
    return { ...unknownOutcome, cause: new Error(message, { cause }) };
  }

  /** Returns to the savepoint, in time or when the connection comes to it. */
  async #goBack(): Promise<void> {
    if (!this.#isEntered) return;
    this.#isEntered = false;
    for (const text of undo) {
      const answered = this.#sendLate(text);
      if (!this.#client.pipeline) await this.#inTime(answered);
    }
    await this.#inTime(this.#answered);
  }

  /** Sends a part of the way back. It is never left out: a savepoint that stays would be returned to by mistake. */
  async #sendLate(text: string): Promise<void> {
    try {
      await this.#client.query({ text, values: [] });
    } catch {
      // The transaction has failed, or is gone with its connection.
    }
  }

  async #inTime(answered: Promise<unknown>): Promise<void> {
    try {
      await by(this.#deadline, answered);
    } catch {
      // What was sent stays sent, and is done whenever the connection comes to it.
    }
  }

  /** Makes the savepoint, and runs what may run with or without a transaction; answers the rows of the last statement. */
  async #enter(reads: Message): Promise<readonly Row[]> {
    this.#isEntered = true;
    const { results, failure } = await this.send([...enter, ...reads]);
    // No savepoint was made, or none that can be returned to.
    if (failure?.index === 0) this.#isEntered = false;
    if (failure) throw failure.index === 0 ? refusalOf(failure.cause) : failure.cause;
    const [row] = results[1] ?? [];
    const level = row ? text(row, 'level') : 'none';
    if (!levels.includes(level)) {
      await this.#goBack();
      throw new Error(
        `Cannot join this transaction: its isolation level is ${level}, at which limits cannot be held. Begin it with BEGIN ISOLATION LEVEL READ COMMITTED`,
      );
    }
    return results.at(-1) ?? [];
  }
}

/** What a caller can do about a savepoint that was refused. */
function refusalOf(cause: unknown): unknown {
  const state = sqlStateOf(cause);
  if (state === noTransaction) {
    return new Error(
      'Cannot join a transaction: none is under way on this connection. Send BEGIN first, and use the store before COMMIT or ROLLBACK',
      { cause },
    );
  }
  if (state === '25P02') {
    return new Error(
      'Cannot join this transaction: it has failed before. Roll it back, or to a savepoint of your own',
      { cause },
    );
  }
  return cause;
}
