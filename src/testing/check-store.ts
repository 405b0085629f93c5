/**
 * Checks a store against the contract, without a test runner, and reports as data.
 *
 * @module
 */

import { Checking, type CheckReport, type CheckStoreOptions } from './checking.ts';
import type { CheckTarget } from './target.ts';

/**
 * Checks a store. It is opened again and again on namespaces of its own; nothing that is there is touched.
 *
 * @example
 * ```ts
 * import { memoryData, memoryStore } from 'kithkin/memory';
 * import { checkStore } from 'kithkin/testing';
 *
 * const namespaces = new Map<string, ReturnType<typeof memoryData>>();
 * const report = await checkStore(
 *   {
 *     name: 'memory',
 *     open: (namespace) => {
 *       const data = namespaces.get(namespace) ?? memoryData();
 *       namespaces.set(namespace, data);
 *       return memoryStore({ data });
 *     },
 *   },
 *   { runs: 10 },
 * );
 * report.ok; // => true
 * ```
 */
export function checkStore(target: CheckTarget, options: CheckStoreOptions = {}): Promise<CheckReport> {
  return new Checking(target, options).all();
}
