/**
 * The inventory: everything in the harbour, read from the store page by page.
 *
 * @module
 */

import type { Page, PageOptions, ResultAsync, User } from 'kithkin';
import { expectOk, type Refusal } from './asking.ts';
import { readable } from './layout.ts';
import type { Stage } from './stage.ts';

/** All items of a list, in its order. */
export async function everyItem<Item, E extends Refusal>(
  what: string,
  list: (options: PageOptions) => ResultAsync<Page<Item>, E>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = expectOk(await list({ limit: 1000, cursor }), what);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}

/** Everything in the harbour, by what it is called. */
export interface Inventory extends Readonly<Record<string, readonly unknown[]>> {
  readonly users: readonly User[];
}

/** Takes stock. */
export async function inventoryOf({ app }: Stage): Promise<Inventory> {
  return {
    users: await everyItem('users', (page) => app.users.list({ ...page, order: 'uid' })),
    'friends of Maren': await everyItem('friends', (page) => app.friendships.list('maren', page)),
    'tokens of Kofi': await everyItem('tokens', (page) => app.authTokens.list('kofi', page)),
    groups: await everyItem('groups', (page) => app.groups.list(page)),
    'memberships of Yuki': await everyItem('memberships', (page) =>
      app.groupMemberships.listGroups('yuki', page),
    ),
    roles: await everyItem('roles', (page) => app.roles.list(page)),
    bots: await everyItem('bots', (page) => app.bots.list(page)),
    'API keys': await everyItem('API keys', (page) => app.apiKeys.list(page)),
  };
}

/** Takes stock again, and expects it to be as it was. Says how much of everything there is. */
export async function expectAsBefore(stage: Stage, what: string, before: Inventory): Promise<void> {
  const after = await inventoryOf(stage);
  for (const [name, items] of Object.entries(after)) {
    // One at a time, so that the message about a difference is no longer than it has to be.
    stage.ask.same(`The number of ${name}`, items.length, before[name]?.length ?? 0);
    items.forEach((item, index) => {
      stage.ask.same(`One of the ${name}`, item, before[name]?.[index]);
    });
  }
  stage.say.done(
    what,
    Object.entries(after)
      .map(([name, { length }]) => `${readable(length)} ${name}`)
      .join(', '),
  );
}
