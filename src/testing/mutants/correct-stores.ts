/**
 * The two correct stores that mutants are made of.
 *
 * @module
 */

import { type MemoryData, memoryData } from '../../adapters/memory/index.ts';
import type { Store } from '../../store/store.ts';
import { AnchorLocks } from './anchor-locks.ts';
import { type OptimisticStoreOptions, optimisticStore, Versions } from './optimistic-store.ts';
import { chanceOf, pausesOf } from './pauses.ts';
import { type PhasedStoreOptions, phasedStore } from './phased-store.ts';

/** What the handles of one namespace share. */
export interface Shared {
  readonly data: MemoryData;
  readonly locks: AnchorLocks;
  readonly versions: Versions;
  readonly chance: () => number;
  /** Whatever a mutant keeps in common. */
  readonly notes: Map<string, unknown>;
}

/** Opens a handle on a namespace. */
export type Open = (namespace: string) => Store;

/** Lets all handles of a namespace share its data. */
export function sharing(open: (shared: Shared) => Store): Open {
  const namespaces = new Map<string, Shared>();
  return (namespace) => {
    const shared = namespaces.get(namespace) ?? {
      data: memoryData(),
      locks: new AnchorLocks(),
      versions: new Versions(),
      chance: chanceOf(namespace),
      notes: new Map(),
    };
    namespaces.set(namespace, shared);
    return open(shared);
  };
}

/** A store that locks, with some of it changed. */
export function locking(changed: (shared: Shared) => Partial<PhasedStoreOptions> = () => ({})): Open {
  return sharing((shared) => {
    const { data, locks, chance } = shared;
    return phasedStore({ data, locks, pause: pausesOf(chance), ...changed(shared) });
  });
}

/** A store that checks versions, with some of it changed. */
export function checking(changed: (shared: Shared) => Partial<OptimisticStoreOptions> = () => ({})): Open {
  return sharing((shared) => {
    const { data, versions, chance } = shared;
    return optimisticStore({ data, versions, pause: pausesOf(chance), ...changed(shared) });
  });
}
