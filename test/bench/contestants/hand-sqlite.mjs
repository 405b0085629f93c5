/**
 * SQLite on Kithkin's own tables, as one would write it by hand: prepared statements, and one immediate transaction
 * around the checks, the rows and the counts of a command.
 */
import { nameKeyOf, readsOf } from '../sql/hand-queries.mjs';
import { friendshipOf, idOf, mint, newUser, refusal, seconds, usualLimits } from './checks.mjs';

/** `database` is a connection of its own, on a file in which the tables are. */
export function open({ database, appId: app, limits: given }) {
  const limits = { ...usualLimits, ...given };
  const sql = (text) => database.prepare(text);
  const begin = sql('begin immediate');
  const commit = sql('commit');
  const rollback = sql('rollback');

  const has = (table, ...columns) => {
    const statement = sql(
      `select 1 from kithkin_${table} where app_id = ? ${columns.map((column) => `and ${column}`).join(' ')}`,
    );
    return (...params) => statement.get(app, ...params) !== undefined;
  };
  const hasUser = has('users', 'uid = ?', 'is_active = 1');
  const hasUid = has('users', 'uid = ?');
  const isBuried = has('tombstones', `type = 'user'`, 'id = ?');
  const hasRole = has('roles', 'role = ?');
  const hasFriend = has('friendships', 'lower_uid = ?', 'higher_uid = ?');
  const hasBlock = has('blocks', 'blocker = ?', 'blocked = ?');
  const hasHandle = has('auth_tokens', 'uid = ?', 'handle = ?');
  const hasMember = has('memberships', 'guid = ?', 'uid = ?');
  const hasBan = has('bans', 'guid = ?', 'uid = ?');
  const hasBot = has('bots', 'uid = ?');
  const findGroup = sql('select type, owner from kithkin_groups where app_id = ? and guid = ?');
  const countBots = sql('select count(*) as n from kithkin_bots where app_id = ?');

  const counter = (type, column) => {
    const find = sql(
      `select ${column} as n from kithkin_anchors where app_id = ? and type = '${type}' and id = ?`,
    );
    const change = sql(`insert into kithkin_anchors (app_id, type, id, ${column}) values (?, '${type}', ?, ?)
      on conflict (app_id, type, id) do update set ${column} = ${column} + excluded.${column}`);
    const lower = sql(
      `update kithkin_anchors set ${column} = ${column} - ? where app_id = ? and type = '${type}' and id = ?`,
    );
    return {
      of: (id) => find.get(app, id)?.n ?? 0,
      up: (id) => change.run(app, id, 1),
      down: (id, by = 1) => lower.run(by, app, id),
    };
  };
  const friends = counter('user', 'friends');
  const activeTokens = counter('user', 'active_tokens');
  const memberships = counter('user', 'memberships');
  const members = counter('group', 'members');

  const addUser = sql(`insert into kithkin_users
    (app_id, uid, name, name_key, role, tags, status, created_at, is_active) values (?, ?, ?, ?, ?, ?, 'offline', ?, 1)`);
  const addTag = sql(`insert into kithkin_user_tags
    (app_id, tag, sequence, name_key, uid, is_active) values (?, ?, ?, ?, ?, 1)`);
  const addFriend = sql('insert into kithkin_friendships (app_id, lower_uid, higher_uid) values (?, ?, ?)');
  const removeFriend = sql(
    'delete from kithkin_friendships where app_id = ? and lower_uid = ? and higher_uid = ?',
  );
  const archive = sql(`update kithkin_auth_tokens set archived_at = ? where sequence in
    (select sequence from kithkin_auth_tokens where app_id = ? and uid = ? and archived_at is null
      order by sequence limit ?)`);
  const addToken = sql(
    'insert into kithkin_auth_tokens (app_id, uid, digest, handle, created_at) values (?, ?, ?, ?, ?)',
  );
  const addMember = sql(`insert into kithkin_memberships
    (app_id, uid, guid, scope, joined_at) values (?, ?, ?, 'participant', ?)`);
  const removeMember = sql('delete from kithkin_memberships where app_id = ? and guid = ? and uid = ?');
  const addBlock = sql(
    'insert into kithkin_blocks (app_id, blocker, blocked, blocked_at) values (?, ?, ?, ?)',
  );
  const removeBlock = sql('delete from kithkin_blocks where app_id = ? and blocker = ? and blocked = ?');
  const addBot = sql(`insert into kithkin_bots
    (app_id, uid, webhook_url, is_enabled, group_chat_setting, created_at) values (?, ?, ?, 0, 'none', ?)`);
  const removeBot = sql('delete from kithkin_bots where app_id = ? and uid = ?');

  function transact(work) {
    begin.run();
    try {
      const value = work();
      commit.run();
      return value;
    } catch (error) {
      rollback.run();
      throw error;
    }
  }

  function requireUsers(...uids) {
    for (const uid of uids) if (!hasUser(uid)) throw refusal('ERR_UID_NOT_FOUND');
  }

  function groupOf(guid) {
    const group = findGroup.get(app, guid);
    if (group === undefined) throw refusal('ERR_GUID_NOT_FOUND');
    return group;
  }

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

  const prepared = new Map();
  const ask = (text, params) => {
    if (!prepared.has(text)) prepared.set(text, sql(text));
    return prepared.get(text).all(...params);
  };

  return {
    ...readsOf(app, ask),

    async create(input) {
      const user = newUser(input);
      const { uid, name, role, tags, createdAt } = user;
      const nameKey = nameKeyOf(name);
      transact(() => {
        if (hasUid(uid) || isBuried(uid) || uid === 'app_system') throw refusal('ERR_UID_ALREADY_EXISTS');
        if (role !== 'default' && !hasRole(role)) throw refusal('ERR_ROLE_NOT_FOUND');
        const json = tags === undefined ? null : JSON.stringify(tags);
        const { lastInsertRowid } = addUser.run(app, uid, name, nameKey, role, json, createdAt);
        for (const tag of tags ?? []) addTag.run(app, tag, lastInsertRowid, nameKey, uid);
      });
      return { user };
    },

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

    async issue(given) {
      const uid = idOf(given);
      const { plain, handle, digest, createdAt } = mint(uid);
      transact(() => {
        requireUsers(uid);
        if (hasHandle(uid, handle)) throw refusal('HANDLE_TAKEN');
        const excess = activeTokens.of(uid) + 1 - limits.activeAuthTokensPerUserMax;
        if (excess > 0) {
          archive.run(createdAt, app, uid, excess);
          activeTokens.down(uid, excess);
        }
        addToken.run(app, uid, digest, handle, createdAt);
        activeTokens.up(uid);
      });
      return { authToken: plain, handle, createdAt };
    },

    async join(givenUid, givenGuid) {
      const uid = idOf(givenUid);
      const guid = idOf(givenGuid);
      const joinedAt = seconds();
      transact(() => {
        requireUsers(uid);
        const group = groupOf(guid);
        if (hasMember(guid, uid)) throw refusal('ERR_ALREADY_JOINED');
        if (hasBan(guid, uid)) throw refusal('ERR_BANNED_GROUPMEMBER');
        if (group.type !== 'public') throw refusal('ERR_GROUP_JOIN_NOT_ALLOWED');
        if (memberships.of(uid) >= limits.groupMembershipsPerUserMax)
          throw refusal('ERR_GROUPS_LIMIT_EXCEEDED');
        if (members.of(guid) >= limits.membersPerGroupMax) throw refusal('ERR_NO_VACANCY');
        addMember.run(app, uid, guid, joinedAt);
        memberships.up(uid);
        members.up(guid);
      });
      return { uid, guid, scope: 'participant', joinedAt };
    },

    async leave(givenUid, givenGuid) {
      const uid = idOf(givenUid);
      const guid = idOf(givenGuid);
      transact(() => {
        requireUsers(uid);
        const group = groupOf(guid);
        if (!hasMember(guid, uid)) throw refusal('ERR_NOT_A_MEMBER');
        if (group.owner === uid) throw refusal('ERR_GROUP_OWNER');
        removeMember.run(app, guid, uid);
        memberships.down(uid);
        members.down(guid);
      });
    },

    block: async (blocker, blocked) =>
      changeBlock(blocker, blocked, true, (by, whom) => addBlock.run(app, by, whom, seconds())),
    unblock: async (blocker, blocked) =>
      changeBlock(blocker, blocked, false, (by, whom) => removeBlock.run(app, by, whom)),

    async createBot({ uid: given, webhookURL }) {
      const uid = idOf(given);
      transact(() => {
        requireUsers(uid);
        if (hasBot(uid)) throw refusal('ERR_BOT_ALREADY_EXISTS');
        if (countBots.get(app).n >= limits.botsPerAppMax) throw refusal('ERR_BOTS_LIMIT_EXCEEDED');
        addBot.run(app, uid, webhookURL, seconds());
      });
    },

    async removeBot(given) {
      const uid = idOf(given);
      transact(() => {
        if (!hasUser(uid) || !hasBot(uid)) throw refusal('ERR_BOT_NOT_FOUND');
        removeBot.run(app, uid);
      });
    },
  };
}
