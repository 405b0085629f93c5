/**
 * Messages: statements that are sent together, and what became of each.
 *
 * @module
 */

import { by, DeadlineExceeded } from '../../shared/web.ts';
import type { Row } from '../sql/rows.ts';
import { type Sql, statementOf } from '../sql/sql.ts';
import { postgresDialect } from './dialect.ts';
import type { PostgresConnection, PostgresQuery } from './pool.ts';

/** The statements of a message, in order; a text is a statement without parameters. */
export type Message = readonly (Sql | string)[];

/** What became of a message: the rows of each statement, or what the first that failed said. */
export interface Answer {
  readonly results: readonly (readonly Row[])[];
  readonly failure?: Failure;
}

/** The first statement that failed. */
export interface Failure {
  readonly index: number;
  readonly cause: unknown;
  /** How many statements of the message were sent. */
  readonly sent: number;
}

/** A message was not answered in time. */
export class Unanswered extends DeadlineExceeded {
  /** How many of its statements were sent. */
  readonly sent: number;

  constructor(cause: DeadlineExceeded, sent: number) {
    super(cause.message, { cause });
    this.sent = sent;
  }
}

/**
 * Sends a message, and waits for all its answers until the deadline, a time in milliseconds; rejects with
 * {@link Unanswered} then. A connection that cannot have several statements under way is sent one after the other, up to
 * the first that fails.
 */
export function ask(client: PostgresConnection, message: Message, deadline: number): Promise<Answer> {
  return client.pipeline ? askTogether(client, message, deadline) : askInTurn(client, message, deadline);
}

async function askTogether(client: PostgresConnection, message: Message, deadline: number): Promise<Answer> {
  // They are settled in order: whatever follows a failure fails with it.
  const asked = inOneWrite(client, () => message.map((piece) => client.query(queryOf(piece))));
  const sent = message.length;
  const settled = await answersOf(asked, deadline, sent);
  const index = settled.findIndex(({ status }) => status === 'rejected');
  const results = settled.map((each) => (each.status === 'fulfilled' ? rowsIn(each.value.rows) : []));
  const failed = settled[index];
  return failed?.status === 'rejected'
    ? { results, failure: { index, cause: failed.reason, sent } }
    : { results };
}

/** Lets a driver write once what it would write statement by statement, each time waking the server up. */
function inOneWrite<T>({ connection }: PostgresConnection, work: () => T): T {
  const stream = connection?.stream;
  stream?.cork?.();
  try {
    return work();
  } finally {
    stream?.uncork?.();
  }
}

async function askInTurn(client: PostgresConnection, message: Message, deadline: number): Promise<Answer> {
  const results: (readonly Row[])[] = [];
  for (const [index, piece] of message.entries()) {
    const sent = index + 1;
    const [settled] = await answersOf([client.query(queryOf(piece))], deadline, sent);
    if (settled?.status === 'rejected') return { results, failure: { index, cause: settled.reason, sent } };
    results.push(rowsIn(settled?.value.rows ?? []));
  }
  return { results };
}

async function answersOf<T>(
  asked: readonly Promise<T>[],
  deadline: number,
  sent: number,
): Promise<readonly PromiseSettledResult<T>[]> {
  try {
    return await by(deadline, Promise.allSettled(asked));
  } catch (error) {
    throw error instanceof DeadlineExceeded ? new Unanswered(error, sent) : error;
  }
}

function rowsIn(rows: readonly object[]): readonly Row[] {
  // SAFETY: rows are objects by column names.
  return rows as readonly Row[];
}

/** Names of prepared statements, by their text: the same in all connections. */
const names = new Map<string, string>();

/** The most statements that are kept prepared; lists with many filters make many, and the others go unnamed. */
const namesMax = 500;

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
