/**
 * A store on PostgreSQL, and on engines that speak its protocol.
 *
 * @packageDocumentation
 */

export {
  type PgliteDatabase,
  type PgliteTransaction,
  pgliteConnection,
  pglitePool,
} from './pglite.ts';
export type {
  PostgresClient,
  PostgresConnection,
  PostgresPool,
  PostgresQuery,
  PostgresStream,
} from './pool.ts';
export {
  type PostgresStore,
  type PostgresStoreOptions,
  postgresBudgetMs,
  postgresPauseMs,
  postgresStore,
} from './postgres-store.ts';
