/**
 * A group with one of each kind, and what each of them may do to the others.
 *
 * @module
 */
import type { App, GroupScope } from 'kithkin';
import { codeOf, createUsers, must, openTestApp } from '../support/test-app.ts';

/** Who there is, by uid. */
export const roles = [
  'owner',
  'admin',
  'moderator',
  'participant',
  'other-admin',
  'stranger',
  'banned',
] as const;

/** The uid of one of them. */
export type Role = (typeof roles)[number];

/** One thing that members do. */
export interface Action {
  readonly name: 'update' | 'delete' | 'add' | 'kick' | 'ban' | 'unban' | 'change scope' | 'hand over';
  run(app: App, as: Role, on: Role, gives: GroupScope): Promise<string>;
}

/** All that members do. */
export const actions: readonly Action[] = [
  { name: 'update', run: (app, as) => codeOf(app.groups.update('club', { name: 'New' }, { as })) },
  { name: 'delete', run: (app, as) => codeOf(app.groups.delete('club', { as })) },
  {
    name: 'add',
    run: async (app, as, on, scope) => {
      const result = await app.groupMemberships.add('club', [on], { as, scope });
      if (result.isErr()) return result.error.code;
      const [outcome] = result.value;
      return outcome?.ok ? 'ok' : String(outcome?.error.code);
    },
  },
  { name: 'kick', run: (app, as, on) => codeOf(app.groupMemberships.kick(on, 'club', { as })) },
  { name: 'ban', run: (app, as, on) => codeOf(app.groupMemberships.ban(on, 'club', { as })) },
  { name: 'unban', run: (app, as, on) => codeOf(app.groupMemberships.unban(on, 'club', { as })) },
  {
    name: 'change scope',
    run: (app, as, on, scope) => codeOf(app.groupMemberships.changeScope(on, 'club', scope, { as })),
  },
  { name: 'hand over', run: (app, as, on) => codeOf(app.groups.transferOwnership('club', on, { as })) },
];

/** The group `club` with everybody in their place. */
export async function newStage(): Promise<App> {
  const app = openTestApp();
  await createUsers(app, ...roles);
  await must(app.groups.create({ guid: 'club', name: 'Club', owner: 'owner' }));
  await must(app.groupMemberships.add('club', ['admin', 'other-admin'], { scope: 'admin' }));
  await must(app.groupMemberships.add('club', ['moderator'], { scope: 'moderator' }));
  await must(app.groupMemberships.add('club', ['participant', 'banned']));
  await must(app.groupMemberships.ban('banned', 'club'));
  return app;
}

const scopes: { readonly [Who in Role]?: GroupScope } = {
  owner: 'admin',
  admin: 'admin',
  'other-admin': 'admin',
  moderator: 'moderator',
  participant: 'participant',
};

/** What comes of it, by the table in docs/decisions/0012-who-may-do-what-in-a-group.md. */
export function mayAct({ name }: Action, as: Role, on: Role, gives: GroupScope): string {
  const own = scopes[as];
  const theirs = scopes[on];
  const noClearance = own === undefined ? 'ERR_NOT_A_MEMBER' : 'ERR_GROUP_NO_CLEARANCE';
  const isAdmin = own === 'admin';
  const isAtLeastModerator = isAdmin || own === 'moderator';
  switch (name) {
    case 'update':
      return isAtLeastModerator ? 'ok' : noClearance;
    case 'delete':
      return isAdmin ? 'ok' : noClearance;
    case 'add':
      if (!isAdmin) return noClearance;
      return theirs ? 'ERR_ALREADY_JOINED' : on === 'banned' ? 'ERR_BANNED_GROUPMEMBER' : 'ok';
    case 'unban':
      if (!isAtLeastModerator) return noClearance;
      return on === 'banned' ? 'ok' : 'ERR_NOT_A_BANNED_USER';
    case 'hand over':
      if (!theirs) return 'ERR_NOT_A_MEMBER';
      if (as !== 'owner') return noClearance;
      return on === 'owner' ? 'ERR_GROUP_OWNER' : 'ok';
    case 'kick':
    case 'ban':
    case 'change scope': {
      if (name === 'ban' && on === 'banned') return 'ERR_ALREADY_BANNED';
      if (!theirs) return 'ERR_NOT_A_MEMBER';
      if (as === on) return 'ERR_GROUP_NO_SELF_ACTION';
      const mayTouch = isAdmin || (own === 'moderator' && theirs === 'participant');
      const mayGive = name !== 'change scope' || isAdmin || gives !== 'admin';
      if (!mayTouch || !mayGive) return noClearance;
      if (on === 'owner') return 'ERR_GROUP_OWNER';
      return name === 'change scope' && gives === theirs ? 'ERR_SAME_SCOPE' : 'ok';
    }
  }
}
