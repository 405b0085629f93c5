/**
 * Updates: fields that are present replace, fields that are absent stay, and `unset` takes fields away, since no value
 * means "none".
 *
 * @module
 */

import {
  listOf,
  type Meaning,
  type Optional,
  objectOf,
  oneOf,
  optional,
  Problem,
  type Reader,
  refined,
} from './input.ts';

type OptionalFields = Readonly<Record<string, Optional<unknown>>>;

/** What an update of these fields means once it has been read. */
export type Update<F extends OptionalFields, U> = {
  readonly [Field in keyof F]?: Meaning<F[Field]>;
} & { readonly unset?: readonly U[] };

/** Reads an update. Setting and unsetting one field at once is a problem. */
export function updateOf<F extends OptionalFields, const U extends string & keyof F>(
  fields: F,
  unsettable: readonly U[],
): Reader<Update<F, U>> {
  const unset = optional(listOf(oneOf(unsettable), { min: 0, max: unsettable.length }));
  // SAFETY: every field is optional; the compiler cannot work that out for fields it does not know.
  const reader = objectOf({ ...fields, unset }) as unknown as Reader<Update<F, U>>;
  return refined(reader, (read) => {
    const { unset = [], ...set } = read;
    const both = unset.find((field) => Object.hasOwn(set, field));
    return both === undefined ? undefined : new Problem([['unset', `must not name "${both}", which is set`]]);
  });
}
