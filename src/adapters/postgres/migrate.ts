/**
 * Migration: a database is made ready, from whatever an earlier version left in it.
 *
 * @module
 */

import { milliseconds } from '../../shared/web.ts';
import { integer, type Row } from '../sql/rows.ts';
import { type Migration, migrations } from '../sql/schema.ts';
import { sql } from '../sql/sql.ts';
import { postgresDialect } from './dialect.ts';
import type { Message } from './messages.ts';
import type { PostgresPool } from './pool.ts';
import { Session } from './session.ts';

/** How long a migration may take, in milliseconds. */
export const migrationMsMax = 60_000;

// One of all the locks of a database, drawn by lot: whoever migrates holds it.
const migrationLock = sql`select pg_advisory_xact_lock(7405829617350126)`;

/**
 * Brings the schema to the newest version. It runs in one transaction that two processes may begin at once: one waits,
 * and then finds nothing left to do. Rejects for a database of a newer version.
 */
export async function migrate(pool: PostgresPool, steps: readonly Migration[] = migrations): Promise<void> {
  const session = await Session.open(pool, milliseconds() + migrationMsMax);
  try {
    const begun = await run(session, [
      'begin isolation level read committed',
      migrationLock,
      'create table if not exists kithkin_schema (version bigint not null)',
      'select version from kithkin_schema',
    ]);
    const version = versionIn(begun[3]?.[0]);
    if (version > steps.length) {
      throw new Error(
        `Cannot open the database: its schema is of version ${version}, and this version of Kithkin knows ${steps.length}`,
      );
    }
    const texts = steps.slice(version).flatMap((step) => step(postgresDialect));
    const taken = [
      'delete from kithkin_schema',
      sql`insert into kithkin_schema (version) values (${steps.length})`,
    ];
    await run(session, [...texts, ...(version < steps.length ? taken : []), 'commit']);
    session.close();
  } catch (error) {
    session.close(true);
    throw error;
  }
}

async function run(session: Session, message: Message): Promise<readonly (readonly Row[])[]> {
  const { results, failure } = await session.send(message);
  if (failure) throw failure.cause;
  return results;
}

function versionIn(row: Row | undefined): number {
  return row ? integer(row, 'version') : 0;
}
