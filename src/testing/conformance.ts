/**
 * Conformance: the checks as tests of whichever runner is used.
 *
 * @module
 */

import type { Check } from './check.ts';
import { type CheckFailure, Checking, type CheckStoreOptions, outOfTime } from './checking.ts';
import { renderFailure } from './report.ts';
import { type RuleId, ruleOf } from './rules.ts';
import type { CheckTarget } from './target.ts';

/** The two functions of a test runner: those of vitest, jest, node:test, bun:test, mocha. */
export interface TestRunner {
  /** Gathers tests under a name. */
  readonly describe: (name: string, define: () => void) => unknown;
  /** Defines a test; the kit asks for as much time as its budget may take. */
  readonly it: (name: string, test: (...context: unknown[]) => Promise<void>, timeoutMs: number) => unknown;
}

/** So much longer than the budget may a run take that is under way, with what is found by it being shrunk. */
const graceMs = 60_000;

/**
 * Defines tests whose names begin with the id of the rule that each is about: one for each rule that a check looks at, in
 * the order in which the checks are made, so that they are answered one by one. What cannot be tried is skipped, where
 * the runner can skip a test under way, and the reason is told.
 */
export function storeConformance(
  { describe, it }: TestRunner,
  target: CheckTarget,
  options: CheckStoreOptions = {},
): void {
  const checking = new Checking(target, options);
  const timeoutMs = checking.budgetMs + graceMs;
  const define = (rule: RuleId, title: string, test: (...context: unknown[]) => Promise<void>) =>
    it(`${rule} ${ruleOf(rule).title}: ${title}`, test, timeoutMs);

  describe(`the store ${target.name}`, () => {
    for (const check of checking.checks) {
      for (const rule of check.rules) define(rule, check.title, testOf(checking, check, rule));
    }
    define('S13', 'nothing that was asked threw or was left without an answer', async (...context) => {
      const reasons: string[] = [];
      for (const check of checking.checks) {
        const { failure, skipped } = await checking.outcomeOf(check);
        if (failure?.rule === 'S13') throw errorOf(failure);
        if (skipped !== undefined) reasons.push(skipped);
      }
      const [reason] = reasons;
      if (reason !== undefined && reasons.length === checking.checks.length) skip(context[0], reason);
    });
  });
}

function testOf(checking: Checking, check: Check, rule: RuleId) {
  // Without named parameters: jest and mocha would take the first for a callback and wait for it.
  return async (...context: unknown[]): Promise<void> => {
    const { failure, skipped } = await checking.outcomeOf(check);
    // What was not reached counts only if nothing that was reached is broken.
    if (failure?.isIndirect) await checking.all();
    const isOwn = failure?.rule === rule || (rule === check.rules[0] && isOfNone(check, failure));
    if (failure && isOwn && checking.failures.includes(failure)) throw errorOf(failure);
    if (skipped !== undefined) skip(context[0], skipped);
  };
}

/** Whether a failure is of a rule that the check has no test for, and so belongs to its first; S13 has one of its own. */
function isOfNone(check: Check, failure: CheckFailure | undefined): boolean {
  return failure !== undefined && failure.rule !== 'S13' && !check.rules.includes(failure.rule);
}

function errorOf(failure: CheckFailure): Error {
  return new Error(['', ...renderFailure(failure)].join('\n'));
}

/** Marks a test under way as skipped, in a runner whose tests are given something to do so. */
function skip(context: unknown, reason: string): void {
  // What vitest gives to its tests is a function that has fields.
  const { skip: markAsSkipped } = Object(context) as { readonly skip?: unknown };
  if (typeof markAsSkipped === 'function') Reflect.apply(markAsSkipped, context, [reason]);
  // A runner that cannot skip must not show as passed what there was no time for.
  else if (reason === outOfTime) throw new Error(`Not tried: ${reason}. Give it more by budgetMs.`);
}
