/**
 * Bounds: what a store does about a plan or a commit that is larger than any store must take.
 *
 * @module
 */

/** Throws if more is given than a store takes: that is a bug of the caller's. */
export function refuseMoreThan(max: number, given: number, what: string): void {
  if (given > max) throw new RangeError(`Cannot take ${given} ${what}: a store takes at most ${max}`);
}
