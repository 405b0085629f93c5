/**
 * Handed out: what becomes of the values that a store shows, once they are shown.
 *
 * @module
 */

import type { Store } from '../store/store.ts';
import type { AnyDecide } from './history.ts';
import { dataOf } from './same.ts';
import { storeAround } from './store-around.ts';

/** Is given each value that a store hands out, and gives what the caller is to get in its place. */
export type HandOver = (operation: string, value: unknown) => unknown;

/** A store of which everything that it hands out, to decisions and to callers, goes through `handOver`. */
export function handingOver(inner: Store, handOver: HandOver): Store {
  return storeAround(inner, ({ name, given }, proceed) => {
    if (name !== 'transact' && name !== 'read') return proceed().map((answer) => handOver(name, answer));
    // SAFETY: what the port says that they are given.
    const [asked, decide] = given as [unknown, AnyDecide];
    // SAFETY: whoever hands over gives the same data.
    return proceed([asked, (seen: unknown) => decide(handOver(name, seen) as Parameters<AnyDecide>[0])]);
  });
}

/** Gives a copy, frozen since a decision may commit what it has seen, and changes what the store has handed out. */
export const spoiling: HandOver = (_, value) => {
  const copy = frozenCopy(value);
  spoil(value);
  return copy;
};

function frozenCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy));
  const fields = Object.entries(value).map(([key, item]) => [key, frozenCopy(item)] as const);
  // A key may be `__proto__`, which an assignment would lose.
  return Object.freeze(Object.fromEntries(fields));
}

/** Changes whatever can be changed of a value, as deep as it goes. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const item of Object.values(value)) spoil(item);
  const attempts = [
    () => Array.isArray(value) && value.push('spoilt'),
    () => Array.isArray(value) && value.reverse(),
    () => Object.assign(value, { spoilt: true }),
    ...Object.keys(value).map((key) => () => Reflect.deleteProperty(value, key)),
  ];
  for (const attempt of attempts) {
    try {
      attempt();
    } catch {
      // It is frozen, which is as good as a copy.
    }
  }
}

/** Keeps what a store has handed out, to see whether it stays as it is. */
export class Kept {
  readonly #values: { readonly operation: string; readonly value: unknown; readonly text: string }[] = [];

  /** Hands over the very value. */
  readonly keep: HandOver = (operation, value) => {
    this.#values.push({ operation, value, text: dataOf(value) });
    return value;
  };

  /** The first operation of which what it showed is no longer what it was; undefined if there is none. */
  get changed(): string | undefined {
    return this.#values.find(({ value, text }) => dataOf(value) !== text)?.operation;
  }
}
