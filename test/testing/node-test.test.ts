import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rules } from 'kithkin/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
// Below node_modules, so that what is built finds what it depends on.
const folder = `${root}node_modules/.kithkin-node-test`;

const suite = `
import { describe, it } from 'node:test';
import { storeConformance } from './testing/index.js';
import { correctStores, mutants } from './testing/mutants/index.js';

const [correct] = correctStores;
const broken = mutants.find(({ rule }) => rule === 'S4');
storeConformance({ describe, it }, process.env.BROKEN ? broken : correct, { seed: 1, runs: 10 });
`;

/** Runs Node with these arguments, and tells how it ended and what it said. */
async function node(
  given: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly said: string }> {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...inherited } = process.env;
  const child = spawn(process.execPath, given, { cwd: folder, env: { ...inherited, ...environment } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

const kit = ['--test', '--test-reporter=tap', 'kit.test.mjs'];

describe('under node:test', () => {
  beforeAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const tsc = `${root}node_modules/typescript/bin/tsc`;
    const built = await node([tsc, '-p', `${root}.ci/tsconfig.build.json`, '--outDir', folder]);
    expect(built).toEqual({ code: 0, said: '' });
    writeFileSync(`${folder}/package.json`, '{ "type": "module" }');
    writeFileSync(`${folder}/kit.test.mjs`, suite);
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The rules whose tests ended like that. */
  const rulesThat = (end: 'ok' | 'not ok', said: string) => [
    ...new Set([...said.matchAll(new RegExp(`^ +${end} \\d+ - (S\\d+) `, 'gm'))].map(([, rule]) => rule)),
  ];

  it('the kit passes a correct store, with tests for each rule', { timeout: 120_000 }, async () => {
    const { code, said } = await node(kit);
    expect(code).toBe(0);
    expect(rulesThat('ok', said).sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  it('the kit fails a broken one by tests of its rule alone', { timeout: 120_000 }, async () => {
    const { code, said } = await node(kit, { BROKEN: '1' });
    expect(code).toBe(1);
    expect(rulesThat('not ok', said)).toEqual(['S4']);
    expect(said).toContain('# SKIP One client alone already breaks S4');
    expect(said).toContain('What the rules allow');
  });
});
