/**
 * The users of an app, and by which lists they are found.
 *
 * Active and deactivated users are listed apart, so that no list can show a deactivated user by mistake. A buried user
 * is in no list, but its row stays, for its remnants, until it is unburied.
 *
 * @module
 */

import type { Bot } from '../../bot-quota/bot-quota.ts';
import type { Uid } from '../../shared/ids.ts';
import type { Found } from '../../shared/page.ts';
import { nameKeyOf } from '../../shared/text.ts';
import { isActive, type User } from '../../user/user.ts';
import type { BlockRow } from './block-table.ts';
import { Directory, type DirectoryQuery, pageOfRows } from './directory.ts';
import type { BanRow, GroupRow, MembershipRow } from './group-table.ts';
import type { Listed, ListKeys } from './listed.ts';
import type { OrderedList } from './structures/ordered-list.ts';
import { ShardedMap } from './structures/sharded-map.ts';

/** What hangs on a user; made when the first such thing does. */
export interface UserRelations {
  bot?: Bot;
  /** In order of joining. */
  memberships?: Map<GroupRow, MembershipRow>;
  bans?: Set<BanRow>;
  ownedGroups?: Set<GroupRow>;
  /** By the uid of the other. */
  blocksMade?: OrderedList<BlockRow>;
  blocksReceived?: OrderedList<BlockRow>;
}

/** A user and its place in the lists. Everything else refers to it by this object or by its sequence number. */
export class UserRow implements Listed {
  user: User;
  /** Beside the record, as the lists compare little else. */
  readonly id: Uid;
  readonly sequence: number;
  nameKey: string;
  isBuried = false;
  relations: UserRelations | undefined = undefined;

  constructor(user: User, sequence: number) {
    this.user = user;
    this.id = user.uid;
    this.sequence = sequence;
    this.nameKey = nameKeyOf(user.name);
  }

  get category(): string {
    return this.user.role;
  }

  get tags(): readonly string[] | undefined {
    return this.user.tags;
  }

  get isOnline(): boolean {
    return this.user.status === 'online';
  }

  /** Whether others may see this user. */
  get isShown(): boolean {
    return !this.isBuried && isActive(this.user);
  }

  /** What hangs on the user, to add to it. */
  get ownRelations(): UserRelations {
    this.relations ??= {};
    return this.relations;
  }
}

const rowsPerChunk = 1024;

/** All users of an app. */
export class UserTable {
  readonly #byUid: ShardedMap<UserRow> = new ShardedMap<UserRow>();
  /** By sequence number; a chunk whose users are all gone is dropped. */
  readonly #chunks: (RowChunk | undefined)[] = [];
  readonly #active: Directory<UserRow> = new Directory<UserRow>();
  readonly #deactivated: Directory<UserRow> = new Directory<UserRow>();
  #nextSequence = 0;
  // The two uids found last, and the one that last was not: the loads and changes of one transact ask for the same
  // ones again and again, and with the same string, which is compared by reference.
  #lastUid: Uid | undefined = undefined;
  #last: UserRow | undefined = undefined;
  #lastButOneUid: Uid | undefined = undefined;
  #lastButOne: UserRow | undefined = undefined;
  #missingUid: Uid | undefined = undefined;

  /** The row of a uid, buried or not. */
  row(uid: Uid): UserRow | undefined {
    if (this.#lastUid === uid) return this.#last;
    if (this.#lastButOneUid === uid) return this.#lastButOne;
    if (this.#missingUid === uid) return undefined;
    const row = this.#byUid.get(uid);
    if (!row) {
      this.#missingUid = uid;
      return undefined;
    }
    this.#lastButOneUid = this.#lastUid;
    this.#lastButOne = this.#last;
    this.#lastUid = uid;
    this.#last = row;
    return row;
  }

  /** The row of a user that is not buried. */
  find(uid: Uid): UserRow | undefined {
    const row = this.row(uid);
    return row?.isBuried ? undefined : row;
  }

  /** The row of a sequence number that something still refers to. */
  bySequence(sequence: number): UserRow {
    return this.#chunks[Math.floor(sequence / rowsPerChunk)]!.rows[sequence % rowsPerChunk]!;
  }

  /** Adds a user, as the newest. */
  add(user: User): void {
    const row = new UserRow(user, this.#nextSequence);
    this.#nextSequence += 1;
    this.#byUid.set(user.uid, row);
    this.#missingUid = undefined;
    const chunk = Math.floor(row.sequence / rowsPerChunk);
    this.#chunks[chunk] ??= { rows: [], held: 0 };
    const { rows } = this.#chunks[chunk];
    rows[row.sequence % rowsPerChunk] = row;
    this.#chunks[chunk].held += 1;
    this.#directoryOf(user).add(row);
  }

  /** Replaces a user's record, and with it its place in the lists. */
  replace(user: User): void {
    const row = this.row(user.uid)!;
    const from = this.#directoryOf(row.user);
    const to = this.#directoryOf(user);
    const keys = keysOf(user);
    const replace = () => {
      row.user = user;
      row.nameKey = keys.nameKey;
    };
    if (from === to) {
      from.move(row, keys, replace);
    } else {
      from.remove(row);
      replace();
      to.add(row);
    }
  }

  /** Takes a user out of all lists. */
  bury(uid: Uid): void {
    const row = this.row(uid)!;
    this.#directoryOf(row.user).remove(row);
    row.isBuried = true;
  }

  /** Forgets a buried user. */
  remove(uid: Uid): void {
    const { sequence } = this.row(uid)!;
    this.#byUid.delete(uid);
    this.#lastUid = undefined;
    this.#lastButOneUid = undefined;
    const index = Math.floor(sequence / rowsPerChunk);
    const chunk = this.#chunks[index]!;
    delete chunk.rows[sequence % rowsPerChunk];
    chunk.held -= 1;
    if (chunk.held === 0) this.#chunks[index] = undefined;
  }

  /** Whether any user, active or not, has a role. */
  hasRole(role: string): boolean {
    return this.#active.categorySize(role) + this.#deactivated.categorySize(role) > 0;
  }

  /** One page of users. */
  list(query: DirectoryQuery<UserRow>, deactivated: 'without' | 'only' | 'with'): Found<User> {
    const directories =
      deactivated === 'with'
        ? [this.#active, this.#deactivated]
        : [deactivated === 'only' ? this.#deactivated : this.#active];
    const page = pageOfRows(
      directories.map((directory) => directory.find(amongOf(query, directory === this.#deactivated))),
      query,
      ({ user }) => user,
    );
    if (!query.count) return page;
    const count = directories.reduce(
      (sum, directory) => sum + directory.count(amongOf(query, directory === this.#deactivated)),
      0,
    );
    return { ...page, count };
  }

  /** One page of all users that are not buried, oldest first. */
  page(after: number, limit: number): Found<User> {
    const rows: UserRow[] = [];
    let offset = (after + 1) % rowsPerChunk;
    for (let index = Math.floor((after + 1) / rowsPerChunk); index < this.#chunks.length; index += 1) {
      const chunk = this.#chunks[index]?.rows ?? [];
      for (; offset < chunk.length && rows.length <= limit; offset += 1) {
        const row = chunk[offset];
        if (row && !row.isBuried) rows.push(row);
      }
      if (rows.length > limit) break;
      offset = 0;
    }
    const last = rows[limit - 1];
    return {
      items: rows.slice(0, limit).map(({ user }) => user),
      ...(rows.length > limit && last && { next: { key: last.sequence, id: last.id } }),
    };
  }

  #directoryOf(user: User): Directory<UserRow> {
    return isActive(user) ? this.#active : this.#deactivated;
  }
}

interface RowChunk {
  readonly rows: UserRow[];
  held: number;
}

/** The query with those of its rows that the one directory lists. */
function amongOf(query: DirectoryQuery<UserRow>, isDeactivated: boolean): DirectoryQuery<UserRow> {
  if (!query.among) return query;
  return { ...query, among: query.among.filter(({ user }) => isActive(user) !== isDeactivated) };
}

function keysOf(user: User): ListKeys {
  return {
    nameKey: nameKeyOf(user.name),
    category: user.role,
    tags: user.tags,
    isOnline: user.status === 'online',
  };
}
