import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdjacencyLists } from '../../../../src/adapters/memory/structures/adjacency-lists.ts';
import { runs } from '../../../support/setup.ts';

interface Entry {
  readonly peer: number;
  readonly sequence: number;
}

const sequenceMax = 2 ** 32 - 1;

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function entriesOf(lists: AdjacencyLists, owner: number): Entry[] {
  return range(lists.size(owner)).map((index) => ({
    peer: lists.peerAt(owner, index),
    sequence: lists.sequenceAt(owner, index),
  }));
}

function peersOf(lists: AdjacencyLists, owner: number): number[] {
  return entriesOf(lists, owner).map(({ peer }) => peer);
}

/** What AdjacencyLists promises, with arrays that are copied on every change. */
class NaiveLists {
  readonly entries: Map<number, readonly Entry[]> = new Map();
  readonly #last: Map<number, number> = new Map();
  readonly #sequenceStart: number;

  constructor(sequenceStart: number) {
    this.#sequenceStart = sequenceStart;
  }

  of(owner: number): readonly Entry[] {
    return this.entries.get(owner) ?? [];
  }

  has(owner: number, peer: number): boolean {
    return this.of(owner).some((entry) => entry.peer === peer);
  }

  add(owner: number, peer: number): void {
    let last = this.#last.get(owner) ?? this.#sequenceStart;
    if (last === sequenceMax) {
      const renumbered = this.of(owner).map((entry, i) => ({ ...entry, sequence: i + 1 }));
      this.entries.set(owner, renumbered);
      last = renumbered.length;
    }
    this.#last.set(owner, last + 1);
    this.entries.set(owner, [...this.of(owner), { peer, sequence: last + 1 }]);
  }

  remove(owner: number, peer: number): void {
    this.entries.set(
      owner,
      this.of(owner).filter((entry) => entry.peer !== peer),
    );
  }
}

const owners = [0, 1, 2, 65_535, 65_536, 200_000];
const ownerIds = fc.constantFrom(...owners);
const sequenceNear = { sequenceStart: sequenceMax - 9 };

/** Adds, removes or clears; several peers in a row, so that lists outgrow blocks and pages and shrink again. */
const changes = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: changeOf('add') },
    { weight: 3, arbitrary: changeOf('remove') },
    { weight: 1, arbitrary: changeOf('clear') },
  ),
  { maxLength: 60, size: 'max' },
);

interface Change {
  readonly kind: 'add' | 'remove' | 'clear';
  readonly owner: number;
  readonly peers: readonly number[];
}

function changeOf(kind: Change['kind']): fc.Arbitrary<Change> {
  const peers = fc
    .record({ from: fc.nat({ max: 40 }), count: fc.integer({ min: 1, max: 30 }) })
    .map(({ from, count }) => range(count).map((i) => from + i));
  return fc.record({ kind: fc.constant(kind), owner: ownerIds, peers });
}

describe('AdjacencyLists', () => {
  it.each([
    ['from the first sequence number on', { pageBits: 3 }],
    ['in whole pages of 64', { pageBits: 6 }],
    ['when sequence numbers run out', { pageBits: 4, ...sequenceNear }],
  ])('holds what a Map of arrays holds, %s', (_, options) => {
    fc.assert(
      fc.property(changes, (steps) => {
        const lists = new AdjacencyLists(options);
        const model = new NaiveLists('sequenceStart' in options ? options.sequenceStart : 0);
        for (const { kind, owner, peers } of steps) {
          if (kind === 'clear') {
            lists.clear(owner);
            model.entries.delete(owner);
          }
          const held = peers.filter((peer) => model.has(owner, peer));
          expect(peers.filter((peer) => lists.has(owner, peer))).toEqual(held);
          if (kind === 'remove') {
            expect(peers.filter((peer) => lists.remove(owner, peer))).toEqual(held);
            for (const peer of held) model.remove(owner, peer);
          }
          if (kind === 'add') {
            for (const peer of peers) {
              if (model.has(owner, peer)) continue;
              lists.add(owner, peer);
              model.add(owner, peer);
            }
          }
          expect(owners.map((each) => entriesOf(lists, each))).toEqual(owners.map((each) => model.of(each)));
        }
      }),
      { numRuns: runs(60) },
    );
  });

  it('finds the first entry after any sequence number, held or gone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 40 }), { maxLength: 40, size: 'max' }), (removed) => {
        const lists = new AdjacencyLists({ pageBits: 4 });
        for (const peer of range(41)) lists.add(7, peer);
        for (const peer of removed) lists.remove(7, peer);
        const held = entriesOf(lists, 7);
        for (const sequence of range(43)) {
          const before = held.filter((entry) => entry.sequence <= sequence).length;
          expect(lists.indexAfter(7, sequence)).toBe(before);
        }
      }),
    );
  });

  it('knows nothing of owners that never had a peer', () => {
    const lists = new AdjacencyLists();
    lists.add(5, 6);
    for (const owner of [0, 4, 6, 70_000, sequenceMax]) {
      expect(lists.size(owner)).toBe(0);
      expect(lists.has(owner, 0)).toBe(false);
      expect(lists.remove(owner, 0)).toBe(false);
      expect(lists.indexAfter(owner, 0)).toBe(0);
      lists.clear(owner);
    }
    expect(peersOf(lists, 5)).toEqual([6]);
  });

  it('takes the lowest and the highest ordinal as owner and as peer', () => {
    const lists = new AdjacencyLists();
    for (const owner of [0, sequenceMax]) {
      for (const peer of [sequenceMax, 0]) lists.add(owner, peer);
      expect(peersOf(lists, owner)).toEqual([sequenceMax, 0]);
      expect(lists.has(owner, sequenceMax)).toBe(true);
      expect(lists.remove(owner, sequenceMax)).toBe(true);
      expect(lists.has(owner, sequenceMax)).toBe(false);
      expect(peersOf(lists, owner)).toEqual([0]);
    }
  });

  it('holds a list many times longer than a page beside short ones', () => {
    const lists = new AdjacencyLists({ pageBits: 3 });
    for (const peer of range(1000)) {
      lists.add(1, peer);
      if (peer < 5) lists.add(2, peer);
    }
    expect(peersOf(lists, 1)).toEqual(range(1000));
    expect(peersOf(lists, 2)).toEqual(range(5));
    expect(range(1001).filter((peer) => !lists.has(1, peer))).toEqual([1000]);

    for (const peer of range(1000)) if (peer % 100 !== 0) lists.remove(1, peer);
    expect(peersOf(lists, 1)).toEqual(range(10).map((i) => i * 100));
    expect(entriesOf(lists, 1)[9]).toEqual({ peer: 900, sequence: 901 });
    expect(peersOf(lists, 2)).toEqual(range(5));
  });

  it.each([
    ['cleared', (lists: AdjacencyLists, owner: number) => lists.clear(owner)],
    [
      'emptied one by one',
      (lists: AdjacencyLists, owner: number) => {
        for (const peer of range(100)) lists.remove(owner, peer);
      },
    ],
  ])('keeps no more than a smallest block of a list that was %s', (_, empty) => {
    const lists = new AdjacencyLists({ pageBits: 5 });
    const fillAndEmpty = (owner: number): void => {
      for (const peer of range(100)) lists.add(owner, peer);
      empty(lists, owner);
    };
    fillAndEmpty(0);
    const { poolBytes } = lists;
    for (const owner of range(64)) fillAndEmpty(owner);
    // 32 bytes each, in pages of 256.
    expect(lists.poolBytes).toBeLessThanOrEqual(poolBytes + 64 * 32);
  });

  it('moves a list of which a quarter is left into a block of half the size, and frees the one it had', () => {
    const lists = new AdjacencyLists({ pageBits: 4 });
    for (const peer of range(62)) lists.add(1, peer);
    for (const peer of range(47)) lists.remove(1, peer);
    const { poolBytes } = lists;

    // Of the blocks that a list of 62 comes by, only the second largest is taken, by what is left of the first.
    for (const peer of range(62)) lists.add(2, peer);
    expect(lists.poolBytes).toBe(poolBytes + 256);
    expect(peersOf(lists, 1)).toEqual(range(15).map((i) => 47 + i));
    expect(peersOf(lists, 2)).toEqual(range(62));
  });

  it('leaves a list of which more than a quarter is left where it is', () => {
    const lists = new AdjacencyLists({ pageBits: 4 });
    for (const peer of range(62)) lists.add(1, peer);
    for (const peer of range(46)) lists.remove(1, peer);
    const { poolBytes } = lists;
    for (const peer of range(62)) lists.add(2, peer);
    expect(lists.poolBytes).toBe(poolBytes + 512);
  });

  it('joins the blocks that lists leave behind, so that lists growing together need no more than at the end', () => {
    const lists = new AdjacencyLists({ pageBits: 8 });
    for (const peer of range(62)) for (const owner of range(100)) lists.add(owner, peer);
    const needed = 100 * 512;
    expect(lists.poolBytes).toBeGreaterThanOrEqual(needed);
    expect(lists.poolBytes).toBeLessThanOrEqual(needed * 1.1);
    for (const owner of range(100)) expect(peersOf(lists, owner)).toEqual(range(62));
  });

  it('begins with a small pool', () => {
    const lists = new AdjacencyLists();
    lists.add(1, 2);
    expect(lists.poolBytes).toBe(512);
  });

  it('goes on counting when a list was emptied, so that no sequence number comes twice', () => {
    const lists = new AdjacencyLists();
    lists.add(1, 10);
    lists.add(1, 11);
    lists.remove(1, 10);
    lists.remove(1, 11);
    lists.add(1, 12);
    expect(entriesOf(lists, 1)).toEqual([{ peer: 12, sequence: 3 }]);
    lists.clear(1);
    lists.add(1, 13);
    expect(entriesOf(lists, 1)).toEqual([{ peer: 13, sequence: 4 }]);
  });

  it('numbers the entries of an owner anew, in their order, when its sequence numbers run out', () => {
    const lists = new AdjacencyLists({ sequenceStart: sequenceMax - 3 });
    for (const peer of [10, 11, 12]) lists.add(1, peer);
    lists.add(2, 99);
    expect(lists.sequenceAt(1, 2)).toBe(sequenceMax);

    lists.remove(1, 11);
    lists.add(1, 13);
    expect(entriesOf(lists, 1)).toEqual([
      { peer: 10, sequence: 1 },
      { peer: 12, sequence: 2 },
      { peer: 13, sequence: 3 },
    ]);
    expect(lists.sequenceAt(2, 0)).toBe(sequenceMax - 2);
  });

  it('begins anew at 1 when the sequence numbers of an empty list run out', () => {
    const lists = new AdjacencyLists({ sequenceStart: sequenceMax - 1 });
    lists.add(1, 10);
    lists.clear(1);
    lists.add(1, 11);
    expect(entriesOf(lists, 1)).toEqual([{ peer: 11, sequence: 1 }]);
  });

  it('refuses an index outside the list', () => {
    const lists = new AdjacencyLists();
    for (const peer of range(3)) lists.add(1, peer);
    for (const index of [-1, 3, 1000]) {
      expect(() => lists.peerAt(1, index)).toThrow(RangeError);
      expect(() => lists.sequenceAt(1, index)).toThrow(RangeError);
    }
    expect(() => lists.peerAt(2, 0)).toThrow('no entry 0 in the list of 2');
  });
});
