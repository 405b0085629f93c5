/**
 * Stores that are each broken in one way, with the rule that each must be caught by.
 *
 * The kit proves itself on them. An author who wants to know whether a test of their own can fail may run it on these.
 *
 * @module
 */

import type { Store } from '../../store/store.ts';
import type { RuleId } from '../rules.ts';
import { AnchorLocks } from './anchor-locks.ts';
import * as broken from './broken-stores.ts';
import { checking, locking } from './correct-stores.ts';

/** A store that breaks one rule. */
export interface Mutant {
  /** What it does. */
  readonly name: string;
  /** The rule that it breaks. */
  readonly rule: RuleId;
  /** Opens a handle; handles of one namespace are on the same data. */
  readonly open: (namespace: string) => Store;
}

/** Stores that are right, to compare with: one locks the anchors, one checks their versions. */
export const correctStores: readonly Omit<Mutant, 'rule'>[] = [
  { name: 'locks the anchors', open: locking() },
  { name: 'checks the versions of the anchors', open: checking() },
];

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
  { name: 'reads from a replica that lags', rule: 'S3', open: broken.readsLate },
  { name: 'notes whoever was refused', rule: 'S4', open: broken.notesRefusals },
  {
    name: 'returns the value of the first attempt',
    rule: 'S5',
    open: checking(() => ({ told: 'first' })),
  },
  { name: 'decides again after an answer was lost', rule: 'S6', open: broken.repeatsCommits },
  { name: 'answers contention for what it committed', rule: 'S7', open: broken.deniesCommits },
  { name: 'hands out its own rows', rule: 'S8', open: broken.leaksRows },
  { name: 'normalises text', rule: 'S9', open: broken.normalisesText },
  { name: 'loses the key __proto__', rule: 'S9', open: broken.losesKeys },
  { name: 'pages by offset', rule: 'S10', open: broken.pagesByOffset },
  { name: 'orders by locale', rule: 'S10', open: broken.ordersByLocale },
  { name: 'keeps counts beside the rows', rule: 'S11', open: broken.driftsCounts },
  {
    name: 'guards with a lock in the process',
    rule: 'S12',
    open: locking(() => ({ locks: new AnchorLocks() })),
  },
  { name: 'waits for ever once it is closed', rule: 'S13', open: broken.hangsClosed },
];
