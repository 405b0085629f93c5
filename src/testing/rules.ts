/**
 * Rules: the contract of a store, as the kit reports on it. The whole text is docs/store-contract.md.
 *
 * @module
 */

import type { Capability } from './target.ts';

/** Names a rule of the contract. */
export type RuleId =
  | 'S1'
  | 'S2'
  | 'S3'
  | 'S4'
  | 'S5'
  | 'S6'
  | 'S7'
  | 'S8'
  | 'S9'
  | 'S10'
  | 'S11'
  | 'S12'
  | 'S13';

/**
 * How surely the kit finds that a rule is broken: always (`required`), by chance, which is why it tries so often
 * (`stochastic`), or only in a store that lets the kit do something to it (`optional`).
 */
export type RuleLevel = 'required' | 'stochastic' | 'optional';

/** A rule of the contract. */
export interface Rule {
  readonly id: RuleId;
  readonly title: string;
  /** What the contract says, in its own words. */
  readonly sentence: string;
  readonly level: RuleLevel;
  /** What of it is never tested. */
  readonly untested?: string;
  /** What is not tested in a store without some capability; of an optional rule that is all. */
  readonly needs?: { readonly capability: Capability; readonly for: string };
}

/** All rules, in their order. */
export const rules: readonly Rule[] = [
  {
    id: 'S1',
    title: 'All or nothing',
    sentence: 'All changes of a commit become visible together, or none ever does.',
    level: 'stochastic',
    needs: { capability: 'process', for: 'What a process that dies in the middle of a commit leaves.' },
  },
  {
    id: 'S2',
    title: 'One after the other',
    sentence:
      'Transacts that share an anchor behave as if run one after the other, in an order that respects real time, unless both only read under it.',
    level: 'stochastic',
  },
  {
    id: 'S3',
    title: 'Reads are committed and current',
    sentence:
      'A read or a page shows one consistent cut of committed state, and after an `ok` it shows what that transact did.',
    level: 'stochastic',
  },
  {
    id: 'S4',
    title: 'A refusal commits nothing',
    sentence: 'An `err` from `decide` leaves no trace: no row, no counter, no sequence number.',
    level: 'required',
  },
  {
    id: 'S5',
    title: 'The attempt that committed speaks',
    sentence:
      '`decide` may run any number of times, none included; what is returned is the value of the attempt that committed.',
    level: 'stochastic',
  },
  {
    id: 'S6',
    title: 'Never again after an unknown outcome',
    sentence:
      'Once the answer to a commit is lost, `decide` is not run again; the transact ends with `STORE_UNKNOWN_OUTCOME`.',
    level: 'optional',
    needs: { capability: 'faults', for: 'No answer is made to get lost.' },
  },
  {
    id: 'S7',
    title: "Contention is the store's business",
    sentence:
      'A conflict makes the store try again. Only when its published budget of attempts or time is spent, and only if nothing was committed, it answers `STORE_CONTENTION`.',
    level: 'optional',
    needs: { capability: 'faults', for: 'No conflict is made to happen.' },
  },
  {
    id: 'S8',
    title: 'Snapshots are copies',
    sentence: 'What a store hands out never changes, and changing it changes nothing.',
    level: 'required',
  },
  {
    id: 'S9',
    title: 'What comes out is what went in',
    sentence:
      'Ids come back byte for byte, texts code unit for code unit, times to the second, JSON equal in every value.',
    level: 'required',
  },
  {
    id: 'S10',
    title: 'Pages follow one order',
    sentence:
      'A list holds the rows that it is of, all of them and no others, ordered by sort key, then id, both compared in code units or as numbers; a walk neither skips nor repeats a row that was not touched meanwhile.',
    level: 'required',
  },
  {
    id: 'S11',
    title: 'Counts are rows',
    sentence: 'Every count equals the number of rows it stands for, in every snapshot and on every page.',
    level: 'required',
  },
  {
    id: 'S12',
    title: 'Handles share',
    sentence: 'Two handles on the same data are one store: in one process, in two, on two machines.',
    level: 'stochastic',
    untested: 'Handles on several machines.',
    needs: { capability: 'process', for: 'Handles in several processes.' },
  },
  {
    id: 'S13',
    title: 'A store that fails says so',
    sentence:
      'A closed or unreachable store answers a `StoreError` within its deadline: it never throws and never hangs.',
    level: 'required',
    needs: { capability: 'faults', for: 'A database that cannot be reached.' },
  },
];

/** The rule of an id. */
export function ruleOf(id: RuleId): Rule {
  const rule = rules.find((each) => each.id === id);
  if (!rule) throw new TypeError(`${id} is not a rule`);
  return rule;
}
