/**
 * Groups, roles and API keys as rows.
 *
 * @module
 */

import type { ApiKey } from '../../api-key/api-key.ts';
import type { GroupRecord, StoredGroup } from '../../group/group.ts';
import type { Role } from '../../role/role.ts';
import { extended } from '../../shared/record.ts';
import { nameKeyOf } from '../../shared/text.ts';
import { has, integer, jsonObject, known, type Row, text, textList } from './rows.ts';
import { sortKeyOf } from './sort-key.ts';
import { type Columns, type Sql, sql } from './sql.ts';

/** The columns of a group, of the table `g`. */
export const groupColumns: Sql = sql`g.guid, g.name, g.type, g.password_hash, g.icon, g.description, g.metadata, g.tags,
  g.owner, g.created_at, g.updated_at`;

/** How many members the group of the table `g` has. */
export const membersOfGroup: Sql = sql`(select a.members from kithkin_anchors a
  where a.app_id = g.app_id and a.type = 'group' and a.id = g.guid) as members`;

/** What is written of a group. */
export function columnsOfGroup(group: GroupRecord): Columns {
  return {
    guid: group.guid,
    name: group.name,
    name_key: sortKeyOf(nameKeyOf(group.name)),
    type: group.type,
    password_hash: group.passwordHash,
    icon: group.icon,
    description: group.description,
    metadata: group.metadata && JSON.stringify(group.metadata),
    tags: group.tags && JSON.stringify(group.tags),
    owner: group.owner,
    created_at: group.createdAt,
    updated_at: group.updatedAt,
  };
}

/** The group in a row of {@link groupColumns}. */
export function groupIn(row: Row): GroupRecord {
  return Object.freeze<GroupRecord>({
    guid: known(row, 'guid'),
    name: text(row, 'name'),
    type: known(row, 'type'),
    createdAt: integer(row, 'created_at'),
    ...(has(row, 'password_hash') && { passwordHash: known(row, 'password_hash') }),
    ...(has(row, 'icon') && { icon: text(row, 'icon') }),
    ...(has(row, 'description') && { description: text(row, 'description') }),
    ...(has(row, 'metadata') && { metadata: jsonObject(row, 'metadata') }),
    ...(has(row, 'tags') && { tags: textList(row, 'tags') }),
    ...(has(row, 'owner') && { owner: known(row, 'owner') }),
    ...(has(row, 'updated_at') && { updatedAt: integer(row, 'updated_at') }),
  });
}

/** The group in a row of {@link groupColumns} and {@link membersOfGroup}. */
export function storedGroupIn(row: Row): StoredGroup {
  return extended(groupIn(row), { membersCount: has(row, 'members') ? integer(row, 'members') : 0 });
}

/** What is written of a role. */
export function columnsOfRole({ role, name, description, metadata, createdAt, updatedAt }: Role): Columns {
  return {
    role,
    name,
    description,
    metadata: metadata && JSON.stringify(metadata),
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

/** The role in a row. */
export function roleIn(row: Row): Role {
  return Object.freeze<Role>({
    role: known(row, 'role'),
    name: text(row, 'name'),
    ...(has(row, 'description') && { description: text(row, 'description') }),
    ...(has(row, 'metadata') && { metadata: jsonObject(row, 'metadata') }),
    ...(has(row, 'created_at') && { createdAt: integer(row, 'created_at') }),
    ...(has(row, 'updated_at') && { updatedAt: integer(row, 'updated_at') }),
  });
}

/** What is written of an API key. */
export function columnsOfApiKey({ digest, handle, name, scope, createdAt, updatedAt }: ApiKey): Columns {
  return { digest, handle, name, scope, created_at: createdAt, updated_at: updatedAt };
}

/** The API key in a row. */
export function apiKeyIn(row: Row): ApiKey {
  return Object.freeze<ApiKey>({
    digest: known(row, 'digest'),
    handle: known(row, 'handle'),
    name: text(row, 'name'),
    scope: known(row, 'scope'),
    createdAt: integer(row, 'created_at'),
    ...(has(row, 'updated_at') && { updatedAt: integer(row, 'updated_at') }),
  });
}
