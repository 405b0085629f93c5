import { setTimeout as pause } from 'node:timers/promises';
import { type App, openApp } from 'kithkin';
import { postgresStore } from 'kithkin/postgres';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { countsThatDiffer } from '../../support/defects.ts';
import { startOwn, usualPlaces } from '../../support/find-postgres.ts';
import { Ledger, ledgerLimits } from '../../support/ledger.ts';
import { codeOf, createGroups, createUsers, must } from '../../support/test-app.ts';

const started = await startOwn(usualPlaces());
const server = 'server' in started ? started.server : undefined;
if ('tried' in started) {
  console.warn(`SKIPPED: no server of our own to crash (${started.tried.join('; ')})`);
}
const budgetMs = 2000;
const stores = [1, 2].map(() =>
  postgresStore({ pool: new pg.Pool({ connectionString: server?.url, pipeline: true, max: 4 }), budgetMs }),
);

afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await server?.remove();
});

describe.skipIf(!server)('a server that crashes under load and comes back', () => {
  it('has lost nothing that was acknowledged, and the same handles go on', { timeout: 120_000 }, async () => {
    const apps = stores.map((store) => openApp({ store, appId: 'app', limits: ledgerLimits }));
    const [one, two] = apps as [App, App];
    await createUsers(one, 'hub');
    await createGroups(one, 'club');
    const ledger = new Ledger();
    let isOver = false;
    const clients = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((client, index) =>
      ledger.keep(index % 2 ? two : one, client, () => isOver),
    );
    const acknowledged = () => ledger.codes.ok ?? 0;
    for (let crashes = 0; crashes < 2; crashes += 1) {
      const before = acknowledged();
      while (acknowledged() < before + 100) await pause(5);
      await server?.crash();
      // Nobody answers for a while, and operations are asked for all the same.
      const failed = ledger.entries.length;
      while (ledger.entries.length < failed + 50) await pause(5);
      await server?.start();
    }
    const before = acknowledged();
    while (acknowledged() < before + 100) await pause(5);
    isOver = true;
    await Promise.all(clients);
    if (process.env.KITHKIN_FIGURES) console.log({ ...ledger.codes, slowestMs: ledger.slowestMs });

    await ledger.expectKept(one);
    expect(Object.keys(ledger.codes).filter((code) => !code.startsWith('STORE_'))).toEqual(['ok']);
    expect(ledger.codes).toHaveProperty('STORE_UNAVAILABLE');
    const client = new pg.Client({ connectionString: server?.url });
    await client.connect();
    expect((await client.query(countsThatDiffer)).rows).toEqual([]);
    await client.end();
    for (const app of [one, two]) expect((await must(app.users.get('hub'))).uid).toBe('hub');
    expect(await codeOf(one.users.create({ uid: 'hub', name: 'Again' }))).toBe('ERR_UID_ALREADY_EXISTS');
  });
});
