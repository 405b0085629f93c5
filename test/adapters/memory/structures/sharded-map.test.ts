import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShardedMap, shardOf } from '../../../../src/adapters/memory/structures/sharded-map.ts';
import { runs } from '../../../support/setup.ts';

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

const keys = fc.oneof(
  fc.constantFrom('', 'a', 'b', '__proto__', 'size', 'u-1', 'u-2'),
  fc.string({ maxLength: 3 }),
);

const changes = fc.array(
  fc.record({
    kind: fc.constantFrom('set', 'set', 'delete'),
    key: keys,
    value: fc.option(fc.nat(), { nil: undefined }),
  }),
  { maxLength: 100, size: 'max' },
);

/** Hex digits that look random. */
function hexOf(seed: number, length: number): string {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return range(length)
    .map(() => {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
      return ((state >>> 24) & 15).toString(16);
    })
    .join('');
}

type Shape = [name: string, share: number, keyOf: (i: number) => string];

/** Kinds of keys, and how many times its even share the fullest shard may get. */
const shapes: Shape[] = [
  ['numbers', 1.5, (i) => String(i)],
  ['padded numbers behind a prefix', 1.5, (i) => `user-${String(i).padStart(9, '0')}`],
  ['numbers before a suffix', 3, (i) => `${i}@example.com`],
  ['numbers deep inside a long key', 8, (i) => `tenant-0001:user:${i}:settings`],
  ['counters at the end of a long key', 1.5, (i) => `65f0c1d2a1b2c3d4${i.toString(16).padStart(8, '0')}`],
  ['random UUIDs', 1.5, (i) => `${hexOf(i, 8)}-${hexOf(~i, 4)}-4000-8000-${hexOf(i * 7, 12)}`],
  ['UUIDs that begin with the time', 1.5, (i) => `0190a5b2-${hexOf(i >>> 4, 4)}-7000-8000-${hexOf(i, 12)}`],
  ['pairs of ids', 2, (i) => `u${i % 331}\u0000u${Math.floor(i / 331)}`],
];

describe('ShardedMap', () => {
  it('holds what a Map holds', () => {
    fc.assert(
      fc.property(changes, (steps) => {
        const map = new ShardedMap<number | undefined>();
        const model = new Map<string, number | undefined>();
        for (const { kind, key, value } of steps) {
          if (kind === 'delete') expect(map.delete(key)).toBe(model.delete(key));
          else {
            map.set(key, value);
            model.set(key, value);
          }
          expect(map.size).toBe(model.size);
          expect(map.has(key)).toBe(model.has(key));
        }
        for (const [key, value] of model) expect(map.get(key)).toBe(value);
        const inOrder = (values: Iterable<number | undefined>): string[] => [...values].map(String).sort();
        expect(inOrder(map.values())).toEqual(inOrder(model.values()));
      }),
      { numRuns: runs(200) },
    );
  });

  it('knows no key before it was set', () => {
    const map = new ShardedMap<number>();
    expect([map.get('a'), map.has('a'), map.delete('a'), map.size]).toEqual([undefined, false, false, 0]);
    expect([...map.values()]).toEqual([]);
  });

  it('finds each of 100,000 keys in shards that have grown, and lists every value once', () => {
    const map = new ShardedMap<number>();
    for (const i of range(100_000)) map.set(`u-${i}`, i);
    expect(map.size).toBe(100_000);
    expect(range(100_000).every((i) => map.get(`u-${i}`) === i)).toBe(true);
    expect(new Set(map.values()).size).toBe(100_000);
  });

  it('ends its values with done as often as it is asked', () => {
    const map = new ShardedMap<number>();
    map.set('a', 1);
    const values = map.values();
    expect(values.next()).toEqual({ done: false, value: 1 });
    expect(values.next()).toEqual({ done: true, value: undefined });
    expect(values.next()).toEqual({ done: true, value: undefined });
  });

  it.each(shapes)('spreads %s over the shards, none with more than %d times its share', (_, share, keyOf) => {
    const counts = new Array<number>(256).fill(0);
    for (const i of range(50_000)) counts[shardOf(keyOf(i))]! += 1;
    expect(Math.max(...counts)).toBeLessThan((share * 50_000) / 256);
  });
});
