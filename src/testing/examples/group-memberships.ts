/**
 * Examples of the commands by which users come into groups, leave them and are listed.
 *
 * @module
 */

import type { App } from '../../app.ts';
import type { Answer } from '../arbitraries/call.ts';
import { does, type Example, type ItemRefusalOf, refuses, refusesItem, shows } from './example.ts';
import { groupLook, groupsOf, membersOf } from './looks.ts';
import { banned, deactivated, group, member, users } from './scenes.ts';

const ana = users('ana');
const club = [...users('ana', 'bo', 'cy', 'di'), group('club', { owner: 'ana' })];
const withPassword = [...ana, group('club', { type: 'password', password: 'sesame' })];
const anaIsBanned = [...ana, group('club'), ...banned('ana', 'club')];
const anaIsBusy = [
  ...ana,
  ...[group('club'), group('attic'), group('cellar')],
  ...[member('ana', 'attic'), member('ana', 'cellar')],
];
const boAdds = [...club, member('bo', 'club', 'admin')];
const full = [...club, member('bo', 'club', 'moderator'), member('cy', 'club')];

const joining: readonly Example[] = [
  does(
    'groupMemberships.join',
    'makes a user a participant',
    [...ana, group('club')],
    (app) => app.groupMemberships.join('ana', 'club'),
    membersOf('club'),
    groupsOf('ana'),
    groupLook('club'),
  ),
  does(
    'groupMemberships.join',
    'lets in who knows the password',
    withPassword,
    (app) => app.groupMemberships.join('ana', 'club', { password: 'sesame' }),
    membersOf('club'),
  ),
  refuses('groupMemberships.join', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', club, (app) =>
    app.groupMemberships.join('nobody', 'club'),
  ),
  refuses('groupMemberships.join', 'ERR_GUID_NOT_FOUND', 'a guid that no group has', club, (app) =>
    app.groupMemberships.join('ana', 'cellar'),
  ),
  refuses('groupMemberships.join', 'ERR_ALREADY_JOINED', 'a member', club, (app) =>
    app.groupMemberships.join('ana', 'club'),
  ),
  refuses('groupMemberships.join', 'ERR_BANNED_GROUPMEMBER', 'a user who is banned', anaIsBanned, (app) =>
    app.groupMemberships.join('ana', 'club'),
  ),
  refuses(
    'groupMemberships.join',
    'ERR_GROUP_JOIN_NOT_ALLOWED',
    'a private group',
    [...ana, group('club', { type: 'private' })],
    (app) => app.groupMemberships.join('ana', 'club'),
  ),
  refuses('groupMemberships.join', 'ERR_EMPTY_GROUP_PASS', 'who gives no password', withPassword, (app) =>
    app.groupMemberships.join('ana', 'club'),
  ),
  refuses(
    'groupMemberships.join',
    'ERR_WRONG_GROUP_PASS',
    'who gives another password',
    withPassword,
    (app) => app.groupMemberships.join('ana', 'club', { password: 'Sesame' }),
  ),
  refuses(
    'groupMemberships.join',
    'ERR_GROUPS_LIMIT_EXCEEDED',
    'who is in as many groups as allowed',
    anaIsBusy,
    (app) => app.groupMemberships.join('ana', 'club'),
  ),
  refuses('groupMemberships.join', 'ERR_NO_VACANCY', 'a group that is full', full, (app) =>
    app.groupMemberships.join('di', 'club'),
  ),
];

const adding: readonly Example[] = [
  does(
    'groupMemberships.add',
    'adds each it can with a scope, one after the other',
    club,
    (app) =>
      app.groupMemberships.add('club', ['bo', 'nobody', 'ana', 'cy'], { as: 'ana', scope: 'moderator' }),
    membersOf('club'),
    groupsOf('bo'),
  ),
  refuses('groupMemberships.add', 'ERR_UID_NOT_FOUND', 'an actor who is nobody', club, (app) =>
    app.groupMemberships.add('club', ['bo'], { as: 'nobody' }),
  ),
  refuses('groupMemberships.add', 'ERR_GUID_NOT_FOUND', 'a guid that no group has', club, (app) =>
    app.groupMemberships.add('cellar', ['bo']),
  ),
  refuses('groupMemberships.add', 'ERR_NOT_A_MEMBER', 'an actor who is no member', club, (app) =>
    app.groupMemberships.add('club', ['bo'], { as: 'cy' }),
  ),
  refuses('groupMemberships.add', 'ERR_GROUP_NO_CLEARANCE', 'an actor without clearance', full, (app) =>
    app.groupMemberships.add('club', ['di'], { as: 'bo' }),
  ),
  refusesItem('groupMemberships.add', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', club, (app) =>
    app.groupMemberships.add('club', ['nobody']),
  ),
  ...(
    [
      ['ERR_UID_NOT_FOUND', 'the actor was deactivated', (app) => app.users.deactivate(['bo'])],
      ['ERR_GUID_NOT_FOUND', 'the group was deleted', (app) => app.groups.delete('club')],
      ['ERR_NOT_A_MEMBER', 'the actor was kicked', (app) => app.groupMemberships.kick('bo', 'club')],
      [
        'ERR_GROUP_NO_CLEARANCE',
        'the actor lost its scope',
        (app) => app.groupMemberships.changeScope('bo', 'club', 'participant'),
      ],
    ] satisfies readonly (readonly [ItemRefusalOf<'groupMemberships.add'>, string, (app: App) => Answer])[]
  ).map(([code, what, happens]) => ({
    ...refusesItem(
      'groupMemberships.add',
      code,
      `whoever comes when ${what} meanwhile`,
      boAdds,
      (app, _, meanwhile) => meanwhile(() => happens(app)).groupMemberships.add('club', ['cy'], { as: 'bo' }),
    ),
    isQuiet: false,
  })),
  refusesItem('groupMemberships.add', 'ERR_ALREADY_JOINED', 'a member', club, (app) =>
    app.groupMemberships.add('club', ['ana']),
  ),
  refusesItem('groupMemberships.add', 'ERR_BANNED_GROUPMEMBER', 'a user who is banned', anaIsBanned, (app) =>
    app.groupMemberships.add('club', ['ana']),
  ),
  refusesItem(
    'groupMemberships.add',
    'ERR_GROUPS_LIMIT_EXCEEDED',
    'who is in as many groups as allowed',
    anaIsBusy,
    (app) => app.groupMemberships.add('club', ['ana']),
  ),
  refusesItem(
    'groupMemberships.add',
    'ERR_NO_VACANCY',
    'a member more than the group may have',
    full,
    (app) => app.groupMemberships.add('club', ['di']),
  ),
];

const leaving: readonly Example[] = [
  does(
    'groupMemberships.leave',
    'takes a member out, and frees a place',
    full,
    (app) => app.groupMemberships.leave('cy', 'club'),
    membersOf('club'),
    groupsOf('cy'),
    member('di', 'club'),
  ),
  refuses('groupMemberships.leave', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', club, (app) =>
    app.groupMemberships.leave('nobody', 'club'),
  ),
  refuses('groupMemberships.leave', 'ERR_GUID_NOT_FOUND', 'a guid that no group has', club, (app) =>
    app.groupMemberships.leave('ana', 'cellar'),
  ),
  refuses('groupMemberships.leave', 'ERR_NOT_A_MEMBER', 'a user who is no member', club, (app) =>
    app.groupMemberships.leave('bo', 'club'),
  ),
  refuses('groupMemberships.leave', 'ERR_GROUP_OWNER', 'the owner', club, (app) =>
    app.groupMemberships.leave('ana', 'club'),
  ),
];

const twoBans = [...users('ana', 'bo'), group('club'), ...banned('bo', 'club'), ...banned('ana', 'club')];

const lists: readonly Example[] = [
  shows('groupMemberships.listMembers', 'lists members, the longest member first', full, (app) =>
    app.groupMemberships.listMembers('club', { count: true }),
  ),
  shows('groupMemberships.listMembers', 'lists members of some scopes', full, (app) =>
    app.groupMemberships.listMembers('club', { scopes: ['moderator', 'admin'], count: true }),
  ),
  shows(
    'groupMemberships.listMembers',
    'leaves out deactivated members',
    [...full, deactivated('bo')],
    (app) => app.groupMemberships.listMembers('club', { count: true }),
  ),
  refuses('groupMemberships.listMembers', 'ERR_GUID_NOT_FOUND', 'a guid that no group has', club, (app) =>
    app.groupMemberships.listMembers('cellar'),
  ),
  shows('groupMemberships.listGroups', 'lists groups, the longest membership first', anaIsBusy, (app) =>
    app.groupMemberships.listGroups('ana', { count: true }),
  ),
  refuses('groupMemberships.listGroups', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', club, (app) =>
    app.groupMemberships.listGroups('nobody'),
  ),
  shows('groupMemberships.listBanned', 'lists who is banned, by uid', twoBans, (app) =>
    app.groupMemberships.listBanned('club', { count: true }),
  ),
  shows(
    'groupMemberships.listBanned',
    'leaves out deactivated users',
    [...twoBans, deactivated('ana')],
    (app) => app.groupMemberships.listBanned('club', { count: true }),
  ),
  refuses('groupMemberships.listBanned', 'ERR_GUID_NOT_FOUND', 'a guid that no group has', club, (app) =>
    app.groupMemberships.listBanned('cellar'),
  ),
];

/** Of every command on memberships but those by which one member acts on another. */
export const groupMembershipExamples: readonly Example[] = [...joining, ...adding, ...leaving, ...lists];
