/**
 * Session: one connection, held for one attempt, to which statements are sent a message at a time.
 *
 * @module
 */

import { by } from '../../shared/web.ts';
import type { Row } from '../sql/rows.ts';
import { type Sql, statementOf } from '../sql/sql.ts';
import { postgresDialect } from './dialect.ts';
import type { PostgresClient, PostgresPool, PostgresQuery } from './pool.ts';

/** What became of the statements of a message: the rows of each, or what the first that failed said. */
export interface Answer {
  readonly results: readonly (readonly Row[])[];
  readonly failure?: { readonly index: number; readonly cause: unknown };
}

/** The connections that have been told how to plan. */
const setUp = new WeakSet<PostgresClient>();

const ignore = (): void => undefined;

/** Names of prepared statements, by their text: the same in all connections. */
const names = new Map<string, string>();

/** The most statements that are kept prepared; lists with many filters make many, and the others go unnamed. */
const namesMax = 500;

/** A connection of a pool, for as long as an attempt needs it. */
export class Session {
  readonly #client: PostgresClient;
  readonly #deadline: number;
  #isBroken = false;

  private constructor(client: PostgresClient, deadline: number) {
    this.#client = client;
    this.#deadline = deadline;
    client.on('error', this.#onError);
    if (!setUp.has(client)) {
      setUp.add(client);
      // A plan is made once for a prepared statement, perhaps of a table that is still empty; and every statement has an
      // index. It goes out before the first message, and nothing waits for its answer.
      client.query({ text: 'set enable_seqscan = off', values: [] }).then(ignore, ignore);
    }
  }

  /** Holds a connection; what is asked of it must be answered by the deadline, a time in milliseconds. */
  static async open(pool: PostgresPool, deadline: number): Promise<Session> {
    const connecting = pool.connect();
    try {
      return new Session(await by(deadline, connecting), deadline);
    } catch (error) {
      // It may still come, and belongs to nobody then.
      connecting.then((client) => client.release(), ignore);
      throw error;
    }
  }

  /** Sends statements together, and waits for all their answers. */
  async send(pieces: readonly (Sql | string)[]): Promise<Answer> {
    const asked = pieces.map((piece) => this.#client.query(queryOf(piece)));
    // They are settled in order: whatever follows a failure fails with it.
    const settled = Promise.allSettled(asked);
    try {
      const answers = await by(this.#deadline, settled);
      const index = answers.findIndex(({ status }) => status === 'rejected');
      const results = answers.map((each) => (each.status === 'fulfilled' ? rowsIn(each.value.rows) : []));
      const failed = answers[index];
      return failed?.status === 'rejected'
        ? { results, failure: { index, cause: failed.reason } }
        : { results };
    } catch (error) {
      this.#isBroken = true;
      throw error;
    }
  }

  /** Gives the connection back; one that is broken, or of which the state is not known, is closed. */
  close(isBroken = false): void {
    this.#client.off('error', this.#onError);
    this.#client.release(this.#isBroken || isBroken);
  }

  readonly #onError = (): void => {
    this.#isBroken = true;
  };
}

function rowsIn(rows: readonly object[]): readonly Row[] {
  // SAFETY: rows are objects by column names.
  return rows as readonly Row[];
}

function queryOf(piece: Sql | string): PostgresQuery {
  if (typeof piece === 'string') return { text: piece, values: [] };
  const { text, params } = statementOf(piece, postgresDialect);
  const name = nameOf(text);
  return { ...(name !== undefined && { name }), text, values: [...params] };
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= namesMax) return known;
  const name = `kithkin_${names.size}`;
  names.set(text, name);
  return name;
}
