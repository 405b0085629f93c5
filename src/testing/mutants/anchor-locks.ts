/**
 * Locks on anchors: alone to write, with others to read, and whoever has waited longest goes first.
 *
 * @module
 */

import { type Anchors, locksOf } from '../../store/anchors.ts';

interface Holder {
  readers: number;
  isWritten: boolean;
}

/** The locks of one data set. */
export class AnchorLocks {
  readonly #holders: Map<string, Holder> = new Map();
  readonly #waiting: { readonly isFree: () => boolean; readonly take: () => void }[] = [];

  /** Takes the locks of some anchors, one after the other in the order that excludes deadlock. Returns their release. */
  async lockAll(anchors: Anchors): Promise<() => void> {
    const held: (() => void)[] = [];
    for (const { key, mode } of locksOf(anchors)) {
      await this.lock(key, mode);
      held.push(() => this.unlock(key, mode));
    }
    return () => {
      for (const release of held) release();
    };
  }

  /** Waits until a key is free, and takes it. */
  async lock(key: string, mode: 'read' | 'write'): Promise<void> {
    const holder = this.#holders.get(key) ?? { readers: 0, isWritten: false };
    this.#holders.set(key, holder);
    const isFree = () => !holder.isWritten && (mode === 'read' || holder.readers === 0);
    await new Promise<void>((resolve) => {
      const take = () => {
        if (mode === 'read') holder.readers += 1;
        else holder.isWritten = true;
        resolve();
      };
      this.#waiting.push({ isFree, take });
      this.#serve();
    });
  }

  /** Gives a key back. */
  unlock(key: string, mode: 'read' | 'write'): void {
    const holder = this.#holders.get(key);
    if (!holder) throw new Error(`${key} is not locked`);
    if (mode === 'read') holder.readers -= 1;
    else holder.isWritten = false;
    this.#serve();
  }

  #serve(): void {
    for (let next = this.#next(); next; next = this.#next()) {
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      next.take();
    }
  }

  #next() {
    return this.#waiting.find(({ isFree }) => isFree());
  }
}
