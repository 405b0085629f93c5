import { describe, expect, it } from 'vitest';
import {
  argumentsOf,
  badRequest,
  inputOf,
  integerOf,
  listOf,
  objectOf,
  oneOf,
  optional,
  Problem,
  type Reader,
  readBoolean,
  refined,
} from '../../src/shared/input.ts';
import { hostileValue } from '../support/arbitraries.ts';

const digit: Reader<number> = integerOf({ min: 0, max: 9 });

function detailsOf(result: { isErr(): boolean; _unsafeUnwrapErr(): { details: unknown } }): unknown {
  return result._unsafeUnwrapErr().details;
}

describe('a problem', () => {
  it('is with the value itself unless it says otherwise', () => {
    expect(new Problem('is wrong').found).toEqual([['', 'is wrong']]);
    expect(new Problem([['a.b', 'is wrong']]).found).toEqual([['a.b', 'is wrong']]);
  });

  it('becomes a refusal that lists all reasons of a path together', () => {
    const problem = new Problem([
      ['a', 'one'],
      ['__proto__', 'two'],
      ['a', 'three'],
    ]);
    const { code, details } = badRequest(problem);
    expect(code).toBe('ERR_BAD_REQUEST');
    expect(Object.entries(details)).toEqual([
      ['a', ['one', 'three']],
      ['__proto__', ['two']],
    ]);
    expect(Object.getPrototypeOf(details)).toBe(Object.prototype);
  });
});

describe('an object', () => {
  const read = objectOf({ must: digit, may: optional(digit) });

  it('is read field by field, and nothing else of it', () => {
    expect({ ...read({ must: 1, may: 2, other: 3 }) }).toStrictEqual({ must: 1, may: 2 });
    expect({ ...read({ must: 1, may: undefined }) }).toStrictEqual({ must: 1 });
    expect({ ...read(Object.assign(Object.create({ may: 2 }), { must: 1 })) }).toStrictEqual({ must: 1 });
  });

  it('tells all that is wrong at once', () => {
    expect(read({ must: 10, may: 'a' })).toEqual(
      new Problem([
        ['must', 'must be a whole number from 0 to 9'],
        ['may', 'must be a whole number from 0 to 9'],
      ]),
    );
    expect(read({ may: null })).toEqual(
      new Problem([
        ['must', 'is required'],
        ['may', 'must be a whole number from 0 to 9'],
      ]),
    );
  });

  it.each([
    ['an array', []],
    ['null', null],
    ['a function', () => 1],
    ['a text', 'a'],
    ['nothing', undefined],
  ])('is not %s', (_, value) => {
    expect(read(value)).toEqual(new Problem('must be an object'));
  });

  it('is read once, even if it would say something else the next time', () => {
    let reads = 0;
    const changing = {
      get must() {
        reads += 1;
        return reads;
      },
    };
    expect(read(changing)).toEqual({ must: 1 });
    expect(reads).toBe(1);
  });

  it('may be unreadable, which is no fault of ours', () => {
    const throwing = {
      get must(): never {
        throw new Error('not yours');
      },
    };
    expect(read(throwing)).toEqual(new Problem([['must', 'cannot be read']]));
    expect(read(hostileValue('revoked'))).toEqual(
      new Problem([
        ['must', 'cannot be read'],
        ['may', 'cannot be read'],
      ]),
    );
    expect(read({ must: hostileValue('hostile') })).toBeInstanceOf(Problem);
  });
});

describe('an input', () => {
  it('is read or refused', () => {
    const read = inputOf({ must: digit });
    expect(read({ must: 1 })._unsafeUnwrap()).toEqual({ must: 1 });
    expect(detailsOf(read({ must: 10 }))).toEqual({ must: ['must be a whole number from 0 to 9'] });
    expect(detailsOf(read(undefined))).toEqual({ input: ['must be an object'] });
  });

  it('may be asked how its fields go together, and tells all that is wrong with them at once', () => {
    const read = inputOf({ low: digit, high: digit, name: digit }, ({ low, high }) =>
      low !== undefined && high !== undefined && low > high
        ? new Problem([['low', 'must not be above high']])
        : undefined,
    );
    expect(read({ low: 1, high: 2, name: 3 })._unsafeUnwrap()).toEqual({ low: 1, high: 2, name: 3 });
    expect(detailsOf(read({ low: 2, high: 1, name: 3 }))).toEqual({ low: ['must not be above high'] });
    expect(detailsOf(read({ low: 2, high: 1 }))).toEqual({
      low: ['must not be above high'],
      name: ['is required'],
    });
    expect(detailsOf(read({ low: 2, high: 10, name: 3 }))).toEqual({
      high: ['must be a whole number from 0 to 9'],
    });
  });
});

describe('what was read', () => {
  it('holds nothing that was not given, whatever has become of Object.prototype', () => {
    const read = argumentsOf({ a: digit }, objectOf({ b: optional(digit) }));
    Object.assign(Object.prototype, { b: 7, c: 7 });
    try {
      const values = [read({ a: 1 }), read({ a: 1 }, {}), inputOf({ a: digit })({ a: 1 })].map((each) => {
        const { b, c } = each._unsafeUnwrap() as { b?: number; c?: number };
        return [b, c];
      });
      expect(values).toEqual([
        [undefined, undefined],
        [undefined, undefined],
        [undefined, undefined],
      ]);
    } finally {
      for (const name of ['b', 'c']) Reflect.deleteProperty(Object.prototype, name);
    }
  });
});

describe('arguments', () => {
  const read = argumentsOf({ a: digit }, objectOf({ b: optional(digit) }), objectOf({ c: optional(digit) }));

  it('are read together with the options behind them', () => {
    expect(read({ a: 1 }, { b: 2 }, { c: 3 })._unsafeUnwrap()).toEqual({ a: 1, b: 2, c: 3 });
    expect(read({ a: 1 }, undefined)._unsafeUnwrap()).toEqual({ a: 1 });
    expect(argumentsOf({ a: digit }, objectOf({}))({ a: 1 }, undefined)._unsafeUnwrap()).toEqual({ a: 1 });
  });

  it('share nothing from call to call', () => {
    const first = read({ a: 1 }, { b: 2 })._unsafeUnwrap();
    expect(read({ a: 1 }, undefined)._unsafeUnwrap()).not.toBe(first);
    expect(read({ a: 1 }, undefined)._unsafeUnwrap()).toEqual({ a: 1 });
  });

  it('are refused together', () => {
    expect(detailsOf(read({ a: 10 }, { b: 10 }, { c: 10 }))).toEqual({
      a: ['must be a whole number from 0 to 9'],
      b: ['must be a whole number from 0 to 9'],
      c: ['must be a whole number from 0 to 9'],
    });
    expect(detailsOf(read({ a: 1 }, 'b'))).toEqual({ input: ['must be an object'] });
    expect(detailsOf(read({ a: 1 }, {}, null))).toEqual({ input: ['must be an object'] });
    expect(detailsOf(read({ a: 10 }, undefined))).toEqual({ a: ['must be a whole number from 0 to 9'] });
  });

  it('mean without options what they mean with empty ones', () => {
    const readRest = (value: unknown) => ({ b: 2, ...(value as object) });
    for (const withRest of [
      argumentsOf({ a: digit }, readRest),
      argumentsOf({ a: digit }, objectOf({}), readRest),
    ]) {
      expect(withRest({ a: 1 })._unsafeUnwrap()).toEqual({ a: 1, b: 2 });
    }
  });

  it('need their options where an option is required', () => {
    const strict = argumentsOf({ a: digit }, objectOf({ b: digit }));
    expect(detailsOf(strict({ a: 1 }, undefined))).toEqual({ b: ['is required'] });
  });
});

describe('a refined reader', () => {
  const even = refined(digit, (value) => (value % 2 === 0 ? undefined : new Problem('must be even')));

  it('asks a further question of what was read', () => {
    expect(even(4)).toBe(4);
    expect(even(3)).toEqual(new Problem('must be even'));
    expect(even(11)).toEqual(new Problem('must be a whole number from 0 to 9'));
  });
});

describe('a list', () => {
  const read = listOf(digit, { min: 1, max: 3 });

  it('is read item by item, each once, and frozen', () => {
    expect(read([3, 1, 3])).toEqual([3, 1]);
    expect(Object.isFrozen(read([1]))).toBe(true);
    expect(listOf(digit, { min: 0, max: 1 })([])).toEqual([]);
  });

  it.each([
    ['too short', [], 'must hold 1 to 3 different items'],
    ['too long', [1, 2, 3, 4], 'must hold 1 to 3 different items'],
    ['a text', '12', 'must be an array'],
    ['array-like', { length: 1, 0: 1 }, 'must be an array'],
    ['revoked', hostileValue('revoked'), 'must be an array'],
  ])('is not %s', (_, value, reason) => {
    expect(read(value)).toEqual(new Problem(reason));
  });

  it('tells which items are wrong', () => {
    expect(read([1, 10, undefined])).toEqual(
      new Problem([
        ['1', 'must be a whole number from 0 to 9'],
        ['2', 'is required'],
      ]),
    );
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is meant.
    expect(read([, 1])).toEqual(new Problem([['0', 'is required']]));
    const nested = listOf(listOf(digit, { min: 1, max: 1 }), { min: 1, max: 1 });
    expect(nested([['a']])).toEqual(new Problem([['0.0', 'must be a whole number from 0 to 9']]));
  });

  it('may have items or a length that cannot be read', () => {
    const throwing = Object.defineProperty([1], 0, {
      get: () => {
        throw new Error('not yours');
      },
    });
    expect(read(throwing)).toEqual(new Problem([['0', 'cannot be read']]));
    const endless = new Proxy([1], {
      get: (target, name) => (name === 'length' ? 'many' : Reflect.get(target, name)),
    });
    expect(read(endless)).toEqual(new Problem('must hold 1 to 3 different items'));
  });

  it('has no length that is no whole number, whatever a proxy says', () => {
    for (const length of [Number.NaN, 1.5]) {
      const odd = new Proxy([1, 2], {
        get: (target, name) => (name === 'length' ? length : Reflect.get(target, name)),
      });
      expect(read(odd)).toEqual(new Problem('must hold 1 to 3 different items'));
    }
  });
});

describe('words, truth and numbers', () => {
  it('are taken exactly', () => {
    const read = oneOf(['up', 'down']);
    expect([read('up'), read('down')]).toEqual(['up', 'down']);
    for (const value of ['Up', '', null, ['up']]) {
      expect(read(value)).toEqual(new Problem('must be one of: up, down'));
    }
    expect([readBoolean(true), readBoolean(false)]).toEqual([true, false]);
    for (const value of ['true', 0, null])
      expect(readBoolean(value)).toEqual(new Problem('must be true or false'));
    expect([digit(0), digit(9)]).toEqual([0, 9]);
    for (const value of [-1, 10, 1.5, '1', Number.NaN]) {
      expect(digit(value)).toEqual(new Problem('must be a whole number from 0 to 9'));
    }
  });
});
