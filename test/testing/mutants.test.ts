import { checkStore } from 'kithkin/testing';
import { correctStores, mutants } from 'kithkin/testing/mutants';
import { describe, expect, it } from 'vitest';
import { document, rowsOf, sectionOf } from '../docs/markdown.ts';
import { runs } from '../support/setup.ts';

/** What goes wrong by chance may go right for one seed. */
const seedsMax = 4;

describe('the kit', () => {
  it.each(mutants)(
    'catches a store that $name, by $rule',
    { timeout: 120_000 },
    async ({ name, rule, open }) => {
      const told: string[] = [];
      for (let seed = 1; seed <= seedsMax && !told.includes(rule); seed += 1) {
        const { failures } = await checkStore({ name, open }, { seed, namespace: `seed-${seed}` });
        told.push(...failures.map((failure) => failure.rule));
      }
      expect(told).toContain(rule);
    },
  );

  it.each(correctStores)(
    'finds nothing in a store that $name, whatever the seed',
    { timeout: 240_000 },
    async ({ name, open }) => {
      for (let seed = 1; seed <= runs(100); seed += 1) {
        const { failures } = await checkStore({ name, open }, { seed, namespace: `seed-${seed}`, runs: 5 });
        expect(failures).toEqual([]);
      }
    },
  );

  it('has a table of what it catches in the documents', () => {
    const rows = rowsOf(sectionOf(document('docs/proving-a-store.md'), 'What it catches'));
    expect(rows.map(([name, rule]) => [name, rule])).toEqual(mutants.map(({ name, rule }) => [name, rule]));
  });
});
