/**
 * PostgreSQL on Kithkin's own tables, as fast as one can write it by hand: a stored function for each command, asked as
 * one prepared statement, which is one message and one commit.
 */
import { nameKeyOf, readsOf } from '../sql/hand-queries.mjs';
import { friendshipOf, idOf, mint, newUser, refusal, seconds, usualLimits } from './checks.mjs';

/** Prepared statements by their text: contenders share connections. */
const names = new Map();

/** `pool` is one of `pg`, on a schema in which the tables and the functions of hand-functions.mjs are. */
export function open({ pool, appId: app, limits: given }) {
  const limits = { ...usualLimits, ...given };

  const ask = async (text, values) => {
    if (!names.has(text)) names.set(text, { name: `bench_${names.size}`, text: numbered(text) });
    return (await pool.query({ ...names.get(text), values })).rows;
  };

  /** What a function answers; throws its refusal. */
  const call = async (name, ...values) => {
    const places = values.map(() => '?').join(', ');
    const [{ answer }] = await ask(`select bench_${name}(?, ${places}) as answer`, [app, ...values]);
    if (answer !== null && answer !== 'same') throw refusal(answer);
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

    befriend: (a, b) => befriend('befriend', a, b, limits.friendshipsPerUserMax),
    unfriend: (a, b) => befriend('unfriend', a, b),

    async issue(given) {
      const uid = idOf(given);
      const { plain, handle, digest, createdAt } = mint(uid);
      await call('issue', uid, digest, handle, createdAt, limits.activeAuthTokensPerUserMax);
      return { authToken: plain, handle, createdAt };
    },

    async join(givenUid, givenGuid) {
      const uid = idOf(givenUid);
      const guid = idOf(givenGuid);
      const joinedAt = seconds();
      const { groupMembershipsPerUserMax, membersPerGroupMax } = limits;
      await call('join', uid, guid, joinedAt, groupMembershipsPerUserMax, membersPerGroupMax);
      return { uid, guid, scope: 'participant', joinedAt };
    },

    leave: async (uid, guid) => void (await call('leave', idOf(uid), idOf(guid))),
    block: (by, whom) => block('block', by, whom, seconds()),
    unblock: (by, whom) => block('unblock', by, whom),
    createBot: async ({ uid, webhookURL }) =>
      void (await call('create_bot', idOf(uid), webhookURL, seconds(), limits.botsPerAppMax)),
    removeBot: async (uid) => void (await call('remove_bot', idOf(uid))),
  };
}

/** A text with `$1`, `$2`, … for its question marks. */
function numbered(text) {
  let number = 0;
  return text.replaceAll('?', () => `$${(number += 1)}`);
}
