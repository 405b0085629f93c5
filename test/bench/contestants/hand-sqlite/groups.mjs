/**
 * Groups, their members and bans by hand on SQLite.
 */
import { nameKeyOf } from '../../sql/hand-queries.mjs';
import { idOf, refusal, scopeOf, seconds, textOf } from '../checks.mjs';

export function groupsByHand({ app, sql, transact, has, counter, requireUsers }, limits) {
  const findGroup = sql('select type, owner from kithkin_groups where app_id = ? and guid = ?');
  const isBuried = has('tombstones', `type = 'group'`, 'id = ?');
  const hasMember = has('memberships', 'guid = ?', 'uid = ?');
  const hasBan = has('bans', 'guid = ?', 'uid = ?');
  const memberships = counter('user', 'memberships');
  const members = counter('group', 'members');
  const addMember = sql(
    'insert into kithkin_memberships (app_id, uid, guid, scope, joined_at) values (?, ?, ?, ?, ?)',
  );
  const removeMember = sql('delete from kithkin_memberships where app_id = ? and guid = ? and uid = ?');
  const setScope = sql(
    'update kithkin_memberships set scope = ? where app_id = ? and guid = ? and uid = ? and scope <> ?',
  );
  const addBan = sql('insert into kithkin_bans (app_id, guid, uid, banned_at) values (?, ?, ?, ?)');
  const removeBan = sql('delete from kithkin_bans where app_id = ? and guid = ? and uid = ?');
  const addGroup = sql(`insert into kithkin_groups (app_id, guid, name, name_key, type, owner, created_at)
    values (?, ?, ?, ?, 'public', ?, ?)`);
  const changeGroup =
    sql(`update kithkin_groups set name = coalesce(?, name), name_key = coalesce(?, name_key),
    description = coalesce(?, description), updated_at = ? where app_id = ? and guid = ?`);
  const renameTags = sql('update kithkin_group_tags set name_key = ? where app_id = ? and guid = ?');
  const setOwner = sql('update kithkin_groups set owner = ?, updated_at = ? where app_id = ? and guid = ?');

  function groupOf(guid) {
    const group = findGroup.get(app, guid);
    if (group === undefined) throw refusal('ERR_GUID_NOT_FOUND');
    return group;
  }

  function requireStranger(guid, uid) {
    if (hasMember(guid, uid)) throw refusal('ERR_ALREADY_JOINED');
    if (hasBan(guid, uid)) throw refusal('ERR_BANNED_GROUPMEMBER');
  }

  function requireMember(group, guid, uid) {
    if (!hasMember(guid, uid)) throw refusal('ERR_NOT_A_MEMBER');
    if (group.owner === uid) throw refusal('ERR_GROUP_OWNER');
  }

  function admit({ uid, guid, scope, joinedAt }) {
    if (memberships.of(uid) >= limits.groupMembershipsPerUserMax) throw refusal('ERR_GROUPS_LIMIT_EXCEEDED');
    if (members.of(guid) >= limits.membersPerGroupMax) throw refusal('ERR_NO_VACANCY');
    enter({ uid, guid, scope, joinedAt });
  }

  function enter({ uid, guid, scope, joinedAt }) {
    addMember.run(app, uid, guid, scope, joinedAt);
    memberships.up(uid);
    members.up(guid);
  }

  function expel(guid, uid) {
    removeMember.run(app, guid, uid);
    memberships.down(uid);
    members.down(guid);
  }

  /** Works on a user and a group that are there. */
  function onMember(givenUid, givenGuid, work) {
    const uid = idOf(givenUid);
    const guid = idOf(givenGuid);
    return transact(() => {
      requireUsers(uid);
      return work(guid, uid, groupOf(guid));
    });
  }

  /** Who leaves and who is kicked by administration goes the same way. */
  async function remove(givenUid, givenGuid) {
    onMember(givenUid, givenGuid, (guid, uid, group) => {
      requireMember(group, guid, uid);
      expel(guid, uid);
    });
  }

  return {
    async join(givenUid, givenGuid) {
      const joinedAt = seconds();
      return onMember(givenUid, givenGuid, (guid, uid, { type }) => {
        requireStranger(guid, uid);
        if (type !== 'public') throw refusal('ERR_GROUP_JOIN_NOT_ALLOWED');
        const membership = { uid, guid, scope: 'participant', joinedAt };
        admit(membership);
        return membership;
      });
    },

    // Administration adds to groups of any type, and is told first of a group that is not there.
    async add(givenUid, givenGuid, givenScope) {
      const membership = {
        uid: idOf(givenUid),
        guid: idOf(givenGuid),
        scope: scopeOf(givenScope),
        joinedAt: seconds(),
      };
      const { uid, guid } = membership;
      transact(() => {
        groupOf(guid);
        requireUsers(uid);
        requireStranger(guid, uid);
        admit(membership);
      });
      return membership;
    },

    leave: remove,
    kick: remove,

    async changeScope(givenUid, givenGuid, givenScope) {
      const scope = scopeOf(givenScope);
      onMember(givenUid, givenGuid, (guid, uid, group) => {
        requireMember(group, guid, uid);
        if (setScope.run(scope, app, guid, uid, scope).changes === 0) throw refusal('ERR_SAME_SCOPE');
      });
    },

    async ban(givenUid, givenGuid) {
      onMember(givenUid, givenGuid, (guid, uid, group) => {
        if (hasBan(guid, uid)) throw refusal('ERR_ALREADY_BANNED');
        requireMember(group, guid, uid);
        expel(guid, uid);
        addBan.run(app, guid, uid, seconds());
      });
    },

    async unban(givenUid, givenGuid) {
      onMember(givenUid, givenGuid, (guid, uid) => {
        if (removeBan.run(app, guid, uid).changes === 0) throw refusal('ERR_NOT_A_BANNED_USER');
      });
    },

    // The owner, if any, becomes the first member.
    async createGroup(givenGuid, { owner: givenOwner } = {}) {
      const guid = idOf(givenGuid);
      const owner = givenOwner === undefined ? null : idOf(givenOwner);
      const name = textOf(givenGuid);
      const now = seconds();
      transact(() => {
        if (findGroup.get(app, guid) !== undefined || isBuried(guid))
          throw refusal('ERR_GUID_ALREADY_EXISTS');
        if (owner !== null) {
          requireUsers(owner);
          const isFull = memberships.of(owner) >= limits.groupMembershipsPerUserMax;
          if (isFull) throw refusal('ERR_GROUPS_LIMIT_EXCEEDED');
        }
        addGroup.run(app, guid, name, nameKeyOf(name), owner, now);
        if (owner !== null) enter({ uid: owner, guid, scope: 'admin', joinedAt: now });
      });
    },

    async updateGroup(givenGuid, input) {
      const guid = idOf(givenGuid);
      const name = input.name === undefined ? null : textOf(input.name);
      const nameKey = name === null ? null : nameKeyOf(name);
      const description = input.description === undefined ? null : textOf(input.description);
      transact(() => {
        const { changes } = changeGroup.run(name, nameKey, description, seconds(), app, guid);
        if (changes === 0) throw refusal('ERR_GUID_NOT_FOUND');
        if (nameKey !== null) renameTags.run(nameKey, app, guid);
      });
    },

    async transferOwnership(givenGuid, givenUid) {
      onMember(givenUid, givenGuid, (guid, uid, { owner }) => {
        if (!hasMember(guid, uid)) throw refusal('ERR_NOT_A_MEMBER');
        if (owner === uid) throw refusal('ERR_GROUP_OWNER');
        setOwner.run(uid, seconds(), app, guid);
        setScope.run('admin', app, guid, uid, 'admin');
        if (owner !== null) setScope.run('participant', app, guid, owner, 'participant');
      });
    },
  };
}
