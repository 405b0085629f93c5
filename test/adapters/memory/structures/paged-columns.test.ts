import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Float64Column, Uint32Column } from '../../../../src/adapters/memory/structures/paged-columns.ts';

const indexes = fc.oneof(
  fc.nat({ max: 300 }),
  fc.constantFrom(63, 64, 127, 128, 65_535, 65_536, 65_537, 131_072, 300_000),
);

describe.each([
  ['Uint32Column', () => new Uint32Column(), fc.nat({ max: 2 ** 32 - 1 })],
  ['Float64Column', () => new Float64Column(), fc.double({ noNaN: true })],
] as const)('%s', (_, create, values) => {
  it('holds what a Map holds, and 0 everywhere else', () => {
    const entries = fc.array(fc.tuple(indexes, values as fc.Arbitrary<number>), { maxLength: 30 });
    fc.assert(
      fc.property(entries, indexes, (sets, other) => {
        const column = create();
        const model = new Map<number, number>();
        for (const [index, value] of sets) {
          column.set(index, value);
          model.set(index, value);
        }
        for (const [index, value] of model) expect(column.get(index)).toBe(value);
        expect(column.get(other)).toBe(model.get(other) ?? 0);
      }),
    );
  });

  it('keeps its first values while the first page doubles to its full length', () => {
    const column = create();
    for (let index = 0; index < 70_000; index += 1) column.set(index, index % 251);
    for (let index = 0; index < 70_000; index += 1) {
      if (column.get(index) !== index % 251) expect.unreachable(`lost the value at ${index}`);
    }
    expect(column.get(70_000)).toBe(0);
  });

  it('takes the highest index there is', () => {
    const column = create();
    column.set(2 ** 32 - 1, 7);
    expect(column.get(2 ** 32 - 1)).toBe(7);
    expect(column.get(2 ** 32 - 2)).toBe(0);
    expect(column.get(0)).toBe(0);
  });
});
