/**
 * Stores that are each broken in one way, with the rule that each must be caught by.
 *
 * The kit proves itself on them. An author who wants to know whether a test of their own can fail may run it on these.
 *
 * @module
 */

import type { Store } from '../../store/store.ts';
import { contention, unavailable } from '../../store/store-error.ts';
import type { RuleId } from '../rules.ts';
import type { CheckTarget } from '../target.ts';
import { AnchorLocks } from './anchor-locks.ts';
import * as broken from './broken-stores.ts';
import { checking, locking, type Open } from './correct-stores.ts';
import { type Remedy, rightRemedyFor } from './phased-store.ts';
import { type Trouble, Wire } from './wire.ts';

/** A store that breaks one rule, ready to be checked. */
export interface Mutant extends CheckTarget {
  /** What it does, in words that go on from "a store that". */
  readonly name: string;
  /** The rule that it must be caught by. */
  readonly rule: RuleId;
  /** Opens a handle; handles of one namespace are on the same data. */
  readonly open: (namespace: string) => Store;
}

/** Stores that are right, to compare with: one locks the anchors, one checks their versions. */
export const correctStores: readonly Omit<Mutant, 'rule'>[] = [
  wired('locks the anchors', locking()),
  wired('checks the versions of the anchors', checking()),
];

/** A store over a wire that faults can trouble. */
function wired(name: string, open: Open): Omit<Mutant, 'rule'> {
  return { name, open: (namespace) => open(namespace), capabilities: { faults: open } };
}

/** A store over a wire with a remedy of its own for some kind of trouble. */
function remedying(
  name: string,
  rule: RuleId,
  remedies: { readonly [Type in Trouble['type']]?: Remedy },
): Mutant {
  const remedyFor = (trouble: Trouble) => remedies[trouble.type] ?? rightRemedyFor(trouble);
  return {
    ...wired(
      name,
      locking(() => ({ remedyFor })),
    ),
    rule,
  };
}

/** The broken stores. */
export const mutants: readonly Mutant[] = [
  { name: 'applies changes one by one', rule: 'S1', open: broken.appliesOneByOne },
  { name: 'drops one side of a symmetric write', rule: 'S1', open: broken.dropsOneSide },
  { name: 'locks nothing', rule: 'S2', open: locking(() => ({ locked: () => ({ write: [], read: [] }) })) },
  {
    name: 'locks the first anchor only',
    rule: 'S2',
    open: locking(() => ({ locked: ({ write }) => ({ write: write.slice(0, 1), read: [] }) })),
  },
  { name: 'reads, then locks', rule: 'S2', open: locking(() => ({ loadsFirst: true })) },
  {
    name: 'checks only the anchors that it writes',
    rule: 'S2',
    open: checking(() => ({ checked: ({ write }) => ({ write, read: [] }) })),
  },
  {
    ...wired(
      'commits after a conflict what it had decided before',
      locking(() => ({ decidesOnce: true })),
    ),
    rule: 'S7',
  },
  { name: 'reads from a replica that lags', rule: 'S3', open: broken.readsLate },
  { name: 'finds a page in one look and counts it in another', rule: 'S3', open: broken.countsLater },
  { name: 'forgets which deletions were begun', rule: 'S3', open: broken.forgetsDeletions },
  { name: 'notes whoever was refused', rule: 'S4', open: broken.notesRefusals },
  { name: 'hides what a decision throws', rule: 'S4', open: broken.hidesBugs },
  {
    name: 'returns the value of the first attempt',
    rule: 'S5',
    open: checking(() => ({ told: 'first' })),
  },
  { name: 'commits twice now and then', rule: 'S6', open: broken.repeatsCommits },
  remedying('decides again after an answer was lost', 'S6', { unanswered: 'again' }),
  remedying('takes a lost answer for nothing committed', 'S6', { unanswered: unavailable }),
  { name: 'answers contention for what it committed', rule: 'S7', open: broken.deniesCommits },
  remedying('gives up at the first conflict', 'S7', { conflict: contention }),
  {
    ...wired(
      'tries again for ever',
      locking(() => ({ attemptsMax: Number.POSITIVE_INFINITY })),
    ),
    rule: 'S7',
  },
  { name: 'hands out its own rows', rule: 'S8', open: broken.leaksRows },
  { name: 'changes rows that it has shown', rule: 'S8', open: broken.changesShown },
  { name: 'normalises text', rule: 'S9', open: broken.normalisesText },
  { name: 'loses the key __proto__', rule: 'S9', open: broken.losesKeys },
  { name: 'pages by offset', rule: 'S10', open: broken.pagesByOffset },
  { name: 'orders by locale', rule: 'S10', open: broken.ordersByLocale },
  { name: 'ignores a filter', rule: 'S10', open: broken.ignoresStatus },
  { name: 'keeps counts beside the rows', rule: 'S11', open: broken.driftsCounts },
  {
    name: 'guards with a lock in the process',
    rule: 'S12',
    open: locking(() => ({ locks: new AnchorLocks() })),
  },
  { name: 'takes apps for one that differ in case', rule: 'S12', open: broken.foldsApps },
  { name: 'waits for ever once it is closed', rule: 'S13', open: broken.hangsClosed },
  {
    ...wired(
      'waits for ever for an answer',
      locking((_, faults) => ({ wire: new Wire(faults, Number.POSITIVE_INFINITY) })),
    ),
    rule: 'S13',
  },
  {
    ...wired(
      'throws when it cannot be reached',
      locking(() => ({ remedyFor: throwing })),
    ),
    rule: 'S13',
  },
  {
    name: 'keeps its locks when a decision throws',
    rule: 'S13',
    open: locking(() => ({ unlocksAfterBugs: false })),
  },
];

function throwing(trouble: Trouble): Remedy {
  if (trouble.type === 'unreachable') throw new Error('connect ECONNREFUSED');
  return rightRemedyFor(trouble);
}
