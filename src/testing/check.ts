/**
 * Check: one way of looking for broken rules.
 *
 * @module
 */

import type { ResultAsync } from '../shared/result.ts';
import type { Store } from '../store/store.ts';
import type { RuleId } from './rules.ts';
import { dataOf } from './same.ts';

/** A store to be checked. */
export interface CheckTarget {
  /** What the store is called in reports. */
  readonly name: string;
  /**
   * Opens a handle. It is called twice with one namespace for two handles on the same data, and with namespaces that it
   * has not seen for data that is empty. A namespace is 1 to 40 characters of `[a-z0-9-]`.
   */
  readonly open: (namespace: string) => Store | Promise<Store>;
}

/** What a check works with. */
export interface CheckContext {
  readonly target: CheckTarget;
  readonly seed: number;
  /** How often a property is tried. */
  readonly runs: number;
  /** A namespace that is new to the store. */
  newNamespace(): string;
  /** Says that a check is still at it. */
  onRun(): void;
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
  /** Whether several clients act at once: of a store that fails a single one it would tell nothing new. */
  readonly isConcurrent?: boolean;
  run(context: CheckContext): Promise<Finding | undefined>;
}

/** A check that expects things one by one: the first that is not so is what it finds. */
export function expecting(
  rule: RuleId,
  title: string,
  run: (context: CheckContext, expect: Expect) => Promise<void>,
): Check {
  return {
    title,
    rules: [rule],
    run: async (context) => {
      try {
        await run(context, (message, holds) => {
          if (!holds) throw new Unmet(message);
        });
        return undefined;
      } catch (thrown) {
        if (thrown instanceof Unmet) return { rule, message: thrown.message };
        return { rule, message: String(thrown), isIndirect: true };
      } finally {
        context.onRun();
      }
    },
  };
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

/** Ends a check unless something holds. */
export type Expect = (message: string, holds: boolean) => void;

class Unmet extends Error {}
