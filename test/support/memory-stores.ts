/**
 * Memory stores as the kit opens them, and stores whose steps see something else than is there.
 *
 * @module
 */
import type { Store } from 'kithkin';
import { type MemoryData, memoryData, memoryStore } from 'kithkin/memory';
import type { Load, Loads } from '../../src/store/loads.ts';
import type { Plan } from '../../src/store/store.ts';
import type { AnyDecide } from '../../src/testing/history.ts';
import { storeAround } from './wrapped-store.ts';

/** Opens memory stores; all handles of a namespace are on the same data. */
export function sharedMemory(): (namespace: string) => Store {
  const namespaces = new Map<string, MemoryData>();
  return (namespace) => {
    const data = namespaces.get(namespace) ?? memoryData();
    namespaces.set(namespace, data);
    return memoryStore({ data });
  };
}

/** What is made of a load before the store is asked, and of what it holds before the step sees it. */
export interface Seeing {
  readonly ask?: (load: Load) => Load;
  readonly show?: (load: Load, held: unknown) => unknown;
}

/** A store whose transacts and reads ask for something else than they say, or see something else than it holds. */
export function storeSeeing(inner: Store, { ask = (load) => load, show = (_, held) => held }: Seeing): Store {
  return storeAround(inner, ({ name, given }, proceed) => {
    if (name !== 'transact' && name !== 'read') return proceed();
    const [step, decide] = given as [Plan<Loads> | Loads, AnyDecide];
    const plan = name === 'transact' ? (step as Plan<Loads>) : undefined;
    const loads = Object.entries(plan ? plan.load : (step as Loads));
    const asked = Object.fromEntries(loads.map(([key, load]) => [key, ask(load)]));
    const seeing: AnyDecide = (seen) =>
      decide(Object.fromEntries(loads.map(([key, load]) => [key, show(load, seen[key])])) as never);
    return proceed([plan ? { ...plan, load: asked } : asked, seeing]);
  });
}
