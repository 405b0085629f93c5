/**
 * Migration: a database is made ready, from whatever an earlier version left in it.
 *
 * @module
 */

import { milliseconds } from '../../shared/web.ts';
import { integer, type Row } from '../sql/rows.ts';
import { type Migration, migrations } from '../sql/schema.ts';
import { sql } from '../sql/sql.ts';
import { cockroachDialect, postgresDialect } from './dialect.ts';
import type { Message } from './messages.ts';
import type { PostgresPool } from './pool.ts';
import { Session } from './session.ts';

/** How long a migration may take, in milliseconds. */
export const migrationMsMax = 60_000;

// One of all the locks of a database, drawn by lot: whoever migrates holds it.
const migrationLock = sql`select pg_advisory_xact_lock(7405829617350126)`;

// In the schema where tables are made: those of another one on the `search_path` belong to somebody else.
const lookForTable = `select 1 from pg_catalog.pg_tables where schemaname = current_schema() and tablename = 'kithkin_schema'`;

/**
 * Brings the schema to the newest version. It runs in one transaction that two processes may begin at once: one waits,
 * and then finds nothing left to do. Rejects for a database of a newer version.
 */
export async function migrate(pool: PostgresPool, steps: readonly Migration[] = migrations): Promise<void> {
  const deadline = milliseconds() + migrationMsMax;
  // Looked at first, so that a replica, or a role that may make no tables, can be used where they are there.
  const version = await inSession(pool, deadline, (session) => versionOf(session, steps.length));
  if (version < steps.length) await inSession(pool, deadline, (session) => take(session, steps));
}

async function inSession<T>(
  pool: PostgresPool,
  deadline: number,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await Session.open(pool, deadline);
  try {
    const done = await work(session);
    session.close();
    return done;
  } catch (error) {
    session.close(true);
    throw error;
  }
}

async function take(session: Session, steps: readonly Migration[]): Promise<void> {
  const [rows] = await run(session, ['select version() as engine']);
  const isCockroach = String(rows?.[0]?.engine).startsWith('CockroachDB');
  const dialect = isCockroach ? cockroachDialect : postgresDialect;
  // CockroachDB knows locks by number since 2026 only. Without one, who comes second fails, and succeeds when it tries again.
  await run(session, ['begin isolation level read committed', ...(isCockroach ? [] : [migrationLock])]);
  const version = await versionOf(session, steps.length);
  const texts = [
    'create table if not exists kithkin_schema (version bigint not null)',
    ...steps.slice(version).flatMap((step) => step(dialect)),
    'delete from kithkin_schema',
    sql`insert into kithkin_schema (version) values (${steps.length})`,
  ];
  await run(session, [...(version < steps.length ? texts : []), 'commit']);
}

async function versionOf(session: Session, newest: number): Promise<number> {
  const [tables] = await run(session, [lookForTable]);
  if (!tables || tables.length === 0) return 0;
  const [rows] = await run(session, ['select version from kithkin_schema']);
  const version = rows?.[0] ? integer(rows[0], 'version') : 0;
  if (version > newest) {
    throw new Error(
      `Cannot open the database: its schema is of version ${version}, and this version of Kithkin knows ${newest}`,
    );
  }
  return version;
}

async function run(session: Session, message: Message): Promise<readonly (readonly Row[])[]> {
  const { results, failure } = await session.send(message);
  if (failure) throw failure.cause;
  return results;
}
