/**
 * One check of the kit, made alone.
 *
 * @module
 */
import type { CheckReport, CheckStoreOptions, CheckTarget } from 'kithkin/testing';
import type { Check } from '../../src/testing/check.ts';
import { Checking } from '../../src/testing/checking.ts';

/** What a check tells of a store when no other is made. */
export async function reportOfOne(
  check: Check,
  target: CheckTarget,
  options: CheckStoreOptions = {},
): Promise<CheckReport> {
  const checking = new Checking(target, options);
  Object.assign(checking, { checks: [check] });
  return checking.all();
}
