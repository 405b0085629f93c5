/**
 * Check: one way of looking for broken rules.
 *
 * @module
 */

import fc from 'fast-check';
import type { ResultAsync } from '../shared/result.ts';
import { milliseconds } from '../shared/web.ts';
import type { Store } from '../store/store.ts';
import type { PlannedFaults } from './faults.ts';
import type { KillMoment } from './processes/store-process.ts';
import type { RuleId } from './rules.ts';
import { dataOf } from './same.ts';
import type { Capability } from './target.ts';
import { Breached } from './watch.ts';

/** What a check works with. */
export interface CheckContext {
  readonly seed: number;
  /** How often a property is tried. */
  readonly runs: number;
  /** How long the store may take to end an operation. */
  readonly deadlineMs: number;
  /** A namespace that is new to the store. */
  newNamespace(): string;
  /** Opens a handle on a namespace. */
  open(namespace: string): Promise<Store>;
  /** Opens a handle that these faults trouble. */
  openWith(faults: PlannedFaults, namespace: string): Promise<Store>;
  /** Opens a handle in another process; all that are opened in one of a number are in the same. */
  openIn(process: number, namespace: string): Promise<Store>;
  /** Lets the process of a number be killed once it has been told so many decisions more. */
  killAfter(process: number, when: KillMoment): Promise<void>;
  /** Kills the process of a number now, if there is one. */
  kill(process: number): void;
  /** Says that a check is still at it. */
  onRun(): void;
  /** How often an operation has ended in a `StoreError` that the kit has not provoked. */
  storeFailures(): number;
  /** Whether nothing more is to be tried: the time is up, or an operation has not ended. */
  isOver(): boolean;
}

/** A broken rule, and what shows that it is. */
export interface Finding {
  readonly rule: RuleId;
  /** What happened, in a sentence. */
  readonly message: string;
  /** What each client does, shrunk as far as it still goes wrong. */
  readonly program?: readonly string[];
  /** What was asked and answered, in order of time, a column for each client. */
  readonly history?: readonly string[];
  /** What the rules would have allowed instead. */
  readonly allowed?: readonly string[];
  /** Whether a command that had to succeed did not, so that the rule itself was not reached; some other is broken. */
  readonly isIndirect?: boolean;
}

/** One way of looking for broken rules. */
export interface Check {
  readonly title: string;
  /** The rules whose breach it finds. */
  readonly rules: readonly RuleId[];
  /** Whether it is only made of a store in which nothing was found before: of another it would tell nothing new. */
  readonly isLast?: boolean;
  /** What the store must let the kit do. */
  readonly needs?: Capability;
  run(context: CheckContext): Promise<Finding | undefined>;
}

/** How often something is looked at again where the store failed. */
const attemptsMax = 5;

/**
 * Looks again as long as something is found and the store has failed meanwhile. A store may fail now and then, and whether
 * it kept the rules is not to be seen where a command did not come to its end.
 */
export async function insist(
  context: CheckContext,
  look: () => Promise<Finding | undefined>,
): Promise<Finding | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const before = context.storeFailures();
    const found = await look();
    if (!found || context.storeFailures() === before || attempt === attemptsMax || context.isOver())
      return found;
  }
}

/** Ends a check unless something holds; the rule is that of the check unless it is named. */
export type Expect = (message: string, holds: boolean, rule?: RuleId) => void;

/** A check that expects things one by one: the first that is not so is what it finds. */
export function expecting(
  check: Pick<Check, 'title' | 'isLast' | 'needs'> & { readonly rules: readonly [RuleId, ...RuleId[]] },
  run: (context: CheckContext, expect: Expect) => Promise<void>,
): Check {
  const [usual] = check.rules;
  return {
    ...check,
    run: (context) =>
      insist(context, async () => {
        try {
          await run(context, (message, holds, rule = usual) => {
            if (!holds) throw new Unmet({ rule, message });
          });
          return undefined;
        } catch (thrown) {
          return findingOfThrown(thrown, usual);
        } finally {
          context.onRun();
        }
      }),
  };
}

/** A property of whatever is drawn: tried often, and shrunk when it does not hold. */
export interface Property<T> {
  readonly drawn: fc.Arbitrary<T>;
  /** How often; as often as the context says when absent. */
  readonly runs?: number;
  /** The rule that is broken when a command is refused that nothing stands against. */
  readonly rule: RuleId;
  /** Whether `wrongWith` makes allowance for a store that fails. Where it does not, it is asked again. */
  readonly allowsForFailures?: boolean;
  /** What is wrong with what was drawn. */
  wrongWith(drawn: T): Promise<Finding | undefined>;
}

/** How long is spent on shrinking what was found, in milliseconds. */
const shrinkingMaxMs = 5000;

/** Tries a property; what it finds is shrunk. */
export async function falsify<T>(
  context: CheckContext,
  { drawn, runs = context.runs, rule, allowsForFailures = false, wrongWith }: Property<T>,
): Promise<Finding | undefined> {
  const look = async (each: T): Promise<Finding | undefined> => {
    try {
      return await wrongWith(each);
    } catch (thrown) {
      return findingOfThrown(thrown, rule);
    }
  };
  let found: Finding | undefined;
  let foundAt = Number.POSITIVE_INFINITY;
  const property = fc.asyncProperty(drawn, async (each) => {
    // What is called right is not shrunk any further.
    if (context.isOver() || milliseconds() - foundAt > shrinkingMaxMs) return true;
    context.onRun();
    const wrong = await (allowsForFailures ? look(each) : insist(context, () => look(each)));
    if (!wrong) return true;
    found = wrong;
    foundAt = Math.min(foundAt, milliseconds());
    return false;
  });
  const { errorInstance } = await fc.check(property, {
    seed: context.seed,
    numRuns: Math.max(1, Math.ceil(runs)),
  });
  if (errorInstance !== undefined && errorInstance !== null && !found) throw errorInstance;
  return found;
}

/**
 * Leaves out of a list what can be left out of it one by one, as long as it still fails. What is drawn shrinks by the way in
 * which it was drawn, and keeps steps that have nothing to do with what went wrong.
 */
export async function withoutNoise<T>(
  context: CheckContext,
  items: readonly T[],
  fails: (fewer: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  const end = milliseconds() + shrinkingMaxMs;
  let left = items;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    // What comes last hangs on what came before.
    for (let index = left.length - 1; index >= 0; index -= 1) {
      if (context.isOver() || milliseconds() > end) return left;
      const fewer = left.filter((_, at) => at !== index);
      if (!(await fails(fewer))) continue;
      left = fewer;
      isSmaller = true;
    }
  }
  return left;
}

/** What an exception that ended a check says of the store. */
export function findingOfThrown(thrown: unknown, rule: RuleId): Finding {
  if (thrown instanceof Unmet) return thrown.finding;
  if (thrown instanceof Breached) return { rule: 'S13', message: thrown.message };
  if (thrown instanceof Refused) return { rule, message: thrown.message, isIndirect: true };
  const { stack = '' } = Object(thrown) as { readonly stack?: string };
  const [, where = ''] = stack.split('\n');
  return {
    rule,
    message: `A command threw ${String(thrown)}, ${where.trim()}: what the store has answered it is not what the port says`,
  };
}

/** Two handles on data that is new. */
export async function twoHandles(context: CheckContext): Promise<readonly [Store, Store]> {
  const namespace = context.newNamespace();
  return [await context.open(namespace), await context.open(namespace)];
}

/** The value of a command that the rules allow. */
export async function must<T>(command: ResultAsync<T, unknown>): Promise<T> {
  const answer = await command;
  if (answer.isErr())
    throw new Refused(`A command that nothing stands against was refused: ${dataOf(answer.error)}`);
  return answer.value;
}

/** A command that had to succeed did not. */
export class Refused extends Error {
  override name = 'Refused';
}

class Unmet extends Error {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.message);
    this.finding = finding;
  }
}
