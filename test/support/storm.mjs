/**
 * What one process of a storm does: commands drawn from a seed, some at a time, and the answers counted.
 */

/** Caps so small that every few commands meet one. */
export const stormLimits = {
  friendshipsPerUserMax: 3,
  activeAuthTokensPerUserMax: 2,
  groupMembershipsPerUserMax: 3,
  membersPerGroupMax: 5,
  botsPerAppMax: 2,
  rolesPerAppMax: 2,
  apiKeysPerAppMax: 2,
};

const atOnce = 8;
const uids = Array.from({ length: 10 }, (_, index) => `u${index}`);
const guids = ['g0', 'g1', 'g2', 'g3', 'g4'];
const roles = ['r0', 'r1', 'r2', 'r3'];

/** Kinds of commands, each with how often it is drawn. */
const kinds = [
  [8, (app, { uid }) => app.users.create({ uid, name: uid, withAuthToken: true })],
  [2, (app, { uid, role }) => app.users.update(uid, { role })],
  [2, (app, { uid }) => app.users.deactivate([uid])],
  [3, (app, { uid }) => app.users.reactivate([uid])],
  [1, (app, { uid }) => app.users.delete(uid, { permanent: true })],
  [12, (app, { uid, other }) => app.friendships.befriend(uid, other)],
  [4, (app, { uid, other }) => app.friendships.unfriend(uid, other)],
  [3, (app, { uid, other }) => app.blocks.block(uid, [other])],
  [2, (app, { uid, other }) => app.blocks.unblock(uid, [other])],
  [8, (app, { uid }) => app.authTokens.issue(uid)],
  [1, (app, { uid }) => app.authTokens.flush(uid)],
  [3, (app, { guid, uid }) => app.groups.create({ guid, name: guid, owner: uid })],
  [1, (app, { guid }) => app.groups.delete(guid)],
  [10, (app, { uid, guid }) => app.groupMemberships.join(uid, guid)],
  [3, (app, { uid, guid }) => app.groupMemberships.leave(uid, guid)],
  [3, (app, { uid, guid }) => app.groupMemberships.kick(uid, guid)],
  [1, (app, { uid, guid }) => app.groupMemberships.ban(uid, guid)],
  [2, (app, { uid, guid }) => app.groupMemberships.unban(uid, guid)],
  [1, (app, { uid, guid }) => app.groups.transferOwnership(guid, uid)],
  [3, (app, { uid }) => app.bots.register({ uid, webhookURL: 'https://bots.example/hook' })],
  [1, (app, { uid }) => app.bots.remove(uid)],
  [2, (app, { role }) => app.roles.create({ role, name: role })],
  [1, (app, { role }) => app.roles.delete(role)],
  [1, (app, { role }) => app.apiKeys.create({ name: role })],
  [1, (app) => app.users.resumeDeletions()],
].flatMap(([times, run]) => Array.from({ length: times }, () => run));

/** Gives so many commands, and tells how often each code was answered and how long the slowest took. */
export async function storm(app, seed, commands) {
  let state = seed | 0;
  const below = (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 8) / 2 ** 24) * bound);
  };
  const any = (items) => items[below(items.length)];
  const codes = {};
  let slowestMs = 0;
  let left = commands;
  const client = async () => {
    while (left > 0) {
      left -= 1;
      const run = any(kinds);
      const of = { uid: any(uids), other: any(uids), guid: any(guids), role: any(roles) };
      const began = Date.now();
      const answer = await run(app, of);
      slowestMs = Math.max(slowestMs, Date.now() - began);
      const code = answer.isOk() ? 'ok' : answer.error.code;
      codes[code] = (codes[code] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  return { codes, slowestMs };
}
