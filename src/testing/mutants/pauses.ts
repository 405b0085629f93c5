/**
 * Pauses: how long a store gives way, drawn from a seed, so that a run that found something can be repeated.
 *
 * @module
 */

import { shortTurn } from '../../shared/web.ts';

/** Numbers from 0 to 1 that look random; the same for the same text. */
export function chanceOf(seed: string): () => number {
  let state = 0x9e3779b9;
  for (let index = 0; index < seed.length; index += 1)
    state = Math.imul(state ^ seed.charCodeAt(index), 0x85ebca6b);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Gives way for nothing, some microtasks, or now and then a whole turn. */
export function pausesOf(chance: () => number): () => Promise<void> {
  return async () => {
    const drawn = chance();
    if (drawn > 0.9) return shortTurn();
    for (let left = Math.floor(drawn * 8); left > 0; left -= 1) await undefined;
  };
}
