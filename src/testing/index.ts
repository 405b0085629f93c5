/**
 * The test kit: what proves that a store keeps the contract, and generators for tests of applications.
 *
 * @module
 */

export { anyId, anyJsonObject, anyName, anyStoredText, anyTags } from './arbitraries.ts';
export type { CheckTarget, Finding } from './check.ts';
export {
  type CheckFailure,
  type CheckProgress,
  type CheckReport,
  type CheckStoreOptions,
  checkStore,
  type RuleReport,
} from './check-store.ts';
export { storeConformance, type TestRunner } from './conformance.ts';
export { renderReport } from './report.ts';
export { type Rule, type RuleId, type RuleLevel, rules } from './rules.ts';
