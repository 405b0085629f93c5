/**
 * The commands as stored functions on Kithkin's tables: the least that a command can cost on PostgreSQL, one message of
 * one statement. Each takes the locks that Kithkin takes, in its order; checks in its order; and answers the code of a
 * refusal, or NULL. At READ COMMITTED each statement of a function sees what was committed when it begins, so that what
 * is read behind a lock is new.
 */

/** Locks the row of an anchor, which is made if need be, and keeps it in a variable. */
function lock(row, type, id, mode = 'no key update') {
  const select = `select * into ${row} from kithkin_anchors where app_id = app and type = '${type}' and id = ${id} for ${mode}`;
  return `
    ${select};
    if not found then
      insert into kithkin_anchors (app_id, type, id) values (app, '${type}', ${id}) on conflict do nothing;
      ${select};
      if not found then raise exception using errcode = '40001'; end if;
    end if;`;
}

/** Locks two users in the order of their uids. */
function lockBoth(first, second) {
  const locks = (one, two) =>
    lock(one.row, 'user', one.id, one.mode) + lock(two.row, 'user', two.id, two.mode);
  return `if ${first.id} < ${second.id} then ${locks(first, second)} else ${locks(second, first)} end if;`;
}

function refuse(condition, code) {
  return `if ${condition} then return '${code}'; end if;`;
}

const isUser = (uid) =>
  `exists (select from kithkin_users where app_id = app and uid = ${uid} and is_active)`;
const requireUser = (uid) => refuse(`not ${isUser(uid)}`, 'ERR_UID_NOT_FOUND');
const count = (column, type, id, by) =>
  `update kithkin_anchors set ${column} = ${column} + ${by} where app_id = app and type = '${type}' and id = ${id};`;

const friendship =
  'kithkin_friendships where app_id = app and lower_uid = lower_id and higher_uid = higher_id';
const membership = 'kithkin_memberships where app_id = app and guid = group_id and uid = user_id';
const block = 'kithkin_blocks where app_id = app and blocker = by_id and blocked = whom_id';
const lockPair = lock('lower_row', 'user', 'lower_id') + lock('higher_row', 'user', 'higher_id');
const lockMember = lock('group_row', 'group', 'group_id') + lock('user_row', 'user', 'user_id');
const lockBlock = lockBoth({ row: 'by_row', id: 'by_id' }, { row: 'whom_row', id: 'whom_id', mode: 'share' });
const checkBlock = `${lockBlock} ${requireUser('by_id')} ${requireUser('whom_id')}
  ${refuse('by_id = whom_id', 'ERR_CANNOT_BLOCK_SELF')}`;

/** A group as `of_group`, for a member or one who wants to be. */
const findGroup = `select type, owner into of_group from kithkin_groups where app_id = app and guid = group_id;
  ${refuse('not found', 'ERR_GUID_NOT_FOUND')}`;

/** For each function its parameters beside the app, its variables, and its statements. */
const functions = {
  create: [
    'user_id text, its_name text, its_key bytea, its_role text, its_tags text, tag_list text[], at bigint',
    'role_row kithkin_anchors; user_row kithkin_anchors; number bigint;',
    `if its_role <> 'default' then ${lock('role_row', 'role', 'its_role', 'share')} end if;
    insert into kithkin_anchors (app_id, type, id) values (app, 'user', user_id) on conflict do nothing;
    if not found then ${lock('user_row', 'user', 'user_id')} end if;
    ${refuse(
      `user_id = 'app_system' or exists (select from kithkin_users where app_id = app and uid = user_id)
        or exists (select from kithkin_tombstones where app_id = app and type = 'user' and id = user_id)`,
      'ERR_UID_ALREADY_EXISTS',
    )}
    ${refuse(
      `its_role <> 'default' and not exists (select from kithkin_roles where app_id = app and role = its_role)`,
      'ERR_ROLE_NOT_FOUND',
    )}
    insert into kithkin_users (app_id, uid, name, name_key, role, tags, status, created_at, is_active)
      values (app, user_id, its_name, its_key, its_role, its_tags, 'offline', at, true) returning sequence into number;
    insert into kithkin_user_tags (app_id, tag, sequence, name_key, uid, is_active)
      select app, tag, number, its_key, user_id, true from unnest(tag_list) tag;`,
  ],
  befriend: [
    'a text, b text, lower_id text, higher_id text, most bigint',
    'lower_row kithkin_anchors; higher_row kithkin_anchors;',
    `${lockPair} ${requireUser('a')} ${requireUser('b')}
    ${refuse('a = b', 'ERR_CANNOT_FORM_SELF_RELATION')}
    ${refuse(`exists (select from ${friendship})`, 'ERR_ALREADY_FRIEND')}
    ${refuse('lower_row.friends >= most or higher_row.friends >= most', 'ERR_FRIENDS_LIMIT_EXCEEDED')}
    insert into kithkin_friendships (app_id, lower_uid, higher_uid) values (app, lower_id, higher_id);
    ${count('friends', 'user', 'lower_id', 1)} ${count('friends', 'user', 'higher_id', 1)}`,
  ],
  unfriend: [
    'a text, b text, lower_id text, higher_id text',
    'lower_row kithkin_anchors; higher_row kithkin_anchors;',
    `${lockPair} ${requireUser('a')} ${requireUser('b')}
    delete from ${friendship};
    ${refuse('not found', 'ERR_NOT_A_FRIEND')}
    ${count('friends', 'user', 'lower_id', -1)} ${count('friends', 'user', 'higher_id', -1)}`,
  ],
  issue: [
    'user_id text, its_digest text, its_handle text, at bigint, most bigint',
    'user_row kithkin_anchors; excess bigint;',
    `${lock('user_row', 'user', 'user_id')} ${requireUser('user_id')}
    ${refuse(
      'exists (select from kithkin_auth_tokens where app_id = app and uid = user_id and handle = its_handle)',
      'HANDLE_TAKEN',
    )}
    excess := greatest(0, user_row.active_tokens + 1 - most);
    if excess > 0 then
      update kithkin_auth_tokens set archived_at = at where sequence in (select sequence from kithkin_auth_tokens
        where app_id = app and uid = user_id and archived_at is null order by sequence limit excess);
    end if;
    insert into kithkin_auth_tokens (app_id, uid, digest, handle, created_at)
      values (app, user_id, its_digest, its_handle, at);
    ${count('active_tokens', 'user', 'user_id', '1 - excess')}`,
  ],
  join: [
    'user_id text, group_id text, at bigint, groups_most bigint, members_most bigint',
    'group_row kithkin_anchors; user_row kithkin_anchors; of_group record;',
    `${lockMember} ${requireUser('user_id')} ${findGroup}
    ${refuse(`exists (select from ${membership})`, 'ERR_ALREADY_JOINED')}
    ${refuse(
      'exists (select from kithkin_bans where app_id = app and guid = group_id and uid = user_id)',
      'ERR_BANNED_GROUPMEMBER',
    )}
    ${refuse(`of_group.type <> 'public'`, 'ERR_GROUP_JOIN_NOT_ALLOWED')}
    ${refuse('user_row.memberships >= groups_most', 'ERR_GROUPS_LIMIT_EXCEEDED')}
    ${refuse('group_row.members >= members_most', 'ERR_NO_VACANCY')}
    insert into kithkin_memberships (app_id, uid, guid, scope, joined_at)
      values (app, user_id, group_id, 'participant', at);
    ${count('memberships', 'user', 'user_id', 1)} ${count('members', 'group', 'group_id', 1)}`,
  ],
  leave: [
    'user_id text, group_id text',
    'group_row kithkin_anchors; user_row kithkin_anchors; of_group record;',
    `${lockMember} ${requireUser('user_id')} ${findGroup}
    ${refuse(`not exists (select from ${membership})`, 'ERR_NOT_A_MEMBER')}
    ${refuse('of_group.owner = user_id', 'ERR_GROUP_OWNER')}
    delete from ${membership};
    ${count('memberships', 'user', 'user_id', -1)} ${count('members', 'group', 'group_id', -1)}`,
  ],
  // What is there already is no refusal, but the answer is to tell.
  block: [
    'by_id text, whom_id text, at bigint',
    'by_row kithkin_anchors; whom_row kithkin_anchors;',
    `${checkBlock} ${refuse(`exists (select from ${block})`, 'same')}
    insert into kithkin_blocks (app_id, blocker, blocked, blocked_at) values (app, by_id, whom_id, at);`,
  ],
  unblock: [
    'by_id text, whom_id text',
    'by_row kithkin_anchors; whom_row kithkin_anchors;',
    `${checkBlock}
    delete from ${block};
    ${refuse('not found', 'same')}`,
  ],
  create_bot: [
    'user_id text, url text, at bigint, most bigint',
    'app_row kithkin_anchors; user_row kithkin_anchors;',
    `${lock('app_row', 'app', `''`)} ${lock('user_row', 'user', 'user_id')} ${requireUser('user_id')}
    ${refuse('exists (select from kithkin_bots where app_id = app and uid = user_id)', 'ERR_BOT_ALREADY_EXISTS')}
    ${refuse('(select count(*) from kithkin_bots where app_id = app) >= most', 'ERR_BOTS_LIMIT_EXCEEDED')}
    insert into kithkin_bots (app_id, uid, webhook_url, is_enabled, group_chat_setting, created_at)
      values (app, user_id, url, false, 'none', at);`,
  ],
  remove_bot: [
    'user_id text',
    'app_row kithkin_anchors; user_row kithkin_anchors;',
    `${lock('app_row', 'app', `''`)} ${lock('user_row', 'user', 'user_id')}
    ${refuse(`not ${isUser('user_id')}`, 'ERR_BOT_NOT_FOUND')}
    delete from kithkin_bots where app_id = app and uid = user_id;
    ${refuse('not found', 'ERR_BOT_NOT_FOUND')}`,
  ],
};

/** What makes the functions, in the first schema of the search path. */
export const handFunctions = Object.entries(functions).map(
  ([name, [parameters, variables, statements]]) =>
    `create function bench_${name}(app text, ${parameters}) returns text language plpgsql
      as $body$ declare ${variables} begin ${statements} return null; end $body$`,
);
