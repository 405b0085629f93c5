import { errAsync, okAsync, type Store } from 'kithkin';
import {
  type CheckTarget,
  checkStore,
  renderReport,
  rules,
  storeConformance,
  type TestRunner,
} from 'kithkin/testing';
import { correctStores, mutants } from 'kithkin/testing/mutants';
import { describe, expect, it } from 'vitest';
import { sharedMemory } from '../support/memory-stores.ts';
import { runs } from '../support/setup.ts';
import { storeAround } from '../support/wrapped-store.ts';

const openMemory = sharedMemory();

storeConformance({ describe, it }, { name: 'memory', open: openMemory }, { runs: runs(300) });

// The memory store, giving way between its phases behind a lock and behind versions.
for (const correct of correctStores) storeConformance({ describe, it }, correct, { runs: runs(300) });

/** A runner that keeps its tests, and runs them one after the other. */
class FakeRunner implements TestRunner {
  readonly tests: { readonly name: string; readonly test: (context: unknown) => Promise<void> }[] = [];
  readonly timeouts = new Set<number>();

  readonly describe = (_: string, define: () => void): void => define();
  readonly it: TestRunner['it'] = (name, test, timeoutMs) => {
    this.tests.push({ name, test });
    this.timeouts.add(timeoutMs);
  };

  /** What became of each test. */
  async run(): Promise<ReadonlyMap<string, string>> {
    const outcomes = new Map<string, string>();
    for (const { name, test } of this.tests) {
      outcomes.set(name, 'passed');
      const skip = (reason: string) => outcomes.set(name, `skipped: ${reason}`);
      await test({ skip }).catch((thrown: Error) => outcomes.set(name, `failed: ${thrown.message}`));
    }
    return outcomes;
  }
}

async function outcomesOf(
  target: CheckTarget,
  options: Parameters<typeof storeConformance>[2],
): Promise<ReadonlyMap<string, string>> {
  const runner = new FakeRunner();
  storeConformance(runner, target, options);
  return runner.run();
}

describe('the tests of a store', () => {
  it('are named by their rules, take no callback, and ask for as much time as the budget', () => {
    const runner = new FakeRunner();
    storeConformance(runner, { name: 'memory', open: openMemory }, { budgetMs: 5000 });
    const ids = new Set(runner.tests.map(({ name }) => /^(S\d+) /.exec(name)?.[1]));
    expect([...ids].sort()).toEqual(rules.map(({ id }) => id).sort());
    expect(new Set(runner.tests.map(({ name }) => name)).size).toBe(runner.tests.length);
    expect(runner.tests.filter(({ test }) => test.length > 0)).toEqual([]);
    expect(Math.min(...runner.timeouts)).toBeGreaterThan(5000);
  });

  it('skip what the store gives no capability for, and say so', async () => {
    const outcomes = await outcomesOf({ name: 'memory', open: openMemory }, { runs: 3, rules: ['S6'] });
    expect([...outcomes.values()]).toContain('skipped: The target has no capability faults');
  });

  it('skip what the budget leaves no time for', async () => {
    const outcomes = await outcomesOf({ name: 'memory', open: openMemory }, { budgetMs: -1, rules: ['S8'] });
    expect(new Set(outcomes.values())).toEqual(new Set(['skipped: The budget of time was spent']));
  });

  it('fail by S13 in whatever check an operation hangs, and skip all others', async () => {
    let asked = 0;
    const open = (namespace: string) =>
      storeAround(openMemory(namespace), ({ name }, proceed) => {
        asked += name === 'groups.list' ? 1 : 0;
        // Only once, so that it is one check that sees it.
        return name === 'groups.list' && asked === 1 ? (new Promise(() => {}) as never) : proceed();
      });
    const outcomes = await outcomesOf({ name: 'slow', open }, { deadlineMs: 50, runs: 3 });
    const failed = [...outcomes].filter(([, outcome]) => outcome.startsWith('failed'));
    expect(failed.map(([name]) => name)).toEqual([
      'S13 A store that fails says so: nothing that was asked threw or was left without an answer',
    ]);
    expect(failed[0]?.[1]).toContain('groups.list has not ended after 50 ms');
    expect([...outcomes.values()]).toContain('skipped: The store hangs');
  });

  it('fail by S13 where an operation throws', async () => {
    const open = (namespace: string) =>
      storeAround(openMemory(namespace), ({ name }, proceed) => {
        if (name === 'apiKeys.findByDigest') throw new Error('no such table');
        return proceed();
      });
    const outcomes = await outcomesOf({ name: 'half', open }, { runs: 3 });
    const failed = [...outcomes].filter(([, outcome]) => outcome.startsWith('failed'));
    expect(new Set(failed.map(([name]) => name.slice(0, 3)))).toEqual(new Set(['S13']));
    expect(failed[0]?.[1]).toContain('apiKeys.findByDigest throws Error: no such table');
  });

  it('blame nothing on a rule that was not reached where another is broken', async () => {
    // Nobody can be created, so nothing else can be looked at.
    const open = (namespace: string) =>
      storeAround(openMemory(namespace), ({ name }, proceed) =>
        name === 'transact' ? errAsync({ code: 'STORE_CONTENTION', committed: false }) : proceed(),
      );
    const outcomes = await outcomesOf({ name: 'refusing', open }, { runs: 3 });
    const failed = [...outcomes.values()].filter((outcome) => outcome.startsWith('failed'));
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every((outcome) => outcome.includes('STORE_CONTENTION'))).toBe(true);
  });

  it('blame nothing on a store that fails now and then, whatever it has committed', {
    timeout: 60_000,
  }, async () => {
    let asked = 0;
    const open = (namespace: string) =>
      storeAround(openMemory(namespace), ({ name }, proceed) => {
        asked += 1;
        if (asked % 997 !== 0) return proceed();
        if (name !== 'transact') return errAsync({ code: 'STORE_UNAVAILABLE', committed: false });
        if (asked % 2 === 0) return errAsync({ code: 'STORE_CONTENTION', committed: false });
        const unknown = { code: 'STORE_UNKNOWN_OUTCOME', committed: 'unknown' };
        return proceed().andThen(() => errAsync(unknown));
      });
    const report = await checkStore({ name: 'failing', open }, { runs: 30, seed: 1 });
    expect(report.failures, renderReport(report)).toEqual([]);
    expect(report.storeFailures).toBeGreaterThan(5);
    expect(renderReport(report)).toContain('ended in a StoreError that nothing had provoked');
  });

  it('fail exactly where the report tells of a failure, whatever rule it is of', async () => {
    // No transact sees a count, so no cap holds; nothing of it needs two clients.
    const open = (namespace: string) =>
      storeAround(openMemory(namespace), ({ name, given }, proceed) => {
        if (name !== 'transact') return proceed();
        const [plan, decide] = given as Parameters<ReturnType<Store['forApp']>['transact']>;
        const blind = (seen: Parameters<typeof decide>[0]) =>
          decide(
            Object.fromEntries(
              Object.entries(seen).map(([key, value]) => [key, typeof value === 'number' ? 0 : value]),
            ),
          );
        return proceed([plan, blind]);
      });
    const report = await checkStore({ name: 'blind', open }, { runs: 20, seed: 1 });
    const outcomes = await outcomesOf({ name: 'blind', open }, { runs: 20, seed: 1 });
    expect(report.ok).toBe(false);
    expect([...outcomes.values()].filter((outcome) => outcome.startsWith('failed'))).toHaveLength(
      report.failures.length,
    );
  });

  it('say in a runner that cannot skip that there was no time', async () => {
    const runner = new FakeRunner();
    storeConformance(runner, { name: 'memory', open: openMemory }, { budgetMs: -1, rules: ['S8'] });
    for (const { test } of runner.tests) await expect(test(undefined)).rejects.toThrow('budgetMs');
    const report = await checkStore({ name: 'memory', open: openMemory }, { budgetMs: -1 });
    expect(report).toMatchObject({ ok: false, failures: [] });
    expect(renderReport(report)).toContain('no time left');
  });

  it('end where a command goes round in circles, and a walk does', { timeout: 60_000 }, async () => {
    const circling = (namespace: string) =>
      storeAround(openMemory(namespace), ({ name, given }, proceed) => {
        const [load] = given;
        // What was removed is shown for ever.
        return name === 'read' && Object.hasOwn(Object(load), 'remnants')
          ? okAsync([{ type: 'ban', ban: { uid: 'bo', guid: 'club', bannedAt: 1 } }])
          : proceed();
      });
    const report = await checkStore({ name: 'circling', open: circling }, { runs: 3, rules: ['S12'] });
    expect(report.failures[0]?.message).toContain('is asked for again and again');

    const walking = (namespace: string) =>
      storeAround(openMemory(namespace), ({ name }, proceed) =>
        name === 'users.list'
          ? proceed().map((found) => ({ ...Object(found), next: { key: 0, id: '0' } }))
          : proceed(),
      );
    const walked = await checkStore({ name: 'walking', open: walking }, { runs: 3, rules: ['S10'] });
    expect(walked.failures.map(({ rule }) => rule)).toContain('S10');
  });

  it('come with a mutant for each rule', () => {
    expect(new Set(mutants.map(({ rule }) => rule))).toEqual(new Set(rules.map(({ id }) => id)));
  });
});
