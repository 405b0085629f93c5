/**
 * Users as rows: which columns hold them, and how a row becomes a record again.
 *
 * @module
 */

import type { AuthToken } from '../../auth-token/auth-token.ts';
import type { Bot } from '../../bot-quota/bot-quota.ts';
import { nameKeyOf } from '../../shared/text.ts';
import type { User } from '../../user/user.ts';
import { flag, has, integer, jsonObject, known, type Row, text, textList } from './rows.ts';
import { sortKeyOf } from './sort-key.ts';
import { type Columns, type Sql, sql } from './sql.ts';

/** The columns of a user, of the table `u`. */
export const userColumns: Sql = sql`u.uid, u.name, u.avatar, u.link, u.role, u.metadata, u.tags, u.status_message,
  u.status, u.last_active_at, u.created_at, u.updated_at, u.deactivated_at`;

/** What is written of a user. */
export function columnsOfUser(user: User): Columns {
  return {
    uid: user.uid,
    name: user.name,
    name_key: sortKeyOf(nameKeyOf(user.name)),
    avatar: user.avatar,
    link: user.link,
    role: user.role,
    metadata: user.metadata && JSON.stringify(user.metadata),
    tags: user.tags && JSON.stringify(user.tags),
    status_message: user.statusMessage,
    status: user.status,
    last_active_at: user.lastActiveAt,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
    deactivated_at: user.deactivatedAt,
    is_active: user.deactivatedAt === undefined,
  };
}

/** The user in a row of {@link userColumns}. */
export function userIn(row: Row): User {
  return Object.freeze<User>({
    uid: known(row, 'uid'),
    name: text(row, 'name'),
    role: known(row, 'role'),
    status: known(row, 'status'),
    createdAt: integer(row, 'created_at'),
    ...(has(row, 'avatar') && { avatar: text(row, 'avatar') }),
    ...(has(row, 'link') && { link: text(row, 'link') }),
    ...(has(row, 'metadata') && { metadata: jsonObject(row, 'metadata') }),
    ...(has(row, 'tags') && { tags: textList(row, 'tags') }),
    ...(has(row, 'status_message') && { statusMessage: text(row, 'status_message') }),
    ...(has(row, 'last_active_at') && { lastActiveAt: integer(row, 'last_active_at') }),
    ...(has(row, 'updated_at') && { updatedAt: integer(row, 'updated_at') }),
    ...(has(row, 'deactivated_at') && { deactivatedAt: integer(row, 'deactivated_at') }),
  });
}

/** The columns of an auth token, of the table `t`. */
export const tokenColumns: Sql = sql`t.uid as token_uid, t.handle, t.digest, t.created_at as issued_at, t.expires_at,
  t.archived_at, t.platform, t.user_agent, t.app_info`;

/** What is written of an auth token once, when it is added. */
export function columnsOfToken({
  uid,
  handle,
  digest,
  createdAt,
  expiresAt,
  archivedAt,
}: AuthToken): Columns {
  return { uid, handle, digest, created_at: createdAt, expires_at: expiresAt, archived_at: archivedAt };
}

/** What is written of an auth token whenever its owner says something else about it. */
export function columnsOfTokenNotes({ platform, userAgent, appInfo }: AuthToken): Columns {
  return { platform, user_agent: userAgent, app_info: appInfo && JSON.stringify(appInfo) };
}

/** The auth token in a row of {@link tokenColumns}. */
export function tokenIn(row: Row): AuthToken {
  return Object.freeze<AuthToken>({
    uid: known(row, 'token_uid'),
    handle: known(row, 'handle'),
    digest: known(row, 'digest'),
    createdAt: integer(row, 'issued_at'),
    ...(has(row, 'expires_at') && { expiresAt: integer(row, 'expires_at') }),
    ...(has(row, 'archived_at') && { archivedAt: integer(row, 'archived_at') }),
    ...(has(row, 'platform') && { platform: text(row, 'platform') }),
    ...(has(row, 'user_agent') && { userAgent: text(row, 'user_agent') }),
    ...(has(row, 'app_info') && { appInfo: jsonObject(row, 'app_info') }),
  });
}

/** The columns of a bot, of the table `b`. */
export const botColumns: Sql = sql`b.uid, b.webhook_url, b.is_enabled, b.group_chat_setting, b.created_at, b.updated_at`;

/** What is written of a bot. */
export function columnsOfBot(bot: Bot): Columns {
  return {
    uid: bot.uid,
    webhook_url: bot.webhookURL,
    is_enabled: bot.enabled,
    group_chat_setting: bot.groupChatSetting,
    created_at: bot.createdAt,
    updated_at: bot.updatedAt,
  };
}

/** The bot in a row of {@link botColumns}. */
export function botIn(row: Row): Bot {
  return Object.freeze<Bot>({
    uid: known(row, 'uid'),
    webhookURL: text(row, 'webhook_url'),
    enabled: flag(row, 'is_enabled'),
    groupChatSetting: known(row, 'group_chat_setting'),
    createdAt: integer(row, 'created_at'),
    ...(has(row, 'updated_at') && { updatedAt: integer(row, 'updated_at') }),
  });
}
