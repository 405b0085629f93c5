import { expect, it } from 'vitest';

// Imported in the test and not above it: of a library that cannot be loaded no other file has a test that could fail,
// and mutation testing takes no failure for success.
it('the library can be loaded', async () => {
  expect(await import('kithkin')).toHaveProperty('openApp');
});
