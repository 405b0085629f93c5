/**
 * Closing: what a store answers once it is closed.
 *
 * @module
 */

import { openApp } from '../../app.ts';
import type { ResultAsync } from '../../shared/result.ts';
import { type Check, expecting, must, twoHandles } from '../check.ts';

/** What came of an operation on a closed handle. */
async function outcomeOf(ask: () => ResultAsync<unknown, unknown>): Promise<string> {
  const result = await ask();
  if (result.isOk()) return 'it answers as if it were open';
  const { code } = result.error as { readonly code?: unknown };
  return code === 'STORE_UNAVAILABLE' ? 'fine' : `it answers ${String(code)}`;
}

/** S13, of a store that was closed. */
export const closing: Check = expecting(
  { title: 'a closed store says so at once', rules: ['S13'] },
  async (context, expect) => {
    const [store, other] = await twoHandles(context);
    const [app, open] = [openApp({ store, appId: 'kit' }), openApp({ store: other, appId: 'kit' })];
    await must(app.users.create({ uid: 'ana', name: 'Ana' }));
    await store.close();
    await store.close();
    const asked: readonly (readonly [string, () => ResultAsync<unknown, unknown>])[] = [
      ['a transact', () => app.users.create({ uid: 'bo', name: 'Bo' })],
      ['a read', () => app.users.get('ana')],
      ['a page', () => app.users.list()],
    ];
    for (const [what, ask] of asked) {
      const outcome = await outcomeOf(ask);
      expect(`Asked for ${what} once it is closed, ${outcome}`, outcome === 'fine');
    }
    const still = await open.users.get('ana');
    expect('Closing one handle took the other away', still.isOk());
    await other.close();
  },
);
