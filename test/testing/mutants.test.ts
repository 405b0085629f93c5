import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CheckFailure, checkStore } from 'kithkin/testing';
import { correctStores, type Mutant, mutants } from 'kithkin/testing/mutants';
import { afterAll, describe, expect, it } from 'vitest';
import { checks } from '../../src/testing/checks/index.ts';
import { document, rowsOf, sectionOf } from '../docs/markdown.ts';
import { runs } from '../support/setup.ts';

/** What goes wrong by chance may go right for one seed. */
const seedsMax = 4;

const page = 'docs/proving-a-store.md';
const heading = 'What it catches';
/** With KITHKIN_WRITE_DOCS=1, the table in the documents is written from this run. */
const isWriting = process.env.KITHKIN_WRITE_DOCS === '1';

const foundBy = new Map<string, string>();

/** What the kit finds in a store with the first seed with which it finds anything. */
async function foundIn(mutant: Mutant): Promise<readonly CheckFailure[]> {
  for (let seed = 1; seed <= seedsMax; seed += 1) {
    const { failures } = await checkStore(mutant, { seed, namespace: `seed-${seed}`, deadlineMs: 2000 });
    if (failures.length > 0) return failures;
  }
  return [];
}

describe('the kit', () => {
  it.each(mutants)(
    'catches a store that $name, by $rule and no other',
    { timeout: 120_000 },
    async (mutant) => {
      const failures = await foundIn(mutant);
      expect(new Set(failures.map(({ rule }) => rule))).toEqual(new Set([mutant.rule]));
      foundBy.set(mutant.name, failures[0]?.title ?? '');
    },
  );

  it.each(correctStores)(
    'finds nothing in a store that $name, whatever the seed',
    { timeout: 240_000 },
    async (correct) => {
      for (let seed = 1; seed <= runs(100); seed += 1) {
        const options = { seed, namespace: `seed-${seed}`, runs: 15, rules: ['S5'] } as const;
        const { failures } = await checkStore(correct, options);
        expect(failures).toEqual([]);
      }
    },
  );

  it('has a table of what it catches in the documents, made from a run', () => {
    const rows = rowsOf(sectionOf(document(page), heading));
    expect(rows.map(([name, rule]) => [name, rule])).toEqual(mutants.map(({ name, rule }) => [name, rule]));
    for (const [, rule, title] of rows) {
      const check = checks.find((each) => each.title === title);
      expect(rule === 'S13' || check?.rules.some((each) => each === rule), title).toBe(true);
    }
  });

  afterAll(() => {
    if (!isWriting) return;
    const path = fileURLToPath(new URL(`../../${page}`, import.meta.url));
    const lines = mutants.map(({ name, rule }) => `| ${name} | ${rule} | ${foundBy.get(name)} |`);
    const table = [
      '| a store that | breaks | which is found by looking whether |',
      '|---|---|---|',
      ...lines,
    ];
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace(/(?<=\n## What it catches\n[\s\S]*?\n\n)\|[\s\S]*?(?=\n\n)/, table.join('\n')),
    );
  });
});
