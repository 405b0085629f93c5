/**
 * The groups of an app with their members and bans.
 *
 * A membership is one row on two lists: the user's, in order of joining, and that of the group's members of its scope,
 * likewise.
 *
 * @module
 */

import type { GroupRecord, StoredGroup } from '../../group/group.ts';
import type { GroupQuery } from '../../group/group-repository.ts';
import { type GroupScope, groupScopes } from '../../group-membership/clearance.ts';
import type { Ban, Membership } from '../../group-membership/group-membership.ts';
import type {
  BanQuery,
  JoinedGroupQuery,
  MemberQuery,
  UserBanQuery,
} from '../../group-membership/group-membership-repository.ts';
import type { Guid, Uid } from '../../shared/ids.ts';
import { type Found, pageWithin } from '../../shared/page.ts';
import { extended } from '../../shared/record.ts';
import { nameKeyOf } from '../../shared/text.ts';
import type { UnixSeconds } from '../../shared/time.ts';
import type { User } from '../../user/user.ts';
import { Directory, type DirectoryQuery, pageOfRows } from './directory.ts';
import { compareIds, type Listed } from './listed.ts';
import { pageOfWalk } from './page-of-walk.ts';
import { mergeWalks, OrderedList, type Walk } from './structures/ordered-list.ts';
import { ShardedMap } from './structures/sharded-map.ts';
import type { UserRow, UserTable } from './user-table.ts';

/** A user in a group. */
export interface MembershipRow {
  readonly user: UserRow;
  readonly group: GroupRow;
  readonly joinedAt: UnixSeconds;
  readonly sequence: number;
  scope: GroupScope;
}

/** A user kept out of a group. */
export interface BanRow {
  readonly user: UserRow;
  readonly group: GroupRow;
  readonly bannedAt: UnixSeconds;
}

const bySequence = (a: MembershipRow, b: MembershipRow): number => a.sequence - b.sequence;
const byGuid = (a: GroupRow, b: GroupRow): number => compareIds(a.id, b.id);
const byUid = (a: BanRow, b: BanRow): number => compareIds(a.user.id, b.user.id);

/** A group and its place in the lists. */
export class GroupRow implements Listed {
  record: GroupRecord;
  /** Beside the record, as the lists compare little else. */
  readonly id: Guid;
  readonly sequence: number;
  nameKey: string;
  isBuried = false;
  /** By scope, in order of joining; a list is made for its first member. */
  readonly #members: { [Scope in GroupScope]?: OrderedList<MembershipRow> } = {};
  #bans: OrderedList<BanRow> | undefined = undefined;

  constructor(record: GroupRecord, sequence: number) {
    this.record = record;
    this.id = record.guid;
    this.sequence = sequence;
    this.nameKey = nameKeyOf(record.name);
  }

  get category(): string {
    return this.record.type;
  }

  get tags(): readonly string[] | undefined {
    return this.record.tags;
  }

  /** Groups are neither on- nor offline. */
  get isOnline(): boolean {
    return false;
  }

  /** How many members the group has, those of deactivated and buried users included. */
  get membersCount(): number {
    let count = 0;
    for (const scope of groupScopes) count += this.#members[scope]?.size ?? 0;
    return count;
  }

  /** The group with the count of its members. */
  get stored(): StoredGroup {
    return extended(this.record, { membersCount: this.membersCount });
  }

  /** Puts a member behind those of its scope who joined before. */
  addMember(row: MembershipRow): void {
    this.#members[row.scope] ??= new OrderedList(bySequence);
    this.#members[row.scope]?.add(row);
  }

  /** Takes a member out. */
  removeMember(row: MembershipRow): void {
    this.#members[row.scope]?.remove(row);
  }

  /** Walks the members of some scopes in order of joining, from behind a sequence number on. */
  walkMembers(scopes: readonly GroupScope[], after = -1): Walk<MembershipRow> {
    const walks = scopes.flatMap(
      (scope) => this.#members[scope]?.walk(({ sequence }) => sequence > after) ?? [],
    );
    return mergeWalks(walks, bySequence);
  }

  /** Whether anybody is banned. */
  get hasBans(): boolean {
    return this.#bans !== undefined && this.#bans.size > 0;
  }

  /** Keeps a user out. */
  addBan(row: BanRow): void {
    this.#bans ??= new OrderedList(byUid);
    this.#bans.add(row);
  }

  /** Keeps a user out no longer. */
  removeBan(row: BanRow): void {
    this.#bans?.remove(row);
  }

  /** Walks the bans in order of uid, from a uid on. */
  walkBans(begins: (uid: Uid) => boolean = () => true): Walk<BanRow> {
    return this.#bans?.walk(({ user }) => begins(user.id)) ?? { next: () => undefined };
  }
}

/** All groups of an app. */
export class GroupTable {
  readonly #users: UserTable;
  readonly #byGuid: ShardedMap<GroupRow> = new ShardedMap<GroupRow>();
  readonly #directory: Directory<GroupRow> = new Directory<GroupRow>();
  /** All memberships, in order of joining. */
  readonly #memberships: OrderedList<MembershipRow> = new OrderedList(bySequence);
  /** The groups that anybody is banned from, by guid. */
  readonly #banning: OrderedList<GroupRow> = new OrderedList(byGuid);
  #nextSequence = 0;
  /** The row found last: the loads and changes of one transact ask for the same one again and again. */
  #last: GroupRow | undefined = undefined;

  constructor(users: UserTable) {
    this.#users = users;
  }

  /** The row of a guid, buried or not. */
  row(guid: Guid): GroupRow | undefined {
    if (this.#last?.id === guid) return this.#last;
    const row = this.#byGuid.get(guid);
    if (row) this.#last = row;
    return row;
  }

  /** The row of a group that is not buried. */
  find(guid: Guid): GroupRow | undefined {
    const row = this.row(guid);
    return row?.isBuried ? undefined : row;
  }

  /** Adds a group, as the newest. */
  add(record: GroupRecord): void {
    const row = new GroupRow(record, this.#takeSequence());
    this.#byGuid.set(record.guid, row);
    this.#directory.add(row);
    this.#own(record.owner, row);
  }

  /** Replaces a group's record, and with it its place in the lists and its owner. */
  replace(record: GroupRecord): void {
    const row = this.row(record.guid)!;
    const nameKey = nameKeyOf(record.name);
    this.#disown(row);
    this.#directory.move(row, { nameKey, category: record.type, tags: record.tags, isOnline: false }, () => {
      row.record = record;
      row.nameKey = nameKey;
    });
    this.#own(record.owner, row);
  }

  /** Takes a group out of all lists. */
  bury(guid: Guid): void {
    const row = this.row(guid)!;
    this.#directory.remove(row);
    this.#disown(row);
    row.isBuried = true;
  }

  /** Forgets a buried group. */
  remove(guid: Guid): void {
    this.#byGuid.delete(guid);
    this.#last = undefined;
  }

  /** A user's membership of a group, buried or not. */
  membership(uid: Uid, guid: Guid): Membership | undefined {
    const row = this.#membershipRow(uid, guid);
    return row && membershipOf(row);
  }

  /** How many groups a user belongs to, buried ones included. */
  membershipCount(uid: Uid): number {
    return this.#users.row(uid)?.relations?.memberships?.size ?? 0;
  }

  /** Adds a membership, which is not there. */
  addMembership({ uid, guid, scope, joinedAt }: Membership): void {
    const user = this.#users.row(uid)!;
    const group = this.row(guid)!;
    const row: MembershipRow = { user, group, joinedAt, sequence: this.#takeSequence(), scope };
    user.ownRelations.memberships ??= new Map();
    user.ownRelations.memberships.set(group, row);
    group.addMember(row);
    this.#memberships.add(row);
  }

  /** Gives a member another scope. */
  replaceMembership({ uid, guid, scope }: Membership): void {
    const row = this.#membershipRow(uid, guid)!;
    row.group.removeMember(row);
    row.scope = scope;
    row.group.addMember(row);
  }

  /** Removes a membership, if there is one. */
  removeMembership(uid: Uid, guid: Guid): void {
    const row = this.#membershipRow(uid, guid);
    if (!row) return;
    row.group.removeMember(row);
    row.user.relations?.memberships?.delete(row.group);
    this.#memberships.remove(row);
  }

  /** The ban of a user from a group. */
  ban(uid: Uid, guid: Guid): Ban | undefined {
    const row = this.#banRow(uid, guid);
    return row && banOf(row);
  }

  /** Adds a ban, which is not there. */
  addBan({ uid, guid, bannedAt }: Ban): void {
    const user = this.#users.row(uid)!;
    const group = this.row(guid)!;
    const row: BanRow = { user, group, bannedAt };
    user.ownRelations.bans ??= new Set();
    user.ownRelations.bans.add(row);
    if (!group.hasBans) this.#banning.add(group);
    group.addBan(row);
  }

  /** Removes a ban, if there is one. */
  removeBan(uid: Uid, guid: Guid): void {
    const row = this.#banRow(uid, guid);
    if (!row) return;
    row.group.removeBan(row);
    if (!row.group.hasBans) this.#banning.remove(row.group);
    row.user.relations?.bans?.delete(row);
  }

  /** One page of groups. */
  list({ order, prefix, types, tags, ...page }: GroupQuery): Found<StoredGroup> {
    const query: DirectoryQuery<GroupRow> = {
      ...page,
      order: order === 'guid' ? 'id' : order,
      prefix: prefix && {
        text: prefix.text,
        inId: prefix.in.includes('guid'),
        inName: prefix.in.includes('name'),
      },
      categories: types,
      tags,
    };
    const found = pageOfRows([this.#directory.find(query)], query, ({ stored }) => stored);
    return query.count ? { ...found, count: this.#directory.count(query) } : found;
  }

  /** One page of all groups that are not buried, oldest first. */
  page(after: number, limit: number): Found<GroupRecord> {
    const from = () => this.#directory.walkByAge(after);
    return pageOfWalk(
      from,
      from,
      { limit, count: false },
      {
        isShown: () => true,
        show: ({ record }) => record,
        positionOf: ({ sequence, id }) => ({ key: sequence, id }),
      },
    );
  }

  /** One page of all memberships, in order of joining. */
  membershipsPage(after: number, limit: number): Found<Membership> {
    const from = () => this.#memberships.walk(({ sequence }) => sequence > after);
    return pageOfWalk(
      from,
      from,
      { limit, count: false },
      {
        isShown: () => true,
        show: membershipOf,
        positionOf: ({ sequence, user }) => ({ key: sequence, id: user.id }),
      },
    );
  }

  /** Walks all bans in order of guid, then of uid, from behind one on. */
  walkAllBans(guid: string, uid: string): Walk<Ban> {
    const groups = this.#banning.walk(({ id }) => id >= guid);
    let bans: Walk<BanRow> | undefined;
    return {
      next: () => {
        for (;;) {
          const row = bans?.next();
          if (row) return banOf(row);
          const group = groups.next();
          if (!group) return undefined;
          bans = group.walkBans(group.id === guid ? (other) => other > uid : undefined);
        }
      },
    };
  }

  /** One page of a group's members. */
  listMembers(
    group: GroupRow,
    query: MemberQuery,
  ): Found<{ readonly user: User; readonly membership: Membership }> {
    const { after, scopes = groupScopes } = query;
    return pageOfWalk(
      () => group.walkMembers(scopes, after?.key as number | undefined),
      () => group.walkMembers(scopes),
      query,
      {
        isShown: ({ user }) => user.isShown,
        show: (row) => ({ user: row.user.user, membership: membershipOf(row) }),
        positionOf: (row) => ({ key: row.sequence, id: row.user.id }),
      },
    );
  }

  /** One page of a user's groups. */
  listGroups(
    user: UserRow,
    query: JoinedGroupQuery,
  ): Found<{ readonly group: StoredGroup; readonly membership: Membership }> {
    const from = (after = -1): Walk<MembershipRow> => {
      const rows = user.relations?.memberships?.values();
      return {
        next: () => {
          let row = rows?.next().value;
          while (row && row.sequence <= after) row = rows?.next().value;
          return row;
        },
      };
    };
    return pageOfWalk(
      () => from(query.after?.key as number | undefined),
      () => from(),
      query,
      {
        isShown: ({ group }) => !group.isBuried,
        show: (row) => ({ group: row.group.stored, membership: membershipOf(row) }),
        positionOf: (row) => ({ key: row.sequence, id: row.group.id }),
      },
    );
  }

  /** One page of those who are banned from a group. */
  listBanned(group: GroupRow, query: BanQuery): Found<{ readonly user: User; readonly ban: Ban }> {
    const from = (uid: string) => group.walkBans((other) => other > uid);
    return pageOfWalk(
      () => from(query.after?.id ?? ''),
      () => from(''),
      query,
      {
        isShown: ({ user }) => user.isShown,
        show: (row) => ({ user: row.user.user, ban: banOf(row) }),
        positionOf: ({ user }) => ({ key: user.id, id: user.id }),
      },
    );
  }

  /** One page of a user's bans, of which there are few. */
  listBans(user: UserRow, query: UserBanQuery): Found<Ban> {
    const rows = [...(user.relations?.bans ?? [])].filter(({ group }) => !group.isBuried);
    rows.sort(({ group: a }, { group: b }) => compareIds(a.id, b.id));
    return pageWithin(rows.map(banOf), query, ({ guid }) => ({ key: guid, id: guid }));
  }

  #membershipRow(uid: Uid, guid: Guid): MembershipRow | undefined {
    const group = this.row(guid);
    return group && this.#users.row(uid)?.relations?.memberships?.get(group);
  }

  #banRow(uid: Uid, guid: Guid): BanRow | undefined {
    const row = this.row(guid)
      ?.walkBans((other) => other >= uid)
      .next();
    return row?.user.id === uid ? row : undefined;
  }

  #own(owner: Uid | undefined, group: GroupRow): void {
    if (owner === undefined) return;
    const { ownRelations } = this.#users.row(owner)!;
    ownRelations.ownedGroups ??= new Set();
    ownRelations.ownedGroups.add(group);
  }

  #disown(group: GroupRow): void {
    const { owner } = group.record;
    if (owner !== undefined) this.#users.row(owner)?.relations?.ownedGroups?.delete(group);
  }

  #takeSequence(): number {
    this.#nextSequence += 1;
    return this.#nextSequence;
  }
}

/** A membership as decisions see it. */
export function membershipOf({ user, group, scope, joinedAt }: MembershipRow): Membership {
  return { uid: user.id, guid: group.id, scope, joinedAt };
}

/** A ban as decisions see it. */
export function banOf({ user, group, bannedAt }: BanRow): Ban {
  return { uid: user.id, guid: group.id, bannedAt };
}
