/**
 * Races: the same few commands at once, in every order that a scheduler comes up with.
 *
 * @module
 */
import fc from 'fast-check';
import type { App, Limits } from 'kithkin';
import { memoryData, memoryStore } from 'kithkin/memory';
import { AnchorLocks } from '../../src/testing/mutants/anchor-locks.ts';
import { openTestApp, SeededRandom, smallLimits, TestClock } from '../support/test-app.ts';
import { yieldingStore } from '../support/yielding-store.ts';

/** A race: what there is before, who runs, and what must hold afterwards. */
export interface Race {
  readonly limits?: Partial<Limits>;
  /** Makes what the race needs, undisturbed. */
  prepare(app: App): Promise<unknown>;
  /** Starts all that run at once; `app` is another handle at each mention. */
  run(next: () => App): PromiseLike<unknown>[];
  /** Throws unless all is well. */
  check(app: App, results: readonly unknown[]): Promise<void>;
}

/** How a race is run. */
export interface RaceOptions {
  /** Locks that all handles share, locks that each handle keeps to itself, or none. */
  readonly locks: 'shared' | 'own' | 'none';
  readonly handles: 1 | 2;
  readonly numRuns: number;
}

/** Runs a race in many interleavings; tells how it failed, or nothing. */
export async function outcomeOfRace(race: Race, options: RaceOptions): Promise<string | undefined> {
  const { handles, numRuns } = options;
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const data = memoryData();
    const clock = new TestClock();
    const random = new SeededRandom();
    const limits = { ...smallLimits, ...race.limits };
    const shared = { clock: clock.read, random: random.bytes, limits };
    const calm = openTestApp({ store: memoryStore({ data }), ...shared });
    await race.prepare(calm);

    const sharedLocks = new AnchorLocks();
    const locksOf = { shared: () => sharedLocks, own: () => new AnchorLocks(), none: () => undefined };
    const apps = Array.from({ length: handles }, () => {
      const store = yieldingStore({ scheduler, data, locks: locksOf[options.locks]() });
      return openTestApp({ store, ...shared });
    });
    let turn = 0;
    const results = race.run(() => apps[turn++ % handles] as App);
    await race.check(calm, await scheduler.waitFor(Promise.all(results)));
  });
  // A race that is lost shows what it shows without being shrunk.
  const details = await fc.check(property, { numRuns, endOnFailure: true });
  return details.failed ? fc.defaultReportMessage(details) : undefined;
}
