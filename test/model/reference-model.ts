/**
 * The reference model: the whole core a second time, naively.
 *
 * Every rule is written as it would be told, over plain arrays that are scanned from end to end. Nothing here is
 * shared with the sources: what the two agree on was said twice.
 *
 * @module
 */
import type { Limits } from 'kithkin';

/** A value, or a refusal as plain data. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: { readonly code: string; readonly [fact: string]: unknown } };

export interface ModelUser {
  uid: string;
  name: string;
  role: string;
  status: string;
  createdAt: number;
  avatar?: string;
  link?: string;
  metadata?: Record<string, unknown>;
  tags?: string[];
  statusMessage?: string;
  lastActiveAt?: number;
  updatedAt?: number;
  deactivatedAt?: number;
}

export interface ModelToken {
  uid: string;
  plain: string;
  createdAt: number;
  expiresAt?: number;
  archivedAt?: number;
  platform?: string;
  userAgent?: string;
  appInfo?: Record<string, unknown>;
}

export interface ModelRole {
  role: string;
  name: string;
  description?: string;
  metadata?: Record<string, unknown>;
  createdAt?: number;
  updatedAt?: number;
}

export interface ModelGroup {
  guid: string;
  name: string;
  type: string;
  icon?: string;
  description?: string;
  metadata?: Record<string, unknown>;
  tags?: string[];
  owner?: string;
  createdAt: number;
  updatedAt?: number;
}

export interface ModelMembership {
  uid: string;
  guid: string;
  scope: string;
  joinedAt: number;
}

export interface ModelBot {
  uid: string;
  webhookURL: string;
  enabled: boolean;
  groupChatSetting: string;
  createdAt: number;
  updatedAt?: number;
}

export interface ModelApiKey {
  plain: string;
  name: string;
  scope: string;
  createdAt: number;
  updatedAt?: number;
}

/** Everything that one app holds. Arrays are in the order in which their rows were added. */
export class ReferenceModel {
  /** The time, which a test sets. */
  now = 0;

  users: ModelUser[] = [];
  tokens: ModelToken[] = [];
  friendships: { lower: string; higher: string }[] = [];
  blocks: { blocker: string; blocked: string; blockedAt: number }[] = [];
  roles: ModelRole[] = [];
  groups: ModelGroup[] = [];
  /** The passwords of groups, in plain text: a model has no secrets. */
  passwords = new Map<string, string>();
  memberships: ModelMembership[] = [];
  bans: { uid: string; guid: string; bannedAt: number }[] = [];
  bots: ModelBot[] = [];
  apiKeys: ModelApiKey[] = [];
  /** Permanently deleted, while rows still refer to them. */
  buriedUsers: string[] = [];
  buriedGroups: string[] = [];

  readonly limits: Limits;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** A copy that shares nothing with this one. */
  clone(): ReferenceModel {
    return Object.assign(new ReferenceModel(this.limits), structuredClone({ ...this }));
  }

  user(uid: string): ModelUser | undefined {
    return this.users.find((user) => user.uid === uid);
  }

  /** The user, unless it is deactivated, deleted, or never was. */
  activeUser(uid: string): ModelUser | undefined {
    return this.users.find((user) => user.uid === uid && user.deactivatedAt === undefined);
  }

  group(guid: string): ModelGroup | undefined {
    return this.groups.find((group) => group.guid === guid);
  }

  membership(uid: string, guid: string): ModelMembership | undefined {
    return this.memberships.find((row) => row.uid === uid && row.guid === guid);
  }
}

// Answers

export function done(value: unknown): Outcome {
  return { ok: true, value };
}

export function refused(code: string, facts: Record<string, unknown> = {}): Outcome {
  return { ok: false, error: { code, ...facts } };
}

export function uidNotFound(uid: string): Outcome {
  return refused('ERR_UID_NOT_FOUND', { uid });
}

export function guidNotFound(guid: string): Outcome {
  return refused('ERR_GUID_NOT_FOUND', { guid });
}

/** What became of one uid of a bulk command. */
export function itemOf(uid: string, outcome: Outcome): unknown {
  return outcome.ok ? { uid, ok: true, value: outcome.value } : { uid, ok: false, error: outcome.error };
}

// Orders and views

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether a user or group is found by what was typed. */
export function isFound(
  searchKey: string | undefined,
  searchIn: readonly string[],
  id: { readonly field: string; readonly text: string },
  name: string,
): boolean {
  if (searchKey === undefined) return true;
  const key = inOneCase(searchKey.trim());
  return (
    (searchIn.includes(id.field) && id.text.startsWith(key)) ||
    (searchIn.includes('name') && inOneCase(name).startsWith(key))
  );
}

/** A name as it is sorted and searched. Greek has two small letters for one capital: σ, and ς where a word ends. */
export function inOneCase(name: string): string {
  return [...name.toLowerCase()].map((letter) => (letter === 'ς' ? 'σ' : letter)).join('');
}

/** A user as others see it. */
export function publicView(user: ModelUser): ModelUser {
  const view = structuredClone(user);
  if (view.metadata && Object.hasOwn(view.metadata, '@private')) {
    delete view.metadata['@private'];
    if (Object.keys(view.metadata).length === 0) delete view.metadata;
  }
  return view;
}

type Unset<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];

/** A record without the fields that are not set. */
export function withoutUnset<T extends object>(
  record: T,
): { [K in Exclude<keyof T, Unset<T>>]: T[K] } & { [K in Unset<T>]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof withoutUnset<T>
  >;
}
