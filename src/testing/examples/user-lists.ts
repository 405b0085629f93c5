/**
 * Examples of the lists of users: their orders, filters and pages.
 *
 * @module
 */

import { does, type Example, refuses, shows } from './example.ts';
import { blocked, deactivated, friends, role, users } from './scenes.ts';

/** Names whose order is another in code units, in lower case, than by a dictionary or with case. */
const crowd: Example['before'] = [
  role('vip'),
  ...([
    { uid: 'ana', name: 'Zoë', tags: ['red'], metadata: { '@private': 1, open: 2 } },
    { uid: 'a-b', name: 'éva', role: 'vip' },
    { uid: 'a_b', name: 'ΟΔΟΣ', tags: ['Red'] },
    { uid: 'b', name: 'adam', metadata: { '@private': 1 } },
    { uid: '__proto__', name: 'Adam' },
  ].map((input) => ({
    title: `${input.uid} is created by the name ${input.name}`,
    run: (app) => app.users.create(input),
  })) satisfies Example['before']),
  friends('b', '__proto__'),
  blocked('a_b', 'b'),
  { title: 'b is online', run: (app) => app.users.touch('b', { status: 'online' }) },
  deactivated('ana'),
];

/** Of the command that lists users. */
export const userListExamples: readonly Example[] = [
  ...(
    [
      ['newest first', {}],
      ['by uid, deactivated ones too', { order: 'uid', withDeactivated: true, count: true }],
      ['by name, then uid', { order: 'name', count: true }],
      ['who are deactivated', { onlyDeactivated: true, count: true }],
      ['whose name begins so', { searchKey: 'οδος', searchIn: ['name'], count: true }],
      ['whose uid begins so', { searchKey: 'A-', count: true }],
      ['of a tag, whose case counts', { tags: ['Red'], count: true }],
      ['of a status', { status: 'online', count: true }],
      ['of a role', { roles: ['vip'], count: true }],
      ['of these uids', { uids: ['b', '__proto__', 'nobody'], order: 'uid', count: true }],
      ['who are friends of one', { friendsOf: 'b', count: true }],
      ['without blocks towards one', { hideBlockedFor: 'b', count: true }],
      ['as one sees them whom another blocks', { as: 'b', order: 'uid', withDeactivated: true, count: true }],
      ['as one sees them who blocks another', { as: 'A_B', order: 'uid', withDeactivated: true }],
    ] as const
  ).map(([which, options]) =>
    shows('users.list', `lists users ${which}`, crowd, (app) => app.users.list(options)),
  ),
  does('users.list', 'goes on behind the first page, although one of its users is gone', crowd, (app) =>
    app.users
      .list({ order: 'name', limit: 2, count: true })
      .andThen(({ nextCursor: cursor }) =>
        app.users
          .deactivate(['b'])
          .andThen(() => app.users.list({ order: 'name', limit: 2, count: true, cursor })),
      ),
  ),
  refuses('users.list', 'ERR_UID_NOT_FOUND', 'a viewer who is nobody', [], (app) =>
    app.users.list({ as: 'ana' }),
  ),
  refuses('users.list', 'ERR_UID_NOT_FOUND', 'friends of nobody', [], (app) =>
    app.users.list({ friendsOf: 'ana' }),
  ),
  refuses(
    'users.list',
    'ERR_UID_NOT_FOUND',
    'to hide what a deactivated user blocks',
    [...users('ana'), deactivated('ana')],
    (app) => app.users.list({ hideBlockedFor: 'ana' }),
  ),
];
