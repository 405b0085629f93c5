import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdjacencyLists } from '../../../../src/adapters/memory/structures/adjacency-lists.ts';
import { runs } from '../../../support/setup.ts';

interface Entry {
  readonly peer: number;
  readonly sequence: number;
}

const ordinalMax = 2 ** 32 - 1;

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

/** Adds peers under numbers that rise by one with each edge of an owner, as those of one table do with each edge. */
function adderTo(lists: AdjacencyLists): (owner: number, peer: number) => void {
  const last = new Map<number, number>();
  return (owner, peer) => {
    const sequence = (last.get(owner) ?? 0) + 1;
    last.set(owner, sequence);
    lists.add(owner, peer, sequence);
  };
}

/** What AdjacencyLists promises, with arrays that are copied on every change. */
class NaiveLists {
  readonly entries: Map<number, readonly Entry[]> = new Map();

  of(owner: number): readonly Entry[] {
    return this.entries.get(owner) ?? [];
  }

  has(owner: number, peer: number): boolean {
    return this.of(owner).some((entry) => entry.peer === peer);
  }

  add(owner: number, peer: number, sequence: number): void {
    const entries = [...this.of(owner), { peer, sequence }];
    this.entries.set(
      owner,
      entries.sort((one, other) => one.sequence - other.sequence),
    );
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
    ['in pages of 8', { pageBits: 3 }, 1],
    ['in whole pages of 64', { pageBits: 6 }, 1],
    // 7 is prime to 61, so that these come once each in an order of their own.
    ['under numbers that do not rise', { pageBits: 4 }, 7],
  ])('holds what a Map of arrays holds, %s', (_, options, stride) => {
    fc.assert(
      fc.property(changes, (steps) => {
        const lists = new AdjacencyLists(options);
        const model = new NaiveLists();
        let added = 0;
        for (const { kind, owner, peers } of steps) {
          if (kind === 'clear') {
            lists.clear(owner);
            model.entries.delete(owner);
          }
          const held = peers.filter((peer) => model.has(owner, peer));
          expect(peers.filter((peer) => lists.has(owner, peer))).toEqual(held);
          if (kind === 'remove') {
            expect(peers.filter((peer) => lists.remove(owner, peer) > 0)).toEqual(held);
            for (const peer of held) model.remove(owner, peer);
          }
          if (kind === 'add') {
            for (const peer of peers) {
              if (model.has(owner, peer)) continue;
              const sequence =
                stride === 1 ? added + 1 : Math.floor(added / 61) * 61 + ((added * stride) % 61) + 1;
              added += 1;
              lists.add(owner, peer, sequence);
              model.add(owner, peer, sequence);
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
        const add = adderTo(lists);
        for (const peer of range(41)) add(7, peer);
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
    const add = adderTo(lists);
    add(5, 6);
    for (const owner of [0, 4, 6, 70_000, ordinalMax]) {
      expect(lists.size(owner)).toBe(0);
      expect(lists.has(owner, 0)).toBe(false);
      expect(lists.remove(owner, 0)).toBe(0);
      expect(lists.indexAfter(owner, 0)).toBe(0);
      lists.clear(owner);
    }
    expect(peersOf(lists, 5)).toEqual([6]);
  });

  it('takes the lowest and the highest ordinal as owner and as peer', () => {
    const lists = new AdjacencyLists();
    const add = adderTo(lists);
    for (const owner of [0, ordinalMax]) {
      for (const peer of [ordinalMax, 0]) add(owner, peer);
      expect(peersOf(lists, owner)).toEqual([ordinalMax, 0]);
      expect(lists.has(owner, ordinalMax)).toBe(true);
      expect(lists.remove(owner, ordinalMax)).toBe(1);
      expect(lists.has(owner, ordinalMax)).toBe(false);
      expect(peersOf(lists, owner)).toEqual([0]);
    }
  });

  it('holds a list many times longer than a page beside short ones', () => {
    const lists = new AdjacencyLists({ pageBits: 3 });
    const add = adderTo(lists);
    for (const peer of range(1000)) {
      add(1, peer);
      if (peer < 5) add(2, peer);
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
    const add = adderTo(lists);
    const fillAndEmpty = (owner: number): void => {
      for (const peer of range(100)) add(owner, peer);
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
    const add = adderTo(lists);
    for (const peer of range(62)) add(1, peer);
    for (const peer of range(47)) lists.remove(1, peer);
    const { poolBytes } = lists;

    // Of the blocks that a list of 62 comes by, only the second largest is taken, by what is left of the first.
    for (const peer of range(62)) add(2, peer);
    expect(lists.poolBytes).toBe(poolBytes + 256);
    expect(peersOf(lists, 1)).toEqual(range(15).map((i) => 47 + i));
    expect(peersOf(lists, 2)).toEqual(range(62));
  });

  it('leaves a list of which more than a quarter is left where it is', () => {
    const lists = new AdjacencyLists({ pageBits: 4 });
    const add = adderTo(lists);
    for (const peer of range(62)) add(1, peer);
    for (const peer of range(46)) lists.remove(1, peer);
    const { poolBytes } = lists;
    for (const peer of range(62)) add(2, peer);
    expect(lists.poolBytes).toBe(poolBytes + 512);
  });

  it('joins the blocks that lists leave behind, so that lists growing together need no more than at the end', () => {
    const lists = new AdjacencyLists({ pageBits: 8 });
    const add = adderTo(lists);
    for (const peer of range(62)) for (const owner of range(100)) add(owner, peer);
    const needed = 100 * 512;
    expect(lists.poolBytes).toBeGreaterThanOrEqual(needed);
    expect(lists.poolBytes).toBeLessThanOrEqual(needed * 1.1);
    for (const owner of range(100)) expect(peersOf(lists, owner)).toEqual(range(62));
  });

  it('begins with a small pool', () => {
    const lists = new AdjacencyLists();
    const add = adderTo(lists);
    add(1, 2);
    expect(lists.poolBytes).toBe(512);
  });

  it('tells the number of what it removes, and gives an entry another', () => {
    const lists = new AdjacencyLists();
    lists.add(1, 10, 7);
    lists.add(1, 11, 9);
    lists.renumber(1, 9, 8);
    expect(entriesOf(lists, 1)[1]).toEqual({ peer: 11, sequence: 8 });
    expect(lists.remove(1, 10)).toBe(7);
    expect(lists.remove(1, 11)).toBe(8);
  });

  it('refuses an index outside the list', () => {
    const lists = new AdjacencyLists();
    const add = adderTo(lists);
    for (const peer of range(3)) add(1, peer);
    for (const index of [-1, 3, 1000]) {
      expect(() => lists.peerAt(1, index)).toThrow(RangeError);
      expect(() => lists.sequenceAt(1, index)).toThrow(RangeError);
    }
    expect(() => lists.peerAt(2, 0)).toThrow('no entry 0 in the list of 2');
  });
});
