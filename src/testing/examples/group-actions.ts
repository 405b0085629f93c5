/**
 * Examples of the commands by which one member of a group acts on another: kick, ban, its lifting, and change of scope.
 *
 * @module
 */

import type { App } from '../../app.ts';
import { does, type Example, refuses } from './example.ts';
import { bansOf, groupLook, groupsOf, membersOf } from './looks.ts';
import { banned, group, member, users } from './scenes.ts';

/** A group of ana, the owner, bo, a moderator, and cy, a participant; di is banned and ed is nobody to it. */
const crew = [
  ...users('ana', 'bo', 'cy', 'di', 'ed'),
  group('club', { owner: 'ana' }),
  ...banned('di', 'club'),
  member('bo', 'club', 'moderator'),
  member('cy', 'club'),
];

type Act = (
  app: App,
  uid: string,
  guid: string,
  options?: { readonly as: string },
) => ReturnType<Example['run']>;

const kick: Act = (app, ...given) => app.groupMemberships.kick(...given);
const ban: Act = (app, ...given) => app.groupMemberships.ban(...given);
const unban: Act = (app, ...given) => app.groupMemberships.unban(...given);
const makeModerator: Act = (app, uid, guid, options) =>
  app.groupMemberships.changeScope(uid, guid, 'moderator', options);

const refusalsOfAll: readonly Example[] = (
  [
    ['groupMemberships.kick', kick],
    ['groupMemberships.ban', ban],
    ['groupMemberships.unban', unban],
    ['groupMemberships.changeScope', makeModerator],
  ] as const
).flatMap(([command, act]) => [
  refuses(command, 'ERR_UID_NOT_FOUND', 'an actor who is nobody', crew, (app) =>
    act(app, 'cy', 'club', { as: 'nobody' }),
  ),
  refuses(command, 'ERR_UID_NOT_FOUND', 'a uid that nobody has', crew, (app) => act(app, 'nobody', 'club')),
  refuses(command, 'ERR_GUID_NOT_FOUND', 'a guid that no group has', crew, (app) => act(app, 'cy', 'cellar')),
  refuses(command, 'ERR_NOT_A_MEMBER', 'an actor who is no member', crew, (app) =>
    act(app, 'cy', 'club', { as: 'ed' }),
  ),
  refuses(command, 'ERR_GROUP_NO_CLEARANCE', 'an actor without clearance', crew, (app) =>
    act(app, 'bo', 'club', { as: 'cy' }),
  ),
]);

const refusalsOnMembers: readonly Example[] = (
  [
    ['groupMemberships.kick', kick],
    ['groupMemberships.ban', ban],
    ['groupMemberships.changeScope', makeModerator],
  ] as const
).flatMap(([command, act]) => [
  refuses(command, 'ERR_NOT_A_MEMBER', 'a user who is no member', crew, (app) => act(app, 'ed', 'club')),
  refuses(command, 'ERR_GROUP_NO_SELF_ACTION', 'to act on oneself', crew, (app) =>
    act(app, 'bo', 'club', { as: 'bo' }),
  ),
  refuses(command, 'ERR_GROUP_NO_CLEARANCE', 'a moderator that acts on an admin', crew, (app) =>
    act(app, 'ana', 'club', { as: 'bo' }),
  ),
  refuses(command, 'ERR_GROUP_OWNER', 'to act on the owner', crew, (app) => act(app, 'ana', 'club')),
]);

/** Of every command by which one member acts on another. */
export const groupActionExamples: readonly Example[] = [
  does(
    'groupMemberships.kick',
    'takes a member out, who may come back',
    crew,
    (app) => kick(app, 'cy', 'club', { as: 'bo' }),
    ...[membersOf('club'), groupsOf('cy'), groupLook('club')],
    { title: 'cy joins again', run: (app) => app.groupMemberships.join('cy', 'club') },
  ),
  does(
    'groupMemberships.ban',
    'takes a member out and keeps it out, which takes no place',
    crew,
    (app) => ban(app, 'cy', 'club', { as: 'ana' }),
    ...[membersOf('club'), groupsOf('cy'), bansOf('club'), groupLook('club')],
    { title: 'cy joins again', run: (app) => app.groupMemberships.join('cy', 'club') },
  ),
  does(
    'groupMemberships.unban',
    'lifts a ban, which makes nobody a member',
    crew,
    (app) => unban(app, 'di', 'club', { as: 'bo' }),
    ...[bansOf('club'), membersOf('club')],
  ),
  does(
    'groupMemberships.changeScope',
    'gives a member another scope, and leaves it its place in the list',
    crew,
    (app) => makeModerator(app, 'cy', 'club', { as: 'ana' }),
    ...[membersOf('club'), groupsOf('cy')],
    {
      title: 'the moderators',
      run: (app) => app.groupMemberships.listMembers('club', { scopes: ['moderator'], count: true }),
    },
  ),
  ...refusalsOfAll,
  ...refusalsOnMembers,
  refuses('groupMemberships.ban', 'ERR_ALREADY_BANNED', 'a user who is banned', crew, (app) =>
    ban(app, 'di', 'club'),
  ),
  refuses('groupMemberships.unban', 'ERR_NOT_A_BANNED_USER', 'a user who is not banned', crew, (app) =>
    unban(app, 'cy', 'club'),
  ),
  refuses('groupMemberships.changeScope', 'ERR_SAME_SCOPE', 'the scope that the member has', crew, (app) =>
    makeModerator(app, 'bo', 'club'),
  ),
];
