/**
 * What an app has few of, as stored functions: bots, roles and API keys. All of each are counted under the app.
 */
import { isUser, lock, refuse, requireUser } from './statements.mjs';

const lockApp = lock('app_row', 'app', `''`);
const lockUser = lock('user_row', 'user', 'user_id');
const lockBot = `${lockApp} ${lockUser}`;
const lockRole = `${lockApp} ${lock('role_row', 'role', 'its_role')}`;
const bot = 'app_id = app and uid = user_id';
const role = 'kithkin_roles where app_id = app and role = its_role';
const keys = 'from kithkin_api_keys where app_id = app';

export const administrationFunctions = {
  create_bot: [
    'user_id text, url text, at bigint, most bigint',
    'app_row kithkin_anchors; user_row kithkin_anchors;',
    `${lockBot} ${requireUser('user_id')}
    ${refuse(`exists (select from kithkin_bots where ${bot})`, 'ERR_BOT_ALREADY_EXISTS')}
    ${refuse('(select count(*) from kithkin_bots where app_id = app) >= most', 'ERR_BOTS_LIMIT_EXCEEDED')}
    insert into kithkin_bots (app_id, uid, webhook_url, is_enabled, group_chat_setting, created_at)
      values (app, user_id, url, false, 'none', at);`,
  ],
  remove_bot: [
    'user_id text',
    'app_row kithkin_anchors; user_row kithkin_anchors;',
    `${lockBot}
    ${refuse(`not ${isUser('user_id')}`, 'ERR_BOT_NOT_FOUND')}
    delete from kithkin_bots where ${bot};
    ${refuse('not found', 'ERR_BOT_NOT_FOUND')}`,
  ],
  update_bot: [
    'user_id text, url text, at bigint',
    'user_row kithkin_anchors;',
    `${lockUser}
    ${refuse(`not ${isUser('user_id')}`, 'ERR_BOT_NOT_FOUND')}
    update kithkin_bots set webhook_url = url, updated_at = at where ${bot};
    ${refuse('not found', 'ERR_BOT_NOT_FOUND')}`,
  ],
  create_role: [
    'its_role text, its_name text, at bigint, most bigint',
    'app_row kithkin_anchors; role_row kithkin_anchors;',
    `${lockRole}
    ${refuse(`its_role = 'default' or exists (select from ${role})`, 'ERR_ROLE_ALREADY_EXISTS')}
    ${refuse('(select count(*) from kithkin_roles where app_id = app) >= most', 'ERR_ROLES_LIMIT_EXCEEDED')}
    insert into kithkin_roles (app_id, role, name, created_at) values (app, its_role, its_name, at);`,
  ],
  remove_role: [
    'its_role text',
    'app_row kithkin_anchors; role_row kithkin_anchors;',
    `${lockRole} ${refuse(`its_role = 'default'`, 'ERR_ROLE_DELETE_DENIED')}
    ${refuse(`not exists (select from ${role})`, 'ERR_ROLE_NOT_FOUND')}
    ${refuse('exists (select from kithkin_users where app_id = app and role = its_role)', 'ERR_ROLE_IN_USE')}
    delete from ${role};`,
  ],
  create_key: [
    'its_digest text, its_handle text, its_name text, at bigint, most bigint',
    'app_row kithkin_anchors;',
    `${lockApp}
    ${refuse(`exists (select ${keys} and name = its_name)`, 'ERR_APIKEY_ALREADY_EXISTS')}
    ${refuse(`(select count(*) ${keys}) >= most`, 'ERR_APIKEYS_LIMIT_EXCEEDED')}
    ${refuse(`exists (select ${keys} and handle = its_handle)`, 'HANDLE_TAKEN')}
    insert into kithkin_api_keys (app_id, digest, handle, name, scope, created_at)
      values (app, its_digest, its_handle, its_name, 'authOnly', at);`,
  ],
  remove_key: [
    'its_digest text',
    'app_row kithkin_anchors;',
    `${lockApp}
    delete ${keys} and digest = its_digest;
    ${refuse('not found', 'ERR_APIKEY_NOT_FOUND')}`,
  ],
};
