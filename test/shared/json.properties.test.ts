import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../src/shared/input.ts';
import { readJsonObject } from '../../src/shared/json.ts';
import { runs } from '../support/setup.ts';
import { must, openTestApp } from '../support/test-app.ts';

const key = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('__proto__', 'constructor', 'toJSON', '', '0', 'é'),
);

const json = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
})).object;

function isFrozenThroughout(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozenThroughout);
}

/** Spoils everything that can be reached from a value. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const item of Object.values(value)) spoil(item);
  if (Array.isArray(value)) value.push('spoilt');
  else Object.assign(value, { spoilt: true });
}

/** As it comes back: JSON has one zero. */
function withOneZero(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

const hasZeroByte = (value: unknown): boolean => JSON.stringify(value).includes('\\u0000');

describe('metadata', () => {
  it('METADATA-ROUNDTRIP: metadata comes back as it was given, as a copy that shares nothing with it', async () => {
    await fc.assert(
      fc.asyncProperty(json, async (given) => {
        fc.pre(!hasZeroByte(given) && Buffer.byteLength(JSON.stringify(given)) <= 5120);
        const app = openTestApp();
        const expected = withOneZero(given);
        await must(app.users.create({ uid: 'ana', name: 'Ana', metadata: given }));
        spoil(given);
        const { metadata } = await must(app.users.get('ana'));
        // Not toStrictEqual, which takes a key named constructor for the constructor.
        expect(isDeepStrictEqual(metadata, expected)).toBe(true);
        expect(Object.keys(metadata ?? {})).toEqual(Object.keys(expected as object));
        expect(isFrozenThroughout(metadata)).toBe(true);
      }),
      { numRuns: runs(150) },
    );
  });

  it('METADATA-BOUNDED: metadata is accepted exactly if its compact JSON has at most 5120 bytes and 32 levels', () => {
    const depth = fc.oneof(fc.nat({ max: 40 }), fc.constantFrom(29, 30, 31, 32, 33));
    const filler = fc.constantFrom('x', 'é', '€', '😀', '"', '\n', '\u0001', '\u2028');
    const slack = fc.integer({ min: -12, max: 12 });
    const small = json.filter((object) => !hasZeroByte(object));
    fc.assert(
      fc.property(small, depth, filler, slack, fc.boolean(), (object, levels, letter, over, inArrays) => {
        let nested: unknown = 1;
        for (let level = 0; level < levels; level += 1) nested = inArrays ? [nested] : { a: nested };
        const start = { ...object, nested, filler: '' };
        const each = Buffer.byteLength(JSON.stringify(letter)) - 2;
        const room = 5120 - Buffer.byteLength(JSON.stringify(start)) + over;
        const given = { ...start, filler: letter.repeat(Math.max(0, Math.floor(room / each))) };
        const bytes = Buffer.byteLength(JSON.stringify(given));
        const isFine = bytes <= 5120 && depthOf(given) <= 32;
        expect(readJsonObject(given) instanceof Problem, `${bytes} bytes`).toBe(!isFine);
      }),
      { numRuns: runs(300) },
    );
  });
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
