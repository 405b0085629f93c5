/**
 * Closing: what a store answers once it is closed.
 *
 * @module
 */

import { openApp } from '../../app.ts';
import type { ResultAsync } from '../../shared/result.ts';
import { within } from '../../shared/web.ts';
import { type Check, expecting, must } from '../check.ts';

/** How long a closed store may take to say that it is. */
const deadlineMs = 5000;

/** What came of an operation within the deadline. */
async function outcomeOf(ask: () => ResultAsync<unknown, unknown>): Promise<string> {
  const answer = async () => {
    const result = await ask();
    if (result.isOk()) return 'it answers as if it were open';
    const { code } = result.error as { readonly code?: unknown };
    return code === 'STORE_UNAVAILABLE' ? 'fine' : `it answers ${String(code)}`;
  };
  return within(
    deadlineMs,
    answer().catch((thrown) => `it throws ${String(thrown)}`),
    'it hangs',
  );
}

/** S13 */
export const closing: Check = expecting('S13', 'a closed store says so at once', async (context, expect) => {
  const namespace = context.newNamespace();
  const [store, other] = [await context.target.open(namespace), await context.target.open(namespace)];
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
});
