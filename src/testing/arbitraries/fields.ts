/**
 * Fields: the kinds of field that several inputs share, and objects that have some of their fields.
 *
 * Each kind holds the longest value that is taken beside short ones, since that is where columns are too narrow.
 *
 * @module
 */

import fc from 'fast-check';
import {
  descriptionLengthMax,
  nameLengthMax,
  tagsMax,
  uidsPerCallMax,
  urlLengthMax,
} from '../../shared/fields.ts';
import { jsonBytesMax, jsonDepthMax } from '../../shared/json.ts';
import { type PageOptions, pageLimitMax } from '../../shared/page.ts';
import { isStorableText } from '../../shared/text.ts';
import { anyUid, type Names } from './names.ts';
import { anyJsonObject, anyName, anyStoredText, anyTags } from './values.ts';

/** An arbitrary for each field. */
export type Drawn<T> = { readonly [Field in keyof T]: fc.Arbitrary<T[Field]> };

/** How often an optional field is there: in what is made every other time, in what filters seldom. */
export type Presence = 'often' | 'seldom';

/** The first that is given, mostly; what fails with another is tried with the first again. */
export function mostly<T>(usual: fc.Arbitrary<T>, ...others: readonly fc.Arbitrary<T>[]): fc.Arbitrary<T> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 4 + 4 * others.length, arbitrary: usual },
    ...others.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}

/** An object of which each field may be absent. */
export function someOf<T extends object>(
  fields: Drawn<T>,
  presence: Presence = 'often',
): fc.Arbitrary<Partial<T>> {
  const entries = Object.entries<fc.Arbitrary<unknown>>(fields).map(([name, value]) =>
    fc.oneof(
      { withCrossShrink: true },
      { weight: presence === 'often' ? 1 : 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: value.map((given) => [[name, given] as const]) },
    ),
  );
  // SAFETY: each field that is there was drawn by its own arbitrary.
  return fc.tuple(...entries).map((drawn) => Object.fromEntries(drawn.flat()) as Partial<T>);
}

/** An object that has all of the first fields and may have the others. */
export function allAndSomeOf<R extends object, O extends object>(
  required: Drawn<R>,
  optional: Drawn<O>,
): fc.Arbitrary<R & Partial<O>> {
  // SAFETY: a record of arbitraries draws the record of what they draw.
  const all = fc.record(required as Record<string, fc.Arbitrary<unknown>>) as unknown as fc.Arbitrary<R>;
  return fc.tuple(all, someOf(optional)).map(([one, other]) => ({ ...one, ...other }));
}

/** What changes some fields and takes others away, never the same one. */
export function updateOf<T extends object, const U extends string & keyof T>(
  fields: Drawn<T>,
  unsettable: readonly U[],
): fc.Arbitrary<Partial<T> & { readonly unset?: readonly U[] }> {
  const unset = fc.subarray([...unsettable]);
  return fc
    .tuple(someOf(fields), someOf<{ readonly unset: readonly U[] }>({ unset }))
    .map(([changes, { unset }]) => ({
      ...changes,
      ...(unset && { unset: unset.filter((field) => !Object.hasOwn(changes, field)) }),
    }));
}

/** Text of 1 to `max` characters, the longest in bytes among them. */
export function anyTextTo(max: number): fc.Arbitrary<string> {
  return mostly(anyStoredText(max), fc.constantFrom('x'.repeat(max), '田'.repeat(max)));
}

/** A description. */
export const anyDescription: fc.Arbitrary<string> = anyTextTo(descriptionLengthMax);

/** A display name, one of a few or any. */
export function anyDisplayName({ displayNames }: Names): fc.Arbitrary<string> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: fc.constantFrom(...displayNames) },
    { weight: 3, arbitrary: anyName },
    { weight: 1, arbitrary: fc.constantFrom('x'.repeat(nameLengthMax), '田'.repeat(nameLengthMax)) },
  );
}

/** An absolute http or https URL of at most `max` characters. */
export function anyUrlTo(max: number = urlLengthMax): fc.Arbitrary<string> {
  const path = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  return mostly(
    path.map((name) => `https://example.org/${name}`),
    fc.constantFrom(
      'http://a',
      'HTTPS://EXAMPLE.ORG/',
      'https://example.org/?q=é&r=%20#田',
      'https://例え.example/😀',
      'https://u:p@[::1]:8080/\'--";$1',
      'https://example.org/'.padEnd(max, 'x'),
      'https://example.org/'.padEnd(max, '田'),
    ),
  );
}

function nested(depth: number): object {
  return depth === 1 ? {} : { a: nested(depth - 1) };
}

/** A JSON object; the largest and the deepest that are taken among them. */
export const anyMetadata: fc.Arbitrary<object> = mostly<object>(
  anyJsonObject,
  fc.constantFrom(
    { '@private': { email: 'ana@example.org' }, level: 3 },
    { '@private': null },
    { text: 'x'.repeat(jsonBytesMax - '{"text":""}'.length) },
    nested(jsonDepthMax),
  ),
);

/** One to five tags of a few, or any. */
export function anyTagsOf({ tags }: Names): fc.Arbitrary<readonly string[]> {
  return fc.oneof<
    [fc.Arbitrary<readonly string[]>, fc.Arbitrary<readonly string[]>, fc.Arbitrary<readonly string[]>]
  >(
    fc.subarray([...tags], { minLength: 1, maxLength: Math.min(5, tags.length) }),
    anyTags,
    fc.constant(Array.from({ length: tagsMax }, (_, index) => `tag ${index}`)),
  );
}

/** The tags of a profile: also none. */
export function anyProfileTags(names: Names): fc.Arbitrary<readonly string[]> {
  return mostly(anyTagsOf(names), fc.constant([]));
}

/** One to four uids, some perhaps twice; now and then as many as one call takes. */
export function anyUids(names: Names): fc.Arbitrary<readonly string[]> {
  const most = Array.from({ length: uidsPerCallMax }, (_, index) => names.uids[index] ?? `nobody-${index}`);
  return mostly<readonly string[]>(
    fc.array(anyUid(names), { minLength: 1, maxLength: 4 }),
    fc.constant(most),
  );
}

/** What is typed into a search box: mostly the beginning of an id or of a name, in any case. */
export function anySearchKey(names: Names, ids: readonly string[]): fc.Arbitrary<string> {
  const beginning = fc
    .tuple(fc.constantFrom(...ids, ...names.displayNames), fc.integer({ min: 1, max: 4 }), fc.boolean())
    .map(([text, length, isUpper]) => {
      // By code points: half a character is none.
      const beginning = [...text].slice(0, length).join('').trim();
      return isUpper ? beginning.toUpperCase() : beginning;
    })
    .filter((text) => text !== '' && isStorableText(text));
  return mostly(beginning, anyName);
}

/** The fields of every list but `cursor`, which only a page can give. */
export const pageFields: Drawn<
  Required<Omit<{ [F in keyof PageOptions]: NonNullable<PageOptions[F]> }, 'cursor'>>
> = {
  limit: mostly(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: pageLimitMax }),
    fc.constant(pageLimitMax),
  ),
  count: fc.boolean(),
};

/** Which page of any list: `limit` and `count`. A `cursor` is the `nextCursor` of a page that was shown before. */
export function anyPageOptions(): fc.Arbitrary<PageOptions> {
  return someOf(pageFields);
}
