/**
 * Schema: the tables that a store keeps its rows in, as migrations from nothing to what they are now.
 *
 * Every key and every index begins with the app, so that one database holds many apps and a distributed one can be cut
 * between them. Beside the tables of the concepts there is one of anchors: a row for each owner, which holds what is
 * counted under it and is what a database with row locks locks. Nothing refers to anything by a foreign key: what is
 * buried leaves its remnants behind on purpose.
 *
 * @module
 */

import type { Dialect } from './dialect.ts';

/** One step of the schema. Steps are only ever added, never changed: a database remembers how many it has taken. */
export type Migration = (dialect: Dialect) => readonly string[];

/** All steps, oldest first. */
export const migrations: readonly Migration[] = [firstTables, indexesOfRows];

/** What rows are listed by, whoever owns them. They grow at one end, which costs a write next to nothing. */
function indexesOfRows(): readonly string[] {
  return [
    'create index kithkin_auth_tokens_oldest on kithkin_auth_tokens (app_id, sequence)',
    'create index kithkin_friendships_oldest on kithkin_friendships (app_id, sequence)',
    'create index kithkin_memberships_oldest on kithkin_memberships (app_id, sequence)',
  ];
}

function firstTables({ types, sequence, numberedTable, keyedTable }: Dialect): readonly string[] {
  const { text, bytes, integer, flag } = types;
  const seconds = `${integer} check (%s between 0 and 9999999999)`;
  const time = (name: string) => `${name} ${seconds.replace('%s', name)}`;
  const count = (name: string) => `${name} ${integer} not null default 0 check (${name} >= 0)`;
  const oneOf = (name: string, ...values: readonly string[]) =>
    `${name} ${text} not null check (${name} in (${values.map((value) => `'${value}'`).join(', ')}))`;
  const created = `${time('created_at')} not null, ${time('updated_at')}`;
  const profile = `name ${text} not null, metadata ${text}`;
  const listed = `name_key ${bytes} not null, tags ${text}`;
  const tag = `app_id ${text} not null, tag ${text} not null, sequence ${integer} not null, name_key ${bytes} not null`;

  return [
    `create table kithkin_anchors (
      app_id ${text} not null, ${oneOf('type', 'app', 'user', 'group', 'role')}, id ${text} not null,
      ${count('friends')}, ${count('memberships')}, ${count('members')}, ${count('active_tokens')},
      primary key (app_id, type, id))${keyedTable}`,

    `create table kithkin_users (
      ${sequence}, app_id ${text} not null, uid ${text} not null, ${profile}, ${listed},
      avatar ${text}, link ${text}, role ${text} not null, status_message ${text}, ${oneOf('status', 'online', 'offline')},
      ${time('last_active_at')}, ${created}, ${time('deactivated_at')},
      is_active ${flag} not null check (is_active = (deactivated_at is null)))${numberedTable}`,
    'create unique index kithkin_users_key on kithkin_users (app_id, uid)',
    'create index kithkin_users_newest on kithkin_users (app_id, is_active, sequence)',
    'create index kithkin_users_by_name on kithkin_users (app_id, is_active, name_key, uid)',
    'create index kithkin_users_by_uid on kithkin_users (app_id, is_active, uid)',
    'create index kithkin_users_by_role on kithkin_users (app_id, role, is_active, sequence)',
    `create index kithkin_users_online on kithkin_users (app_id, is_active, sequence) where status = 'online'`,

    `create table kithkin_user_tags (
      ${tag}, uid ${text} not null, is_active ${flag} not null, primary key (app_id, uid, tag))${keyedTable}`,
    'create index kithkin_user_tags_newest on kithkin_user_tags (app_id, tag, is_active, sequence)',
    'create index kithkin_user_tags_by_name on kithkin_user_tags (app_id, tag, is_active, name_key, uid)',
    'create index kithkin_user_tags_by_uid on kithkin_user_tags (app_id, tag, is_active, uid)',

    `create table kithkin_tombstones (
      app_id ${text} not null, ${oneOf('type', 'user', 'group')}, id ${text} not null, ${time('buried_at')} not null,
      primary key (app_id, type, id))${keyedTable}`,

    `create table kithkin_auth_tokens (
      ${sequence}, app_id ${text} not null, uid ${text} not null, digest ${text} not null, handle ${text} not null,
      ${time('created_at')} not null, ${time('expires_at')}, ${time('archived_at')},
      platform ${text}, user_agent ${text}, app_info ${text})${numberedTable}`,
    'create unique index kithkin_auth_tokens_key on kithkin_auth_tokens (app_id, digest)',
    'create unique index kithkin_auth_tokens_by_handle on kithkin_auth_tokens (app_id, uid, handle)',
    `create index kithkin_auth_tokens_active on kithkin_auth_tokens (app_id, uid, sequence)
      where archived_at is null`,
    `create index kithkin_auth_tokens_archived on kithkin_auth_tokens (app_id, uid, sequence)
      where archived_at is not null`,
    `create index kithkin_auth_tokens_by_archiving on kithkin_auth_tokens (app_id, archived_at, sequence)
      where archived_at is not null`,

    `create table kithkin_friendships (
      ${sequence}, app_id ${text} not null, lower_uid ${text} not null, higher_uid ${text} not null,
      check (lower_uid < higher_uid))${numberedTable}`,
    'create unique index kithkin_friendships_key on kithkin_friendships (app_id, lower_uid, higher_uid)',
    'create index kithkin_friendships_of_lower on kithkin_friendships (app_id, lower_uid, sequence)',
    'create index kithkin_friendships_of_higher on kithkin_friendships (app_id, higher_uid, sequence)',

    `create table kithkin_blocks (
      app_id ${text} not null, blocker ${text} not null, blocked ${text} not null, ${time('blocked_at')} not null,
      primary key (app_id, blocker, blocked))${keyedTable}`,
    'create index kithkin_blocks_of_blocked on kithkin_blocks (app_id, blocked, blocker)',

    `create table kithkin_roles (
      app_id ${text} not null, role ${text} not null, ${profile}, description ${text},
      ${time('created_at')}, ${time('updated_at')},
      primary key (app_id, role))${keyedTable}`,

    `create table kithkin_groups (
      ${sequence}, app_id ${text} not null, guid ${text} not null, ${profile}, ${listed},
      ${oneOf('type', 'public', 'password', 'private')}, password_hash ${text},
      icon ${text}, description ${text}, owner ${text}, ${created})${numberedTable}`,
    'create unique index kithkin_groups_key on kithkin_groups (app_id, guid)',
    'create index kithkin_groups_newest on kithkin_groups (app_id, sequence)',
    'create index kithkin_groups_by_name on kithkin_groups (app_id, name_key, guid)',
    'create index kithkin_groups_by_owner on kithkin_groups (app_id, owner) where owner is not null',

    `create table kithkin_group_tags (
      ${tag}, guid ${text} not null, primary key (app_id, guid, tag))${keyedTable}`,
    'create index kithkin_group_tags_newest on kithkin_group_tags (app_id, tag, sequence)',
    'create index kithkin_group_tags_by_name on kithkin_group_tags (app_id, tag, name_key, guid)',
    'create index kithkin_group_tags_by_guid on kithkin_group_tags (app_id, tag, guid)',

    `create table kithkin_memberships (
      ${sequence}, app_id ${text} not null, uid ${text} not null, guid ${text} not null,
      ${oneOf('scope', 'admin', 'moderator', 'participant')}, ${time('joined_at')} not null)${numberedTable}`,
    'create unique index kithkin_memberships_key on kithkin_memberships (app_id, guid, uid)',
    'create index kithkin_memberships_of_group on kithkin_memberships (app_id, guid, scope, sequence)',
    'create index kithkin_memberships_of_user on kithkin_memberships (app_id, uid, sequence)',

    `create table kithkin_bans (
      app_id ${text} not null, guid ${text} not null, uid ${text} not null, ${time('banned_at')} not null,
      primary key (app_id, guid, uid))${keyedTable}`,
    'create index kithkin_bans_of_user on kithkin_bans (app_id, uid)',

    `create table kithkin_bots (
      app_id ${text} not null, uid ${text} not null, webhook_url ${text} not null, is_enabled ${flag} not null,
      ${oneOf('group_chat_setting', 'allMessages', 'slashedMessages', 'mentionedMessages', 'none')}, ${created},
      primary key (app_id, uid))${keyedTable}`,

    `create table kithkin_api_keys (
      app_id ${text} not null, digest ${text} not null, handle ${text} not null, name ${text} not null,
      ${oneOf('scope', 'authOnly', 'fullAccess')}, ${created},
      primary key (app_id, digest))${keyedTable}`,
  ];
}
