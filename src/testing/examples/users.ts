/**
 * Examples of the commands on users that show and change them.
 *
 * @module
 */

import type { UpsertUserInput } from '../../user/user-input.ts';
import { difficultIds, difficultJson, difficultText, longText } from './difficult.ts';
import { does, type Example, keeps, refuses, shows } from './example.ts';
import { tokensOf, userLook, usersLook } from './looks.ts';
import { blocked, deactivated, role, users } from './scenes.ts';

const everything: UpsertUserInput = {
  uid: 'ana',
  name: 'Ana Lima',
  avatar: 'https://pictures.example/ana.png',
  link: 'https://ana.example/',
  role: 'vip',
  metadata: { '@private': { phone: '555' }, city: 'Rio' },
  tags: ['red', 'Red', 'blue'],
  statusMessage: 'away',
};

const nobody: Example['before'] = [];
const ana = users('ana');
const anaDeactivated = [...ana, deactivated('ana')];
const anaWithEverything: Example['before'] = [
  role('vip'),
  { title: 'ana is created with all that a user can have', run: (app) => app.users.create(everything) },
];
const boBlocksAna = [...anaWithEverything, ...users('bo'), blocked('bo', 'ana')];

const creations: readonly Example[] = [
  does(
    'users.create',
    'creates a user',
    nobody,
    (app) => app.users.create({ uid: 'Ana', name: ' Ana ' }),
    userLook('ana'),
  ),
  does(
    'users.create',
    'creates a user with all that it can have and a token',
    [role('vip')],
    (app) => app.users.create({ ...everything, withAuthToken: true }),
    userLook('ana'),
    tokensOf('ana'),
  ),
  ...difficultIds.map((uid) =>
    keeps(
      'users.create',
      `keeps the uid ${uid} and difficult texts as they are`,
      nobody,
      (app) =>
        app.users.create({
          uid,
          name: difficultText,
          metadata: difficultJson,
          tags: [difficultText, longText(100)],
          statusMessage: longText(255),
        }),
      userLook(uid),
      usersLook,
    ),
  ),
  refuses('users.create', 'ERR_UID_ALREADY_EXISTS', 'a uid that is taken', ana, (app) =>
    app.users.create({ uid: 'ana', name: 'Another' }),
  ),
  refuses('users.create', 'ERR_UID_ALREADY_EXISTS', 'the uid of a deactivated user', anaDeactivated, (app) =>
    app.users.create({ uid: 'ana', name: 'Another' }),
  ),
  refuses('users.create', 'ERR_UID_ALREADY_EXISTS', 'the uid of the system', nobody, (app) =>
    app.users.create({ uid: 'app_system', name: 'System' }),
  ),
  refuses('users.create', 'ERR_ROLE_NOT_FOUND', 'a role that nobody has made', nobody, (app) =>
    app.users.create({ uid: 'ana', name: 'Ana', role: 'vip' }),
  ),
  does(
    'users.upsert',
    'creates a user who is not there',
    nobody,
    (app) => app.users.upsert({ uid: 'ana', name: 'Ana' }),
    userLook('ana'),
  ),
  does(
    'users.upsert',
    'changes a user who is there, and leaves what is not given',
    anaWithEverything,
    (app) => app.users.upsert({ uid: 'ana', name: 'Ana', tags: ['green'] }),
    userLook('ana'),
  ),
  refuses('users.upsert', 'ERR_UID_ALREADY_EXISTS', 'the uid of a deactivated user', anaDeactivated, (app) =>
    app.users.upsert({ uid: 'ana', name: 'Another' }),
  ),
  refuses('users.upsert', 'ERR_ROLE_NOT_FOUND', 'a role that nobody has made', nobody, (app) =>
    app.users.upsert({ uid: 'ana', name: 'Ana', role: 'vip' }),
  ),
];

const views: readonly Example[] = [
  shows('users.get', 'shows a user, whose uid may be given in any case', anaWithEverything, (app) =>
    app.users.get('ANA'),
  ),
  refuses('users.get', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', nobody, (app) => app.users.get('ana')),
  refuses('users.get', 'ERR_UID_NOT_FOUND', 'a deactivated user', anaDeactivated, (app) =>
    app.users.get('ana'),
  ),
  shows('users.view', 'shows a user to one who blocks it, without what is private', boBlocksAna, (app) =>
    app.users.view('ana', { as: 'bo' }),
  ),
  shows('users.view', 'shows a user to one whom it blocks', boBlocksAna, (app) =>
    app.users.view('bo', { as: 'ana' }),
  ),
  shows('users.view', 'shows a user to itself, with what is private', anaWithEverything, (app) =>
    app.users.view('ana', { as: 'ana' }),
  ),
  refuses('users.view', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', ana, (app) =>
    app.users.view('bo', { as: 'ana' }),
  ),
  refuses('users.view', 'ERR_UID_NOT_FOUND', 'a viewer who is nobody', ana, (app) =>
    app.users.view('ana', { as: 'bo' }),
  ),
];

const changes: readonly Example[] = [
  does(
    'users.update',
    'replaces what is given, takes away what is unset, and leaves the rest',
    anaWithEverything,
    (app) => app.users.update('ana', { role: 'default', tags: ['green'], unset: ['metadata', 'avatar'] }),
    userLook('ana'),
    { title: 'users tagged red', run: (app) => app.users.list({ tags: ['red'] }) },
  ),
  refuses('users.update', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', nobody, (app) =>
    app.users.update('ana', { name: 'Ana' }),
  ),
  refuses('users.update', 'ERR_ROLE_NOT_FOUND', 'a role that nobody has made', ana, (app) =>
    app.users.update('ana', { role: 'vip' }),
  ),
  does(
    'users.updateSelf',
    'changes what is given and leaves the rest',
    anaWithEverything,
    (app) => app.users.updateSelf('ana', { name: difficultText, metadata: difficultJson }),
    userLook('ana'),
  ),
  refuses('users.updateSelf', 'ERR_UID_NOT_FOUND', 'a deactivated user', anaDeactivated, (app) =>
    app.users.updateSelf('ana', { name: 'Ana' }),
  ),
  does('users.touch', 'notes that a user came', ana, (app) => app.users.touch('ana', { status: 'online' }), {
    title: 'users who are online',
    run: (app) => app.users.list({ status: 'online', count: true }),
  }),
  refuses('users.touch', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', nobody, (app) =>
    app.users.touch('ana', { status: 'online' }),
  ),
];

/** Of every command on users but those that list them and that end a life. */
export const userExamples: readonly Example[] = [...creations, ...views, ...changes];
