/**
 * Users by hand on SQLite.
 */
import { nameKeyOf } from '../../sql/hand-queries.mjs';
import { idOf, newUser, profileChanges, refusal, seconds, statusOf } from '../checks.mjs';

export function usersByHand({ app, sql, transact, has, hasUser, requireUsers }) {
  const hasUid = has('users', 'uid = ?');
  const isBuried = has('tombstones', `type = 'user'`, 'id = ?');
  const hasRole = has('roles', 'role = ?');
  const addUser = sql(`insert into kithkin_users
    (app_id, uid, name, name_key, role, tags, status, created_at, is_active) values (?, ?, ?, ?, ?, ?, 'offline', ?, 1)`);
  const addTag = sql(`insert into kithkin_user_tags
    (app_id, tag, sequence, name_key, uid, is_active) values (?, ?, ?, ?, ?, 1)`);
  const change = sql(`update kithkin_users set name = coalesce(?, name), name_key = coalesce(?, name_key),
    role = coalesce(?, role), tags = coalesce(?, tags), status_message = coalesce(?, status_message), updated_at = ?
    where app_id = ? and uid = ?`);
  const findSequence = sql('select sequence from kithkin_users where app_id = ? and uid = ?');
  const renameTags = sql(
    'update kithkin_user_tags set name_key = ? where app_id = ? and uid = ? and name_key <> ?',
  );
  const keepTags = sql(`delete from kithkin_user_tags where app_id = ? and uid = ?
    and tag not in (select value from json_each(?))`);
  const addMissingTags = sql(`insert into kithkin_user_tags (app_id, tag, sequence, name_key, uid, is_active)
    select ?, value, ?, ?, ?, 1 from json_each(?) where true on conflict do nothing`);
  const touch = sql(
    'update kithkin_users set status = ?, last_active_at = ? where app_id = ? and uid = ? and is_active = 1',
  );
  const deactivate = sql(`update kithkin_users set is_active = 0, status = 'offline', deactivated_at = ?
    where app_id = ? and uid = ?`);
  const reactivate = sql(
    'update kithkin_users set is_active = 1, deactivated_at = null where app_id = ? and uid = ?',
  );
  const showTags = sql('update kithkin_user_tags set is_active = ? where app_id = ? and uid = ?');

  function requireFreeUid(uid) {
    if (hasUid(uid) || isBuried(uid) || uid === 'app_system') throw refusal('ERR_UID_ALREADY_EXISTS');
  }

  function requireRole(role) {
    if (role !== undefined && role !== 'default' && !hasRole(role)) throw refusal('ERR_ROLE_NOT_FOUND');
  }

  function add({ uid, name, role, tags, createdAt }, nameKey) {
    const json = tags === undefined ? null : JSON.stringify(tags);
    const { lastInsertRowid } = addUser.run(app, uid, name, nameKey, role, json, createdAt);
    for (const tag of tags ?? []) addTag.run(app, tag, lastInsertRowid, nameKey, uid);
  }

  /** Tells what became of a user that is to be active, or not to be: changed, or what it was before. */
  function setActive(given, wanted, write) {
    const uid = idOf(given);
    return transact(() => {
      if (!hasUid(uid)) return 'notFound';
      if (hasUser(uid) === wanted) return 'same';
      write(uid);
      showTags.run(wanted ? 1 : 0, app, uid);
      return null;
    });
  }

  return {
    async create(input) {
      const user = newUser(input);
      const nameKey = nameKeyOf(user.name);
      transact(() => {
        requireFreeUid(user.uid);
        requireRole(user.role);
        add(user, nameKey);
      });
      return { user };
    },

    async upsert(input) {
      const user = newUser(input);
      const { uid, name, role, tags, createdAt: now } = user;
      const nameKey = nameKeyOf(name);
      return transact(() => {
        if (!hasUser(uid)) {
          requireFreeUid(uid);
          requireRole(role);
          add(user, nameKey);
          return { created: true };
        }
        requireRole(role);
        const json = tags === undefined ? null : JSON.stringify(tags);
        // Without a role that is asked for, it keeps its own.
        change.run(name, nameKey, input.role === undefined ? null : role, json, null, now, app, uid);
        renameTags.run(nameKey, app, uid, nameKey);
        if (json !== null) {
          keepTags.run(app, uid, json);
          addMissingTags.run(app, findSequence.get(app, uid).sequence, nameKey, uid, json);
        }
        return { created: false };
      });
    },

    async update(given, input) {
      const uid = idOf(given);
      const { name, role, statusMessage } = profileChanges(input);
      const nameKey = name === undefined ? null : nameKeyOf(name);
      transact(() => {
        requireUsers(uid);
        requireRole(role);
        change.run(name ?? null, nameKey, role ?? null, null, statusMessage ?? null, seconds(), app, uid);
        if (nameKey !== null) renameTags.run(nameKey, app, uid, nameKey);
      });
    },

    async touch(given, wanted) {
      const uid = idOf(given);
      const status = statusOf(wanted);
      transact(() => {
        if (touch.run(status, seconds(), app, uid).changes === 0) throw refusal('ERR_UID_NOT_FOUND');
      });
    },

    deactivate: async (uid) => setActive(uid, false, (found) => deactivate.run(seconds(), app, found)),
    reactivate: async (uid) => setActive(uid, true, (found) => reactivate.run(app, found)),
  };
}
