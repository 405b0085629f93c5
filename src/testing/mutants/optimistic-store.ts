/**
 * A correct store that locks nothing: it decides, and commits only if nobody has been faster; and the places at which it
 * can be broken.
 *
 * @module
 */

import { type MemoryData, memoryStore } from '../../adapters/memory/index.ts';
import { asyncResult } from '../../shared/bulk.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { type Anchors, anchorKey } from '../../store/anchors.ts';
import type { Loads, Snapshot } from '../../store/loads.ts';
import type { AppStore, Commit, Decide, Plan, Store } from '../../store/store.ts';
import { contention, type StoreError } from '../../store/store-error.ts';
import { applyTo, appStoreWith, storeAround } from '../store-around.ts';
import { rightRemedyFor } from './phased-store.ts';
import { Trouble, type Wire } from './wire.ts';

/** How often it decides again before it answers `STORE_CONTENTION`. */
const attemptsMax = 50;

/**
 * Two versions for each anchor: how often a commit wrote under it, and how often one only read. A commit must find the
 * first of all its anchors as it was, and the second of those it writes under: who reads does not get in the way of who
 * else reads, but of who writes.
 */
export class Versions {
  readonly #written: Map<string, number> = new Map();
  readonly #read: Map<string, number> = new Map();

  /** The versions that must not change until a commit. */
  of({ write, read }: Anchors): string {
    const written = [...write, ...read].map((anchor) => this.#written.get(anchorKey(anchor)) ?? 0);
    return [...written, ...write.map((anchor) => this.#read.get(anchorKey(anchor)) ?? 0)].join();
  }

  /** Notes a commit. */
  note({ write, read }: Anchors): void {
    for (const anchor of write) raise(this.#written, anchorKey(anchor));
    for (const anchor of read) raise(this.#read, anchorKey(anchor));
  }
}

function raise(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** How an optimistic store is opened; what is absent is done right. */
export interface OptimisticStoreOptions {
  readonly data: MemoryData;
  /** How often something was committed under each anchor; all handles on one data set share it. */
  readonly versions: Versions;
  readonly wire: Wire;
  /** Gives way. */
  readonly pause: () => Promise<void>;
  /** The anchors whose versions are checked before a commit. */
  readonly checked?: (anchors: Anchors) => Anchors;
  /** Which attempt is told: the one that committed, or the first. */
  readonly told?: 'committed' | 'first';
}

/** Opens a handle on a data set. */
export function optimisticStore(options: OptimisticStoreOptions): Store {
  const { data, versions, wire, pause, checked = (anchors) => anchors } = options;
  const inner = memoryStore({ data });

  const transactOn =
    (app: AppStore) =>
    <const L extends Loads, V, E>({ anchors, load }: Plan<L>, decide: Decide<L, V, E>) =>
      asyncResult(async (): Promise<Result<V, E | StoreError>> => {
        let first: Commit<V> | undefined;
        const attempt = async (): Promise<Result<V, E | StoreError>> => {
          const began = versions.of(checked(anchors));
          const read = () => app.read(load, (shown): Result<Snapshot<L>, never> => ok(shown));
          const seen = await wire.send('load', read);
          if (seen.isErr()) return err(seen.error);
          await pause();
          const refuseIfLate = () => {
            if (versions.of(checked(anchors)) !== began) throw new Trouble('conflict');
          };
          const decided = decide(seen.value);
          await pause();
          if (decided.isErr()) {
            refuseIfLate();
            return err(decided.error);
          }
          first ??= decided.value;
          const { changes, value } = decided.value;
          await wire.send('commit', async () => {
            // Nothing gives way between the check and this.
            refuseIfLate();
            if (changes.length > 0) versions.note(anchors);
            void applyTo(app, changes);
          });
          return ok(options.told === 'first' ? first.value : value);
        };

        for (let attempts = 1; attempts <= attemptsMax; attempts += 1) {
          try {
            return await attempt();
          } catch (thrown) {
            if (!(thrown instanceof Trouble)) throw thrown;
            const remedy = rightRemedyFor(thrown);
            if (remedy !== 'again') return err(remedy);
          }
        }
        return err(contention);
      });

  const reading = storeAround(inner, (_, proceed) => wire.load(proceed));
  return {
    close: () => inner.close(),
    forApp: (appId) => {
      const app = inner.forApp(appId);
      return appStoreWith(reading.forApp(appId), { transact: transactOn(app) });
    },
  };
}
