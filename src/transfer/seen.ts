/**
 * Seen: what a decision on several rows sees, with what it has decided about the rows before.
 *
 * @module
 */

import type { Load, LoadResults } from '../store/loads.ts';

/** The name of a load: the same for the same load. */
export function loadName(load: Load): string {
  return JSON.stringify(load);
}

/** A snapshot whose loads have the names of {@link loadName}, and what has changed since. One attempt's own. */
export class Seen {
  readonly #snapshot: Readonly<Record<string, unknown>>;
  readonly #since: Map<string, unknown> = new Map();
  /** Digests that tokens of the app have. No load asks for one without its owner. */
  readonly takenDigests: Set<string>;

  constructor(snapshot: Readonly<Record<string, unknown>>, takenDigests: Iterable<string>) {
    this.#snapshot = snapshot;
    this.takenDigests = new Set(takenDigests);
  }

  /** What a load shows. */
  of<L extends Load>(load: L): LoadResults[L['type']] {
    const name = loadName(load);
    const shown = this.#since.has(name) ? this.#since.get(name) : this.#snapshot[name];
    // SAFETY: what is under the name of a load is what that load shows.
    return shown as LoadResults[L['type']];
  }

  /** Notes what a load shows from now on. */
  put<L extends Load>(load: L, shown: LoadResults[L['type']]): void {
    this.#since.set(loadName(load), shown);
  }
}
