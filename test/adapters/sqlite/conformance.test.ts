import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SqliteDatabase, type SqliteStoreOptions, sqliteStore } from 'kithkin/sqlite';
import { storeConformance } from 'kithkin/testing';
import Database from 'libsql';
import { afterAll, describe, it } from 'vitest';
import { runs } from '../../support/setup.ts';
import { troubled } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'kithkin-'));
afterAll(() => rmSync(folder, { recursive: true }));

// The kit takes no power away, so a wait for the disk at every commit would show it nothing.
const open = (database: SqliteDatabase, options: Partial<SqliteStoreOptions> = {}) =>
  sqliteStore({ database, durability: 'process', ...options });
const databaseOf = (namespace: string) => new Database(join(folder, `${namespace}.db`));

storeConformance(
  { describe, it },
  {
    name: 'sqlite',
    open: (namespace) => open(databaseOf(namespace)),
    capabilities: {
      faults: (namespace, faults) => open(troubled(databaseOf(namespace), faults), { budgetMs: 1500 }),
    },
  },
  { runs: runs(30), budgetMs: 180_000 },
);
