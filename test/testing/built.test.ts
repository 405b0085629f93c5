import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CheckTarget, checkStore, type RuleId, renderReport, rules } from 'kithkin/testing';
import ts from 'typescript';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { jsonFileStore } from '../../docs/examples/json-file-store.ts';
import { programsOfTheKilled } from '../../src/testing/checks/programs.ts';
import { build } from '../support/built-package.ts';
import { lockedByFile } from '../support/file-lock.mjs';
import { reportOfOne } from '../support/one-check.ts';
import { runs } from '../support/setup.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${inject('builtFolder')}/kit`;

const suite = `
import { describe, it } from 'node:test';
import { storeConformance } from 'kithkin/testing';
import { correctStores, mutants } from 'kithkin/testing/mutants';

const [correct] = correctStores;
const broken = mutants.find(({ rule }) => rule === 'S4');
storeConformance({ describe, it }, process.env.BROKEN ? broken : correct, { seed: 1, runs: 10 });
`;

const server = `
import { serveStore } from 'kithkin/testing';
import { ok } from 'kithkin';
import { jsonFileStore } from './json-file-store.js';
import { lockedByFile } from './file-lock.mjs';

const [folder, kind] = process.argv.slice(2);
await serveStore((namespace) => {
  const path = \`\${folder}/\${namespace}.json\`;
  const plain = jsonFileStore(path);
  if (kind === 'free') return plain;
  return lockedByFile(kind === 'torn' ? tornStore(plain) : plain, path);
});

/** Writes the file once for the first change of a commit, and once for the others. */
function tornStore(inner) {
  return {
    ...inner,
    forApp: (appId) => {
      const app = inner.forApp(appId);
      const transact = (plan, decide) => {
        let rest = [];
        const answer = app.transact(plan, (seen) =>
          decide(seen).map((commit) => {
            rest = commit.changes.slice(1);
            return { ...commit, changes: commit.changes.slice(0, 1) };
          }),
        );
        if (rest.length > 0) {
          // Long beside the ten milliseconds after a decision within which a process is killed.
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
          app.transact({ anchors: { write: [], read: [] }, load: {} }, () => ok({ changes: rest }));
        }
        return answer;
      };
      return { ...app, transact };
    },
  };
}
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

beforeAll(async () => {
  await build(inject('builtFolder'));
  mkdirSync(`${folder}/data`, { recursive: true });
  const example = readFileSync(`${root}docs/examples/json-file-store.ts`, 'utf8');
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 };
  writeFileSync(`${folder}/json-file-store.js`, ts.transpileModule(example, { compilerOptions }).outputText);
  writeFileSync(`${folder}/file-lock.mjs`, readFileSync(`${root}test/support/file-lock.mjs`));
  writeFileSync(`${folder}/kit.test.mjs`, suite);
  writeFileSync(`${folder}/store.process.mjs`, server);
}, 120_000);

describe('under node:test', () => {
  const kit = ['--test', '--test-reporter=tap', 'kit.test.mjs'];

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
    expect(said).toContain('# SKIP S4 is already broken');
    expect(said).toContain('leaves no trace');
    expect(said).toContain('To see it again: checkStore(target, { seed: 1, runs: 10');
  });
});

describe('in several processes', () => {
  let spaces = 0;

  /** A store on a file whose processes lock it, do not, or lock it and write it twice for a commit. */
  const target = (kind: 'locked' | 'free' | 'torn'): CheckTarget => {
    const open = (namespace: string) => {
      const path = `${folder}/data/${namespace}.json`;
      return kind === 'free' ? jsonFileStore(path) : lockedByFile(jsonFileStore(path), path);
    };
    const process = ['node', `${folder}/store.process.mjs`, `${folder}/data`, kind];
    return { name: 'on a JSON file', open, capabilities: { process } };
  };
  const options = (rule: RuleId, times: number) => {
    spaces += 1;
    return { seed: 1, runs: runs(times), rules: [rule], namespace: `s${spaces}`, budgetMs: 220_000 };
  };

  it('a store on a file passes that is locked for each operation', { timeout: 240_000 }, async () => {
    const report = await checkStore(target('locked'), options('S12', 90));
    expect(report.failures, renderReport(report)).toEqual([]);
    expect(report.rules.find(({ rule }) => rule === 'S12')?.untested).toBe('Handles on several machines.');
  });

  it('a store on a file fails by S12 that is locked by nothing', { timeout: 240_000 }, async () => {
    const report = await checkStore(target('free'), options('S12', 90));
    expect(
      report.failures.map(({ rule }) => rule),
      renderReport(report),
    ).toEqual(['S12']);
    expect(report.failures[0]?.title).toBe(
      'what clients in two processes do at once is explained by some order',
    );
  });

  it('a store on a file fails by S1 that writes it twice for a commit', { timeout: 240_000 }, async () => {
    // The lock is held until all is written, and nobody here writes twice: to every other check this store is a correct one.
    const report = await reportOfOne(programsOfTheKilled, target('torn'), options('S1', 300));
    expect(
      report.failures.map(({ rule }) => rule),
      renderReport(report),
    ).toEqual(['S1']);
    expect(report.failures[0]?.title).toBe(
      'what a process leaves that is killed while it commits is whole commits',
    );
  });
});
