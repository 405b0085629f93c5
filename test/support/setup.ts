/**
 * Runs before every test file: one seed and one scale for all properties.
 *
 * KITHKIN_SEED repeats a run (a failed run prints its seed); KITHKIN_RUNS multiplies how often each property is
 * tried, so 0.1 is a quick look and 50 a long one.
 *
 * @module
 */
import fc from 'fast-check';

const scale = Number(process.env.KITHKIN_RUNS ?? 1);
const seed = Number(process.env.KITHKIN_SEED);

if (!(scale > 0)) throw new Error(`KITHKIN_RUNS is not a positive number: ${process.env.KITHKIN_RUNS}`);
if (!Number.isSafeInteger(seed))
  throw new Error(`KITHKIN_SEED is not an integer: ${process.env.KITHKIN_SEED}`);

/** How often to try a property that asks for its own number of runs: `fc.assert(p, { numRuns: runs(500) })`. */
export function runs(usual: number): number {
  return Math.max(1, Math.round(usual * scale));
}

/** An integer from 0 to `max`, drawn from the seed of the run. Whoever draws several in a file gives each a name. */
export function drawn(max: number, name: string): number {
  const salt = [...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 0);
  const [value = 0] = fc.sample(fc.nat({ max }), { numRuns: 1, seed: seed ^ salt });
  return value;
}

fc.configureGlobal({ seed, numRuns: runs(100) });
