import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandsAtOnce } from './at-once.ts';

describe('a store without locks', () => {
  it('answers commands at once in ways that no order explains', async () => {
    const property = commandsAtOnce({ hasLocks: false }, (hasExplanation) =>
      expect(hasExplanation).toBe(true),
    );
    // As often as it takes to tell, however short the run of the suite; a failure is not shrunk.
    const { failed } = await fc.check(property, { numRuns: 1000, endOnFailure: true });
    expect(failed).toBe(true);
  });
});
