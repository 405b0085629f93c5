/**
 * All that a memory store keeps of one app: how each load is read and each change applied.
 *
 * Both tables are closed over the port's unions: a load or a change that is forgotten here does not compile.
 *
 * @module
 */

import type { ApiKey, ApiKeyDigest } from '../../api-key/api-key.ts';
import type { AuthTokenDigest } from '../../auth-token/auth-token.ts';
import type { Bot } from '../../bot-quota/bot-quota.ts';
import type { Remnant, Tombstone, TombstoneName } from '../../deletion/deletion.ts';
import { friendshipBetween } from '../../friendship/friendship.ts';
import { groupScopes } from '../../group-membership/clearance.ts';
import { defaultRoleId, type Role } from '../../role/role.ts';
import type { RoleId, Uid } from '../../shared/ids.ts';
import type { Change, ChangeOf } from '../../store/changes.ts';
import type { Load, LoadOf, LoadResults } from '../../store/loads.ts';
import { AuthTokenTable } from './auth-token-table.ts';
import { BlockTable } from './block-table.ts';
import { FriendshipTable } from './friendship-table.ts';
import { banOf, GroupTable, membershipOf } from './group-table.ts';
import { UserTable } from './user-table.ts';

type Readers = { readonly [T in Load['type']]: (load: LoadOf<T>) => LoadResults[T] };
type Appliers = { readonly [T in Change['type']]: (change: ChangeOf<T>) => unknown };

/** The data of one app. */
export class AppData {
  readonly users: UserTable = new UserTable();
  readonly friendships: FriendshipTable = new FriendshipTable(this.users);
  readonly blocks: BlockTable = new BlockTable(this.users);
  readonly authTokens: AuthTokenTable = new AuthTokenTable(this.users);
  readonly groups: GroupTable = new GroupTable(this.users);
  readonly roles: Map<RoleId, Role> = new Map();
  readonly apiKeys: Map<ApiKeyDigest, ApiKey> = new Map();
  readonly tombstones: Map<string, Tombstone> = new Map();
  readonly #bots: Set<Uid> = new Set();

  /** Reads what one load asks for. */
  read<L extends Load>(load: L): LoadResults[L['type']] {
    // SAFETY: the reader of a load's type takes that load.
    return (this.#readers[load.type] as unknown as (load: L) => LoadResults[L['type']])(load);
  }

  /**
   * Whether a commit adds a token whose digest another of the app has. No load shows a digest without its owner, so no
   * decision can know. Throws when two that it adds have the same, which its decision did know.
   */
  hasDigestOfAnother(changes: readonly Change[]): boolean {
    let added: Set<AuthTokenDigest> | undefined;
    for (const change of changes) {
      if (change.type !== 'addAuthToken') continue;
      const { uid, digest } = change.token;
      added ??= new Set();
      if (added.has(digest)) throw new Error('Cannot add a token twice in one commit');
      added.add(digest);
      // What the commit has of the token's own user, its decision could see.
      if (this.authTokens.hasDigest(digest) && !this.read({ type: 'authToken', uid, name: { digest } }))
        return true;
    }
    return false;
  }

  /** Applies one change, which fits what is there. */
  apply<C extends Change>(change: C): void {
    // SAFETY: the applier of a change's type takes that change.
    (this.#appliers[change.type] as (change: C) => void)(change);
  }

  /** All bots. */
  get bots(): readonly Bot[] {
    return [...this.#bots].flatMap((uid) => this.users.row(uid)?.relations?.bot ?? []);
  }

  /** All bots whose user is active. */
  get shownBots(): readonly Bot[] {
    const bots: Bot[] = [];
    for (const uid of this.#bots) {
      const row = this.users.row(uid);
      if (row?.isShown && row.relations?.bot) bots.push(row.relations.bot);
    }
    return bots;
  }

  /** Rows that still refer to a user or a group that was buried. */
  remnants(of: TombstoneName, limit: number): readonly Remnant[] {
    return (
      of.type === 'user' ? this.#remnantsOfUser(of.uid, limit) : this.#remnantsOfGroup(of, limit)
    ).slice(0, limit);
  }

  readonly #readers: Readers = {
    user: ({ uid }) => this.users.find(uid)?.user,
    // Hardly anything is buried, so this asks the row before it makes a key.
    tombstone: ({ of }) => (this.#isBuried(of) ? this.tombstones.get(tombstoneKey(of)) : undefined),
    remnants: ({ of, limit }) => this.remnants(of, limit),
    ownedGroup: ({ uid }) => {
      const [group] = this.users.row(uid)?.relations?.ownedGroups ?? [];
      return group?.id;
    },
    activeAuthTokens: ({ uid, keep, most }) => {
      const row = this.users.row(uid);
      return row ? this.authTokens.active(row, keep, most) : { count: 0, oldest: [] };
    },
    authToken: ({ uid, name }) => {
      const row = this.users.row(uid);
      return row && this.authTokens.find(row, name);
    },
    friendship: ({ uids: [a, b] }) => {
      const rowA = this.users.row(a);
      const rowB = this.users.row(b);
      return rowA && rowB && this.friendships.has(rowA, rowB) ? friendshipBetween({ a, b }) : undefined;
    },
    friendCount: ({ uid }) => {
      const row = this.users.row(uid);
      return row ? this.friendships.count(row) : 0;
    },
    block: ({ blocker, blocked }) => {
      const blockerRow = this.users.row(blocker);
      const blockedRow = this.users.row(blocked);
      return blockerRow && blockedRow && this.blocks.find(blockerRow, blockedRow);
    },
    role: ({ role }) => this.roles.get(role),
    roleCount: () => this.roles.size - (this.roles.has(defaultRoleId) ? 1 : 0),
    roleInUse: ({ role }) => this.users.hasRole(role),
    group: ({ guid }) => this.groups.find(guid)?.record,
    membersCount: ({ guid }) => this.groups.row(guid)?.membersCount ?? 0,
    membership: ({ uid, guid }) => this.groups.membership(uid, guid),
    membershipCount: ({ uid }) => this.groups.membershipCount(uid),
    ban: ({ uid, guid }) => this.groups.ban(uid, guid),
    bot: ({ uid }) => this.users.row(uid)?.relations?.bot,
    botCount: () => this.#bots.size,
    apiKeys: () => [...this.apiKeys.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };

  readonly #appliers: Appliers = {
    addUser: ({ user }) => this.users.add(user),
    replaceUser: ({ user }) => this.users.replace(user),
    bury: ({ tombstone }) => {
      const { of } = tombstone;
      this.tombstones.set(tombstoneKey(of), tombstone);
      if (of.type === 'user') this.users.bury(of.uid);
      else this.groups.bury(of.guid);
    },
    unbury: ({ of }) => {
      this.tombstones.delete(tombstoneKey(of));
      if (of.type === 'user') this.users.remove(of.uid);
      else this.groups.remove(of.guid);
    },
    addAuthToken: ({ token }) => this.authTokens.add(token),
    replaceAuthToken: ({ token }) => this.authTokens.replace(token),
    archiveAuthToken: ({ digest, at }) => this.authTokens.archive(digest, at),
    removeAuthToken: ({ digest }) => this.authTokens.remove(digest),
    removeActiveAuthTokens: ({ uid }) => this.authTokens.removeActive(this.users.row(uid)!),
    addFriendship: ({ friendship }) => this.friendships.add(friendship),
    removeFriendship: ({ friendship }) => this.friendships.remove(friendship),
    addBlock: ({ block }) => this.blocks.add(block),
    removeBlock: ({ blocker, blocked }) => this.blocks.remove(blocker, blocked),
    addRole: ({ role }) => this.roles.set(role.role, role),
    replaceRole: ({ role }) => this.roles.set(role.role, role),
    removeRole: ({ role }) => this.roles.delete(role),
    addGroup: ({ group }) => this.groups.add(group),
    replaceGroup: ({ group }) => this.groups.replace(group),
    addMembership: ({ membership }) => this.groups.addMembership(membership),
    replaceMembership: ({ membership }) => this.groups.replaceMembership(membership),
    removeMembership: ({ uid, guid }) => this.groups.removeMembership(uid, guid),
    addBan: ({ ban }) => this.groups.addBan(ban),
    removeBan: ({ uid, guid }) => this.groups.removeBan(uid, guid),
    addBot: ({ bot }) => this.#putBot(bot),
    replaceBot: ({ bot }) => this.#putBot(bot),
    removeBot: ({ uid }) => {
      delete this.users.row(uid)?.relations?.bot;
      this.#bots.delete(uid);
    },
    addApiKey: ({ apiKey }) => this.apiKeys.set(apiKey.digest, apiKey),
    replaceApiKey: ({ apiKey }) => this.apiKeys.set(apiKey.digest, apiKey),
    removeApiKey: ({ digest }) => this.apiKeys.delete(digest),
  };

  #isBuried(of: TombstoneName): boolean {
    const row = of.type === 'user' ? this.users.row(of.uid) : this.groups.row(of.guid);
    return row?.isBuried ?? false;
  }

  #putBot(bot: Bot): void {
    this.users.row(bot.uid)!.ownRelations.bot = bot;
    this.#bots.add(bot.uid);
  }

  #remnantsOfUser(uid: Uid, limit: number): readonly Remnant[] {
    const row = this.users.row(uid);
    if (!row) return [];
    const { bot, memberships, bans = [] } = row.relations ?? {};
    return [
      ...this.authTokens.first(row, limit).map((token) => ({ type: 'authToken', token }) as const),
      ...this.friendships.first(row, limit).map((friend) => {
        const friendship = friendshipBetween({ a: uid, b: friend.id });
        return { type: 'friendship', friendship } as const;
      }),
      ...this.blocks.first(row, limit).map((block) => ({ type: 'block', block }) as const),
      ...first(memberships?.values() ?? [], limit).map(
        (membership) => ({ type: 'membership', membership: membershipOf(membership) }) as const,
      ),
      ...first(bans, limit).map((ban) => ({ type: 'ban', ban: banOf(ban) }) as const),
      ...(bot ? [{ type: 'bot', bot } as const] : []),
    ];
  }

  #remnantsOfGroup({ guid }: Extract<TombstoneName, { type: 'group' }>, limit: number): readonly Remnant[] {
    const group = this.groups.row(guid);
    if (!group) return [];
    const remnants: Remnant[] = [];
    const members = group.walkMembers(groupScopes);
    for (let row = members.next(); row && remnants.length < limit; row = members.next()) {
      remnants.push({ type: 'membership', membership: membershipOf(row) });
    }
    const bans = group.walkBans();
    for (let row = bans.next(); row && remnants.length < limit; row = bans.next()) {
      remnants.push({ type: 'ban', ban: banOf(row) });
    }
    return remnants;
  }
}

function first<T>(items: Iterable<T>, limit: number): readonly T[] {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.length === limit) break;
    taken.push(item);
  }
  return taken;
}

function tombstoneKey(of: TombstoneName): string {
  return of.type === 'user' ? `user/${of.uid}` : `group/${of.guid}`;
}
