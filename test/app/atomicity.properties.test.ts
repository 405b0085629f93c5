import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandsAtOnce } from '../concurrency/at-once.ts';
import { runs } from '../support/setup.ts';

describe('commands at once', () => {
  it('CAPS-ATOMIC: commands at once answer as they would one after the other, in some order', async () => {
    const property = commandsAtOnce({ hasLocks: true }, (hasExplanation) =>
      expect(hasExplanation).toBe(true),
    );
    await fc.assert(property, { numRuns: runs(60) });
  });
});
