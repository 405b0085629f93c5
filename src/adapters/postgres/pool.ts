/**
 * Pool: what the store asks of a driver, which is what `pg` has.
 *
 * @module
 */

/** A statement with its parameters. */
export interface PostgresQuery {
  /** Under this name the server keeps the statement prepared; it always stands for the same text. */
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}

/** A connection, such as a `Client` of `pg`. */
export interface PostgresConnection {
  /** Runs a statement. */
  query(query: PostgresQuery): Promise<{ readonly rows: readonly object[] }>;
  /**
   * Whether the next statement may be asked before this one is answered, and is sent at once. They are answered in
   * order. Otherwise the store asks one at a time, and waits as often.
   */
  readonly pipeline?: boolean | undefined;
  /** What `pg` writes to; held back meanwhile, statements that are sent together leave in one write. */
  readonly connection?: { readonly stream?: PostgresStream | undefined } | undefined;
}

/** What a driver writes to, such as a socket of Node. */
export interface PostgresStream {
  /** Holds back what is written from now on. */
  cork?(): void;
  /** Writes what was held back. */
  uncork?(): void;
}

/** A connection that is held for a while. */
export interface PostgresClient extends PostgresConnection {
  /** Whether others use the same connection in between, whose settings it must keep. */
  readonly isShared?: boolean | undefined;
  /** Gives the connection back; with `true`, closes it. */
  release(isBroken?: boolean): void;
  /** Must be listened to: an error without a listener ends the process. */
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** Ends the listening. */
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/** Connections, such as `new Pool({ connectionString, pipeline: true })` of `pg`. */
export interface PostgresPool {
  /** Holds a connection. */
  connect(): Promise<PostgresClient>;
  /** Closes all connections. */
  end(): Promise<unknown>;
  /** Must be listened to: an error without a listener ends the process. */
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** The SQLSTATE of an error that the server has answered; undefined for one of the connection. */
export function sqlStateOf(error: unknown): string | undefined {
  const { code }: { readonly code?: unknown } = typeof error === 'object' && error !== null ? error : {};
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/**
 * Whether a transaction met another one, and may be run again: it could not be serialized, it was the victim of a
 * deadlock, or a row that it added is there by now.
 */
export function isConflict(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '40001' || state === '40P01' || state === '23505';
}
