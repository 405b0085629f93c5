import { storeConformance } from 'kithkin/testing';
import { afterAll, describe, it } from 'vitest';
import { runs } from '../../support/setup.ts';
import { within } from '../../support/wrapped-store.ts';
import { dropTables, isThere, lent, newPool, openStore, troubledPool } from './databases.ts';

// Two, so that two handles share no connection.
const pools = [newPool(8), newPool(8)];
let opened = 0;
const nextPool = () => {
  opened += 1;
  return lent(pools[opened % 2] ?? newPool());
};
for (const pool of pools) pool.on('error', () => undefined);

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await dropTables();
});

storeConformance(
  { describe: isThere ? describe : describe.skip, it },
  {
    name: 'postgres',
    open: (namespace) => within(namespace, openStore({ pool: nextPool() })),
    capabilities: {
      faults: (namespace, faults) =>
        within(namespace, openStore({ pool: troubledPool(nextPool(), faults), budgetMs: 1500 })),
    },
  },
  { runs: runs(15), budgetMs: 180_000 },
);
