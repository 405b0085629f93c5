import { storeConformance } from 'kithkin/testing';
import { afterAll, describe, it } from 'vitest';
import { runs } from '../../support/setup.ts';
import { within } from '../../support/wrapped-store.ts';
import { dropTables, isThere, newPool, openStore, troubledPool } from './databases.ts';

afterAll(dropTables);

storeConformance(
  { describe: isThere ? describe : describe.skip, it },
  {
    name: 'postgres',
    open: (namespace) => within(namespace, openStore({ pool: newPool(4) })),
    capabilities: {
      faults: (namespace, faults) =>
        within(namespace, openStore({ pool: troubledPool(newPool(4), faults), budgetMs: 1500 })),
    },
  },
  { runs: runs(15), budgetMs: 180_000 },
);
