/**
 * Connection: statements that are prepared once, and transactions that always end.
 *
 * @module
 */

import type { Query, Row } from '../sql/rows.ts';
import { type Sql, type SqlValue, statementOf } from '../sql/sql.ts';
import type { SqliteDatabase, SqliteStatement, SqliteValue } from './database.ts';
import { sqliteDialect } from './dialect.ts';

/** The most statements that are kept prepared; lists with many filters make many. */
const preparedMax = 500;

/** A connection of the store's own; nobody else may begin a transaction on it. */
export class SqliteConnection {
  readonly #database: SqliteDatabase;
  readonly #prepared: Map<string, SqliteStatement> = new Map();
  /** Perhaps a transaction could not even be rolled back, and is in the way of the next. */
  #isLeftOpen = false;
  #isInTransaction = false;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /** Whether a transaction is under way, which a decision is the only one to find. */
  get isInTransaction(): boolean {
    return this.#isInTransaction;
  }

  /** Whether an earlier transaction may still be there, so that only a new one shows what is committed. */
  get isLeftOpen(): boolean {
    return this.#isLeftOpen;
  }

  /** Asks a query: outside a transaction only if it is a single statement. */
  answer<T>({ statements, read }: Query<T>): T {
    return read(statements.map((piece) => this.#rows(piece)));
  }

  /** Runs a statement that returns no rows. */
  run(piece: Sql): void {
    const { text, params } = statementOf(piece, sqliteDialect);
    this.#prepare(text).run(...bindable(params));
  }

  /** Begins a transaction: one that holds the right to write, or one that only reads, from one cut. */
  begin(mode: 'immediate' | 'deferred'): void {
    if (this.#isLeftOpen) this.#tryRollback();
    this.#database.exec(`begin ${mode}`);
    this.#isLeftOpen = false;
    this.#isInTransaction = true;
  }

  /** Makes the transaction's changes last. Throws if that failed, and the transaction is then to be rolled back. */
  commit(): void {
    this.#database.exec('commit');
    this.#isInTransaction = false;
  }

  /** Ends the transaction, if there still is one: some errors end it by themselves. */
  rollback(): void {
    if (!this.#isInTransaction) return;
    this.#isInTransaction = false;
    this.#isLeftOpen = !this.#tryRollback();
  }

  /** Closes the connection. */
  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  #tryRollback(): boolean {
    try {
      this.#database.exec('rollback');
      return true;
    } catch {
      // There is none any more, or it cannot be ended: the next beginning will tell.
      return false;
    }
  }

  #rows(piece: Sql): readonly Row[] {
    const { text, params } = statementOf(piece, sqliteDialect);
    // SAFETY: drivers return rows as objects by column names, unless they are told otherwise.
    return this.#prepare(text).all(...bindable(params)) as readonly Row[];
  }

  #prepare(text: string): SqliteStatement {
    const known = this.#prepared.get(text);
    if (known) return known;
    const statement = this.#database.prepare(text);
    if (this.#prepared.size >= preparedMax) {
      // A map keeps the order of insertion: the first is the one prepared longest ago.
      for (const oldest of this.#prepared.keys()) {
        this.#prepared.delete(oldest);
        break;
      }
    }
    this.#prepared.set(text, statement);
    return statement;
  }
}

function bindable(params: readonly SqlValue[]): SqliteValue[] {
  // SAFETY: the dialect leaves no boolean.
  return params as SqliteValue[];
}
