/**
 * Row rules: under whom a row comes in, what must be seen for that, and what stands against it.
 *
 * A row comes in by the decision that would have made it, so whatever that refuses is refused of a row. Only one thing
 * is different: a relation of a deactivated user is as good as any, since it was made before.
 *
 * @module
 */

import { type ApiKey, type CreateApiKeyRefusal, decideCreateApiKey } from '../api-key/api-key.ts';
import type { AuthToken } from '../auth-token/auth-token.ts';
import { type BlockRefusal, decideBlock } from '../block/block.ts';
import { decideRegisterBot, type RegisterBotRefusal } from '../bot-quota/bot-quota.ts';
import { type BefriendRefusal, decideBefriend } from '../friendship/friendship.ts';
import { type CreateGroupRefusal, decideCreateGroup, type GroupRecord } from '../group/group.ts';
import {
  type AddMemberRefusal,
  type AlreadyBanned,
  type Ban,
  decideAddMember,
  type Membership,
  type MembershipLimits,
} from '../group-membership/group-membership.ts';
import { type CreateRoleRefusal, decideCreateRole, defaultRoleId, type Role } from '../role/role.ts';
import type { Guid, Uid } from '../shared/ids.ts';
import { extended, without } from '../shared/record.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Anchor, appAnchor, groupAnchor, roleAnchor, userAnchor } from '../store/anchors.ts';
import type { Change } from '../store/changes.ts';
import type { Load } from '../store/loads.ts';
import type { Rows } from '../store/row-repository.ts';
import { type CreateUserRefusal, decideCreateUser, type User, uidNotFound } from '../user/user.ts';
import type { ExportedType } from './format.ts';
import type { Seen } from './seen.ts';

// Types

/** The caps that a row must respect. */
export interface RowLimits extends MembershipLimits {
  readonly friendshipsPerUserMax: number;
  readonly activeAuthTokensPerUserMax: number;
  readonly botsPerAppMax: number;
  readonly rolesPerAppMax: number;
  readonly apiKeysPerAppMax: number;
}

/** What a row comes in under, beside what is seen. */
export interface RowContext {
  readonly limits: RowLimits;
  /** Whether the group of this membership is waiting for this member to own it. */
  readonly becomesOwner: (membership: Membership) => boolean;
}

/** How the rows of one type come in. */
export interface RowRule<Row> {
  /** Those who own what changes. */
  readonly write: (row: Row) => readonly Anchor[];
  /** Those who must only stay as they are. */
  readonly read?: (row: Row) => readonly Anchor[];
  /** What is seen. */
  readonly loads: (row: Row) => readonly Load[];
  /** Decides whether the row comes in; notes in `seen` what the rows after it will see of it. */
  readonly decide: (row: Row, seen: Seen, context: RowContext) => Result<readonly Change[], RowRefusal>;
}

// Errors

/** The user has blocked the other already. */
export interface AlreadyBlocked {
  readonly code: 'ERR_ALREADY_BLOCKED';
  readonly blocker: Uid;
  readonly blocked: Uid;
}

/** A token of the app has the digest, or one of the user the handle. */
export interface AuthTokenAlreadyExists {
  readonly code: 'ERR_AUTH_TOKEN_ALREADY_EXISTS';
  readonly uid: Uid;
}

/** The user has as many active tokens as the limit allows. */
export interface AuthTokensLimitExceeded {
  readonly code: 'ERR_AUTH_TOKENS_LIMIT_EXCEEDED';
  readonly uid: Uid;
  readonly limit: number;
}

/** The owner of the group is no admin of it. */
export interface OwnerNotAdmin {
  readonly code: 'ERR_OWNER_NOT_ADMIN';
  readonly uid: Uid;
  readonly guid: Guid;
}

/** Why a row did not come in: what the decision that makes such rows refuses, or what no decision lets happen. */
export type RowRefusal =
  | CreateRoleRefusal
  | CreateUserRefusal
  | CreateGroupRefusal
  | AddMemberRefusal
  | OwnerNotAdmin
  | AlreadyBanned
  | BlockRefusal
  | AlreadyBlocked
  | BefriendRefusal
  | AuthTokenAlreadyExists
  | AuthTokensLimitExceeded
  | RegisterBotRefusal
  | CreateApiKeyRefusal;

// Loads

const userOf = (uid: Uid) => ({ type: 'user', uid }) as const;
const userTombstoneOf = (uid: Uid) => ({ type: 'tombstone', of: { type: 'user', uid } }) as const;
const groupOf = (guid: Guid) => ({ type: 'group', guid }) as const;
const groupTombstoneOf = (guid: Guid) => ({ type: 'tombstone', of: { type: 'group', guid } }) as const;
const roleLoad = (role: Role['role']) => ({ type: 'role', role }) as const;
const roleCount = { type: 'roleCount' } as const;
const membershipOf = ({ uid, guid }: InGroup) => ({ type: 'membership', uid, guid }) as const;
const banOf = ({ uid, guid }: InGroup) => ({ type: 'ban', uid, guid }) as const;
const membershipCountOf = (uid: Uid) => ({ type: 'membershipCount', uid }) as const;
const membersCountOf = (guid: Guid) => ({ type: 'membersCount', guid }) as const;
const blockOf = (blocker: Uid, blocked: Uid) => ({ type: 'block', blocker, blocked }) as const;
const friendshipOf = (a: Uid, b: Uid) => ({ type: 'friendship', uids: [a, b] }) as const;
const friendCountOf = (uid: Uid) => ({ type: 'friendCount', uid }) as const;
const activeTokensOf = (uid: Uid) => ({ type: 'activeAuthTokens', uid, keep: 0, most: 0 }) as const;
const sameDigest = ({ uid, digest }: AuthToken) => ({ type: 'authToken', uid, name: { digest } }) as const;
const sameHandle = ({ uid, handle }: AuthToken) => ({ type: 'authToken', uid, name: { handle } }) as const;
const botOf = (uid: Uid) => ({ type: 'bot', uid }) as const;
const botCount = { type: 'botCount' } as const;
const apiKeysLoad = { type: 'apiKeys' } as const;

interface InGroup {
  readonly uid: Uid;
  readonly guid: Guid;
}

/** The user as it was before it was deactivated: its relations are from then. */
function activeIn(seen: Seen, uid: Uid): User | undefined {
  const user = seen.of(userOf(uid));
  return user?.deactivatedAt === undefined ? user : without(user, 'deactivatedAt');
}

function oneMore(seen: Seen, ...loads: readonly (Load & { readonly type: CountedType })[]): void {
  for (const load of loads) seen.put(load, seen.of(load) + 1);
}

type CountedType = 'roleCount' | 'friendCount' | 'membershipCount' | 'membersCount' | 'botCount';

// Rules

const role: RowRule<Role> = {
  write: ({ role }) => [appAnchor, roleAnchor(role)],
  loads: ({ role }) => [roleLoad(role), roleCount],
  decide: (row, seen, { limits }) => {
    const stored = seen.of(roleLoad(row.role));
    // `default` is there in every app; what comes in is what has been made of it.
    if (row.role === defaultRoleId) {
      if (stored) return err({ code: 'ERR_ROLE_ALREADY_EXISTS', role: row.role });
    } else {
      const facts = { role: stored, roleCount: seen.of(roleCount) };
      const decided = decideCreateRole(row, facts, row.createdAt ?? 0, limits.rolesPerAppMax);
      if (decided.isErr()) return err(decided.error);
      oneMore(seen, roleCount);
    }
    seen.put(roleLoad(row.role), row);
    return ok([{ type: 'addRole', role: row }]);
  },
};

const user: RowRule<User> = {
  write: ({ uid }) => [userAnchor(uid)],
  read: ({ role }) => (role === defaultRoleId ? [] : [roleAnchor(role)]),
  loads: ({ uid, role }) => [
    ...[userOf(uid), userTombstoneOf(uid)],
    ...(role === defaultRoleId ? [] : [roleLoad(role)]),
  ],
  decide: (row, seen) => {
    const facts = {
      user: seen.of(userOf(row.uid)),
      tombstone: seen.of(userTombstoneOf(row.uid)),
      roleExists: row.role === defaultRoleId || seen.of(roleLoad(row.role)) !== undefined,
    };
    return decideCreateUser(row, facts, { now: row.createdAt, role: row.role }).map(() => {
      seen.put(userOf(row.uid), row);
      return [{ type: 'addUser', user: row }];
    });
  },
};

const group: RowRule<GroupRecord> = {
  write: ({ guid, owner }) => [groupAnchor(guid), ...(owner === undefined ? [] : [userAnchor(owner)])],
  loads: ({ guid, owner }) => [
    groupOf(guid),
    groupTombstoneOf(guid),
    ...(owner === undefined ? [] : [userOf(owner)]),
  ],
  decide: (row, seen, { limits }) => {
    const { owner } = row;
    const ownerless: GroupRecord = owner === undefined ? row : without(row, 'owner');
    const facts = { group: seen.of(groupOf(row.guid)), tombstone: seen.of(groupTombstoneOf(row.guid)) };
    const decided = decideCreateGroup(ownerless, facts, row.createdAt, limits.groupMembershipsPerUserMax);
    if (decided.isErr()) return err(decided.error);
    if (owner !== undefined && !activeIn(seen, owner)) return err(uidNotFound(owner));
    seen.put(groupOf(row.guid), ownerless);
    // The owner of a group is an admin of it at every moment, so it becomes its owner by its membership.
    return ok([{ type: 'addGroup', group: ownerless }]);
  },
};

const membership: RowRule<Membership> = {
  write: ({ uid, guid }) => [userAnchor(uid), groupAnchor(guid)],
  loads: (row) => [
    ...[userOf(row.uid), groupOf(row.guid), membershipOf(row), banOf(row)],
    ...[membershipCountOf(row.uid), membersCountOf(row.guid)],
  ],
  decide: (row, seen, { limits, becomesOwner }) => {
    const stored = seen.of(groupOf(row.guid));
    const facts = {
      user: activeIn(seen, row.uid),
      group: stored,
      membership: seen.of(membershipOf(row)),
      ban: seen.of(banOf(row)),
      membershipCount: seen.of(membershipCountOf(row.uid)),
      membersCount: seen.of(membersCountOf(row.guid)),
    };
    return decideAddMember(row, facts, limits).map(({ changes }) => {
      seen.put(membershipOf(row), row);
      oneMore(seen, membershipCountOf(row.uid), membersCountOf(row.guid));
      // Whom administration has made the owner meanwhile, it stays.
      if (!stored || stored.owner !== undefined || !becomesOwner(row)) return changes;
      const owned = extended(stored, { owner: row.uid });
      seen.put(groupOf(row.guid), owned);
      return [...changes, { type: 'replaceGroup', group: owned }];
    });
  },
};

const ban: RowRule<Ban> = {
  write: ({ uid, guid }) => [userAnchor(uid), groupAnchor(guid)],
  loads: (row) => [userOf(row.uid), groupOf(row.guid), membershipOf(row), banOf(row)],
  decide: (row, seen) => {
    const { uid, guid } = row;
    if (!seen.of(userOf(uid))) return err(uidNotFound(uid));
    if (!seen.of(groupOf(guid))) return err({ code: 'ERR_GUID_NOT_FOUND', guid });
    if (seen.of(banOf(row))) return err({ code: 'ERR_ALREADY_BANNED', uid, guid });
    if (seen.of(membershipOf(row))) return err({ code: 'ERR_ALREADY_JOINED', uid, guid });
    seen.put(banOf(row), row);
    return ok([{ type: 'addBan', ban: row }]);
  },
};

const block: RowRule<Rows['block']> = {
  write: ({ blocker }) => [userAnchor(blocker)],
  read: ({ blocked }) => [userAnchor(blocked)],
  loads: ({ blocker, blocked }) => [userOf(blocker), userOf(blocked), blockOf(blocker, blocked)],
  decide: (row, seen) => {
    const { blocker, blocked } = row;
    const facts = {
      blocker: activeIn(seen, blocker),
      blocked: activeIn(seen, blocked),
      block: seen.of(blockOf(blocker, blocked)),
    };
    const decided = decideBlock(row, facts, row.blockedAt);
    if (decided.isErr()) return err(decided.error);
    if (facts.block) return err({ code: 'ERR_ALREADY_BLOCKED', blocker, blocked });
    seen.put(blockOf(blocker, blocked), row);
    return ok(decided.value.changes);
  },
};

const friendship: RowRule<Rows['friendship']> = {
  write: ({ lower, higher }) => [userAnchor(lower), userAnchor(higher)],
  loads: ({ lower, higher }) => [
    ...[userOf(lower), userOf(higher), friendshipOf(lower, higher)],
    ...[friendCountOf(lower), friendCountOf(higher)],
  ],
  decide: (row, seen, { limits }) => {
    const { lower: a, higher: b } = row;
    const facts = {
      a: activeIn(seen, a),
      b: activeIn(seen, b),
      friendship: seen.of(friendshipOf(a, b)),
      friendCountOfA: seen.of(friendCountOf(a)),
      friendCountOfB: seen.of(friendCountOf(b)),
    };
    return decideBefriend({ a, b }, facts, limits.friendshipsPerUserMax).map(({ changes }) => {
      seen.put(friendshipOf(a, b), row);
      oneMore(seen, friendCountOf(a), friendCountOf(b));
      return changes;
    });
  },
};

const authToken: RowRule<AuthToken> = {
  write: ({ uid }) => [userAnchor(uid)],
  loads: (row) => [userOf(row.uid), activeTokensOf(row.uid), sameDigest(row), sameHandle(row)],
  decide: (row, seen, { limits }) => {
    const { uid, digest, archivedAt } = row;
    const limit = limits.activeAuthTokensPerUserMax;
    const active = seen.of(activeTokensOf(uid));
    if (!seen.of(userOf(uid))) return err(uidNotFound(uid));
    const isTaken = seen.of(sameDigest(row)) ?? seen.of(sameHandle(row)) ?? seen.takenDigests.has(digest);
    if (isTaken) return err({ code: 'ERR_AUTH_TOKEN_ALREADY_EXISTS', uid });
    if (archivedAt === undefined && active.count >= limit)
      return err({ code: 'ERR_AUTH_TOKENS_LIMIT_EXCEEDED', uid, limit });

    seen.takenDigests.add(digest);
    seen.put(sameDigest(row), row);
    seen.put(sameHandle(row), row);
    if (archivedAt === undefined) {
      seen.put(activeTokensOf(uid), { ...active, count: active.count + 1 });
      return ok([{ type: 'addAuthToken', token: row }]);
    }
    return ok([
      { type: 'addAuthToken', token: without(row, 'archivedAt') },
      { type: 'archiveAuthToken', uid, digest, at: archivedAt },
    ]);
  },
};

const bot: RowRule<Rows['bot']> = {
  write: ({ uid }) => [appAnchor, userAnchor(uid)],
  loads: ({ uid }) => [userOf(uid), botOf(uid), botCount],
  decide: (row, seen, { limits }) => {
    const { uid, createdAt } = row;
    const facts = { user: activeIn(seen, uid), bot: seen.of(botOf(uid)), botCount: seen.of(botCount) };
    return decideRegisterBot(row, facts, createdAt, limits.botsPerAppMax).map(() => {
      seen.put(botOf(uid), row);
      oneMore(seen, botCount);
      return [{ type: 'addBot', bot: row }];
    });
  },
};

const apiKey: RowRule<ApiKey> = {
  write: () => [appAnchor],
  loads: () => [apiKeysLoad],
  decide: (row, seen, { limits }) => {
    const apiKeys = seen.of(apiKeysLoad);
    const taken: CreateApiKeyRefusal = { code: 'ERR_APIKEY_ALREADY_EXISTS', name: row.name };
    if (apiKeys.some(({ digest }) => digest === row.digest)) return err(taken);
    const decided = decideCreateApiKey({ plain: '', record: row }, { apiKeys }, limits.apiKeysPerAppMax);
    if (decided.isErr()) {
      // A handle that is taken is chance where a key is made. In a file it is two keys of which one must go.
      return err(decided.error.code === 'HANDLE_TAKEN' ? taken : decided.error);
    }
    seen.put(apiKeysLoad, [...apiKeys, row]);
    return ok(decided.value.changes);
  },
};

/** How the rows of each type come in. */
export const rowRules: { readonly [T in ExportedType]: RowRule<Rows[T]> } = {
  role,
  user,
  group,
  membership,
  ban,
  block,
  friendship,
  authToken,
  bot,
  apiKey,
};
