/**
 * Everything that can be seen of an app, as one value to compare with another.
 *
 * @module
 */
import type { App } from 'kithkin';
import { allOf, must } from './test-app.ts';

/** All lists of an app, walked by pages of this size; of deactivated users only what a list shows. */
export async function stateOf(app: App, limit = 1000): Promise<Record<string, unknown>> {
  const users = await allOf((page) => app.users.list({ ...page, withDeactivated: true }), limit);
  const groups = await allOf((page) => app.groups.list(page), limit);
  const state: Record<string, unknown> = {
    users,
    groups,
    roles: await allOf((page) => app.roles.list(page), limit),
    bots: await allOf((page) => app.bots.list(page), limit),
    apiKeys: await allOf((page) => app.apiKeys.list(page), limit),
  };
  for (const { uid, deactivatedAt } of users) {
    if (deactivatedAt !== undefined) continue;
    state[`user ${uid}`] = {
      friends: await allOf((page) => app.friendships.list(uid, page), limit),
      blocks: await allOf((page) => app.blocks.list(uid, page), limit),
      tokens: await allOf((page) => app.authTokens.list(uid, page), limit),
      archived: await allOf((page) => app.authTokens.listArchived(uid, page), limit),
      groups: await allOf((page) => app.groupMemberships.listGroups(uid, page), limit),
    };
  }
  for (const { guid } of groups) {
    state[`group ${guid}`] = {
      members: await allOf((page) => app.groupMemberships.listMembers(guid, page), limit),
      banned: await allOf((page) => app.groupMemberships.listBanned(guid, page), limit),
    };
  }
  return state;
}

/** The sequence numbers of the newest rows, as far as cursors give them away. */
export async function newestPlaces(app: App): Promise<readonly unknown[]> {
  const pages = [
    await must(app.users.list({ limit: 1, withDeactivated: true })),
    await must(app.groups.list({ limit: 1 })),
  ];
  return pages.map(({ nextCursor }) => nextCursor);
}
