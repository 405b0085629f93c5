/**
 * A correct store that gives way between its phases, and the places at which it can be broken.
 *
 * The memory store transacts in one turn, in which nothing can go wrong. This one stands for those that cannot: it locks
 * the anchors, loads, decides and applies, each by a message over a wire that may fail, and lets others go on in between.
 *
 * @module
 */

import { type MemoryData, memoryStore } from '../../adapters/memory/index.ts';
import { asyncResult } from '../../shared/bulk.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import type { Anchors } from '../../store/anchors.ts';
import type { Change } from '../../store/changes.ts';
import type { Loads, Snapshot } from '../../store/loads.ts';
import type { AppStore, Decide, Plan, Store } from '../../store/store.ts';
import { contention, type StoreError, unavailable, unknownOutcome } from '../../store/store-error.ts';
import { must } from '../check.ts';
import { applyTo, appStoreWith, storeAround } from '../store-around.ts';
import type { AnchorLocks } from './anchor-locks.ts';
import { Trouble, type Wire } from './wire.ts';

/** What all handles on one data set share. */
export interface PhasedData {
  readonly data: MemoryData;
  readonly locks: AnchorLocks;
}

/** What a store does about a message that went wrong: begins again, or answers something. */
export type Remedy = 'again' | StoreError;

/** How a phased store is opened; what is absent is done right. */
export interface PhasedStoreOptions extends PhasedData {
  readonly wire: Wire;
  /** Gives way. */
  readonly pause: () => Promise<void>;
  /** Which of the anchors are locked. */
  readonly locked?: (anchors: Anchors) => Anchors;
  /** Whether it loads before it locks. */
  readonly loadsFirst?: boolean;
  /** Whether it gives its locks back when a decision throws. */
  readonly unlocksAfterBugs?: boolean;
  /** Whether it takes what it has decided before a conflict for decided. */
  readonly decidesOnce?: boolean;
  /** How often it begins, at most. */
  readonly attemptsMax?: number;
  /** What it does about trouble. */
  readonly remedyFor?: (trouble: Trouble) => Remedy;
  /** Commits changes. */
  readonly commit?: (changes: readonly Change[], app: PhasedApp) => Promise<void>;
}

/** What a commit is made with. */
export interface PhasedApp {
  readonly pause: () => Promise<void>;
  /** Applies changes in one step that nobody sees a part of. */
  apply(changes: readonly Change[]): Promise<void>;
}

const attemptsUsual = 50;

/** What is right: a conflict is nobody's fault, and what was sent may have arrived. */
export function rightRemedyFor({ type }: Trouble): Remedy {
  return { conflict: 'again', unreachable: unavailable, unanswered: unknownOutcome }[type] as Remedy;
}

/** Opens a handle on a data set. */
export function phasedStore(options: PhasedStoreOptions): Store {
  const { data, wire, remedyFor = rightRemedyFor, attemptsMax = attemptsUsual } = options;
  const inner = memoryStore({ data });
  const reading = storeAround(inner, (_, proceed) => wire.load(proceed));
  return {
    close: () => inner.close(),
    forApp: (appId) => {
      const app = inner.forApp(appId);
      const transact = <const L extends Loads, V, E>(plan: Plan<L>, decide: Decide<L, V, E>) =>
        asyncResult(async (): Promise<Result<V, E | StoreError>> => {
          const decideOnce = options.decidesOnce ? remembered(decide) : decide;
          for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
            try {
              return await attemptOn(app, options, plan, decideOnce);
            } catch (thrown) {
              if (!(thrown instanceof Trouble)) throw thrown;
              const remedy = remedyFor(thrown);
              if (remedy !== 'again') return err(remedy);
              await options.pause();
            }
          }
          return err(contention);
        });
      return appStoreWith(reading.forApp(appId), { transact });
    },
  };
}

/** One attempt, under its locks. */
async function attemptOn<const L extends Loads, V, E>(
  app: AppStore,
  options: PhasedStoreOptions,
  plan: Plan<L>,
  decide: Decide<L, V, E>,
): Promise<Result<V, E | StoreError>> {
  const { locks, wire, pause, locked = (anchors) => anchors, unlocksAfterBugs = true } = options;
  const { commit = (changes, { apply }) => apply(changes) } = options;
  const load = () =>
    wire.send('load', () => app.read(plan.load, (seen): Result<Snapshot<L>, never> => ok(seen)));
  const apply = async (changes: readonly Change[]) => {
    await must(applyTo(app, changes));
  };

  const early = options.loadsFirst ? await load() : undefined;
  await pause();
  const release = await locks.lockAll(locked(plan.anchors));
  let isBug = false;
  try {
    const seen = early ?? (await load());
    if (seen.isErr()) return err(seen.error);
    await pause();
    isBug = true;
    const decided = decide(seen.value);
    isBug = false;
    if (decided.isErr()) return err(decided.error);
    await pause();
    await wire.send('commit', () => commit(decided.value.changes, { pause, apply }));
    return ok(decided.value.value);
  } finally {
    if (unlocksAfterBugs || !isBug) release();
  }
}

/** A decision that is asked once, whatever is seen later. */
function remembered<L extends Loads, V, E>(decide: Decide<L, V, E>): Decide<L, V, E> {
  let first: ReturnType<typeof decide> | undefined;
  return (seen) => {
    first ??= decide(seen);
    return first;
  };
}
