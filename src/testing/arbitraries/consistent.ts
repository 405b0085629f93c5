/**
 * Consistent: what is left of parts drawn at random once everything is gone that breaks a rule.
 *
 * @module
 */

import { botUidLengthMax } from '../../bot-quota/bot-quota.ts';
import type { CreateGroupInput } from '../../group/group-commands.ts';
import type { Limits } from '../../limits.ts';
import { defaultRoleId } from '../../role/role.ts';
import { systemUid } from '../../shared/ids.ts';
import type {
  AppState,
  BlockState,
  FriendshipState,
  GroupState,
  MemberState,
  UserState,
} from './app-state.ts';

/**
 * The state that is left of one in which any rule may be broken: of two parts that cannot both stay, the first does.
 *
 * What speaks of a user or a role that is not there speaks of another instead. Most would be lost otherwise.
 */
export function consistent({ limits, ...parts }: AppState): AppState {
  const roles = distinct(
    parts.roles.map((role) => ({ ...role, role: role.role.toLowerCase() })),
    ({ role }) => role,
  )
    .filter(({ role }) => role !== defaultRoleId)
    .slice(0, limits.rolesPerAppMax);
  const roleOf = substitution([defaultRoleId, ...roles.map(({ role }) => role)]);
  const users = distinct(
    parts.users.map((user) => settledUser(user, roleOf)),
    ({ profile }) => profile.uid,
  ).filter(({ profile }) => profile.uid !== systemUid);
  const present = users.map(({ profile }) => profile.uid);
  const shortUids = present.filter((uid) => uid.length <= botUidLengthMax);
  return {
    limits,
    roles,
    users,
    friendships: friendshipsAmong(parts.friendships, substitution(present), limits.friendshipsPerUserMax),
    blocks: blocksAmong(parts.blocks, substitution(present)),
    groups: groupsAmong(parts.groups, substitution(present), limits),
    bots: distinct(substituted(parts.bots, ['uid'], substitution(shortUids)), ({ uid }) => uid).slice(
      0,
      limits.botsPerAppMax,
    ),
    apiKeys: distinct(parts.apiKeys, ({ name }) => name).slice(0, limits.apiKeysPerAppMax),
  };
}

/** An id of those that are there: the same in lower case, or another in its place; undefined where there is none. */
type Substitution = (id: string) => string | undefined;

function substitution(present: readonly string[]): Substitution {
  return (id) => {
    const lower = id.toLowerCase();
    return present.includes(lower) ? lower : present[sumOf(lower) % present.length];
  };
}

function sumOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0);
}

/** The items with each of these ids substituted; those of which one cannot be are gone. */
function substituted<T extends object, F extends keyof T>(
  items: readonly T[],
  fields: readonly (F & { [K in F]: T[K] extends string ? K : never }[F])[],
  idOf: Substitution,
): readonly T[] {
  return items.flatMap((item) => {
    const ids = fields.map((field) => [field, idOf(String(item[field]))] as const);
    return ids.some(([, id]) => id === undefined) ? [] : [{ ...item, ...Object.fromEntries(ids) }];
  });
}

/** The first of each name. */
function distinct<T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] {
  const byName = new Map<string, T>();
  for (const item of items) {
    const name = nameOf(item);
    if (!byName.has(name)) byName.set(name, item);
  }
  return [...byName.values()];
}

/** How many places each user takes up in a cap. */
class Places {
  readonly #taken = new Map<string, number>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  hasRoom(uid: string): boolean {
    return (this.#taken.get(uid) ?? 0) < this.#max;
  }

  /** Takes a place for each of them, or, if one has none left, for nobody; tells which. */
  take(...uids: readonly string[]): boolean {
    if (!uids.every((uid) => this.hasRoom(uid))) return false;
    for (const uid of uids) this.#taken.set(uid, (this.#taken.get(uid) ?? 0) + 1);
    return true;
  }
}

/** In lower case, and with a role that exists, if any. */
function settledUser(user: UserState, roleOf: Substitution): UserState {
  const { uid, role, ...profile } = user.profile;
  return {
    ...user,
    profile: { uid: uid.toLowerCase(), ...profile, ...(role !== undefined && { role: roleOf(role) }) },
  };
}

function friendshipsAmong(
  friendships: readonly FriendshipState[],
  uidOf: Substitution,
  max: number,
): readonly FriendshipState[] {
  const places = new Places(max);
  return distinct(substituted(friendships, ['a', 'b'], uidOf), ({ a, b }) =>
    a < b ? `${a} ${b}` : `${b} ${a}`,
  ).filter(({ a, b }) => a !== b && places.take(a, b));
}

function blocksAmong(blocks: readonly BlockState[], uidOf: Substitution): readonly BlockState[] {
  return distinct(
    substituted(blocks, ['blocker', 'blocked'], uidOf),
    ({ blocker, blocked }) => `${blocker} ${blocked}`,
  ).filter(({ blocker, blocked }) => blocker !== blocked);
}

/**
 * Each group with its owner and its bans, then the members of each. Only a member can be banned, so that whoever is must
 * have had a place in the meantime: that is easiest found before anybody has joined.
 */
function groupsAmong(
  groups: readonly GroupState[],
  uidOf: Substitution,
  limits: Limits,
): readonly GroupState[] {
  const places = new Places(limits.groupMembershipsPerUserMax);
  const founded = distinct(
    groups.map(({ profile, ...rest }) => ({ ...rest, profile: settledProfile(profile, uidOf) })),
    ({ profile }) => profile.guid,
  ).map(({ profile: { owner: wanted, ...profile }, members, banned }) => {
    const owner = wanted !== undefined && places.take(wanted) ? wanted : undefined;
    const room = limits.membersPerGroupMax - (owner === undefined ? 0 : 1);
    const out = distinct(
      banned.flatMap((uid) => uidOf(uid) ?? []),
      (uid) => uid,
    ).filter((uid) => uid !== owner && room > 0 && places.hasRoom(uid));
    return { profile: { ...profile, ...(owner !== undefined && { owner }) }, members, banned: out, room };
  });
  return founded.map(({ room, ...group }) => {
    const { owner } = group.profile;
    const free = distinct(substituted(group.members, ['uid'], uidOf), ({ uid }) => uid).filter(
      ({ uid }) => uid !== owner && !group.banned.includes(uid),
    );
    const members: MemberState[] = [];
    for (const member of free) {
      if (members.length < room && places.take(member.uid)) members.push(member);
    }
    return { ...group, members };
  });
}

/** In lower case, of an owner who is there, and of type `password` only with a password. */
function settledProfile(
  { guid, type, owner: anyOwner, ...profile }: CreateGroupInput,
  uidOf: Substitution,
): CreateGroupInput {
  const owner = anyOwner === undefined ? undefined : uidOf(anyOwner);
  const isOpen = type === 'password' && !profile.password;
  return {
    guid: guid.toLowerCase(),
    ...profile,
    ...(owner !== undefined && { owner }),
    ...(type !== undefined && !isOpen && { type }),
  };
}
