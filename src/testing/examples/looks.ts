/**
 * Looks: what shows what a command has done.
 *
 * @module
 */

import type { App } from '../../app.ts';
import type { Answer } from '../arbitraries/call.ts';
import type { Question } from '../twins.ts';

function look(title: string, run: (app: App) => Answer): Question {
  return { title, run };
}

/** The whole of what the app shows of some kind. */
export const usersLook: Question = look('all users', (app) =>
  app.users.list({ order: 'uid', withDeactivated: true, count: true }),
);

/** With `default`. */
export const rolesLook: Question = look('all roles', (app) => app.roles.list({ count: true }));

/** In order of guid. */
export const groupsLook: Question = look('all groups', (app) =>
  app.groups.list({ order: 'guid', count: true }),
);

/** Without those of deactivated users. */
export const botsLook: Question = look('all bots', (app) => app.bots.list({ count: true }));

/** In order of name. */
export const apiKeysLook: Question = look('all API keys', (app) => app.apiKeys.list({ count: true }));

/** One user, as administration sees it. */
export function userLook(uid: string): Question {
  return look(uid, (app) => app.users.get(uid));
}

/** One group. */
export function groupLook(guid: string): Question {
  return look(guid, (app) => app.groups.get(guid));
}

/** The friends of a user, oldest friendship first. */
export function friendsOf(uid: string): Question {
  return look(`the friends of ${uid}`, (app) => app.friendships.list(uid, { count: true }));
}

/** Whom a user has blocked, and by whom it is. */
export function blocksOf(uid: string): Question {
  return look(`the blocks of ${uid}`, (app) => app.blocks.list(uid, { count: true }));
}

/** The active tokens of a user, newest first. */
export function tokensOf(uid: string): Question {
  return look(`the tokens of ${uid}`, (app) => app.authTokens.list(uid, { count: true }));
}

/** The archived tokens of a user, newest first. */
export function archiveOf(uid: string): Question {
  return look(`the archived tokens of ${uid}`, (app) => app.authTokens.listArchived(uid, { count: true }));
}

/** The groups of a user. */
export function groupsOf(uid: string): Question {
  return look(`the groups of ${uid}`, (app) => app.groupMemberships.listGroups(uid, { count: true }));
}

/** The members of a group. */
export function membersOf(guid: string): Question {
  return look(`the members of ${guid}`, (app) => app.groupMemberships.listMembers(guid, { count: true }));
}

/** Who is banned from a group. */
export function bansOf(guid: string): Question {
  return look(`the users banned from ${guid}`, (app) =>
    app.groupMemberships.listBanned(guid, { count: true }),
  );
}

/** Wherever `anaEverywhere` has left something of ana. */
export const tracesOfAna: readonly Question[] = [
  ...[friendsOf('ana'), blocksOf('ana'), tokensOf('ana'), archiveOf('ana'), groupsOf('ana')],
  ...[friendsOf('bo'), membersOf('club'), groupLook('club'), bansOf('attic'), botsLook],
];
