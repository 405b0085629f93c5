import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DigestTable } from '../../../../src/adapters/memory/structures/digest-table.ts';
import { runs } from '../../../support/setup.ts';

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** Bytes from a seed that look random, as those of a SHA-256 do. */
function digestOf(seed: number): string {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return range(64)
    .map(() => {
      state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
      return ((state >>> 24) & 15).toString(16);
    })
    .join('');
}

const byte = (value: number): string => value.toString(16).padStart(2, '0');

/**
 * Digests of few shards and few places in them, around both ends of the table: they collide, cluster, run
 * over the end, and some differ in their last byte only.
 */
const crowdedDigests = fc
  .tuple(fc.constantFrom(0, 255), fc.constantFrom(0, 1, 2, 254, 255), fc.nat({ max: 3 }))
  .map(
    ([first, place, last]) => `${byte(first)}000000${byte(place).repeat(4)}${'5'.repeat(46)}${byte(last)}`,
  );
const randomDigests = fc
  .array(fc.nat({ max: 255 }), { minLength: 32, maxLength: 32 })
  .map((bytes) => bytes.map(byte).join(''));

const changes = fc.array(
  fc.record({
    add: fc.boolean(),
    digest: fc.oneof({ weight: 6, arbitrary: crowdedDigests }, { weight: 1, arbitrary: randomDigests }),
  }),
  { maxLength: 150, size: 'max' },
);

describe('DigestTable', () => {
  it('holds what a Map holds, in slots of its own, and never more slots than digests at the peak', () => {
    fc.assert(
      fc.property(changes, (steps) => {
        const table = new DigestTable();
        const model = new Map<string, number>();
        let peak = 0;
        for (const { add, digest } of steps) {
          const slot = model.get(digest);
          expect(table.find(digest)).toBe(slot ?? -1);
          if (add && slot === undefined) model.set(digest, table.add(digest));
          if (!add && slot !== undefined) {
            table.remove(slot);
            model.delete(digest);
          }
          peak = Math.max(peak, model.size);

          const [digests, slots] = [[...model.keys()], [...model.values()]];
          expect(table.size).toBe(model.size);
          expect(digests.map((each) => table.find(each))).toEqual(slots);
          expect(slots.map((each) => table.digestAt(each))).toEqual(digests);
          expect(Math.max(-1, ...slots)).toBeLessThan(peak);
        }
      }),
      { numRuns: runs(100) },
    );
  });

  it('grows its shards from nothing to thousands of digests without losing one', () => {
    const table = new DigestTable();
    const digests = range(50_000).map(digestOf);
    for (const digest of digests) table.add(digest);
    expect(table.size).toBe(50_000);
    expect(digests.every((digest, slot) => table.find(digest) === slot)).toBe(true);
    expect(digests.every((digest, slot) => table.digestAt(slot) === digest)).toBe(true);

    for (let slot = 0; slot < 50_000; slot += 3) table.remove(slot);
    expect(digests.every((digest, slot) => table.find(digest) === (slot % 3 === 0 ? -1 : slot))).toBe(true);
    expect(table.size).toBe(33_333);
  });

  it('tells apart digests that share 31 of their 32 bytes, whichever byte differs', () => {
    const table = new DigestTable();
    const base = digestOf(1);
    const others = range(32).map((at) => {
      const differing = byte(Number.parseInt(base.slice(2 * at, 2 * at + 2), 16) ^ 1);
      return base.slice(0, 2 * at) + differing + base.slice(2 * at + 2);
    });
    const slot = table.add(base);
    for (const other of others) expect(table.find(other)).toBe(-1);
    const slots = others.map((other) => table.add(other));
    expect(others.map((other) => table.find(other))).toEqual(slots);

    table.remove(slot);
    expect(table.find(base)).toBe(-1);
    expect(others.map((other) => table.find(other))).toEqual(slots);
    expect(slots.map((each) => table.digestAt(each))).toEqual(others);
  });

  it('stays right when hundreds of digests agree in every byte it hashes by', () => {
    const table = new DigestTable();
    const digests = range(300).map((i) => `${'a'.repeat(60)}${i.toString(16).padStart(4, '0')}`);
    const slots = digests.map((digest) => table.add(digest));
    for (const slot of slots) if (slot % 2 === 0) table.remove(slot);
    expect(digests.map((digest) => table.find(digest))).toEqual(
      slots.map((slot) => (slot % 2 === 0 ? -1 : slot)),
    );
  });

  it('gives the slots of removed digests out again, the last removed first', () => {
    const table = new DigestTable();
    for (const i of range(5)) table.add(digestOf(i));
    table.remove(1);
    table.remove(3);
    expect([5, 6, 7].map((i) => table.add(digestOf(i)))).toEqual([3, 1, 5]);
    expect(table.find(digestOf(1))).toBe(-1);
    expect(table.digestAt(3)).toBe(digestOf(5));
  });

  it('refuses a digest that it holds, and keeps its slot', () => {
    const table = new DigestTable();
    const slot = table.add(digestOf(1));
    for (let i = 0; i < 10; i += 1) expect(() => table.add(digestOf(1))).toThrow('added twice');
    expect(table.find(digestOf(1))).toBe(slot);
    expect(table.add(digestOf(2))).toBe(1);
  });

  it('takes no more memory when digests come and go', () => {
    const table = new DigestTable();
    // All of one shard, in which at most three lie at a time.
    const digestAt = (i: number): string => `00${digestOf(i).slice(2)}`;
    for (const i of range(3)) table.add(digestAt(i));
    const { cells } = table;
    for (const i of range(1000)) {
      table.remove(table.find(digestAt(i)));
      table.add(digestAt(i + 3));
    }
    expect(table.cells).toBe(cells);
    expect(
      range(3)
        .map((i) => table.find(digestAt(1000 + i)))
        .sort(),
    ).toEqual([0, 1, 2]);
  });

  it('takes a digest back in after its removal', () => {
    const table = new DigestTable();
    for (let i = 0; i < 10; i += 1) table.remove(table.add(digestOf(1)));
    expect(table.add(digestOf(1))).toBe(0);
    expect(table.size).toBe(1);
  });

  it('holds the digest of zeros and the digest of ones', () => {
    const table = new DigestTable();
    const digests = ['0'.repeat(64), 'f'.repeat(64)];
    for (const digest of digests) expect(table.find(digest)).toBe(-1);
    const slots = digests.map((digest) => table.add(digest));
    expect(slots.map((slot) => table.digestAt(slot))).toEqual(digests);
  });

  it('refuses a slot that holds no digest', () => {
    const table = new DigestTable();
    const slot = table.add(digestOf(1));
    for (const wrong of [slot + 1, -1, 1000, 0.5, 2 ** 32]) {
      expect(() => table.remove(wrong)).toThrow(RangeError);
      expect(() => table.digestAt(wrong)).toThrow(RangeError);
    }
    table.remove(slot);
    expect(() => table.remove(slot)).toThrow(`slot ${slot} holds no digest`);
    expect(() => table.digestAt(slot)).toThrow(RangeError);
    expect(table.size).toBe(0);
  });

  it.each([
    ['is empty', ''],
    ['is too short', 'a'.repeat(63)],
    ['is too long', 'a'.repeat(65)],
    ['has upper-case digits', 'A'.repeat(64)],
    ['has another letter', `${'a'.repeat(63)}g`],
    ['has a letter beyond ASCII', `${'a'.repeat(63)}\u{e9}`],
    ['begins with a sign', `-${'a'.repeat(63)}`],
  ])('refuses a text that %s', (_, text) => {
    const table = new DigestTable();
    expect(() => table.find(text)).toThrow(TypeError);
    expect(() => table.add(text)).toThrow(TypeError);
    expect(table.size).toBe(0);
  });
});
