import fc from 'fast-check';
import { type App, openApp, type Store } from 'kithkin';
import { postgresStore } from 'kithkin/postgres';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { programOf } from '../../../src/testing/program.ts';
import { runProgram } from '../../../src/testing/run-program.ts';
import { programLines, timelineOf } from '../../../src/testing/timeline.ts';
import { type Cut, openProxy } from '../../support/cutting-proxy.ts';
import { Ledger, ledgerLimits } from '../../support/ledger.ts';
import { runs } from '../../support/setup.ts';
import { attempt, createGroups, createUsers, must } from '../../support/test-app.ts';
import { within } from '../../support/wrapped-store.ts';
import { defectsIn, dropTables, isThere, newPool, optionsIn, schema } from './databases.ts';

const options = optionsIn(schema);
const { hostname, port } = new URL(String(options.connectionString));
const proxy = isThere ? await openProxy(hostname, Number(port || 5432)) : undefined;
const direct = newPool(4);

/** Connections that go through the proxy. */
function poolThrough(max: number): pg.Pool {
  const url = new URL(String(options.connectionString));
  url.hostname = '127.0.0.1';
  url.port = String(proxy?.port);
  const pool = new pg.Pool({ ...options, connectionString: url.href, max });
  return pool.on('error', () => undefined);
}

const budgetMs = 3000;
/** Two whose connections are cut, and one whose are not; opened once, since they are to go on whatever happens. */
const stores = [poolThrough(2), poolThrough(2), direct].map((pool) => postgresStore({ pool, budgetMs }));
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await proxy?.close();
  await dropTables();
});

const cut: fc.Arbitrary<Cut> = fc.record({
  after: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 6000 })),
  towards: fc.constantFrom('server', 'store'),
});

/** What is answered at the end of a commit is short: a cut there leaves its outcome open. */
const cuts = fc.array(cut, { minLength: 1, maxLength: 6, size: 'max' });

describe.skipIf(!isThere)('connections that are cut in the middle', () => {
  it('leave nothing that no order of the operations explains', { timeout: 120_000 }, async () => {
    const told: Record<string, number> = {};
    let worlds = 0;
    for (const store of stores) await must(openApp({ store, appId: 'first' }).users.list());
    const before = proxy?.cuts ?? 0;
    const property = fc.asyncProperty(
      programOf({ clients: 3, stepsMax: 4 }),
      cuts,
      async (program, planned) => {
        worlds += 1;
        // The last is not cut: what its last look sees is what is there.
        const handles = stores.map((store) => within(`cut-${worlds}`, store)) as [Store, Store, Store];
        const ran = await runProgram(program, handles, () => proxy?.plan(planned));
        proxy?.plan([]);
        for (const { result } of ran.operations) {
          const code = result?.isErr() ? String((result.error as { code?: unknown }).code) : 'ok';
          told[code] = (told[code] ?? 0) + 1;
        }
        expect(ran.threw).toBeUndefined();
        const story = () => [...programLines(program), ...timelineOf(program, ran.operations)].join('\n');
        expect(ran.linearisation.ok, ran.linearisation.ok ? '' : story()).toBe(true);
        const seenDirectly = [...ran.operations]
          .reverse()
          .find(({ client }) => client % handles.length === handles.length - 1);
        expect(seenDirectly?.result?.isOk()).toBe(true);
      },
    );
    await fc.assert(property, { numRuns: runs(80), endOnFailure: true });
    // Otherwise nothing was tried.
    expect((proxy?.cuts ?? 0) - before).toBeGreaterThan(0);
    expect(told).toHaveProperty('STORE_UNAVAILABLE');
    if (process.env.KITHKIN_FIGURES) console.log({ cuts: (proxy?.cuts ?? 0) - before, told });
  });

  it('lose nothing that was acknowledged, and keep nothing that was not', { timeout: 60_000 }, async () => {
    const apps = stores.map((store) => openApp({ store, appId: 'ledger', limits: ledgerLimits }));
    const [one, two, calm] = apps as [App, App, App];
    await createUsers(calm, 'hub');
    await createGroups(calm, 'club');
    const ledger = new Ledger();
    const plan = fc.sample(cut, { numRuns: runs(60), seed: fc.readConfigureGlobal().seed ?? 0 });
    const before = proxy?.cuts ?? 0;
    proxy?.plan(plan);
    const isOver = () => (proxy?.cuts ?? 0) - before >= plan.length;
    await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((client, index) =>
        ledger.keep(index % 2 ? one : two, client, isOver),
      ),
    );
    if (process.env.KITHKIN_FIGURES)
      console.log({ cuts: plan.length, ...ledger.codes, slowestMs: ledger.slowestMs });
    await ledger.expectKept(calm);
    expect(await defectsIn(schema)).toEqual([]);
    expect(ledger.codes).toHaveProperty('ok');
    expect(ledger.codes).toHaveProperty('STORE_UNAVAILABLE');
    // The same handles go on.
    for (const app of [one, two]) {
      // One connection of each pool may still be broken, and is found out by its first use.
      await attempt(app.users.get('hub'));
      await attempt(app.users.get('hub'));
      await must(app.users.get('hub'));
    }
  });
});
