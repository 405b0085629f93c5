/**
 * Examples of deletion for good, of users and of groups: what it takes away, what it leaves, and what finishes it when it
 * is cut off.
 *
 * @module
 */

import { does, type Example, refuses } from './example.ts';
import { bansOf, groupsLook, groupsOf, membersOf, tracesOfAna, usersLook } from './looks.ts';
import { anaEverywhere, banned, buried, buriedGroup, deactivated, group, token, users } from './scenes.ts';

const ana = users('ana');
const anaDeactivated = [...ana, deactivated('ana')];
const anaBuried = [...ana, token('ana'), buried('ana')];
const anaOwnsClub = [...ana, group('club', { owner: 'ana' })];
const clubBuried = [...anaOwnsClub, buriedGroup('club')];

/** A group with a member and a ban. */
const attic = [
  ...users('ana', 'bo'),
  group('attic', { owner: 'ana' }),
  ...banned('bo', 'attic'),
  group('club'),
];
const tracesOfAttic = [membersOf('attic'), bansOf('attic'), groupsOf('ana')];

const ofUsers: readonly Example[] = [
  does(
    'users.delete',
    'deletes a user for good, and leaves nothing to who takes the uid next',
    anaEverywhere,
    (app) => app.users.delete('ana', { permanent: true }),
    ...ana,
    ...tracesOfAna,
  ),
  does(
    'users.delete',
    'deletes a deactivated user for good',
    anaDeactivated,
    (app) => app.users.delete('ana', { permanent: true }),
    usersLook,
  ),
  does(
    'users.delete',
    'finishes a deletion that was cut off',
    [...anaEverywhere, buried('ana')],
    (app) => app.users.delete('ana', { permanent: true }),
    ...ana,
    ...tracesOfAna,
  ),
  refuses('users.delete', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', ana, (app) =>
    app.users.delete('nobody', { permanent: true }),
  ),
  refuses('users.delete', 'ERR_UID_NOT_FOUND', 'to deactivate who is being deleted', anaBuried, (app) =>
    app.users.delete('ana'),
  ),
  refuses('users.delete', 'ERR_GROUP_OWNER', 'to delete the owner of a group for good', anaOwnsClub, (app) =>
    app.users.delete('ana', { permanent: true }),
  ),
  refuses(
    'users.create',
    'ERR_UID_ALREADY_EXISTS',
    'a uid whose deletion is not finished',
    anaBuried,
    (app) => app.users.create({ uid: 'ana', name: 'Another' }),
  ),
  refuses(
    'users.upsert',
    'ERR_UID_ALREADY_EXISTS',
    'a uid whose deletion is not finished',
    anaBuried,
    (app) => app.users.upsert({ uid: 'ana', name: 'Another' }),
  ),
  refuses('users.get', 'ERR_UID_NOT_FOUND', 'a user whose deletion has begun', anaBuried, (app) =>
    app.users.get('ana'),
  ),
  refuses(
    'authTokens.authenticate',
    'AUTH_ERR_AUTH_TOKEN_NOT_FOUND',
    'the token of a user whose deletion has begun',
    anaBuried,
    (app, shown) => app.authTokens.authenticate(shown.authToken('ana', { nth: 0, by: 'text' })),
  ),
];

const ofGroups: readonly Example[] = [
  does(
    'groups.delete',
    'deletes a group, and leaves nothing to the group that takes the guid next',
    attic,
    (app) => app.groups.delete('attic', { as: 'ana' }),
    groupsLook,
    group('attic'),
    ...tracesOfAttic,
  ),
  does(
    'groups.delete',
    'finishes a deletion that was cut off',
    [...attic, buriedGroup('attic')],
    (app) => app.groups.delete('attic'),
    group('attic'),
    ...tracesOfAttic,
  ),
  refuses('groups.delete', 'ERR_GUID_NOT_FOUND', 'a member, once the deletion has begun', clubBuried, (app) =>
    app.groups.delete('club', { as: 'ana' }),
  ),
  refuses(
    'groups.create',
    'ERR_GUID_ALREADY_EXISTS',
    'a guid whose deletion is not finished',
    clubBuried,
    (app) => app.groups.create({ guid: 'club', name: 'Another' }),
  ),
  refuses('groups.get', 'ERR_GUID_NOT_FOUND', 'a group whose deletion has begun', clubBuried, (app) =>
    app.groups.get('club'),
  ),
];

/** Of every command that deletes for good, and of those that meet a deletion under way. */
export const deletionExamples: readonly Example[] = [
  ...ofUsers,
  ...ofGroups,
  does('users.resumeDeletions', 'finds nothing to finish where nothing was begun', ana, (app) =>
    app.users.resumeDeletions(),
  ),
  does(
    'users.resumeDeletions',
    'finishes every deletion that was cut off, of users and of groups',
    [...anaEverywhere, buried('ana'), buriedGroup('attic')],
    (app) => app.users.resumeDeletions(),
    { title: 'what is left to finish', run: (app) => app.users.resumeDeletions() },
    ...ana,
    group('attic'),
    ...tracesOfAna,
  ),
];
