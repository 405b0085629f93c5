/**
 * A correct store that gives way between its phases, and the places at which it can be broken.
 *
 * The memory store transacts in one turn, in which nothing can go wrong. This one stands for those that cannot: it locks
 * the anchors, loads, decides and applies, and lets others go on in between, as a store behind a wire does.
 *
 * @module
 */

import { type MemoryData, memoryStore } from '../../adapters/memory/index.ts';
import { asyncResult } from '../../shared/bulk.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Anchors } from '../../store/anchors.ts';
import type { Change } from '../../store/changes.ts';
import type { Loads, Snapshot } from '../../store/loads.ts';
import type { Decide, Plan, Store } from '../../store/store.ts';
import type { StoreError } from '../../store/store-error.ts';
import { applyTo, appStoreWith } from '../app-store-with.ts';
import { must } from '../check.ts';
import type { AnchorLocks } from './anchor-locks.ts';

/** What all handles on one data set share. */
export interface PhasedData {
  readonly data: MemoryData;
  readonly locks: AnchorLocks;
}

/** How a phased store is opened; what is absent is done right. */
export interface PhasedStoreOptions extends PhasedData {
  /** Gives way. */
  readonly pause: () => Promise<void>;
  /** Which of the anchors are locked. */
  readonly locked?: (anchors: Anchors) => Anchors;
  /** Whether it loads before it locks. */
  readonly loadsFirst?: boolean;
  /** Commits changes. */
  readonly commit?: (changes: readonly Change[], app: PhasedApp) => Promise<void>;
}

/** What a commit is made with. */
export interface PhasedApp {
  readonly pause: () => Promise<void>;
  /** Applies changes in one step that nobody sees a part of. */
  apply(changes: readonly Change[]): Promise<void>;
}

/** Opens a handle on a data set. */
export function phasedStore(options: PhasedStoreOptions): Store {
  const { data, locks, pause, locked = (anchors) => anchors, loadsFirst = false } = options;
  const { commit = (changes, app) => app.apply(changes) } = options;
  const inner = memoryStore({ data });
  return {
    close: () => inner.close(),
    forApp: (appId) => {
      const app = inner.forApp(appId);
      const apply = async (changes: readonly Change[]) => {
        await must(applyTo(app, changes));
      };
      const transact = <const L extends Loads, V, E>(plan: Plan<L>, decide: Decide<L, V, E>) =>
        asyncResult(async (): Promise<Result<V, E | StoreError>> => {
          const load = () => app.read(plan.load, (seen): Result<Snapshot<L>, never> => ok(seen));
          const early = loadsFirst ? await load() : undefined;
          await pause();
          const release = await locks.lockAll(locked(plan.anchors));
          try {
            const seen = early ?? (await load());
            if (seen.isErr()) return err(seen.error);
            await pause();
            const decided = decide(seen.value);
            if (decided.isErr()) return err(decided.error);
            await pause();
            await commit(decided.value.changes, { pause, apply });
            return ok(decided.value.value);
          } finally {
            release();
          }
        });
      return appStoreWith(app, { transact });
    },
  };
}
