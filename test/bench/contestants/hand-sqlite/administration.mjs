/**
 * What an app has few of, by hand on SQLite: bots, roles and API keys.
 */
import { digestOf, idOf, mintKey, refusal, seconds, textOf } from '../checks.mjs';

export function administrationByHand({ app, sql, transact, has, count, hasUser, requireUsers }, limits) {
  const hasBot = has('bots', 'uid = ?');
  const countBots = count('bots');
  const addBot = sql(`insert into kithkin_bots
    (app_id, uid, webhook_url, is_enabled, group_chat_setting, created_at) values (?, ?, ?, 0, 'none', ?)`);
  const removeBot = sql('delete from kithkin_bots where app_id = ? and uid = ?');
  const changeBot = sql(
    'update kithkin_bots set webhook_url = ?, updated_at = ? where app_id = ? and uid = ?',
  );
  const hasRole = has('roles', 'role = ?');
  const isInUse = has('users', 'role = ?');
  const countRoles = count('roles');
  const addRole = sql('insert into kithkin_roles (app_id, role, name, created_at) values (?, ?, ?, ?)');
  const removeRole = sql('delete from kithkin_roles where app_id = ? and role = ?');
  const hasKeyName = has('api_keys', 'name = ?');
  const hasKeyHandle = has('api_keys', 'handle = ?');
  const countKeys = count('api_keys');
  const addKey = sql(`insert into kithkin_api_keys (app_id, digest, handle, name, scope, created_at)
    values (?, ?, ?, ?, 'authOnly', ?)`);
  const removeKey = sql('delete from kithkin_api_keys where app_id = ? and digest = ?');

  return {
    async createBot({ uid: given, webhookURL }) {
      const uid = idOf(given);
      transact(() => {
        requireUsers(uid);
        if (hasBot(uid)) throw refusal('ERR_BOT_ALREADY_EXISTS');
        if (countBots() >= limits.botsPerAppMax) throw refusal('ERR_BOTS_LIMIT_EXCEEDED');
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

    async updateBot(given, { webhookURL }) {
      const uid = idOf(given);
      transact(() => {
        const isThere = hasUser(uid) && changeBot.run(webhookURL, seconds(), app, uid).changes > 0;
        if (!isThere) throw refusal('ERR_BOT_NOT_FOUND');
      });
    },

    async createRole(given) {
      const role = idOf(given);
      const name = textOf(given);
      transact(() => {
        if (role === 'default' || hasRole(role)) throw refusal('ERR_ROLE_ALREADY_EXISTS');
        if (countRoles() >= limits.rolesPerAppMax) throw refusal('ERR_ROLES_LIMIT_EXCEEDED');
        addRole.run(app, role, name, seconds());
      });
    },

    async removeRole(given) {
      const role = idOf(given);
      transact(() => {
        if (role === 'default') throw refusal('ERR_ROLE_DELETE_DENIED');
        if (!hasRole(role)) throw refusal('ERR_ROLE_NOT_FOUND');
        if (isInUse(role)) throw refusal('ERR_ROLE_IN_USE');
        removeRole.run(app, role);
      });
    },

    async createKey(given) {
      const name = textOf(given);
      const { plain, digest, handle } = mintKey();
      transact(() => {
        if (hasKeyName(name)) throw refusal('ERR_APIKEY_ALREADY_EXISTS');
        if (countKeys() >= limits.apiKeysPerAppMax) throw refusal('ERR_APIKEYS_LIMIT_EXCEEDED');
        if (hasKeyHandle(handle)) throw refusal('HANDLE_TAKEN');
        addKey.run(app, digest, handle, name, seconds());
      });
      return { apiKey: plain };
    },

    async removeKey(plain) {
      const digest = digestOf(textOf(plain));
      transact(() => {
        if (removeKey.run(app, digest).changes === 0) throw refusal('ERR_APIKEY_NOT_FOUND');
      });
    },
  };
}
