/**
 * The two correct stores that mutants are made of.
 *
 * @module
 */

import { type MemoryData, memoryData } from '../../adapters/memory/index.ts';
import type { Store } from '../../store/store.ts';
import type { Faults } from '../faults.ts';
import { AnchorLocks } from './anchor-locks.ts';
import { type OptimisticStoreOptions, optimisticStore, Versions } from './optimistic-store.ts';
import { chanceOf, pausesOf } from './pauses.ts';
import { type PhasedStoreOptions, phasedStore } from './phased-store.ts';
import { Wire } from './wire.ts';

/** What the handles of one namespace share. */
export interface Shared {
  readonly data: MemoryData;
  readonly locks: AnchorLocks;
  readonly versions: Versions;
  readonly chance: () => number;
  /** Whatever a mutant keeps in common. */
  readonly notes: Map<string, unknown>;
}

/** Opens a handle on a namespace, whose wire these faults trouble. */
export type Open = (namespace: string, faults?: Faults) => Store;

/** Lets all handles of a namespace share its data. */
export function sharing(open: (shared: Shared, faults: Faults | undefined) => Store): Open {
  const namespaces = new Map<string, Shared>();
  return (namespace, faults) => {
    const shared = namespaces.get(namespace) ?? {
      data: memoryData(),
      locks: new AnchorLocks(),
      versions: new Versions(),
      chance: chanceOf(namespace),
      notes: new Map(),
    };
    namespaces.set(namespace, shared);
    return open(shared, faults);
  };
}

/** How long a store waits for an answer. */
const answerWithinMs = 20;

/** A store that locks, with some of it changed. */
export function locking(
  changed: (shared: Shared, faults: Faults | undefined) => Partial<PhasedStoreOptions> = () => ({}),
): Open {
  return sharing((shared, faults) => {
    const { data, locks, chance } = shared;
    const wire = new Wire(faults, answerWithinMs);
    return phasedStore({ data, locks, wire, pause: pausesOf(chance), ...changed(shared, faults) });
  });
}

/** A store that checks versions, with some of it changed. */
export function checking(changed: (shared: Shared) => Partial<OptimisticStoreOptions> = () => ({})): Open {
  return sharing((shared, faults) => {
    const { data, versions, chance } = shared;
    const wire = new Wire(faults, answerWithinMs);
    return optimisticStore({ data, versions, wire, pause: pausesOf(chance), ...changed(shared) });
  });
}
