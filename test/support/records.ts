/**
 * Records as decisions see them, with nothing in them that a test does not care about.
 *
 * @module
 */
import type {
  ApiKey,
  AuthToken,
  Bot,
  Friendship,
  GroupRecord,
  Guid,
  Membership,
  Role,
  RoleId,
  Tombstone,
  Uid,
  User,
} from 'kithkin';
import { mintApiKey } from '../../src/api-key/api-key.ts';
import { mintAuthToken } from '../../src/auth-token/auth-token.ts';
import { canonicalId } from '../../src/shared/ids.ts';
import { epoch } from './test-app.ts';

export const uid = (text: string): Uid => canonicalId<Uid>(text);
export const guid = (text: string): Guid => canonicalId<Guid>(text);
export const roleId = (text: string): RoleId => canonicalId<RoleId>(text);

export const ana = uid('ana');
export const bo = uid('bo');
export const cy = uid('cy');
export const club = guid('club');

/** An active user of the default role. */
export function userOf(id: Uid, more: Partial<User> = {}): User {
  return {
    uid: id,
    name: `User ${id}`,
    role: roleId('default'),
    status: 'offline',
    createdAt: epoch,
    ...more,
  };
}

/** A deactivated user. */
export function deactivatedUserOf(id: Uid): User {
  return userOf(id, { deactivatedAt: epoch });
}

/** A public group without an owner. */
export function groupOf(id: Guid, more: Partial<GroupRecord> = {}): GroupRecord {
  return { guid: id, name: `Group ${id}`, type: 'public', createdAt: epoch, ...more };
}

export function membershipOf(id: Uid, scope: Membership['scope'] = 'participant'): Membership {
  return { uid: id, guid: club, scope, joinedAt: epoch };
}

export function friendshipOf(lower: Uid, higher: Uid): Friendship {
  return { lower, higher };
}

export function botOf(id: Uid, more: Partial<Bot> = {}): Bot {
  return {
    uid: id,
    webhookURL: 'https://bots.example/hook',
    enabled: false,
    groupChatSetting: 'none',
    createdAt: epoch,
    ...more,
  };
}

export function roleOf(id: string, more: Partial<Role> = {}): Role {
  return { role: roleId(id), name: `Role ${id}`, createdAt: epoch, ...more };
}

/** Thirty hex digits that differ from number to number. */
export function hexOf(number: number, length = 30): string {
  return number.toString(16).padStart(8, '0').padEnd(length, '0');
}

export function tokenOf(id: Uid, number: number, more: Partial<AuthToken> = {}): AuthToken {
  return { ...mintAuthToken(id, hexOf(number), { now: epoch }).record, ...more };
}

export function apiKeyOf(number: number, more: Partial<ApiKey> = {}): ApiKey {
  const given = { name: `key ${number}`, scope: 'authOnly', now: epoch } as const;
  return { ...mintApiKey(hexOf(number, 40), given).record, ...more };
}

export function tombstoneOf(of: Tombstone['of']): Tombstone {
  return { of, buriedAt: epoch };
}
