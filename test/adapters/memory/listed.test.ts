import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heads } from '../../../src/adapters/memory/listed.ts';
import { runs } from '../../support/setup.ts';

/** Texts that often begin alike, within ASCII and beyond it. */
const text = fc
  .array(fc.constantFrom('', ' ', '-', '0', 'a', 'ab', '~', '\u007f', 'é', '\uffff', '😀'), { maxLength: 18 })
  .map((parts) => parts.join(''));

describe('the numbers of a text', () => {
  it('say nothing else than the text itself, and mostly enough', () => {
    let decisive = 0;
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 8 }), (texts) => {
        const rows = texts.map((nameKey) => ({
          nameKey,
          id: '',
          sequence: 0,
          category: '',
          tags: undefined,
          isOnline: false,
        }));
        for (const a of rows) {
          for (const b of rows) {
            const [head, tail] = ([0, 1] as const).map((part) => heads.name(a, part) - heads.name(b, part));
            const order = head || tail;
            if (order) decisive += 1;
            if (order) expect(order < 0).toBe(a.nameKey < b.nameKey);
          }
        }
      }),
      { numRuns: runs(500) },
    );
    expect(decisive).toBeGreaterThan(runs(500));
  });

  it('tell apart ASCII texts that differ in their first fourteen characters', () => {
    const row = (id: string) => ({
      id,
      nameKey: '',
      sequence: 0,
      category: '',
      tags: undefined,
      isOnline: false,
    });
    const numbersOf = (id: string) => [heads.id(row(id), 0), heads.id(row(id), 1)];
    expect(numbersOf('employee-00001')).not.toEqual(numbersOf('employee-00002'));
    expect(numbersOf('employee-000001')).toEqual(numbersOf('employee-000002'));
    expect(numbersOf('a')).not.toEqual(numbersOf('a-'));
  });
});
