import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SequenceLog, sequenceMax } from '../../../../src/adapters/memory/structures/sequence-log.ts';

function rowsOf(log: SequenceLog): [number, number][] {
  const rows: [number, number][] = [];
  for (let number = log.next(0); number > 0; number = log.next(number))
    rows.push([number, log.ordinalOf(number)]);
  return rows;
}

describe('SequenceLog', () => {
  it('holds what a Map of numbers holds, in order, across chunks', () => {
    const steps = fc.array(fc.record({ add: fc.nat(3), remove: fc.nat(9) }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.constantFrom(0, 60, 65_530, 131_069), (changes, start) => {
        const log = new SequenceLog(start);
        const model = new Map<number, number>();
        for (const { add, remove } of changes) {
          for (let ordinal = 0; ordinal < add; ordinal += 1) model.set(log.add(ordinal), ordinal);
          const held = [...model.keys()][remove];
          if (held !== undefined) {
            log.remove(held);
            model.delete(held);
          }
          expect(rowsOf(log)).toEqual([...model]);
        }
      }),
    );
  });

  it('keeps no room for what went, though a few among it stay', () => {
    const log = new SequenceLog();
    const lastOfThird = 3 * 65_536 - 1;
    const numbers = Array.from({ length: 200_000 }, (_, ordinal) => log.add(ordinal));
    const gone = numbers.filter((number) => number <= lastOfThird && number % 1000 !== 0);
    for (const number of gone) log.remove(number);
    const stay = rowsOf(log).filter(([number]) => number <= lastOfThird);
    expect(stay).toEqual(Array.from({ length: 196 }, (_, i) => [(i + 1) * 1000, (i + 1) * 1000 - 1]));
    const lastChunk = 4 * 65_536;
    expect(log.bytes).toBeLessThanOrEqual(lastChunk + 4 * 6 * stay.length);

    for (const [number] of stay) log.remove(number);
    expect(rowsOf(log)[0]).toEqual([lastOfThird + 1, lastOfThird]);
    expect(log.bytes).toBe(lastChunk);
  });

  it('is full when the numbers are used up', () => {
    const log = new SequenceLog(sequenceMax - 1);
    expect(log.add(5)).toBe(sequenceMax);
    expect(rowsOf(log)).toEqual([[sequenceMax, 5]]);
    expect(log.isFull).toBe(true);
    expect(() => log.add(6)).toThrow(RangeError);
  });
});
