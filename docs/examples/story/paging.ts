/**
 * Paging: a filtered list, walked with a cursor while people come and go.
 *
 * @module
 */

import type { Page, User } from 'kithkin';
import { readable } from './layout.ts';
import type { Stage } from './stage.ts';

const uidsOf = (users: readonly User[]): string => users.map(({ uid }) => uid).join(', ');

export async function paging({ app, say, ask }: Stage): Promise<void> {
  say.chapter(
    'The night watch, page by page',
    'paging.ts',
    'A cursor names the last row seen, so a walk neither skips nor repeats, whoever comes meanwhile.',
  );
  const nightWatch = { tags: ['night-watch'], order: 'uid', limit: 4 } as const;
  const firstPage = await ask.ok(
    'Tagged night-watch, by uid, four a page',
    app.users.list({ ...nightWatch, count: true }),
    ({ items, count }) => `${uidsOf(items)} (of ${count})`,
  );
  const { count, nextCursor: cursor } = firstPage;
  const seen: User[] = [...firstPage.items];

  // Before the place that the walk has reached, where counting offsets would show a row twice.
  await ask.ok(
    'Abel starts tonight, and sorts first',
    app.users.create({ uid: 'abel', name: 'Abel Bekele', tags: ['night-watch'] }),
    ({ user }) => user.uid,
  );
  let page: Page<User> = firstPage;
  while (page.nextCursor !== undefined) {
    page = await ask.ok(
      '… the next page',
      app.users.list({ ...nightWatch, cursor: page.nextCursor }),
      ({ items, nextCursor }) => `${uidsOf(items)}${nextCursor === undefined ? ' (the last page)' : ''}`,
    );
    seen.push(...page.items);
  }
  ask.same('How many were seen twice', seen.length - new Set(seen.map(({ uid }) => uid)).size, 0);
  ask.same<number | undefined>('How many were seen', seen.length, count);
  await ask.refused(
    'The first cursor, with another filter',
    app.users.list({ tags: ['soup'], order: 'uid', limit: 4, cursor }),
    { code: 'ERR_BAD_REQUEST' },
  );

  say.aside('Filters combine:');
  await ask.ok(
    'Maren’s friends on the night watch',
    app.users.list({ friendsOf: 'maren', tags: ['night-watch'], order: 'uid' }),
    ({ items }) => uidsOf(items),
  );
  await ask.ok(
    'Galley and office, beginning with “N”',
    app.users.list({ roles: ['galley', 'office'], searchKey: 'N', order: 'uid' }),
    ({ items }) => items.map(({ uid, name }) => (uid.startsWith('n') ? uid : `${uid} (${name})`)).join(', '),
  );
  await ask.ok('Who is online?', app.users.list({ status: 'online' }), ({ items }) => uidsOf(items));
  await ask.ok(
    'How many came for the regatta?',
    app.users.list({ tags: ['regatta'], limit: 1, count: true }),
    ({ count }) => `${readable(count ?? 0)} guests`,
  );
}
