import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeConformance } from 'kithkin/testing';
import { afterAll, describe, it } from 'vitest';
import { jsonFileStore } from '../../docs/examples/json-file-store.ts';
import { runs } from '../support/setup.ts';

const folder = mkdtempSync(join(tmpdir(), 'kithkin-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

storeConformance(
  { describe, it: (name, test) => it(name, test, 240_000) },
  { name: 'on a JSON file', open: (namespace) => jsonFileStore(join(folder, `${namespace}.json`)) },
  { runs: runs(60) },
);
