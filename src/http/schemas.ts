/**
 * Schemas: what goes over the wire, as JSON Schema 2020-12.
 *
 * They describe; they check nothing. The core reads whatever comes in, and the tests hold answers against these.
 *
 * @module
 */

import { apiKeyScopes } from '../api-key/api-key.ts';
import { groupChatSettings, webhookUrlLengthMax } from '../bot-quota/bot-quota.ts';
import { groupTypes } from '../group/group.ts';
import { groupPasswordLengthMax } from '../group/group-password.ts';
import { groupScopes } from '../group-membership/clearance.ts';
import {
  descriptionLengthMax,
  nameLengthMax,
  tagLengthMax,
  tagsMax,
  uidsPerCallMax,
  urlLengthMax,
} from '../shared/fields.ts';
import { idLengthMax } from '../shared/ids.ts';
import { statusMessageLengthMax } from '../user/user.ts';

/** A JSON Schema. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** The schema of an object: these fields, of which the required ones are marked by a `!` behind the name. */
export function objectSchema(fields: Readonly<Record<string, Schema>>, description?: string): Schema {
  const entries = Object.entries(fields);
  const required = entries.filter(([name]) => name.endsWith('!')).map(([name]) => name.slice(0, -1));
  return {
    type: 'object',
    ...(description !== undefined && { description }),
    properties: Object.fromEntries(entries.map(([name, schema]) => [name.replace(/!$/, ''), schema])),
    ...(required.length > 0 && { required }),
  };
}

/** The schema of a list. */
export function listSchema(items: Schema, bounds: { readonly maxItems?: number } = {}): Schema {
  return { type: 'array', items, ...bounds };
}

/** The schema of an object with any keys, each of this kind. */
export function mapSchema(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}

/** A schema that is defined once, under `components`. */
export function component(name: ComponentName): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

const string = { type: 'string' } as const;
const id = { type: 'string', pattern: '^[A-Za-z0-9_-]+$', maxLength: idLengthMax } as const;
const name = { type: 'string', minLength: 1, maxLength: nameLengthMax } as const;
const description = { type: 'string', minLength: 1, maxLength: descriptionLengthMax } as const;
const url = {
  type: 'string',
  pattern: '^[Hh][Tt][Tt][Pp][Ss]?://',
  maxLength: urlLengthMax,
  description: 'An absolute http or https URL, which may hold any letters',
} as const;
const seconds = { type: 'integer', minimum: 0, description: 'UNIX seconds' } as const;
const metadata = { type: 'object', description: 'At most 5 KB of compact JSON' } as const;
const tags = listSchema({ type: 'string', minLength: 1, maxLength: tagLengthMax }, { maxItems: tagsMax });
const boolean = { type: 'boolean' } as const;
const groupType = { type: 'string', enum: groupTypes } as const;
const scope = { type: 'string', enum: groupScopes } as const;
const uids = { ...listSchema(id), minItems: 1, maxItems: uidsPerCallMax };
const webhookURL = { ...url, maxLength: webhookUrlLengthMax };
const groupChatSetting = { type: 'string', enum: groupChatSettings } as const;
const keyScope = { type: 'string', enum: apiKeyScopes } as const;

/** The names of the kinds of field that several schemas share. */
export type FieldKind =
  | 'string'
  | 'id'
  | 'name'
  | 'description'
  | 'url'
  | 'seconds'
  | 'metadata'
  | 'tags'
  | 'boolean'
  | 'groupType'
  | 'scope'
  | 'uids'
  | 'webhookURL'
  | 'groupChatSetting'
  | 'keyScope';

/** The kinds of field that several schemas share. */
export const fieldSchemas: Readonly<Record<FieldKind, Schema>> = {
  string,
  id,
  name,
  description,
  url,
  seconds,
  metadata,
  tags,
  boolean,
  groupType,
  scope,
  uids,
  webhookURL,
  groupChatSetting,
  keyScope,
};

const profile = {
  avatar: url,
  link: url,
  metadata: {
    ...metadata,
    description: 'At most 5 KB. What is under @private only the user and API keys see',
  },
  statusMessage: { type: 'string', minLength: 1, maxLength: statusMessageLengthMax },
  tags,
} as const;

const user = {
  'uid!': id,
  'name!': name,
  ...profile,
  'status!': { type: 'string', enum: ['available', 'offline'] },
  'role!': id,
  lastActiveAt: seconds,
  'createdAt!': seconds,
  updatedAt: seconds,
  deactivatedAt: seconds,
  blockedByMe: boolean,
  hasBlockedMe: boolean,
} as const;

const groupProfile = { icon: url, description, metadata, tags } as const;

const group = {
  'guid!': id,
  'name!': name,
  'type!': groupType,
  ...groupProfile,
  owner: id,
  'membersCount!': { type: 'integer', minimum: 0 },
  'createdAt!': seconds,
  updatedAt: seconds,
  hasJoined: boolean,
  scope,
  joinedAt: seconds,
} as const;

/** The names of the schemas that others refer to. */
export type ComponentName =
  | 'User'
  | 'Member'
  | 'BannedUser'
  | 'BlockedUser'
  | 'Group'
  | 'Membership'
  | 'AuthToken'
  | 'Role'
  | 'Bot'
  | 'ApiKey'
  | 'Done'
  | 'Outcomes'
  | 'Outcome'
  | 'Error'
  | 'Meta';

/** The schemas that others refer to. */
export const components: Readonly<Record<ComponentName, Schema>> = {
  User: objectSchema(user),
  Member: objectSchema({ ...user, 'scope!': scope, 'joinedAt!': seconds }),
  BannedUser: objectSchema({ ...user, 'bannedAt!': seconds, 'isBanned!': { const: true } }),
  BlockedUser: objectSchema({ ...user, blockedByMeAt: seconds, blockedAt: seconds }),
  Group: objectSchema(group),
  Membership: objectSchema({ 'guid!': id, 'uid!': id, 'scope!': scope, 'joinedAt!': seconds }),
  AuthToken: objectSchema({
    'uid!': id,
    'authToken!': {
      type: 'string',
      description: 'The token itself where it was just issued, else its handle',
    },
    platform: string,
    userAgent: string,
    appInfo: { type: 'object' },
    'createdAt!': seconds,
    expiresAt: { ...seconds, description: 'UNIX seconds; absent of a token that does not expire' },
    archivedAt: { ...seconds, description: 'UNIX seconds; present on a token that a newer one has replaced' },
  }),
  Role: objectSchema({
    'role!': id,
    'name!': name,
    description,
    metadata,
    createdAt: {
      ...seconds,
      description: 'UNIX seconds; absent of the default role, which was always there',
    },
    updatedAt: seconds,
  }),
  Bot: objectSchema({
    'uid!': id,
    'webhookURL!': webhookURL,
    enabled: boolean,
    'groupChatSetting!': groupChatSetting,
    'createdAt!': seconds,
    updatedAt: seconds,
  }),
  ApiKey: objectSchema({
    'apiKey!': { type: 'string', description: 'The key itself where it was just created, else its handle' },
    'name!': name,
    'scope!': keyScope,
    'createdAt!': seconds,
    updatedAt: seconds,
  }),
  Done: objectSchema({ 'success!': boolean, 'message!': string }),
  Outcomes: mapSchema({ $ref: '#/components/schemas/Outcome' }),
  Outcome: objectSchema({
    'success!': boolean,
    message: string,
    error: { $ref: '#/components/schemas/Error' },
    data: { type: 'object' },
  }),
  Error: objectSchema({
    'code!': string,
    'message!': string,
    'devMessage!': string,
    'source!': string,
    details: mapSchema(listSchema(string)),
  }),
  Meta: objectSchema({
    'pagination!': objectSchema({
      total: { type: 'integer' },
      'count!': { type: 'integer' },
      'per_page!': { type: 'integer' },
      current_page: { type: 'integer' },
      total_pages: { type: 'integer' },
    }),
    nextCursor: { type: 'string', description: 'Asks for the page after this one, as the parameter cursor' },
  }),
};

/** The bodies of requests that more than one endpoint takes. */
export const bodies: Readonly<Record<'profile' | 'group', Readonly<Record<string, Schema>>>> = {
  profile: { name, ...profile, role: id },
  group: {
    name,
    type: groupType,
    password: { type: 'string', minLength: 1, maxLength: groupPasswordLengthMax },
    ...groupProfile,
  },
};
