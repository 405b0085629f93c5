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
  type ProblemOf,
  type Reader,
} from './input.ts';

type OptionalFields = Readonly<Record<string, Optional<unknown>>>;

/** What an update of these fields means once it has been read. */
export type Update<F extends OptionalFields, U> = {
  readonly [Field in keyof F]?: Meaning<F[Field]>;
} & { readonly unset?: readonly U[] };

/** Reads an update. Setting and unsetting one field at once is a problem; `problemOf` may know more. */
export function updateOf<F extends OptionalFields, const U extends string & keyof F>(
  fields: F,
  unsettable: readonly U[],
  problemOf?: ProblemOf<Update<F, U>>,
): Reader<Update<F, U>> {
  const unset = optional(listOf(oneOf(unsettable), { min: 0, max: unsettable.length }));
  const problemsOf: ProblemOf<Update<F, U>> = (read) => {
    const both = read.unset?.filter((field) => Object.hasOwn(read, field)) ?? [];
    const reasons = both.map((field) => ['unset', `must not name "${field}", which is set`] as const);
    const found = [...reasons, ...(problemOf?.(read)?.found ?? [])];
    return found.length > 0 ? new Problem(found) : undefined;
  };
  // SAFETY: every field is optional; the compiler cannot work that out for fields it does not know.
  return (objectOf as ObjectOf<Update<F, U>>)({ ...fields, unset }, problemsOf);
}

type ObjectOf<T> = (fields: OptionalFields, problemOf: ProblemOf<T>) => Reader<T>;
