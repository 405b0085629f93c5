/**
 * A store that gives way between its phases, so that a scheduler can interleave transacts in every order.
 *
 * The memory store transacts in one turn, in which nothing can go wrong. This one stands for those that cannot: it
 * locks the anchors, loads, decides and applies, and a scheduler chooses who goes on after each of these. Without its
 * locks it is as wrong as a store can be, which shows that what is tested on it can fail.
 *
 * @module
 */
import type fc from 'fast-check';
import {
  type Anchors,
  type AppId,
  type Decide,
  type Loads,
  locksOf,
  type Plan,
  type Snapshot,
  type Store,
  type StoreError,
} from 'kithkin';
import { type MemoryData, memoryStore } from 'kithkin/memory';
import { err, ok, type Result, ResultAsync } from '../../src/shared/result.ts';
import { storeTransacting } from './wrapped-store.ts';

/** The locks of one data set, which all of its handles share. */
export class AnchorLocks {
  readonly #holders = new Map<string, { readers: number; isWritten: boolean }>();
  readonly #waiting: { readonly isFree: () => boolean; readonly take: () => void }[] = [];

  /** Waits until a key is free, and takes it: alone to write, with others to read. Who has waited longest goes first. */
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

/** How a yielding store is opened. */
export interface YieldingStoreOptions {
  readonly scheduler: fc.Scheduler;
  readonly data: MemoryData;
  /** Absent: nothing is locked, and nothing holds. */
  readonly locks?: AnchorLocks | undefined;
}

/** A handle on a data set that yields to the scheduler before and after each phase of a transact. */
export function yieldingStore({ scheduler, data, locks }: YieldingStoreOptions): Store {
  const pass = (phase: string) => scheduler.schedule(Promise.resolve(), phase);

  const lockAll = async (appId: AppId, anchors: Anchors): Promise<() => void> => {
    const held: (() => void)[] = [];
    for (const { key, mode } of locksOf(anchors)) {
      await pass(`lock ${key} to ${mode}`);
      await locks?.lock(`${appId}/${key}`, mode);
      held.push(() => locks?.unlock(`${appId}/${key}`, mode));
    }
    return () => {
      for (const release of held) release();
    };
  };

  const inner = memoryStore({ data });
  return {
    close: () => inner.close(),
    forApp: (appId) =>
      storeTransacting(
        inner,
        (app) =>
          <const L extends Loads, V, E>(plan: Plan<L>, decide: Decide<L, V, E>) => {
            const transact = async (): Promise<Result<V, E | StoreError>> => {
              const release = await lockAll(appId, plan.anchors);
              try {
                const seen = await app.read(plan.load, (shown): Result<Snapshot<L>, never> => ok(shown));
                if (seen.isErr()) return err(seen.error);
                await pass('loaded');
                const decided = decide(seen.value);
                if (decided.isErr()) return err(decided.error);
                await pass('decided');
                const applied = await app.transact({ ...plan, load: {} }, () => ok(decided.value));
                await pass('applied');
                return applied;
              } finally {
                release();
              }
            };
            return new ResultAsync(transact());
          },
      ).forApp(appId),
  };
}
