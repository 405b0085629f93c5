import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/shared/input.ts';
import { jsonBytesMax, jsonDepthMax, readJsonObject } from '../../src/shared/json.ts';
import { hostileValue } from '../support/arbitraries.ts';

const tooLarge = new Problem('must be at most 5120 bytes of compact JSON');

/** An object whose compact JSON has so many bytes. */
function ofBytes(bytes: number, letter = 'x'): object {
  const each = Buffer.byteLength(letter);
  const room = bytes - '{"a":""}'.length;
  return { a: letter.repeat(Math.floor(room / each)) + 'x'.repeat(room % each) };
}

function nested(levels: number): object {
  let value: object = {};
  for (let level = 1; level < levels; level += 1) value = { a: value };
  return value;
}

describe('a JSON object', () => {
  it('is copied, down to its keys in their order, and frozen', () => {
    const given = { b: [1, 'text', true, null, { c: -0 }], a: {} };
    const read = readJsonObject(given);
    expect(read).toEqual({ b: [1, 'text', true, null, { c: 0 }], a: {} });
    expect(Object.is((read as { b: { c: number }[] }).b[4]?.c, 0)).toBe(true);
    expect(read).not.toBe(given);
    for (const part of [
      read,
      (read as typeof given).b,
      (read as typeof given).b[4],
      (read as typeof given).a,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('keeps a key named __proto__ as a key', () => {
    const read = readJsonObject(JSON.parse('{"__proto__": {"a": 1}}'));
    expect(Object.keys(read)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(JSON.stringify(read)).toBe('{"__proto__":{"a":1}}');
  });

  it('may come without a prototype, or from another realm', () => {
    const bare = Object.assign(Object.create(null), { a: 1 });
    expect(readJsonObject(bare)).toEqual({ a: 1 });
    const foreign = Object.assign(Object.create(Object.assign(Object.create(null), { toString: 1 })), {
      a: 1,
    });
    expect(readJsonObject(foreign)).toEqual({ a: 1 });
  });

  it.each([
    ['an array', [1]],
    ['a text', 'a'],
    ['null', null],
    ['a function', () => 1],
    ['undefined', undefined],
  ])('is not %s', (_, value) => {
    expect(readJsonObject(value)).toEqual(new Problem('must be an object'));
  });

  it.each([
    ['nothing', { a: { b: undefined } }, 'a.b', 'must be JSON, not undefined'],
    ['a function', { a: [() => 1] }, 'a.0', 'must be JSON, not function'],
    ['a symbol', { a: Symbol('a') }, 'a', 'must be JSON, not symbol'],
    ['a bigint', { a: 1n }, 'a', 'must be JSON, not bigint'],
    ['no number', { a: Number.NaN }, 'a', 'must be a finite number'],
    ['infinity', { a: -Infinity }, 'a', 'must be a finite number'],
    ['a date', { a: new Date(0) }, 'a', 'must be a plain object'],
    ['a map', { a: new Map() }, 'a', 'must be a plain object'],
    ['a hole', { a: Array(2) }, 'a.0', 'must be JSON, not undefined'],
    ['half a character', { a: '\ud800' }, 'a', 'must be well-formed Unicode without U+0000'],
    ['a zero in a key', { a: { 'b\0': 1 } }, 'a', 'must be well-formed Unicode without U+0000'],
  ])('holds no such thing as %s', (_, value, path, reason) => {
    expect(readJsonObject(value)).toEqual(new Problem([[path, reason]]));
  });

  it('is plain itself', () => {
    expect(readJsonObject(new Date(0))).toEqual(new Problem('must be a plain object'));
    expect(readJsonObject(Object.create({ a: 1 }))).toEqual(new Problem('must be a plain object'));
  });

  // The first and the last letter of one, two, three and four bytes, and those next to the surrogates.
  it.each([
    ...['x', '\x7f', '\x80', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff'],
    ...['\u{10000}', '😀', '\u{103ff}', '\u{10ffff}'],
  ])('has at most 5120 bytes, counted in UTF-8: %j', (letter) => {
    expect(jsonBytesMax).toBe(5120);
    expect(readJsonObject(ofBytes(5120, letter))).toEqual(ofBytes(5120, letter));
    expect(readJsonObject(ofBytes(5121, letter))).toEqual(tooLarge);
  });

  it('has at most 5120 bytes, whatever they are made of', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));
    expect(readJsonObject({ a: Array(2556).fill(1) })).toHaveProperty('a');
    expect(readJsonObject({ a: Array(2560).fill(1) })).toEqual(tooLarge);
    expect(readJsonObject(many(1000))).toEqual(tooLarge);
    expect(readJsonObject({ a: Array(100_000) })).toEqual(tooLarge);
    expect(readJsonObject({ a: 'x'.repeat(1_000_000) })).toEqual(tooLarge);
    expect(readJsonObject({ ['k'.repeat(20_000)]: 1 })).toEqual(tooLarge);
  });

  it.each([
    ['of itself', undefined],
    ['of nothing but empty texts', ''],
  ])('that has no end, %s, is refused as soon as it is too large', (_, item) => {
    let looks = 0;
    const endless: unknown = new Proxy([], {
      get: (target, name) => {
        looks += 1;
        return name === 'length'
          ? 10_000
          : typeof name === 'string' && /^\d+$/.test(name)
            ? (item ?? endless)
            : Reflect.get(target, name);
      },
    });
    expect(readJsonObject({ a: endless })).toBeInstanceOf(Problem);
    expect(looks).toBeLessThan(100);
  });

  it('nests at most 32 levels', () => {
    expect(jsonDepthMax).toBe(32);
    expect(readJsonObject(nested(32))).toEqual(nested(32));
    const path = Array(32).fill('a').join('.');
    expect(readJsonObject(nested(33))).toEqual(new Problem([[path, 'must not nest deeper than 32 levels']]));
    const cycle: Record<string, unknown> = {};
    cycle.a = [cycle];
    expect(readJsonObject(cycle)).toBeInstanceOf(Problem);
  });

  it('may be unreadable, which is no fault of ours', () => {
    const throwing = {
      get a(): never {
        throw new Error('not yours');
      },
    };
    expect(readJsonObject(throwing)).toEqual(new Problem('cannot be read'));
    expect(readJsonObject(hostileValue('revoked'))).toEqual(new Problem('cannot be read'));
    expect(readJsonObject({ a: hostileValue('revoked') })).toEqual(new Problem('cannot be read'));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5, '1', undefined])(
    'may not hold a list that says it has %s items',
    (length) => {
      const lying = new Proxy([], {
        get: (target, name) => (name === 'length' ? length : Reflect.get(target, name)),
      });
      const endless = new Proxy([], {
        get: (target, name) => (name === 'length' ? 1e15 : Reflect.get(target, name)),
      });
      expect(readJsonObject({ a: lying, b: endless })).toEqual(new Problem([['a', 'cannot be read']]));
    },
  );

  it('may be unreadable in the worst way, throwing what throws when it is looked at', () => {
    expect(readJsonObject(hostileValue('throwing'))).toEqual(new Problem('cannot be read'));
    expect(readJsonObject(hostileValue('hostile'))).toEqual(new Problem('cannot be read'));
  });
});
