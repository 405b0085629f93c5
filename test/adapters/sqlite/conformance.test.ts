import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteStore } from 'kithkin/sqlite';
import { storeConformance } from 'kithkin/testing';
import Database from 'libsql';
import { afterAll, describe, it } from 'vitest';
import { runs } from '../../support/setup.ts';

const folder = mkdtempSync(join(tmpdir(), 'kithkin-'));
afterAll(() => rmSync(folder, { recursive: true }));

storeConformance(
  { describe, it: (name, test) => it(name, test, 120_000) },
  {
    name: 'sqlite',
    open: (namespace) => sqliteStore({ database: new Database(join(folder, `${namespace}.db`)) }),
  },
  { runs: runs(20) },
);
