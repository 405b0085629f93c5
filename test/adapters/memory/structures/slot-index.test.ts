import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlotIndex } from '../../../../src/adapters/memory/structures/slot-index.ts';
import { SparseColumn } from '../../../../src/adapters/memory/structures/sparse-column.ts';
import { runs } from '../../../support/setup.ts';

// Few shards, few homes and many equal hashes, so that runs are long, wrap around and lose slots in their middle.
const hash = fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: 15 })).map(([shard, home]) => shard + home * 256);

describe('SlotIndex', () => {
  it('finds exactly the slots that were added and not removed, whatever their hashes have in common', () => {
    fc.assert(
      fc.property(
        fc.array(hash, { minLength: 1, maxLength: 60 }),
        fc.infiniteStream(fc.nat()),
        (hashes, chances) => {
          const index = new SlotIndex((slot) => hashes[slot] ?? 0);
          const held = new Set<number>();
          for (let step = 0; step < 200; step += 1) {
            const slot = (chances.next().value as number) % hashes.length;
            if (held.has(slot)) {
              index.remove(slot);
              held.delete(slot);
            } else {
              index.add(slot);
              held.add(slot);
            }
          }
          const found = hashes.map((each, slot) => index.find(each, (other) => other === slot));
          expect(found).toEqual(hashes.map((_, slot) => (held.has(slot) ? slot : -1)));
        },
      ),
      { numRuns: runs(200) },
    );
  });

  it('asks of the slots with that hash alone which one is meant', () => {
    const index = new SlotIndex((slot) => slot * 256);
    for (let slot = 0; slot < 100; slot += 1) index.add(slot);
    const asked: number[] = [];
    expect(index.find(7 * 256, (slot) => asked.push(slot) > 0)).toBe(7);
    expect(asked).toEqual([7]);
  });
});

describe('SparseColumn', () => {
  it('keeps a value for each index that was given one, far apart or close together', () => {
    const column = new SparseColumn<string>();
    const indexes = [0, 1, 65_535, 65_536, 4_000_000_000];
    for (const index of indexes) column.set(index, `value ${index}`);
    column.delete(1);
    column.delete(2);
    expect(indexes.map((index) => column.get(index))).toEqual([
      'value 0',
      undefined,
      'value 65535',
      'value 65536',
      'value 4000000000',
    ]);
    expect(column.get(2)).toBeUndefined();
  });
});
