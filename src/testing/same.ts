/**
 * Same: whether two answers say the same, whatever order their fields are in.
 *
 * @module
 */

import type { Result } from '../shared/result.ts';

/** A text that two values share exactly if they hold the same data. */
export function dataOf(value: unknown): string {
  return (
    JSON.stringify(value, (_, held: unknown) =>
      // No store may hand one out, but some do.
      typeof held === 'bigint'
        ? `${held}n`
        : typeof held === 'object' && held !== null && !Array.isArray(held)
          ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)))
          : held,
    ) ?? 'nothing'
  );
}

/** Whether two answers are the same value or the same refusal. */
export function isSameAnswer(a: Result<unknown, unknown>, b: Result<unknown, unknown>): boolean {
  return a.isOk() === b.isOk() && dataOf(contentOf(a)) === dataOf(contentOf(b));
}

/** The value, or the refusal. */
export function contentOf(answer: Result<unknown, unknown>): unknown {
  return answer.isOk() ? answer.value : answer.error;
}
