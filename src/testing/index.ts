/**
 * The test kit: what proves that a store keeps the contract, and generators for tests of applications.
 *
 * @module
 */

export * from './arbitraries/index.ts';
export type { Finding } from './check.ts';
export { checkStore } from './check-store.ts';
export type {
  CheckFailure,
  CheckProgress,
  CheckReport,
  CheckStoreOptions,
  RuleReport,
} from './checking.ts';
export { storeConformance, type TestRunner } from './conformance.ts';
export type { Fault, FaultPoint, Faults } from './faults.ts';
export { serveStore } from './processes/serve-store.ts';
export { renderReport } from './report.ts';
export { type Rule, type RuleId, type RuleLevel, rules } from './rules.ts';
export type { Capabilities, Capability, CheckTarget } from './target.ts';
