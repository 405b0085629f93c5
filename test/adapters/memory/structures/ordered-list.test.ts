import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  mergeWalks,
  OrderedList,
  type Walk,
} from '../../../../src/adapters/memory/structures/ordered-list.ts';
import { runs } from '../../../support/setup.ts';

interface Item {
  readonly key: number;
}

const byKey = (a: Item, b: Item): number => a.key - b.key;
const byNumber = (a: number, b: number): number => a - b;

function drain<T>(walk: Walk<T>): T[] {
  const items: T[] = [];
  for (let item = walk.next(); item !== undefined; item = walk.next()) items.push(item);
  return items;
}

function fill(list: OrderedList<number>, keys: Iterable<number>): OrderedList<number> {
  for (const key of keys) list.add(key);
  return list;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** The same numbers in an order without any, from the same start every time. */
function shuffled(length: number): number[] {
  const items = range(length);
  let state = 1;
  for (let i = length - 1; i > 0; i -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}

interface Sweep {
  readonly add: boolean;
  readonly from: number;
  readonly step: number;
  readonly count: number;
}

/** Adds or removes keys in a row, upwards or downwards, so that chunks fill, split, wear down and join. */
function sweepsOf({ keys, longest }: { keys: number; longest: number }): fc.Arbitrary<Sweep[]> {
  const sweep = fc.record({
    add: fc.boolean(),
    from: fc.nat({ max: keys }),
    step: fc.constantFrom(1, -1, 2, -3),
    count: fc.integer({ min: 1, max: longest }),
  });
  return fc.array(sweep, { maxLength: 60, size: 'max' });
}

function keysOf({ from, step, count }: Sweep): number[] {
  return range(count).map((i) => from + i * step);
}

describe('OrderedList', () => {
  it('holds what a sorted array holds, and finds every place in it as a scan does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 7 }), sweepsOf({ keys: 120, longest: 40 }), (chunkMax, steps) => {
        const list = new OrderedList<Item>(byKey, { chunkMax });
        let model: number[] = [];
        for (const step of steps) {
          const keys = keysOf(step);
          const held = keys.filter((key) => model.includes(key));
          if (step.add) {
            const added = keys.filter((key) => !held.includes(key));
            for (const key of added) list.add({ key });
            model = [...model, ...added].sort(byNumber);
          } else {
            expect(keys.filter((key) => list.remove({ key }))).toEqual(held);
            model = model.filter((key) => !held.includes(key));
          }
          const before = model.filter((key) => key < step.from).length;
          const isFrom = (item: Item): boolean => item.key >= step.from;
          expect(list.size).toBe(model.length);
          expect(list.rank(isFrom)).toBe(before);
          expect(drain(list.walk()).map(({ key }) => key)).toEqual(model);
          expect(drain(list.walk(isFrom)).map(({ key }) => key)).toEqual(model.slice(before));
          const isBelow = (item: Item): boolean => item.key < step.from;
          expect(drain(list.walkBack()).map(({ key }) => key)).toEqual([...model].reverse());
          expect(drain(list.walkBack(isBelow)).map(({ key }) => key)).toEqual(
            model.slice(0, before).reverse(),
          );
        }
      }),
      { numRuns: runs(100) },
    );
  });

  it('finds the same places by the numbers of its items, however many share them', () => {
    const numbers = [
      ({ key }: Item, part: 0 | 1) => (part === 0 ? Math.floor(key / 30) : Math.floor(key / 7)),
      ({ key }: Item, part: 0 | 1) => (part === 0 ? 0 : key),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...numbers), sweepsOf({ keys: 400, longest: 200 }), (headOf, steps) => {
        const list = new OrderedList<Item>(byKey, { headOf, chunkMax: 4 });
        const model = new Set<number>();
        for (const step of steps) {
          for (const key of keysOf(step)) {
            if (!step.add) expect(list.remove({ key })).toBe(model.delete(key));
            else if (!model.has(key)) list.add({ key });
            if (step.add) model.add(key);
          }
          expect(drain(list.walk()).map(({ key }) => key)).toEqual([...model].sort(byNumber));
        }
      }),
      { numRuns: runs(100) },
    );
  });

  it('never wears down into small chunks, whatever is added and removed', () => {
    fc.assert(
      fc.property(
        sweepsOf({ keys: 3000, longest: 500 }),
        fc.integer({ min: 1, max: 300 }),
        (steps, spared) => {
          const list = new OrderedList<number>(byNumber, { chunkMax: 16 });
          const model = new Set<number>();
          for (const step of steps) {
            for (const key of keysOf(step)) {
              if (step.add && !model.has(key)) list.add(key);
              if (step.add) model.add(key);
              // A key here and there stays, so that chunks wear down without vanishing.
              if (!step.add && key % spared !== 0) {
                list.remove(key);
                model.delete(key);
              }
            }
            // Two neighbouring chunks hold 9 items or more, two neighbouring groups 9 chunks: with one chunk at
            // the border of each group left alone, that makes 37 items in 9 chunks.
            expect(list.chunks).toBeLessThanOrEqual(model.size / (37 / 9) + 1);
          }
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('finds any rank among thousands of chunks in many groups', () => {
    const list = fill(new OrderedList(byNumber, { chunkMax: 4 }), shuffled(5000));
    for (const key of range(5001)) expect(list.rank((item) => item >= key)).toBe(key);
    for (const key of range(5000)) if (key % 7 !== 0) list.remove(key);
    expect(drain(list.walk())).toEqual(range(5000).filter((key) => key % 7 === 0));
    for (const key of range(700)) expect(list.rank((item) => item >= key * 7)).toBe(key);
  });

  it('leaves full chunks behind when items come in ascending order', () => {
    const list = fill(new OrderedList(byNumber, { chunkMax: 8 }), range(8 * 100));
    expect(list.chunks).toBe(100);
  });

  it('leaves full chunks behind when items come in descending order', () => {
    const list = fill(new OrderedList(byNumber, { chunkMax: 8 }), range(8 * 100).reverse());
    expect(list.chunks).toBe(100);
  });

  it('fills its chunks to about 70 % when items come in no order', () => {
    const list = fill(new OrderedList(byNumber, { chunkMax: 64 }), shuffled(50_000));
    const fullness = list.size / (list.chunks * 64);
    expect(fullness).toBeGreaterThan(0.62);
    expect(fullness).toBeLessThan(0.78);
  });

  it.each([
    ['upwards', range(1000)],
    ['downwards', range(1000).reverse()],
    ['in no order', shuffled(1000)],
  ])('keeps no chunk when everything is removed %s, and can be filled again', (_, keys) => {
    const list = fill(new OrderedList(byNumber, { chunkMax: 4 }), shuffled(1000));
    for (const key of keys) expect(list.remove(key)).toBe(true);
    expect(list.size).toBe(0);
    expect(list.chunks).toBe(0);
    expect(list.walk().next()).toBeUndefined();
    expect(list.rank(() => true)).toBe(0);
    expect(list.remove(1)).toBe(false);

    fill(list, keys);
    expect(drain(list.walk())).toEqual(range(1000));
  });

  it.each([
    ['first', [8, 0, 1, 2, 3, 4, 5, 6, 7]],
    ['second', [0, 1, 8, 7, 6, 5, 4, 3, 2]],
  ])('joins two chunks once both have half a chunk left, when that is removed from the %s', (_, keys) => {
    const list = fill(new OrderedList(byNumber, { chunkMax: 8 }), [0, 1, 2, 3, 5, 6, 7, 8, 4]);
    const chunks = keys.map((key) => {
      list.remove(key);
      return list.chunks;
    });
    expect(chunks).toEqual([2, 2, 2, 2, 1, 1, 1, 1, 0]);
  });

  it('joins what many groups have left into few chunks', () => {
    const list = fill(new OrderedList(byNumber, { chunkMax: 8 }), range(8 ** 4));
    for (const key of range(8 ** 4)) if (key % 8 ** 3 !== 0) list.remove(key);
    expect(drain(list.walk())).toEqual(range(8).map((i) => i * 8 ** 3));
    expect(list.chunks).toBeLessThanOrEqual(3);
  });

  it('joins the chunks at which two groups meet when the groups become one', () => {
    const list = fill(new OrderedList(byNumber, { chunkMax: 8 }), range(128));
    // The first group keeps a full chunk and one of 63 alone, the second one of 64 alone and a full one.
    const kept = [...range(8), 63, 64, ...range(8).map((i) => 72 + i)];
    for (const key of range(128)) if (!kept.includes(key)) list.remove(key);
    expect(drain(list.walk())).toEqual(kept);
    expect(list.chunks).toBe(3);
  });

  it('gives back the item it holds, not the equal one it was asked about', () => {
    const held = { key: 1 };
    const list = new OrderedList<Item>(byKey);
    list.add(held);
    expect(list.walk((item) => item.key >= 1).next()).toBe(held);
    expect(list.remove({ key: 1 })).toBe(true);
  });

  it('refuses an item equal to one it holds, and keeps what it had', () => {
    const list = fill(new OrderedList(byNumber, { chunkMax: 4 }), range(50));
    for (const key of range(50)) expect(() => list.add(key)).toThrow('added twice');
    expect(drain(list.walk())).toEqual(range(50));
    expect(list.size).toBe(50);
  });

  it('ends a walk with undefined as often as it is asked', () => {
    const list = fill(new OrderedList(byNumber), [1]);
    for (const walk of [list.walk(), list.walkBack()]) {
      expect([walk.next(), walk.next(), walk.next()]).toEqual([1, undefined, undefined]);
    }
    expect(new OrderedList(byNumber).walkBack().next()).toBeUndefined();
    expect(
      fill(new OrderedList(byNumber), range(9))
        .walk(() => false)
        .next(),
    ).toBeUndefined();
  });

  it('stops a walk when an item was added or removed meanwhile', () => {
    const list = fill(new OrderedList(byNumber, { chunkMax: 4 }), range(10));
    const first = list.walk();
    first.next();
    list.add(10);
    expect(() => first.next()).toThrow('changed during a walk');

    const second = list.walk();
    list.remove(3);
    expect(() => second.next()).toThrow('changed during a walk');
  });

  it('lets several walks go on at once, also past a removal that found nothing', () => {
    const list = fill(new OrderedList(byNumber, { chunkMax: 4 }), range(10));
    const [a, b] = [list.walk(), list.walk((item) => item >= 5)];
    expect([a.next(), b.next(), a.next(), b.next()]).toEqual([0, 5, 1, 6]);
    list.remove(99);
    expect([a.next(), b.next()]).toEqual([2, 7]);
  });
});

describe('mergeWalks', () => {
  it('yields every item of every walk once, in ascending order', () => {
    const keySets = fc.array(fc.uniqueArray(fc.nat({ max: 30 })), { maxLength: 6 });
    fc.assert(
      fc.property(keySets, (sets) => {
        const walks = sets.map((keys) => fill(new OrderedList(byNumber, { chunkMax: 2 }), keys).walk());
        const union = [...new Set(sets.flat())].sort(byNumber);
        expect(drain(mergeWalks(walks, byNumber))).toEqual(union);
      }),
      { numRuns: runs(300) },
    );
  });

  it('returns a single walk as it is', () => {
    const walk = fill(new OrderedList(byNumber), [1, 2]).walk();
    expect(mergeWalks([walk], byNumber)).toBe(walk);
  });

  it('has nothing to yield without walks, or when all are empty', () => {
    const empty = new OrderedList(byNumber);
    expect(mergeWalks<number>([], byNumber).next()).toBeUndefined();
    const merged = mergeWalks([empty.walk(), empty.walk()], byNumber);
    expect([merged.next(), merged.next()]).toEqual([undefined, undefined]);
  });
});
