/**
 * Examples of deactivation, by whatever command, and of the return.
 *
 * @module
 */

import { does, type Example, refuses } from './example.ts';
import {
  bansOf,
  blocksOf,
  botsLook,
  friendsOf,
  groupLook,
  membersOf,
  tracesOfAna,
  userLook,
  usersLook,
} from './looks.ts';
import { anaEverywhere, deactivated, member, users } from './scenes.ts';

const ana = users('ana');
const anaDeactivated = [...ana, deactivated('ana')];

/** Of every command that deactivates or reactivates. */
export const userLifeExamples: readonly Example[] = [
  does(
    'users.deactivate',
    'deactivates who is there, and tells of each uid what became of it',
    [...users('ana', 'bo'), deactivated('bo')],
    (app) => app.users.deactivate(['ana', 'bo', 'nobody']),
    usersLook,
  ),
  does(
    'users.deactivate',
    'hides a user from lists, and leaves it its place in every count',
    anaEverywhere,
    (app) => app.users.deactivate(['ana']),
    ...[friendsOf('bo'), blocksOf('cy'), membersOf('club'), groupLook('club'), bansOf('attic'), botsLook],
    ...[{ title: 'a third member is added', run: member('cy', 'club').run }, groupLook('club')],
  ),
  does(
    'users.reactivate',
    'brings back who is deactivated, and tells of each uid what became of it',
    [...users('ana', 'bo'), deactivated('bo')],
    (app) => app.users.reactivate(['ana', 'bo', 'nobody']),
    usersLook,
  ),
  does(
    'users.reactivate',
    'brings back a user with all that it had',
    [...anaEverywhere, deactivated('ana')],
    (app) => app.users.reactivate(['ana']),
    userLook('ana'),
    ...tracesOfAna,
  ),
  does(
    'users.delete',
    'deactivates, unless it is for good',
    ana,
    (app) => app.users.delete('ana'),
    usersLook,
  ),
  refuses('users.delete', 'ERR_UID_NOT_FOUND', 'to deactivate again', anaDeactivated, (app) =>
    app.users.delete('ana'),
  ),
];
