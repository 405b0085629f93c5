/**
 * Records: plain objects that are made whole, frozen, and from then on only replaced.
 *
 * They are put together with `Object.assign` because of what V8 makes of the alternative: where a spread is followed by
 * a property that it does not have, each object gets a hidden class of its own, at five times the time and three times
 * the memory, and whoever reads such objects misses every cache. Spreads that come last are fine.
 *
 * @module
 */

/** A record with some of its fields replaced. */
export function amended<T extends object>(record: T, ...changes: readonly Partial<T>[]): T {
  return Object.freeze(Object.assign({}, record, ...changes) as T);
}

/** A record with further fields behind its own. */
export function extended<T extends object, M extends object>(record: T, more: M): T & M {
  return Object.freeze(Object.assign({}, record, more));
}

/** A record without some of its fields. */
export function without<T extends object, F extends keyof T>(record: T, ...fields: readonly F[]): Omit<T, F> {
  const kept: Partial<Record<keyof T, unknown>> = {};
  for (const name of Object.keys(record) as (keyof T)[]) {
    // SAFETY: only asks whether the name is among them.
    if (!(fields as readonly PropertyKey[]).includes(name)) kept[name] = record[name];
  }
  // SAFETY: everything but those fields was copied.
  return Object.freeze(kept) as Omit<T, F>;
}

/** A record as it is stored: a list of no tags is the same as none, and what is not set is absent. */
export function settled<T extends { readonly tags?: readonly string[] }>(record: T): T {
  // SAFETY: tags may be absent.
  return record.tags?.length === 0 ? (without(record, 'tags') as T) : Object.freeze(record);
}
