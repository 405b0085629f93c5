/**
 * Checking: one run of the checks of a store, check after check.
 *
 * @module
 */

import { milliseconds } from '../shared/web.ts';
import type { Store } from '../store/store.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { checks } from './checks/index.ts';
import { StoreProcesses } from './processes/store-process.ts';
import { type RuleId, type RuleLevel, ruleOf, rules } from './rules.ts';
import type { CheckTarget } from './target.ts';
import { Watch } from './watch.ts';

/** How a store is checked. */
export interface CheckStoreOptions {
  /** The seed of everything that is drawn; another each time when absent. A report names its own, to be run again. */
  readonly seed?: number | undefined;
  /**
   * How long the checks may take in all, in milliseconds; 60,000 when absent. A check that has had its share ends after
   * the run that it is at, and has then been tried less often.
   */
  readonly budgetMs?: number | undefined;
  /** How often each property is tried; 300 when absent. */
  readonly runs?: number | undefined;
  /** Only checks that can find these rules broken. */
  readonly rules?: readonly RuleId[] | undefined;
  /** How long the store may take to end one operation, in milliseconds: its published deadline. 10,000 when absent. */
  readonly deadlineMs?: number | undefined;
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
  /** What the check that found it looks for. */
  readonly title: string;
  /** Draws the same again. */
  readonly seed: number;
  /** The options of `checkStore` that make this check again, and as few others as can be. */
  readonly replay: Pick<CheckStoreOptions, 'seed' | 'runs' | 'rules'>;
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
  /** Whether no rule was found broken, and there was time for every check. */
  readonly ok: boolean;
  /**
   * How many operations ended in a `StoreError` that the kit had not provoked. It breaks no rule: what could not be seen for
   * it was looked at again.
   */
  readonly storeFailures: number;
  /** The checks that were not made, and why. */
  readonly skipped: readonly { readonly check: string; readonly reason: string }[];
  readonly name: string;
  readonly seed: number;
  readonly elapsedMs: number;
  readonly failures: readonly CheckFailure[];
  readonly rules: readonly RuleReport[];
}

/** What came of a check: what it found, or why it was not made. */
export interface CheckOutcome {
  readonly failure?: CheckFailure;
  readonly skipped?: string;
}

/** Why a check was not made for which there was no time. */
export const outOfTime = 'The budget of time was spent';
const budgetDefaultMs = 60_000;
const runsDefault = 300;
const deadlineDefaultMs = 10_000;

/** One run of the checks. */
export class Checking {
  /** The checks that were asked for, in the order in which they are made. */
  readonly checks: readonly Check[];
  readonly budgetMs: number;
  readonly #target: CheckTarget;
  readonly #options: CheckStoreOptions;
  readonly #seed: number;
  readonly #began: number = milliseconds();
  readonly #end: number;
  readonly #watch: Watch;
  readonly #space: string;
  readonly #outcomes: Map<Check, CheckOutcome> = new Map();
  readonly #runsOf: Map<RuleId, number> = new Map();
  #spaces = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(target: CheckTarget, options: CheckStoreOptions) {
    this.#target = target;
    this.#options = options;
    this.#seed = options.seed ?? Math.floor(Math.random() * 0x7fffffff);
    this.#space = options.namespace ?? `kit-${Math.floor(Math.random() * 2 ** 48).toString(36)}`;
    this.#watch = new Watch(options.deadlineMs ?? deadlineDefaultMs);
    this.budgetMs = options.budgetMs ?? budgetDefaultMs;
    this.#end = this.#began + this.budgetMs;
    this.checks = checks.filter((check) => check.rules.some((rule) => options.rules?.includes(rule) ?? true));
  }

  /** Makes a check, and those before it that have not been made. */
  outcomeOf(check: Check): Promise<CheckOutcome> {
    const made = this.#last.then(() => this.#upTo(check));
    // Whoever asks for the next one is told of its own.
    this.#last = made.catch(() => undefined);
    return made;
  }

  /** Makes all checks. */
  async all(): Promise<CheckReport> {
    for (const check of this.checks) await this.outcomeOf(check);
    return this.#report();
  }

  /** What was found so far. */
  get failures(): readonly CheckFailure[] {
    const found = [...this.#outcomes.values()].flatMap(({ failure }) => failure ?? []);
    // What was not reached because of another rule says nothing of its own.
    const direct = found.filter(({ isIndirect }) => !isIndirect);
    return direct.length > 0 ? direct : found;
  }

  async #upTo(wanted: Check): Promise<CheckOutcome> {
    for (const check of this.checks) {
      const outcome = this.#outcomes.get(check) ?? (await this.#make(check));
      this.#outcomes.set(check, outcome);
      if (check === wanted) return outcome;
    }
    throw new TypeError(`${wanted.title} was not asked for`);
  }

  async #make(check: Check): Promise<CheckOutcome> {
    const skipped = this.#reasonToSkip(check);
    if (skipped !== undefined) return { skipped };
    const progress = progressOf(check, this.#options.onProgress, this.#began);
    const processes = new StoreProcesses(this.#target.capabilities?.process ?? []);
    const handles: Store[] = [];
    let finding: Finding | undefined;
    try {
      finding = await check.run(this.#contextOf(progress.onRun, processes, handles));
    } finally {
      // What a check that found something has left open.
      if (!this.#watch.hasHung) await Promise.allSettled(handles.map((handle) => handle.close()));
      processes.end();
    }
    // A check that ended early has not tried what else it looks for.
    const tried = finding ? [finding.rule] : check.rules;
    for (const rule of tried) this.#runsOf.set(rule, (this.#runsOf.get(rule) ?? 0) + progress.runs());
    if (!finding) return {};
    const { runs } = this.#options;
    // A check is made for any of its rules, and has not always one for what it finds.
    const rule = check.rules.includes(finding.rule) ? finding.rule : check.rules[0];
    const replay = {
      seed: this.#seed,
      ...(runs !== undefined && { runs }),
      ...(rule !== undefined && { rules: [rule] }),
    };
    return { failure: { ...finding, title: check.title, seed: this.#seed, replay } };
  }

  #reasonToSkip(check: Check): string | undefined {
    const [first] = this.failures;
    if (check.needs && !this.#target.capabilities?.[check.needs])
      return `The target has no capability ${check.needs}`;
    if (this.#watch.hasHung) return 'The store hangs';
    if (check.isLast && first) return `${first.rule} is already broken`;
    if (milliseconds() > this.#end) return outOfTime;
    return undefined;
  }

  #contextOf(onRun: () => void, processes: StoreProcesses, handles: Store[]): CheckContext {
    const { open, capabilities } = this.#target;
    // Whoever comes first must leave time for those who come after.
    const left = this.checks.filter((check) => !this.#outcomes.has(check)).length;
    const now = milliseconds();
    const end = Math.min(this.#end, now + (2 * (this.#end - now)) / (left + 1));
    const opened = async (opening: () => Store | Promise<Store>, isTroubled = false) => {
      const handle = await this.#watch.opened(opening, { isTroubled });
      handles.push(handle);
      return handle;
    };
    return {
      seed: this.#seed,
      runs: this.#options.runs ?? runsDefault,
      deadlineMs: this.#watch.deadlineMs,
      newNamespace: () => {
        this.#spaces += 1;
        return `${this.#space}-${this.#spaces}`;
      },
      open: (namespace) => opened(() => open(namespace)),
      openWith: (faults, namespace) =>
        opened(() => {
          if (!capabilities?.faults) throw new TypeError('The target has no capability faults');
          return capabilities.faults(namespace, faults);
        }, true),
      openIn: async (index, namespace) => {
        // How long a process takes to start is nothing of the store's.
        const process = await processes.get(index);
        // It may be killed, which is no failure of its own.
        return opened(() => process.open(namespace), true);
      },
      kill: (index) => processes.kill(index),
      killAfter: async (index, when) => (await processes.get(index)).killAfter(when),
      onRun,
      storeFailures: () => this.#watch.failures,
      isOver: () => this.#watch.hasHung || milliseconds() > end,
    };
  }

  #report(): CheckReport {
    const { failures } = this;
    const skipped = [...this.#outcomes].flatMap(([{ title }, { skipped: reason }]) =>
      reason === undefined ? [] : [{ check: title, reason }],
    );
    return {
      ok: failures.length === 0 && skipped.every(({ reason }) => reason !== outOfTime),
      storeFailures: this.#watch.failures,
      skipped,
      name: this.#target.name,
      seed: this.#seed,
      elapsedMs: Math.round(milliseconds() - this.#began),
      failures,
      rules: rules.map(({ id }) => this.reportOf(id)),
    };
  }

  /** What was found of a rule so far. */
  reportOf(id: RuleId): RuleReport {
    const rule = ruleOf(id);
    const runs = this.#runsOf.get(id) ?? 0;
    const hasFailed = this.failures.some((failure) => failure.rule === id);
    const missing = rule.needs && !this.#target.capabilities?.[rule.needs.capability] && rule.needs.for;
    const isTested = runs > 0 && !(rule.level === 'optional' && missing);
    const untested = rule.untested ?? (missing || undefined);
    return {
      rule: id,
      title: rule.title,
      level: rule.level,
      status: hasFailed ? 'failed' : isTested ? 'passed' : 'untested',
      runs,
      ...(untested !== undefined && { untested }),
    };
  }
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
