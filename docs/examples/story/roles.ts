/**
 * Roles: what somebody holds cannot be taken away, and there are twenty-five at most.
 *
 * @module
 */

import type { Stage } from './stage.ts';

export async function roles({ app, crew, say, ask }: Stage): Promise<void> {
  const cap = app.limits.rolesPerAppMax;
  say.chapter(
    'Roles',
    'roles.ts',
    'A role that anybody holds cannot be deleted, so the role of a user always exists.',
  );
  await ask.refused('The role “diver” is deleted', app.roles.delete('diver'), {
    code: 'ERR_ROLE_IN_USE',
    role: 'diver',
  });
  const { items: divers } = await ask.ok('Who holds it?', app.users.list({ roles: ['diver'] }), ({ items }) =>
    items.map(({ uid }) => uid).join(', '),
  );
  await ask.ok(
    'A new one is made for them',
    app.roles.create({ role: 'dive-team', name: 'Dive team' }),
    ({ role }) => role,
  );
  await ask.each(
    '… and they change over',
    divers,
    ({ uid }) => app.users.update(uid, { role: 'dive-team' }),
    (updated) => `${updated.length} users`,
  );
  await ask.ok('Now the old one can go', app.roles.delete('diver'), ({ role }) => `${role} is gone`);
  await ask.refused('The role “default” is deleted', app.roles.delete('default'), {
    code: 'ERR_ROLE_DELETE_DENIED',
    role: 'default',
  });
  await ask.refused('Chidi becomes an admiral', app.users.update('chidi', { role: 'admiral' }), {
    code: 'ERR_ROLE_NOT_FOUND',
    role: 'admiral',
  });

  say.aside('Then somebody discovers that roles cost nothing.');
  const more = Array.from({ length: cap - crew.roles.length }, (_, index) => `deputy-${index + 1}`);
  await ask.each(
    'Deputies are appointed',
    more,
    (role) => app.roles.create({ role, name: role.replace('-', ' ') }),
    (created) => `${created.length} more roles`,
  );
  await ask.refused(
    '… and one for the harbour cat',
    app.roles.create({ role: 'rat-catcher', name: 'Rat catcher' }),
    { code: 'ERR_ROLES_LIMIT_EXCEEDED', limit: cap },
  );
}
