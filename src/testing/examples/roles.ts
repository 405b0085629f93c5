/**
 * Examples of the commands on roles.
 *
 * @module
 */

import type { Question } from '../twins.ts';
import { difficultIds, difficultJson, difficultText, longText } from './difficult.ts';
import { does, type Example, keeps, refuses, shows } from './example.ts';
import { rolesLook } from './looks.ts';
import { deactivated, role, users } from './scenes.ts';

const nothing: Example['before'] = [];
const vip = [role('vip')];
const anaIsVip: Question = {
  title: 'ana is created as vip',
  run: (app) => app.users.create({ uid: 'ana', name: 'Ana', role: 'vip' }),
};

/** Of every command on roles. */
export const roleExamples: readonly Example[] = [
  does(
    'roles.create',
    'creates a role',
    nothing,
    (app) => app.roles.create({ role: 'VIP', name: 'Very important' }),
    rolesLook,
  ),
  ...difficultIds.map((id) =>
    keeps(
      'roles.create',
      `keeps the id ${id} and difficult texts as they are`,
      nothing,
      (app) =>
        app.roles.create({
          role: id,
          name: difficultText,
          description: longText(255),
          metadata: difficultJson,
        }),
      rolesLook,
    ),
  ),
  refuses('roles.create', 'ERR_ROLE_ALREADY_EXISTS', 'an id that is taken', vip, (app) =>
    app.roles.create({ role: 'vip', name: 'Another' }),
  ),
  refuses('roles.create', 'ERR_ROLE_ALREADY_EXISTS', 'the id of the role that always is there', vip, (app) =>
    app.roles.create({ role: 'default', name: 'Another' }),
  ),
  refuses(
    'roles.create',
    'ERR_ROLES_LIMIT_EXCEEDED',
    'a role more than an app may have',
    [role('vip'), role('staff')],
    (app) => app.roles.create({ role: 'guest', name: 'Guest' }),
  ),
  shows('roles.get', 'shows a role', vip, (app) => app.roles.get('vip')),
  shows('roles.get', 'shows the role default, which nobody has made', nothing, (app) =>
    app.roles.get('default'),
  ),
  refuses('roles.get', 'ERR_ROLE_NOT_FOUND', 'a role that nobody has made', nothing, (app) =>
    app.roles.get('vip'),
  ),
  does(
    'roles.update',
    'replaces what is given and leaves the rest',
    vip,
    (app) => app.roles.update('vip', { description: 'Few', metadata: difficultJson }),
    rolesLook,
    {
      title: 'the description is taken away',
      run: (app) => app.roles.update('vip', { unset: ['description'] }),
    },
    rolesLook,
  ),
  does(
    'roles.update',
    'changes default, which takes no place',
    vip,
    (app) => app.roles.update('default', { name: 'Everybody' }),
    rolesLook,
    role('staff'),
  ),
  refuses('roles.update', 'ERR_ROLE_NOT_FOUND', 'a role that nobody has made', nothing, (app) =>
    app.roles.update('vip', { name: 'VIP' }),
  ),
  does('roles.delete', 'deletes a role', vip, (app) => app.roles.delete('vip'), rolesLook),
  refuses('roles.delete', 'ERR_ROLE_DELETE_DENIED', 'to delete default', nothing, (app) =>
    app.roles.delete('default'),
  ),
  refuses('roles.delete', 'ERR_ROLE_NOT_FOUND', 'a role that nobody has made', nothing, (app) =>
    app.roles.delete('vip'),
  ),
  refuses('roles.delete', 'ERR_ROLE_IN_USE', 'a role that a user holds', [...vip, anaIsVip], (app) =>
    app.roles.delete('vip'),
  ),
  refuses(
    'roles.delete',
    'ERR_ROLE_IN_USE',
    'a role that a deactivated user holds',
    [...vip, anaIsVip, deactivated('ana')],
    (app) => app.roles.delete('vip'),
  ),
  does(
    'roles.delete',
    'deletes a role that its last holder has lost',
    [
      ...vip,
      ...users('bo'),
      anaIsVip,
      { title: 'ana is vip no more', run: (app) => app.users.update('ana', { role: 'default' }) },
    ],
    (app) => app.roles.delete('vip'),
  ),
  shows(
    'roles.list',
    'lists roles in order of their ids, default among them',
    [role('vip'), role('__proto__')],
    (app) => app.roles.list({ count: true }),
  ),
];
