/**
 * The crew signs on: roles, users, bad input, and what others may see.
 *
 * @module
 */

import { privateMetadataKey, type UpdateSelfInput } from 'kithkin';
import type { Stage } from './stage.ts';

const shownOfCrew = 12;

export async function signOn({ app, crew, say, ask }: Stage): Promise<void> {
  say.chapter(
    'The crew signs on',
    'sign-on.ts',
    'Users come from docs/examples/harbour-crew.json. Whatever is wrong with one is said at once.',
  );
  await ask.refused(
    'Maren signs on before there are any roles',
    app.users.create({ uid: 'maren', name: 'Maren Holt', role: 'harbour-master' }),
    { code: 'ERR_ROLE_NOT_FOUND', role: 'harbour-master' },
  );
  await ask.each(
    'So the roles are defined first',
    crew.roles,
    (role) => app.roles.create(role),
    (roles) => `${roles.length} roles, beside default`,
  );
  const users = await ask.each(
    'Then everyone signs on',
    crew.people,
    (person) => app.users.create(person),
    (created) => `${created.length} users`,
  );
  say.aside(`${crew.organisation}, the first ${shownOfCrew} of ${users.length}:`);
  say.table(
    [{ title: 'uid' }, { title: 'role' }, { title: 'status message' }, { title: 'name' }],
    users.slice(0, shownOfCrew).map(({ user }) => [user.uid, user.role, user.statusMessage ?? '', user.name]),
  );
  say.aside('Some paperwork comes back.');
  await ask.refused(
    'Another Maren wants the uid MAREN',
    app.users.create({ uid: 'MAREN', name: 'Maren from the ferry' }),
    { code: 'ERR_UID_ALREADY_EXISTS', uid: 'maren' },
  );
  await ask.refused(
    'A form that is wrong in every field',
    app.users.create({
      uid: 'the ghost of berth 9',
      name: '   ',
      avatar: 'ftp://example.org/ghost.gif',
      tags: Array.from({ length: 26 }, (_, index) => `rumour-${index}`),
      metadata: { lastSeen: new Date(0) },
    }),
    { code: 'ERR_BAD_REQUEST' },
  );
  await ask.ok(
    'Payroll upserts Tomáš',
    app.users.upsert({ uid: 'tomas', name: 'Tomáš Dvořák', statusMessage: 'Found the bronze screws' }),
    ({ user, created }) => `${created ? 'created' : 'updated'}: “${user.statusMessage}”`,
  );
  const form: UpdateSelfInput = { statusMessage: 'Port is left!', ...{ role: 'harbour-master' } };
  const luka = await ask.ok(
    'Luka edits his profile, and his role',
    app.users.updateSelf('luka', form),
    ({ role, statusMessage }) => `“${statusMessage}”, but still role: ${role}`,
  );
  ask.same<string>('Luka’s role', luka.role, 'default');

  say.aside('Phone, next of kin and allergies are in metadata["@private"], which no other user sees.');
  await ask.ok(
    'Layla looks at her own profile',
    app.users.view('layla', { as: 'layla' }),
    ({ metadata }) => `sees ${Object.keys(metadata ?? {}).join(', ')}`,
  );
  const seenByKofi = await ask.ok(
    'Kofi looks at it',
    app.users.view('layla', { as: 'kofi' }),
    ({ metadata }) => `sees ${Object.keys(metadata ?? {}).join(', ')}`,
  );
  ask.same('Kofi sees Layla’s secrets', Object.hasOwn(seenByKofi.metadata ?? {}, privateMetadataKey), false);
  await ask.ok(
    'Yuki comes on the air',
    app.users.touch('yuki', { status: 'online' }),
    ({ uid, status }) => `${uid} is ${status}`,
  );
}
