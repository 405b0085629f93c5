/**
 * SQLite in memory, as one would write it by hand: prepared statements, one immediate transaction a command.
 */
import Database from 'libsql';
import {
  digestOfToken,
  friendshipOf,
  friendsMax,
  groupsMax,
  idOf,
  membersMax,
  mint,
  newUser,
  pageOf,
  refusal,
  seconds,
  tagsOf,
  tokensMax,
} from './checks.mjs';

const schema = `
  create table roles (role text primary key) without rowid;
  create table users (sequence integer primary key, uid text not null unique, name text not null,
    name_key text not null, role text not null, tags text, status text not null, created_at integer not null);
  create index users_by_name on users (name_key, uid);
  create table user_tags (tag text, sequence integer, name_key text, uid text, primary key (tag, sequence)) without rowid;
  create index user_tags_by_name on user_tags (tag, name_key, uid);
  create table friendships (owner text, peer text, primary key (owner, peer)) without rowid;
  create table tokens (sequence integer primary key, digest text not null unique, uid text not null,
    handle text not null, created_at integer not null, archived_at integer);
  create index tokens_by_owner on tokens (uid, sequence) where archived_at is null;
  create table groups (guid text primary key, members_count integer not null default 0) without rowid;
  create table memberships (guid text, uid text, scope text not null, joined_at integer not null,
    primary key (guid, uid)) without rowid;
  create index memberships_by_user on memberships (uid);
  insert into roles values ('default');`;

export function open() {
  const db = new Database(':memory:');
  db.exec(schema);
  const sql = (text) => db.prepare(text);
  const begin = sql('begin immediate');
  const commit = sql('commit');
  const rollback = sql('rollback');
  const hasRole = sql('select 1 from roles where role = ?');
  const addRole = sql('insert into roles values (?)');
  const addGroup = sql('insert into groups (guid) values (?)');
  const findUser = sql('select * from users where uid = ?');
  const hasUser = sql('select 1 from users where uid = ?');
  const addUser = sql(
    'insert into users (uid, name, name_key, role, tags, status, created_at) values (?, ?, ?, ?, ?, ?, ?)',
  );
  const addTag = sql('insert into user_tags values (?, ?, ?, ?)');
  const hasFriend = sql('select 1 from friendships where owner = ? and peer = ?');
  const countFriends = sql('select count(*) as n from friendships where owner = ?');
  const addFriend = sql('insert into friendships values (?, ?)');
  const countTokens = sql('select count(*) as n from tokens where uid = ? and archived_at is null');
  const archive = sql(
    `update tokens set archived_at = ? where sequence in
      (select sequence from tokens where uid = ? and archived_at is null order by sequence limit ?)`,
  );
  const addToken = sql('insert into tokens (digest, uid, handle, created_at) values (?, ?, ?, ?)');
  const findToken = sql(
    'select u.* from tokens t join users u on u.uid = t.uid where t.digest = ? and t.archived_at is null',
  );
  const findGroup = sql('select members_count from groups where guid = ?');
  const hasMember = sql('select 1 from memberships where guid = ? and uid = ?');
  const countGroups = sql('select count(*) as n from memberships where uid = ?');
  const addMember = sql(`insert into memberships values (?, ?, 'participant', ?)`);
  const grow = sql('update groups set members_count = members_count + 1 where guid = ?');
  const from = 'select u.* from users u';
  const tagged = 'select u.* from user_tags t join users u on u.sequence = t.sequence where t.tag = ? and';
  const pages = {
    newest: sql(`${from} where sequence < ? order by sequence desc limit ?`),
    name: sql(`${from} where (name_key, uid) > (?, ?) order by name_key, uid limit ?`),
    newestTagged: sql(`${tagged} t.sequence < ? order by t.sequence desc limit ?`),
    nameTagged: sql(`${tagged} (t.name_key, t.uid) > (?, ?) order by t.name_key, t.uid limit ?`),
  };

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

  function requireUser(uid) {
    if (hasUser.get(uid) === undefined) throw refusal('ERR_UID_NOT_FOUND');
  }

  return {
    createRole: async (role) => addRole.run(role),
    createGroup: async (guid) => addGroup.run(guid),

    async create(input) {
      const user = newUser(input);
      const { uid, name, role, tags, status, createdAt } = user;
      const nameKey = name.toLowerCase();
      transact(() => {
        if (hasUser.get(uid) !== undefined || uid === 'app_system') throw refusal('ERR_UID_ALREADY_EXISTS');
        if (hasRole.get(role) === undefined) throw refusal('ERR_ROLE_NOT_FOUND');
        const json = tags === undefined ? null : JSON.stringify(tags);
        const { lastInsertRowid } = addUser.run(uid, name, nameKey, role, json, status, createdAt);
        for (const tag of tags ?? []) addTag.run(tag, lastInsertRowid, nameKey, uid);
      });
      return { user };
    },

    async get(uid) {
      const row = findUser.get(idOf(uid));
      if (row === undefined) throw refusal('ERR_UID_NOT_FOUND');
      return userOf(row);
    },

    async befriend(givenA, givenB) {
      const a = idOf(givenA);
      const b = idOf(givenB);
      transact(() => {
        requireUser(a);
        requireUser(b);
        if (a === b) throw refusal('ERR_CANNOT_FORM_SELF_RELATION');
        if (hasFriend.get(a, b) !== undefined) throw refusal('ERR_ALREADY_FRIEND');
        if (countFriends.get(a).n >= friendsMax || countFriends.get(b).n >= friendsMax) {
          throw refusal('ERR_FRIENDS_LIMIT_EXCEEDED');
        }
        addFriend.run(a, b);
        addFriend.run(b, a);
      });
      return friendshipOf(a, b);
    },

    async issue(given) {
      const uid = idOf(given);
      const { plain, handle, digest, createdAt } = mint(uid);
      transact(() => {
        requireUser(uid);
        const excess = countTokens.get(uid).n + 1 - tokensMax;
        if (excess > 0) archive.run(createdAt, uid, excess);
        addToken.run(digest, uid, handle, createdAt);
      });
      return { authToken: plain, handle, createdAt };
    },

    async authenticate(plain) {
      const row = findToken.get(digestOfToken(plain));
      if (row === undefined) throw refusal('AUTH_ERR_AUTH_TOKEN_NOT_FOUND');
      return userOf(row);
    },

    async join(givenUid, givenGuid) {
      const uid = idOf(givenUid);
      const guid = idOf(givenGuid);
      const joinedAt = seconds();
      transact(() => {
        requireUser(uid);
        const group = findGroup.get(guid);
        if (group === undefined) throw refusal('ERR_GUID_NOT_FOUND');
        if (hasMember.get(guid, uid) !== undefined) throw refusal('ERR_ALREADY_JOINED');
        if (countGroups.get(uid).n >= groupsMax) throw refusal('ERR_GROUPS_LIMIT_EXCEEDED');
        if (group.members_count >= membersMax) throw refusal('ERR_NO_VACANCY');
        addMember.run(guid, uid, joinedAt);
        grow.run(guid);
      });
      return { uid, guid, scope: 'participant', joinedAt };
    },

    async list({ tags, order = 'newest', cursor, limit = 100 }) {
      const tag = tagsOf(tags)?.[0];
      const statement = pages[tag === undefined ? order : `${order}Tagged`];
      const first = order === 'newest' ? [Number.MAX_SAFE_INTEGER] : ['', ''];
      const place = cursor === undefined ? first : JSON.parse(cursor);
      const rows = statement.all(...(tag === undefined ? [] : [tag]), ...place, limit + 1);
      return pageOf(rows, limit, userOf, (row) =>
        JSON.stringify(order === 'newest' ? [row.sequence] : [row.name_key, row.uid]),
      );
    },

    unwrap: (value) => value,
    friendCount: async (uid) => countFriends.get(uid).n,
    tokenCount: async (uid) => countTokens.get(uid).n,
    memberCount: async (guid) => findGroup.get(guid).members_count,
  };
}

function userOf(row) {
  const { uid, name, role, tags, status, created_at: createdAt } = row;
  return tags === null
    ? { uid, name, role, status, createdAt }
    : { uid, name, role, tags: JSON.parse(tags), status, createdAt };
}
