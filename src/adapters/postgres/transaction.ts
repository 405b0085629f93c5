/**
 * Transaction: what an attempt runs in. It is one of its own on a connection of the pool, or a part of the caller's.
 *
 * @module
 */

import { type StoreError, unknownOutcome } from '../../store/store-error.ts';
import type { Row } from '../sql/rows.ts';
import type { Sql } from '../sql/sql.ts';
import type { Answer, Message } from './messages.ts';
import { isConflict, type PostgresPool, sqlStateOf } from './pool.ts';
import { Session } from './session.ts';

/** A transaction for one attempt, which ends it in exactly one of the ways below. */
export interface Transaction {
  /** Makes sure that it can be begun; rejects if not. Answers what must be sent in front of the first message. */
  begin(): Promise<Message>;
  /** Sends statements together, and waits for all their answers. */
  send(message: Message): Promise<Answer>;
  /** The statement that keeps what was written; {@link Transaction.close} follows. */
  readonly keep: string;
  /** Gives the connection back. */
  close(): void;
  /** Takes back what was done, while the connection is as it should be, and gives it back. */
  rollBack(): Promise<void>;
  /** Lets go of a connection of which nobody knows what it has done, and keeps as little of that as possible. */
  abandon(): void;
  /** Runs one statement that reads and nothing else, and gives the connection back. */
  look(statement: Sql): Promise<readonly Row[]>;
  /** Whether what went wrong may go right when everything is done again from the beginning. */
  isWorthRepeating(cause: unknown): boolean;
  /** What to answer when {@link Transaction.keep} was sent and its answer did not come. */
  lost(cause: unknown): StoreError;
}

/** A transaction on a connection of a pool. */
export class OwnTransaction implements Transaction {
  readonly keep = 'commit';
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  /** Holds a connection for a transaction that is over by the deadline, a time in milliseconds. */
  static async open(pool: PostgresPool, deadline: number): Promise<OwnTransaction> {
    return new OwnTransaction(await Session.open(pool, deadline));
  }

  begin(): Promise<Message> {
    return Promise.resolve(['begin isolation level read committed']);
  }

  send(message: Message): Promise<Answer> {
    return this.#session.send(message);
  }

  close(): void {
    this.#session.close();
  }

  rollBack(): Promise<void> {
    // Nobody needs to wait for it: the connection is given back once it is done.
    this.send(['rollback']).then(
      ({ failure }) => this.#session.close(failure !== undefined),
      () => this.abandon(),
    );
    return Promise.resolve();
  }

  abandon(): void {
    this.#session.close(true);
  }

  async look(statement: Sql): Promise<readonly Row[]> {
    let answer: Answer;
    try {
      answer = await this.send([statement]);
    } catch (cause) {
      this.abandon();
      throw cause;
    }
    const { results, failure } = answer;
    this.#session.close(failure && sqlStateOf(failure.cause) === undefined);
    if (failure) throw failure.cause;
    return results[0] ?? [];
  }

  isWorthRepeating(cause: unknown): boolean {
    return isConflict(cause);
  }

  lost(cause: unknown): StoreError {
    return { ...unknownOutcome, cause };
  }
}
