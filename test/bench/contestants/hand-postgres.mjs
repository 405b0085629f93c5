/**
 * PostgreSQL on Kithkin's own tables, as fast as one can write it by hand: a stored function for each command, asked as
 * one prepared statement, which is one message and one commit.
 */
import { nameKeyOf, readsOf } from '../sql/hand-queries.mjs';
import {
  digestOf,
  friendshipOf,
  idOf,
  mint,
  mintKey,
  newUser,
  profileChanges,
  refusal,
  scopeOf,
  seconds,
  statusOf,
  textOf,
  usualLimits,
} from './checks.mjs';

/** Prepared statements by their text: contenders share connections. */
const names = new Map();

/** `pool` is one of `pg`, on a schema in which the tables and the functions of hand-functions.mjs are. */
export function open({ pool, appId: app, limits: given }) {
  const limits = { ...usualLimits, ...given };

  const ask = async (text, values) => {
    if (!names.has(text)) names.set(text, { name: `bench_${names.size}`, text: numbered(text) });
    return (await pool.query({ ...names.get(text), values })).rows;
  };

  /** What a function answers, which begins with a capital letter where it is a refusal; throws that. */
  const call = async (name, ...values) => {
    const places = values.map(() => '?').join(', ');
    const [{ answer }] = await ask(`select bench_${name}(?, ${places}) as answer`, [app, ...values]);
    if (/^[A-Z]/.test(answer ?? '')) throw refusal(answer);
    return answer;
  };

  const befriend = async (name, a, b, ...others) => {
    const [first, second] = [idOf(a), idOf(b)];
    const pair = friendshipOf(first, second);
    await call(name, first, second, pair.lower, pair.higher, ...others);
    return pair;
  };

  const block = async (name, by, whom, ...others) => {
    const blocked = idOf(whom);
    return { blocked, changed: (await call(name, idOf(by), blocked, ...others)) !== 'same' };
  };

  return {
    ...readsOf(app, ask),

    async create(input) {
      const user = newUser(input);
      const { uid, name, role, tags = [], createdAt } = user;
      const json = tags.length === 0 ? null : JSON.stringify(tags);
      await call('create', uid, name, nameKeyOf(name), role, json, tags, createdAt);
      return { user };
    },

    async upsert(input) {
      const { uid, name, role, tags = [], createdAt } = newUser(input);
      const json = tags.length === 0 ? null : JSON.stringify(tags);
      const isRoleGiven = input.role !== undefined;
      const answer = await call(
        'upsert',
        uid,
        name,
        nameKeyOf(name),
        role,
        isRoleGiven,
        json,
        tags,
        createdAt,
      );
      return { created: answer !== 'updated' };
    },

    async update(given, input) {
      const uid = idOf(given);
      const { name, role, statusMessage } = profileChanges(input);
      await call(
        'update',
        uid,
        name,
        name === undefined ? null : nameKeyOf(name),
        role,
        statusMessage,
        seconds(),
      );
    },

    touch: async (uid, status) => void (await call('touch', idOf(uid), statusOf(status), seconds())),
    deactivate: (uid) => call('deactivate', idOf(uid), seconds()),
    reactivate: (uid) => call('reactivate', idOf(uid)),

    befriend: (a, b) => befriend('befriend', a, b, limits.friendshipsPerUserMax),
    unfriend: (a, b) => befriend('unfriend', a, b),

    async issue(given) {
      const uid = idOf(given);
      const { plain, handle, digest, createdAt } = mint(uid);
      await call('issue', uid, digest, handle, createdAt, limits.activeAuthTokensPerUserMax);
      return { authToken: plain, handle, createdAt };
    },

    annotate: async (uid, plain, { platform, userAgent }) => {
      const notes = [platform, userAgent].map((note) => (note === undefined ? null : textOf(note)));
      await call('annotate', idOf(uid), digestOf(textOf(plain, 512)), ...notes);
    },
    revoke: async (uid, plain) => void (await call('revoke', idOf(uid), digestOf(textOf(plain, 512)))),
    flush: async (uid) => ({ revoked: Number(await call('flush', idOf(uid))) }),

    async join(givenUid, givenGuid) {
      const uid = idOf(givenUid);
      const guid = idOf(givenGuid);
      const joinedAt = seconds();
      const { groupMembershipsPerUserMax, membersPerGroupMax } = limits;
      await call('join', uid, guid, joinedAt, groupMembershipsPerUserMax, membersPerGroupMax);
      return { uid, guid, scope: 'participant', joinedAt };
    },

    async add(givenUid, givenGuid, givenScope) {
      const membership = {
        uid: idOf(givenUid),
        guid: idOf(givenGuid),
        scope: scopeOf(givenScope),
        joinedAt: seconds(),
      };
      const { groupMembershipsPerUserMax, membersPerGroupMax } = limits;
      await call('add', ...Object.values(membership), groupMembershipsPerUserMax, membersPerGroupMax);
      return membership;
    },

    leave: async (uid, guid) => void (await call('leave', idOf(uid), idOf(guid))),
    kick: async (uid, guid) => void (await call('leave', idOf(uid), idOf(guid))),
    changeScope: async (uid, guid, scope) =>
      void (await call('change_scope', idOf(uid), idOf(guid), scopeOf(scope))),
    ban: async (uid, guid) => void (await call('ban', idOf(uid), idOf(guid), seconds())),
    unban: async (uid, guid) => void (await call('unban', idOf(uid), idOf(guid))),

    async createGroup(given, { owner } = {}) {
      const name = textOf(given);
      const params = [nameKeyOf(name), owner === undefined ? null : idOf(owner), seconds()];
      await call('create_group', idOf(given), name, ...params, limits.groupMembershipsPerUserMax);
    },

    async updateGroup(given, input) {
      const [name, description] = [input.name, input.description].map((text) =>
        text === undefined ? null : textOf(text),
      );
      const nameKey = name === null ? null : nameKeyOf(name);
      await call('update_group', idOf(given), name, nameKey, description, seconds());
    },

    async transferOwnership(guid, uid) {
      const params = [idOf(guid), idOf(uid), seconds()];
      while ((await call('transfer', ...params)) === 'stale');
    },

    block: (by, whom) => block('block', by, whom, seconds()),
    unblock: (by, whom) => block('unblock', by, whom),
    createBot: async ({ uid, webhookURL }) =>
      void (await call('create_bot', idOf(uid), webhookURL, seconds(), limits.botsPerAppMax)),
    removeBot: async (uid) => void (await call('remove_bot', idOf(uid))),
    updateBot: async (uid, { webhookURL }) =>
      void (await call('update_bot', idOf(uid), webhookURL, seconds())),
    createRole: async (role) =>
      void (await call('create_role', idOf(role), textOf(role), seconds(), limits.rolesPerAppMax)),
    removeRole: async (role) => void (await call('remove_role', idOf(role))),

    async createKey(name) {
      const { plain, digest, handle } = mintKey();
      await call('create_key', digest, handle, textOf(name), seconds(), limits.apiKeysPerAppMax);
      return { apiKey: plain };
    },
    removeKey: async (plain) => void (await call('remove_key', digestOf(textOf(plain)))),
  };
}

/** A text with `$1`, `$2`, … for its question marks. */
function numbered(text) {
  let number = 0;
  return text.replaceAll('?', () => `$${(number += 1)}`);
}
