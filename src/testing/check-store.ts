/**
 * Checks a store against the contract, without a test runner, and reports as data.
 *
 * @module
 */

import { milliseconds, within } from '../shared/web.ts';
import type { Check, CheckContext, CheckTarget, Finding } from './check.ts';
import { closing } from './checks/closing.ts';
import { pages } from './checks/pages.ts';
import { concurrentPrograms, programsWithReaders, sequentialPrograms } from './checks/programs.ts';
import { copies, faithful } from './checks/values.ts';
import { type RuleId, type RuleLevel, rules } from './rules.ts';

/** All checks, the quickest first. */
export const checks: readonly Check[] = [
  closing,
  sequentialPrograms,
  copies,
  faithful,
  pages,
  programsWithReaders,
  concurrentPrograms,
];

/** How a store is checked. */
export interface CheckStoreOptions {
  /** The seed of everything that is drawn; of the clock when absent. A report names its own, to be run again. */
  readonly seed?: number | undefined;
  /** How long the checks may take in all, in milliseconds; a check under way is finished. 60,000 when absent. */
  readonly budgetMs?: number | undefined;
  /** How often each property is tried; 300 when absent. */
  readonly runs?: number | undefined;
  /** Only checks that can find these rules broken. */
  readonly rules?: readonly RuleId[] | undefined;
  /** What the namespaces begin with, at most 20 of `[a-z0-9-]`; something that no other run has when absent. */
  readonly namespace?: string | undefined;
  /** Told of each check that begins, and every second of the one under way. */
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined;
}

/** How far the checks have come. */
export interface CheckProgress {
  readonly check: string;
  /** How often the check under way has been tried. */
  readonly runs: number;
  readonly elapsedMs: number;
}

/** A broken rule. */
export interface CheckFailure extends Finding {
  readonly title: string;
  /** Draws the same again. */
  readonly seed: number;
}

/** What was found of a rule. */
export interface RuleReport {
  readonly rule: RuleId;
  readonly title: string;
  readonly level: RuleLevel;
  readonly status: 'passed' | 'failed' | 'untested';
  /** How often something was tried that could have broken it. */
  readonly runs: number;
  /** What is not tested, or why nothing is. */
  readonly untested?: string;
}

/** What the checks of a store came to; plain data. */
export interface CheckReport {
  readonly ok: boolean;
  readonly name: string;
  readonly seed: number;
  readonly elapsedMs: number;
  readonly failures: readonly CheckFailure[];
  readonly rules: readonly RuleReport[];
}

const budgetDefaultMs = 60_000;
const runsDefault = 300;
/** A check that has not ended so long after the whole budget hangs. */
const graceMs = 60_000;

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
export async function checkStore(target: CheckTarget, options: CheckStoreOptions = {}): Promise<CheckReport> {
  const began = milliseconds();
  const { budgetMs = budgetDefaultMs, runs = runsDefault } = options;
  const seed = options.seed ?? Math.floor(began * 1000) % 0x7fffffff;
  const wanted = checks.filter((check) => check.rules.some((rule) => options.rules?.includes(rule) ?? true));
  const found: CheckFailure[] = [];
  const runsOf = new Map<RuleId, number>();
  const space = options.namespace ?? `kit-${Math.floor(Math.random() * 2 ** 48).toString(36)}`;
  let spaces = 0;

  for (const check of wanted) {
    const elapsed = milliseconds() - began;
    if (elapsed > budgetMs || (check.isConcurrent && found.length > 0)) continue;
    const progress = progressOf(check, options.onProgress, began);
    const context: CheckContext = {
      target,
      seed,
      runs,
      newNamespace: () => {
        spaces += 1;
        return `${space}-${spaces}`;
      },
      onRun: progress.onRun,
    };
    const hung: Finding = { rule: 'S13', message: `The store hangs: ${check.title}` };
    const finding = await within(budgetMs - elapsed + graceMs, check.run(context), hung);
    if (finding) found.push({ ...finding, title: check.title, seed });
    for (const rule of check.rules) runsOf.set(rule, (runsOf.get(rule) ?? 0) + progress.runs());
  }

  // What was not reached because of another rule says nothing of its own.
  const direct = found.filter(({ isIndirect }) => !isIndirect);
  const failures = direct.length > 0 ? direct : found;
  return {
    ok: failures.length === 0,
    name: target.name,
    seed,
    elapsedMs: Math.round(milliseconds() - began),
    failures,
    rules: rules.map(({ id, title, level, untested }) => ({
      rule: id,
      title,
      level,
      status: failures.some(({ rule }) => rule === id)
        ? 'failed'
        : level === 'untested' || !runsOf.get(id)
          ? 'untested'
          : 'passed',
      runs: runsOf.get(id) ?? 0,
      ...(untested !== undefined && { untested }),
    })),
  };
}

function progressOf(check: Check, onProgress: CheckStoreOptions['onProgress'], began: number) {
  let runs = 0;
  let told = milliseconds();
  const tell = () =>
    onProgress?.({ check: check.title, runs, elapsedMs: Math.round(milliseconds() - began) });
  tell();
  return {
    runs: () => runs,
    onRun: () => {
      runs += 1;
      if (milliseconds() - told < 1000) return;
      told = milliseconds();
      tell();
    },
  };
}
