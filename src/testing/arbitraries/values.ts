/**
 * Values: the texts, ids and JSON of which every input is made, with those among them at which stores have gone wrong.
 *
 * @module
 */

import fc from 'fast-check';
import { isStorableText } from '../../shared/text.ts';

/** Characters at which stores have gone wrong: of several bytes, composed, right to left, of another case, of SQL. */
const difficult = [
  ...[
    'a',
    'A',
    'ß',
    'ẞ',
    'İ',
    'ı',
    'ς',
    'é',
    'e\u0301',
    '\u00a0',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\ufffd',
    '\uffff',
  ],
  ...[
    '😀',
    '👩‍👩‍👧',
    '田',
    'ا',
    'क्ष',
    '\u0001',
    '\u001f',
    '\u007f',
    '\n',
    '\t',
    "'",
    '"',
    '\\',
    '%',
    '_',
    ';',
    '--',
    '$1',
    '?',
  ],
];

const unit = fc.oneof(
  fc.constantFrom(...difficult),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
);

/** Any text that is taken as it is: 1 to `max` UTF-16 code units, well-formed, without U+0000. */
export function anyStoredText(max: number): fc.Arbitrary<string> {
  return fc
    .array(unit, { minLength: 1, maxLength: Math.max(1, Math.floor(max / 8)) })
    .map((units) => units.join('').slice(0, max))
    .filter((text) => text.length > 0 && isStorableText(text));
}

/** A display name: such a text, with nothing to be trimmed. */
export const anyName: fc.Arbitrary<string> = anyStoredText(100)
  .map((text) => text.trim())
  .filter((text) => text.length > 0 && isStorableText(text));

/** One to five distinct tags. */
export const anyTags: fc.Arbitrary<readonly string[]> = fc.uniqueArray(anyName, {
  minLength: 1,
  maxLength: 5,
});

/** A canonical uid, guid or role id. */
export const anyId: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'tostring', '-', '_', '0', 'null', 'a-b', 'a_b'),
  fc.stringMatching(/^[a-z0-9_-]{1,20}$/),
);

/** A JSON object of well under 5 KB, with keys and values at which copies go wrong. */
export const anyJsonObject: fc.Arbitrary<object> = fc.dictionary(
  fc.oneof(
    fc.constantFrom('__proto__', 'constructor', 'toJSON', '', ' ', '@private', 'length', '0'),
    anyStoredText(12),
  ),
  fc.oneof(
    anyStoredText(20),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    fc.constantFrom(true, false, null, [], {}, [[1, [2]]], { a: { b: null } }, 2 ** 53 - 1, 1e308, 5e-324),
  ),
  { maxKeys: 5 },
);
