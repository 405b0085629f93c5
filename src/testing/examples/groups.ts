/**
 * Examples of the commands on groups.
 *
 * @module
 */

import type { App } from '../../app.ts';
import { difficultIds, difficultJson, difficultText, longText } from './difficult.ts';
import { does, type Example, keeps, refuses, shows } from './example.ts';
import { groupLook, groupsOf, membersOf } from './looks.ts';
import { group, member, users } from './scenes.ts';

const nothing: Example['before'] = [];
const club = [group('club')];
const ana = users('ana');

/** A group of ana, the owner, bo, a moderator, and cy, a participant; di is no member. */
const crew = [
  ...users('ana', 'bo', 'cy', 'di'),
  group('club', { owner: 'ana' }),
  member('bo', 'club', 'moderator'),
  member('cy', 'club'),
];

/** A private group of ana; bo is no member. */
const strongroom: Example['before'] = [
  ...users('ana', 'bo'),
  {
    title: 'ana creates a private group',
    run: (app) => app.groups.create({ guid: 'club', name: 'Club', type: 'private', owner: 'ana' }),
  },
];

const creations: readonly Example[] = [
  does(
    'groups.create',
    'creates a group that belongs to nobody',
    nothing,
    (app) => app.groups.create({ guid: 'Club', name: 'Club', tags: ['red'] }),
    groupLook('club'),
    membersOf('club'),
  ),
  does(
    'groups.create',
    'creates a group whose owner is its first member',
    ana,
    (app) => app.groups.create({ guid: 'club', name: 'Club', type: 'private', owner: 'ana' }),
    groupLook('club'),
    membersOf('club'),
    groupsOf('ana'),
  ),
  ...difficultIds.map((guid) =>
    keeps(
      'groups.create',
      `keeps the guid ${guid} and difficult texts as they are`,
      ana,
      (app) =>
        app.groups.create({
          guid,
          name: difficultText,
          icon: `https://pictures.example/${'i'.repeat(500)}`,
          description: longText(255),
          metadata: difficultJson,
          tags: [difficultText, longText(100)],
          owner: 'ana',
        }),
      groupLook(guid),
      groupsOf('ana'),
    ),
  ),
  refuses('groups.create', 'ERR_EMPTY_GROUP_PASS', 'a group with a password that is not given', club, (app) =>
    app.groups.create({ guid: 'club', name: 'Another', type: 'password' }),
  ),
  refuses('groups.create', 'ERR_GUID_ALREADY_EXISTS', 'a guid that is taken', club, (app) =>
    app.groups.create({ guid: 'club', name: 'Another' }),
  ),
  refuses('groups.create', 'ERR_UID_NOT_FOUND', 'an owner who is nobody', nothing, (app) =>
    app.groups.create({ guid: 'club', name: 'Club', owner: 'ana' }),
  ),
  refuses(
    'groups.create',
    'ERR_GROUPS_LIMIT_EXCEEDED',
    'an owner who is in as many groups as allowed',
    [...ana, group('club', { owner: 'ana' }), group('attic'), member('ana', 'attic')],
    (app) => app.groups.create({ guid: 'cellar', name: 'Cellar', owner: 'ana' }),
  ),
];

const changes: readonly Example[] = [
  shows('groups.get', 'shows a group with the number of its members', crew, (app) => app.groups.get('CLUB')),
  refuses('groups.get', 'ERR_GUID_NOT_FOUND', 'a guid that no group has', nothing, (app) =>
    app.groups.get('club'),
  ),
  shows('groups.view', 'shows a group to a member, with what it is there', crew, (app) =>
    app.groups.view('club', { as: 'BO' }),
  ),
  shows('groups.view', 'shows a private group to one who has not joined', strongroom, (app) =>
    app.groups.view('club', { as: 'bo' }),
  ),
  refuses('groups.view', 'ERR_UID_NOT_FOUND', 'a viewer who is nobody', nothing, (app) =>
    app.groups.view('club', { as: 'ana' }),
  ),
  refuses('groups.view', 'ERR_GUID_NOT_FOUND', 'a guid that no group has', ana, (app) =>
    app.groups.view('club', { as: 'ana' }),
  ),
  does(
    'groups.update',
    'replaces what is given and leaves the rest, as a moderator wants it',
    crew,
    (app) =>
      app.groups.update('club', { name: 'Clüb', tags: ['red'], metadata: difficultJson }, { as: 'bo' }),
    groupLook('club'),
    membersOf('club'),
  ),
  does(
    'groups.update',
    'gives a group a password, which then lets in',
    [...ana, ...club],
    (app) => app.groups.update('club', { type: 'password', password: 'sesame' }),
    groupLook('club'),
    {
      title: 'ana joins with it',
      run: (app) => app.groupMemberships.join('ana', 'club', { password: 'sesame' }),
    },
  ),
  refuses('groups.update', 'ERR_EMPTY_GROUP_PASS', 'the type password without a password', club, (app) =>
    app.groups.update('club', { type: 'password' }),
  ),
  does(
    'groups.transferOwnership',
    'makes a member owner and admin, and the former owner a participant',
    crew,
    (app) => app.groups.transferOwnership('club', 'cy', { as: 'ana' }),
    groupLook('club'),
    membersOf('club'),
  ),
  does(
    'groups.transferOwnership',
    'gives a group that belongs to nobody an owner',
    [...ana, ...club, member('ana', 'club')],
    (app) => app.groups.transferOwnership('club', 'ana'),
    membersOf('club'),
    { title: 'ana leaves', run: (app) => app.groupMemberships.leave('ana', 'club') },
  ),
  refuses('groups.transferOwnership', 'ERR_UID_NOT_FOUND', 'a new owner who is nobody', crew, (app) =>
    app.groups.transferOwnership('club', 'nobody'),
  ),
  refuses('groups.transferOwnership', 'ERR_NOT_A_MEMBER', 'a new owner who is no member', crew, (app) =>
    app.groups.transferOwnership('club', 'di'),
  ),
  refuses('groups.transferOwnership', 'ERR_GROUP_OWNER', 'who is the owner already', crew, (app) =>
    app.groups.transferOwnership('club', 'ana'),
  ),
];

/** Commands that members give; participants may give none of them. */
const acts = [
  [
    'groups.update',
    (app: App, guid: string, as: string) => app.groups.update(guid, { name: 'Another' }, { as }),
  ],
  ['groups.delete', (app: App, guid: string, as: string) => app.groups.delete(guid, { as })],
  [
    'groups.transferOwnership',
    (app: App, guid: string, as: string) => app.groups.transferOwnership(guid, 'bo', { as }),
  ],
] as const;

const refusalsOfActs: readonly Example[] = acts.flatMap(([command, run]) => [
  refuses(command, 'ERR_UID_NOT_FOUND', 'an actor who is nobody', crew, (app) => run(app, 'club', 'nobody')),
  refuses(command, 'ERR_GUID_NOT_FOUND', 'a guid that no group has', crew, (app) =>
    run(app, 'cellar', 'ana'),
  ),
  refuses(command, 'ERR_NOT_A_MEMBER', 'an actor who is no member', crew, (app) => run(app, 'club', 'di')),
  refuses(command, 'ERR_GROUP_NO_CLEARANCE', 'an actor without clearance', crew, (app) =>
    run(app, 'club', 'cy'),
  ),
]);

const crowd: Example['before'] = [
  ...users('ana', 'bo'),
  ...(
    [
      { guid: 'club', name: 'ÉTAGE', type: 'private', tags: ['red'] },
      { guid: 'a_b', name: 'zimmer', type: 'password', password: 'sesame', tags: ['Red'], owner: 'ana' },
      { guid: 'a-b', name: 'Zimmer' },
    ] as const
  ).map((input) => ({
    title: `the group ${input.guid} is created by the name ${input.name}`,
    run: (app: App) => app.groups.create(input),
  })),
  member('bo', 'a_b'),
  member('ana', 'a-b', 'moderator'),
];

const lists: readonly Example[] = [
  ...(
    [
      ['newest first', {}],
      ['by name, then guid', { order: 'name', count: true }],
      ['by guid', { order: 'guid', count: true }],
      ['of some types', { types: ['private', 'password'], count: true }],
      ['of a tag, whose case counts', { tags: ['Red'], count: true }],
      ['whose name begins so', { searchKey: 'ZIM', searchIn: ['name'], order: 'guid', count: true }],
      ['whose guid begins so', { searchKey: 'a-', searchIn: ['guid'], count: true }],
      ['as one of the members sees them', { as: 'ana', order: 'guid', count: true }],
    ] as const
  ).map(([which, options]) =>
    shows('groups.list', `lists groups ${which}`, crowd, (app) => app.groups.list(options)),
  ),
  refuses('groups.list', 'ERR_UID_NOT_FOUND', 'a viewer who is nobody', nothing, (app) =>
    app.groups.list({ as: 'ana' }),
  ),
];

/** Of every command on groups. */
export const groupExamples: readonly Example[] = [...creations, ...changes, ...refusalsOfActs, ...lists];
