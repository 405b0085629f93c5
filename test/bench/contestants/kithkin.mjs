/**
 * Kithkin as its users call it: every check, every cap, the in-memory store.
 */
import { openApp } from 'kithkin';
import { memoryStore } from 'kithkin/memory';

export function open() {
  const app = openApp({ store: memoryStore(), appId: 'bench' });
  return {
    createRole: (role) => app.roles.create({ role, name: role }),
    createGroup: (guid) => app.groups.create({ guid, name: guid }),
    create: (input) => app.users.create(input),
    get: (uid) => app.users.get(uid),
    befriend: (a, b) => app.friendships.befriend(a, b),
    issue: (uid) => app.authTokens.issue(uid),
    authenticate: (token) => app.authTokens.authenticate(token),
    join: (uid, guid) => app.groupMemberships.join(uid, guid),
    list: (options) => app.users.list(options),
    unwrap,
    friendCount: async (uid) => unwrap(await app.friendships.list(uid, { limit: 1, count: true })).count,
    tokenCount: async (uid) => unwrap(await app.authTokens.list(uid, { limit: 1, count: true })).count,
    memberCount: async (guid) => unwrap(await app.groups.get(guid)).membersCount,
  };
}

function unwrap(result) {
  if (result.isErr()) throw new Error(`kithkin refused: ${JSON.stringify(result.error)}`);
  return result.value;
}
