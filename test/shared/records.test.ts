import { describe, expect, it } from 'vitest';
import { asyncResult, outcomesOf } from '../../src/shared/bulk.ts';
import { integerOf, optional, Problem } from '../../src/shared/input.ts';
import { amended, extended, without } from '../../src/shared/record.ts';
import { errAsync, ok, okAsync } from '../../src/shared/result.ts';
import { isStorableText, nameKeyOf } from '../../src/shared/text.ts';
import { checkedClock, isUnixSeconds } from '../../src/shared/time.ts';
import { updateOf } from '../../src/shared/update.ts';
import { fromBase64, isParsableUrl, nextTurn, systemSeconds, toBase64 } from '../../src/shared/web.ts';
import { ana, bo } from '../support/records.ts';

describe('a record', () => {
  const record: { readonly a: number; readonly b?: number } = { a: 1, b: 2 };

  it('is amended, extended or cut down into a new one, which is frozen', () => {
    for (const [made, expected] of [
      [amended(record, { a: 3 }), { a: 3, b: 2 }],
      [amended(record, { a: 3 }, { a: 4 }), { a: 4, b: 2 }],
      [extended(record, { c: 3 }), { a: 1, b: 2, c: 3 }],
      [without(record, 'b'), { a: 1 }],
      [without(record), { a: 1, b: 2 }],
      [without(record, 'a', 'b'), {}],
    ] as const) {
      expect(made).toStrictEqual(expected);
      expect(made).not.toBe(record);
      expect(Object.isFrozen(made)).toBe(true);
    }
    expect(record).toEqual({ a: 1, b: 2 });
  });
});

describe('an update', () => {
  const digit = integerOf({ min: 0, max: 9 });
  const read = updateOf({ a: optional(digit), b: optional(digit) }, ['a']);

  it('sets what is given and unsets what is named', () => {
    expect(read({ b: 1, unset: ['a', 'a'] })).toEqual({ b: 1, unset: ['a'] });
    expect(read({ b: 1, unset: ['a'] })).toEqual({ b: 1, unset: ['a'] });
    expect(read({})).toEqual({});
    expect(read({ unset: [] })).toEqual({ unset: [] });
  });

  it('does not both to one field, nor unset what cannot be', () => {
    expect(read({ a: 1, unset: ['a'] })).toEqual(new Problem([['unset', 'must not name "a", which is set']]));
    expect(read({ unset: ['b'] })).toEqual(new Problem([['unset.0', 'must be one of: a']]));
    expect(read({ a: 10, unset: ['a'] })).toEqual(new Problem([['a', 'must be a whole number from 0 to 9']]));
  });

  it('tells of every field that is set and unset, and of what is wrong beside', () => {
    const readThree = updateOf(
      { a: optional(digit), b: optional(digit), c: optional(digit) },
      ['a', 'b'],
      ({ b, c }) => (b === c ? undefined : new Problem([['c', 'must be b']])),
    );
    const both = ['a', 'b'].map((field) => ['unset', `must not name "${field}", which is set`] as const);
    expect(readThree({ a: 1, b: 1, c: 2, unset: ['a', 'b'] })).toEqual(
      new Problem([...both, ['c', 'must be b']]),
    );
    expect(readThree({ b: 1, c: 10 })).toEqual(
      new Problem([
        ['c', 'must be a whole number from 0 to 9'],
        ['c', 'must be b'],
      ]),
    );
  });
});

describe('a bulk command', () => {
  it('takes one step after the other and reports each', async () => {
    const events: string[] = [];
    const outcomes = await outcomesOf([ana, bo], (uid) => {
      events.push(`begin ${uid}`);
      return uid === ana
        ? okAsync(1).map((value) => {
            events.push(`end ${uid}`);
            return value;
          })
        : errAsync({ code: 'NO' });
    });
    expect(outcomes._unsafeUnwrap()).toEqual([
      { uid: 'ana', ok: true, value: 1 },
      { uid: 'bo', ok: false, error: { code: 'NO' } },
    ]);
    expect(events).toEqual(['begin ana', 'end ana', 'begin bo']);
    expect((await asyncResult(async () => ok(7)))._unsafeUnwrap()).toBe(7);
  });
});

describe('a time', () => {
  it('is whole seconds of at most ten digits', () => {
    expect([0, 9_999_999_999].map(isUnixSeconds)).toEqual([true, true]);
    expect([-1, 0.5, 10_000_000_000, Number.NaN, '7', null].map(isUnixSeconds)).toEqual(Array(6).fill(false));
  });

  it('is checked at each reading of the clock', () => {
    const readings = [5, 1_700_000_000_000];
    const clock = checkedClock(() => readings.shift() ?? 0);
    expect(clock()).toBe(5);
    expect(clock).toThrow('Cannot use 1700000000000 as the time: clock() must return whole UNIX seconds');
  });

  it('comes from the system unless told otherwise', () => {
    const now = Date.now() / 1000;
    expect(Math.abs(systemSeconds() - now)).toBeLessThan(5);
    expect(Number.isInteger(systemSeconds())).toBe(true);
  });
});

describe('a text', () => {
  it('is storable when it is whole', () => {
    for (const text of ['', 'a', '😀', '\u{10ffff}', '\uffff', '\ue000', '\ud7ff', '\u0001']) {
      expect(isStorableText(text), text).toBe(true);
    }
    for (const text of ['\0', 'a\0b', '\ud800', '\udfff', '\udbffa', '\udc00\ud800']) {
      expect(isStorableText(text), text).toBe(false);
    }
  });

  it('is searched in lower case', () => {
    expect([nameKeyOf('ÄB'), nameKeyOf('İ')]).toEqual(['äb', 'i̇']);
    expect([nameKeyOf('ΟΔΟΣ'), nameKeyOf('σς')]).toEqual(['οδοσ', 'σσ']);
  });
});

describe('a turn', () => {
  it('is given to whatever waits for one', async () => {
    const events: string[] = [];
    setTimeout(() => {
      events.push('other work');
    }, 0);
    await nextTurn();
    expect(events).toEqual(['other work']);
  });
});

describe('base64', () => {
  it('is safe in URLs and comes back', () => {
    for (const text of ['', 'a', 'ab', 'abc', '>>>???', '~~~~\x7f']) {
      expect(toBase64(text)).toMatch(/^[A-Za-z0-9_-]*$/);
      expect(fromBase64(toBase64(text))).toBe(text);
    }
    expect(toBase64('>>>???')).toBe('Pj4-Pz8_');
    expect(fromBase64('*')).toBeUndefined();
  });
});

describe('a URL', () => {
  it('has a host', () => {
    expect(isParsableUrl('https://a/')).toBe(true);
    expect(isParsableUrl('data:text/plain,a')).toBe(false);
    expect(isParsableUrl('nonsense')).toBe(false);
  });
});
