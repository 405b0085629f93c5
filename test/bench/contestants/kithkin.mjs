/**
 * Kithkin as its users call it: every check, every cap, on the in-memory store or another.
 */
import { openApp } from 'kithkin';
import { memoryStore } from 'kithkin/memory';

export function open({ store = memoryStore(), appId = 'bench', limits } = {}) {
  const app = openApp({ store, appId, ...(limits && { limits }) });
  return {
    createRole: (role) => app.roles.create({ role, name: role }),
    removeRole: (role) => app.roles.delete(role),
    createGroup: (guid, { owner } = {}) => app.groups.create({ guid, name: guid, owner }),
    updateGroup: (guid, input) => app.groups.update(guid, input),
    transferOwnership: (guid, uid) => app.groups.transferOwnership(guid, uid),
    create: (input) => app.users.create(input),
    upsert: (input) => app.users.upsert(input),
    update: (uid, input) => app.users.update(uid, input),
    touch: (uid, status) => app.users.touch(uid, { status }),
    deactivate: async (uid) => outcomeOnly(await app.users.deactivate([uid]), 'deactivated'),
    reactivate: async (uid) => outcomeOnly(await app.users.reactivate([uid]), 'reactivated'),
    get: (uid) => app.users.get(uid),
    befriend: (a, b) => app.friendships.befriend(a, b),
    unfriend: (a, b) => app.friendships.unfriend(a, b),
    issue: (uid) => app.authTokens.issue(uid),
    annotate: (uid, token, notes) => app.authTokens.annotate(uid, token, notes),
    revoke: (uid, token) => app.authTokens.revoke(uid, token),
    flush: (uid) => app.authTokens.flush(uid),
    authenticate: (token) => app.authTokens.authenticate(token),
    join: (uid, guid) => app.groupMemberships.join(uid, guid),
    leave: (uid, guid) => app.groupMemberships.leave(uid, guid),
    add: async (uid, guid, scope) => unwrapOnly(await app.groupMemberships.add(guid, [uid], { scope })),
    kick: (uid, guid) => app.groupMemberships.kick(uid, guid),
    changeScope: (uid, guid, scope) => app.groupMemberships.changeScope(uid, guid, scope),
    ban: (uid, guid) => app.groupMemberships.ban(uid, guid),
    unban: (uid, guid) => app.groupMemberships.unban(uid, guid),
    block: async (uid, blocked) => unwrapOnly(await app.blocks.block(uid, [blocked])),
    unblock: async (uid, blocked) => unwrapOnly(await app.blocks.unblock(uid, [blocked])),
    createBot: (input) => app.bots.register(input),
    removeBot: (uid) => app.bots.remove(uid),
    updateBot: (uid, changes) => app.bots.update(uid, changes),
    createKey: (name) => app.apiKeys.create({ name }),
    removeKey: (key) => app.apiKeys.delete(key),
    authorize: (key) => app.apiKeys.authorize(key, 'authTokens.issue'),
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

/** What became of the one uid of a bulk command: `null` where it was changed, `'same'` where it was so before. */
function outcomeOnly(result, changed) {
  const [[outcome]] = Object.entries(unwrap(result)).filter(([, uids]) => uids.length > 0);
  const value = { [changed]: null, notFound: outcome }[outcome];
  return { isErr: () => false, value: value === undefined ? 'same' : value };
}

function refuse(error) {
  const { code } = error;
  throw Object.assign(new Error(`kithkin refused: ${JSON.stringify(error)}`, { cause: error.cause }), {
    code,
  });
}
