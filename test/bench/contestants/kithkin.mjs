/**
 * Kithkin as its users call it: every check, every cap, on the in-memory store or another.
 */
import { openApp } from 'kithkin';
import { memoryStore } from 'kithkin/memory';

export function open({ store = memoryStore(), appId = 'bench', limits } = {}) {
  const app = openApp({ store, appId, ...(limits && { limits }) });
  return {
    createRole: (role) => app.roles.create({ role, name: role }),
    createGroup: (guid) => app.groups.create({ guid, name: guid }),
    create: (input) => app.users.create(input),
    get: (uid) => app.users.get(uid),
    befriend: (a, b) => app.friendships.befriend(a, b),
    unfriend: (a, b) => app.friendships.unfriend(a, b),
    issue: (uid) => app.authTokens.issue(uid),
    authenticate: (token) => app.authTokens.authenticate(token),
    join: (uid, guid) => app.groupMemberships.join(uid, guid),
    leave: (uid, guid) => app.groupMemberships.leave(uid, guid),
    block: async (uid, blocked) => unwrapOnly(await app.blocks.block(uid, [blocked])),
    unblock: async (uid, blocked) => unwrapOnly(await app.blocks.unblock(uid, [blocked])),
    createBot: (input) => app.bots.register(input),
    removeBot: (uid) => app.bots.remove(uid),
    list: (options) => app.users.list(options),
    friends: (uid) => app.friendships.list(uid, { limit: 100 }),
    members: (guid) => app.groupMemberships.listMembers(guid, { limit: 100 }),
    tokens: (uid) => app.authTokens.list(uid, { limit: 100 }),
    unwrap,
    friendCount: async (uid) => unwrap(await app.friendships.list(uid, { limit: 1, count: true })).count,
    tokenCount: async (uid) => unwrap(await app.authTokens.list(uid, { limit: 1, count: true })).count,
    memberCount: async (guid) => unwrap(await app.groups.get(guid)).membersCount,
  };
}

function unwrap(result) {
  if (result.isErr()) refuse(result.error);
  return result.value;
}

/** The outcome of a command for many that was asked for one. */
function unwrapOnly(result) {
  const [outcome] = unwrap(result);
  if (!outcome.ok) refuse(outcome.error);
  const { value } = outcome;
  return { isErr: () => false, value };
}

function refuse(error) {
  const { code } = error;
  throw Object.assign(new Error(`kithkin refused: ${JSON.stringify(error)}`, { cause: error.cause }), {
    code,
  });
}
