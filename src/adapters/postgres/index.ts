/**
 * A store on PostgreSQL, and on engines that speak its protocol.
 *
 * @packageDocumentation
 */

export type { PostgresClient, PostgresPool, PostgresQuery } from './pool.ts';
export {
  type PostgresStoreOptions,
  postgresBudgetMs,
  postgresPauseMs,
  postgresStore,
} from './postgres-store.ts';
