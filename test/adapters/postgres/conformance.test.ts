import { storeConformance } from 'kithkin/testing';
import { afterAll, describe, it } from 'vitest';
import { runs } from '../../support/setup.ts';
import { dropTables, isThere, newPool, openStore, within } from './databases.ts';

afterAll(dropTables);

storeConformance(
  { describe: isThere ? describe : describe.skip, it: (name, test) => it(name, test, 240_000) },
  { name: 'postgres', open: (namespace) => within(namespace, openStore({ pool: newPool(4) })) },
  { runs: runs(20) },
);
