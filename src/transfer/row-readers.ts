/**
 * Row readers: what a row of each type may look like, wherever a file has it from.
 *
 * A row is what a command would have stored: its fields are read by the same readers as the command's input, and what
 * goes together in a stored row must go together here.
 *
 * @module
 */

import type { ApiKeyDigest, ApiKeyHandle } from '../api-key/api-key.ts';
import { apiKeyScopes } from '../api-key/api-key.ts';
import {
  type AuthTokenDigest,
  type AuthTokenHandle,
  authTokenHandle,
  platformLengthMax,
  userAgentLengthMax,
} from '../auth-token/auth-token.ts';
import { botUidLengthMax, groupChatSettings, webhookUrlLengthMax } from '../bot-quota/bot-quota.ts';
import { groupScopes } from '../group-membership/clearance.ts';
import { defaultRoleId } from '../role/role.ts';
import {
  readDescription,
  readGuid,
  readName,
  readRoleId,
  readTags,
  readUid,
  readUnixSeconds,
  readUrl,
  textOf,
  urlOf,
} from '../shared/fields.ts';
import type { Uid } from '../shared/ids.ts';
import { objectOf, oneOf, optional, Problem, type Reader, readBoolean, refined } from '../shared/input.ts';
import { readJsonObject } from '../shared/json.ts';
import { readPasswordHash } from '../shared/password.ts';
import type { Rows } from '../store/row-repository.ts';
import { statusMessageLengthMax } from '../user/user.ts';
import type { ExportedType } from './format.ts';

type RowReaders = { readonly [T in ExportedType]: Reader<Rows[T]> };

const times = { createdAt: readUnixSeconds, updatedAt: optional(readUnixSeconds) };

const readSomeTags = refined(readTags, (tags) =>
  tags.length === 0 ? new Problem('must be absent where there are none') : undefined,
);

/** Reads so many lower-case hex digits. */
function hexOf<T extends string>(length: number): Reader<T> {
  const pattern = new RegExp(`^[0-9a-f]{${length}}$`);
  const notHex = new Problem(`must be ${length} lower-case hex digits`);
  // SAFETY: digests and handles of API keys are hex digits.
  return (value) => (typeof value === 'string' && pattern.test(value) ? (value as T) : notHex);
}

const handlePattern = /^[a-z0-9_-]{1,100}_\d{10}[0-9a-f]{8}$/;
const notHandle = new Problem('must be the uid, the time of creation and 8 lower-case hex digits');

const readHandle: Reader<AuthTokenHandle> = (value) =>
  // SAFETY: this is what a handle looks like.
  typeof value === 'string' && handlePattern.test(value) ? (value as AuthTokenHandle) : notHandle;

const readBotUid: Reader<Uid> = refined(readUid, (uid) =>
  uid.length > botUidLengthMax
    ? new Problem(`must be at most ${botUidLengthMax} characters long`)
    : undefined,
);

/** Reads a row of each type. */
export const rowReaders: RowReaders = {
  role: objectOf(
    {
      role: readRoleId,
      name: readName,
      description: optional(readDescription),
      metadata: optional(readJsonObject),
      createdAt: optional(readUnixSeconds),
      updatedAt: optional(readUnixSeconds),
    },
    ({ role, createdAt }) => {
      if (role === undefined || (role === defaultRoleId) === (createdAt === undefined)) return undefined;
      return new Problem([['createdAt', 'must be absent on default and on no other role']]);
    },
  ),
  user: objectOf(
    {
      uid: readUid,
      name: readName,
      avatar: optional(readUrl),
      link: optional(readUrl),
      role: readRoleId,
      metadata: optional(readJsonObject),
      tags: optional(readSomeTags),
      statusMessage: optional(textOf(statusMessageLengthMax)),
      status: oneOf(['online', 'offline']),
      lastActiveAt: optional(readUnixSeconds),
      ...times,
      deactivatedAt: optional(readUnixSeconds),
    },
    ({ status, deactivatedAt }) =>
      deactivatedAt !== undefined && status === 'online'
        ? new Problem([['status', 'must be offline on a deactivated user']])
        : undefined,
  ),
  group: objectOf(
    {
      guid: readGuid,
      name: readName,
      type: oneOf(['public', 'password', 'private']),
      passwordHash: optional(readPasswordHash),
      icon: optional(readUrl),
      description: optional(readDescription),
      metadata: optional(readJsonObject),
      tags: optional(readSomeTags),
      owner: optional(readUid),
      ...times,
    },
    ({ type, passwordHash }) => {
      if (type === undefined || (type === 'password') === (passwordHash !== undefined)) return undefined;
      return new Problem([['passwordHash', 'must be present on a group of type password and on no other']]);
    },
  ),
  membership: objectOf({
    uid: readUid,
    guid: readGuid,
    scope: oneOf(groupScopes),
    joinedAt: readUnixSeconds,
  }),
  ban: objectOf({ uid: readUid, guid: readGuid, bannedAt: readUnixSeconds }),
  block: objectOf({ blocker: readUid, blocked: readUid, blockedAt: readUnixSeconds }),
  friendship: objectOf({ lower: readUid, higher: readUid }, ({ lower, higher }) =>
    lower !== undefined && higher !== undefined && lower >= higher
      ? new Problem([['higher', 'must come after lower']])
      : undefined,
  ),
  authToken: objectOf(
    {
      uid: readUid,
      handle: readHandle,
      digest: hexOf<AuthTokenDigest>(64),
      createdAt: readUnixSeconds,
      expiresAt: optional(readUnixSeconds),
      archivedAt: optional(readUnixSeconds),
      platform: optional(textOf(platformLengthMax)),
      userAgent: optional(textOf(userAgentLengthMax)),
      appInfo: optional(readJsonObject),
    },
    ({ uid, handle, createdAt }) => {
      if (uid === undefined || handle === undefined || createdAt === undefined) return undefined;
      const isOwn = handle === authTokenHandle(uid, handle.slice(-8), createdAt);
      return isOwn
        ? undefined
        : new Problem([['handle', 'must be made of the uid and the time of creation']]);
    },
  ),
  bot: objectOf({
    uid: readBotUid,
    webhookURL: urlOf(webhookUrlLengthMax),
    enabled: readBoolean,
    groupChatSetting: oneOf(groupChatSettings),
    ...times,
  }),
  apiKey: objectOf({
    digest: hexOf<ApiKeyDigest>(64),
    handle: hexOf<ApiKeyHandle>(8),
    name: readName,
    scope: oneOf(apiKeyScopes),
    ...times,
  }),
};
