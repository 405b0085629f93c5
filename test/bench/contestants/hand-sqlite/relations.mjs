/**
 * Friendships and blocks by hand on SQLite.
 */
import { friendshipOf, idOf, refusal, seconds } from '../checks.mjs';

export function relationsByHand({ app, sql, transact, has, counter, requireUsers }, limits) {
  const hasFriend = has('friendships', 'lower_uid = ?', 'higher_uid = ?');
  const hasBlock = has('blocks', 'blocker = ?', 'blocked = ?');
  const friends = counter('user', 'friends');
  const addFriend = sql('insert into kithkin_friendships (app_id, lower_uid, higher_uid) values (?, ?, ?)');
  const removeFriend = sql(
    'delete from kithkin_friendships where app_id = ? and lower_uid = ? and higher_uid = ?',
  );
  const addBlock = sql(
    'insert into kithkin_blocks (app_id, blocker, blocked, blocked_at) values (?, ?, ?, ?)',
  );
  const removeBlock = sql('delete from kithkin_blocks where app_id = ? and blocker = ? and blocked = ?');

  function changeBlock(givenBlocker, givenBlocked, wanted, change) {
    const blocker = idOf(givenBlocker);
    const blocked = idOf(givenBlocked);
    return transact(() => {
      requireUsers(blocker, blocked);
      if (blocker === blocked) throw refusal('ERR_CANNOT_BLOCK_SELF');
      const changed = hasBlock(blocker, blocked) !== wanted;
      if (changed) change(blocker, blocked);
      return { blocked, changed };
    });
  }

  return {
    async befriend(a, b) {
      const pair = friendshipOf(idOf(a), idOf(b));
      const { lower, higher } = pair;
      transact(() => {
        requireUsers(idOf(a), idOf(b));
        if (lower === higher) throw refusal('ERR_CANNOT_FORM_SELF_RELATION');
        if (hasFriend(lower, higher)) throw refusal('ERR_ALREADY_FRIEND');
        const isFull = (uid) => friends.of(uid) >= limits.friendshipsPerUserMax;
        if (isFull(lower) || isFull(higher)) throw refusal('ERR_FRIENDS_LIMIT_EXCEEDED');
        addFriend.run(app, lower, higher);
        friends.up(lower);
        friends.up(higher);
      });
      return pair;
    },

    async unfriend(a, b) {
      const pair = friendshipOf(idOf(a), idOf(b));
      const { lower, higher } = pair;
      transact(() => {
        requireUsers(idOf(a), idOf(b));
        if (!hasFriend(lower, higher)) throw refusal('ERR_NOT_A_FRIEND');
        removeFriend.run(app, lower, higher);
        friends.down(lower);
        friends.down(higher);
      });
      return pair;
    },

    block: async (blocker, blocked) =>
      changeBlock(blocker, blocked, true, (by, whom) => addBlock.run(app, by, whom, seconds())),
    unblock: async (blocker, blocked) =>
      changeBlock(blocker, blocked, false, (by, whom) => removeBlock.run(app, by, whom)),
  };
}
