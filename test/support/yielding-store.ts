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
import type { AnchorLocks } from '../../src/testing/mutants/anchor-locks.ts';
import { storeTransacting } from './wrapped-store.ts';

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
