/**
 * Users as stored functions.
 */
import { lock, refuse, requireUser } from './statements.mjs';

/** The role that a user is to have must stay; the uid is locked by being made known, which few uids are. */
const lockNewUser = `if its_role <> 'default' then ${lock('role_row', 'role', 'its_role', 'share')} end if;
    insert into kithkin_anchors (app_id, type, id) values (app, 'user', user_id) on conflict do nothing;
    if not found then ${lock('user_row', 'user', 'user_id')} end if;`;
const requireFreeUid = refuse(
  `user_id = 'app_system' or exists (select from kithkin_users where app_id = app and uid = user_id)
    or exists (select from kithkin_tombstones where app_id = app and type = 'user' and id = user_id)`,
  'ERR_UID_ALREADY_EXISTS',
);
const requireRole = refuse(
  `its_role <> 'default' and not exists (select from kithkin_roles where app_id = app and role = its_role)`,
  'ERR_ROLE_NOT_FOUND',
);
const addUser = `insert into kithkin_users
      (app_id, uid, name, name_key, role, tags, status, created_at, is_active)
      values (app, user_id, its_name, its_key, its_role, its_tags, 'offline', at, true) returning sequence into number;
    insert into kithkin_user_tags (app_id, tag, sequence, name_key, uid, is_active)
      select app, tag, number, its_key, user_id, true from unnest(tag_list) tag;`;
const lockUser = lock('user_row', 'user', 'user_id');
const user = 'app_id = app and uid = user_id';

/** What is kept of a user beside each of its tags; tags that need no change are not written. */
const renameTags = `update kithkin_user_tags set name_key = its_key where ${user} and name_key <> its_key;`;

/** Tells what became of a user that is to be active, or not to be: changed, or what it was before. */
function setActive(wanted, changes) {
  return `${lockUser}
    select is_active into was_active from kithkin_users where ${user};
    if not found then return 'notFound'; end if;
    if was_active = ${wanted} then return 'same'; end if;
    update kithkin_users set is_active = ${wanted}, ${changes} where ${user};
    update kithkin_user_tags set is_active = ${wanted} where ${user};`;
}

export const userFunctions = {
  create: [
    'user_id text, its_name text, its_key bytea, its_role text, its_tags text, tag_list text[], at bigint',
    'role_row kithkin_anchors; user_row kithkin_anchors; number bigint;',
    `${lockNewUser} ${requireFreeUid} ${requireRole} ${addUser}`,
  ],
  // Without a role that is asked for, a user that is there keeps its own.
  upsert: [
    `user_id text, its_name text, its_key bytea, its_role text, is_role_given boolean, its_tags text, tag_list text[],
      at bigint`,
    'role_row kithkin_anchors; user_row kithkin_anchors; number bigint;',
    `${lockNewUser}
    if exists (select from kithkin_users where ${user} and is_active) then
      ${requireRole}
      update kithkin_users set name = its_name, name_key = its_key,
        role = case when is_role_given then its_role else role end, tags = coalesce(its_tags, tags), updated_at = at
        where ${user} returning sequence into number;
      ${renameTags}
      if its_tags is not null then
        delete from kithkin_user_tags where ${user} and tag <> all (tag_list);
        insert into kithkin_user_tags (app_id, tag, sequence, name_key, uid, is_active)
          select app, tag, number, its_key, user_id, true from unnest(tag_list) tag on conflict do nothing;
      end if;
      return 'updated';
    end if;
    ${requireFreeUid} ${requireRole} ${addUser}`,
  ],
  // What is NULL stays as it is.
  update: [
    'user_id text, its_name text, its_key bytea, its_role text, its_message text, at bigint',
    'role_row kithkin_anchors; user_row kithkin_anchors;',
    `if its_role <> 'default' then ${lock('role_row', 'role', 'its_role', 'share')} end if;
    ${lockUser} ${requireUser('user_id')} ${requireRole}
    update kithkin_users set name = coalesce(its_name, name), name_key = coalesce(its_key, name_key),
      role = coalesce(its_role, role), status_message = coalesce(its_message, status_message), updated_at = at
      where ${user};
    if its_key is not null then ${renameTags} end if;`,
  ],
  touch: [
    'user_id text, its_status text, at bigint',
    'user_row kithkin_anchors;',
    `${lockUser}
    update kithkin_users set status = its_status, last_active_at = at where ${user} and is_active;
    ${refuse('not found', 'ERR_UID_NOT_FOUND')}`,
  ],
  deactivate: [
    'user_id text, at bigint',
    'user_row kithkin_anchors; was_active boolean;',
    setActive(false, `status = 'offline', deactivated_at = at`),
  ],
  reactivate: [
    'user_id text',
    'user_row kithkin_anchors; was_active boolean;',
    setActive(true, 'deactivated_at = null'),
  ],
};
