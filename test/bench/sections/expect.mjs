/** Ends the run if an answer is not what it has to be. */
export function expectEqual(what, actual, expected) {
  if (actual !== expected) throw new Error(`Wrong result. ${what}: ${actual} instead of ${expected}`);
}
