/**
 * The friendships of an app: for each user the sequence numbers of its friends, in order of befriending.
 *
 * @module
 */

import type { Friendship } from '../../friendship/friendship.ts';
import type { FriendQuery } from '../../friendship/friendship-repository.ts';
import type { Found } from '../../shared/page.ts';
import type { User } from '../../user/user.ts';
import { comparisons, hasPrefix, isBehindIn, positionOf } from './listed.ts';
import { AdjacencyLists } from './structures/adjacency-lists.ts';
import { SequenceLog } from './structures/sequence-log.ts';
import type { UserRow, UserTable } from './user-table.ts';

/** All friendships of an app. */
export class FriendshipTable {
  readonly #users: UserTable;
  readonly #friends: AdjacencyLists = new AdjacencyLists();
  /** Friendships by the sequence number of the lower user, on whose list the higher one is found. */
  #log: SequenceLog;

  constructor(users: UserTable, log: SequenceLog = new SequenceLog()) {
    this.#users = users;
    this.#log = log;
  }

  /** Whether two users are friends; the shorter list is read. */
  has(a: UserRow, b: UserRow): boolean {
    return this.#friends.size(a.sequence) <= this.#friends.size(b.sequence)
      ? this.#friends.has(a.sequence, b.sequence)
      : this.#friends.has(b.sequence, a.sequence);
  }

  /** How many friends a user has, shown or not. */
  count(row: UserRow): number {
    return this.#friends.size(row.sequence);
  }

  /** Makes two users friends, who are not. */
  add(friendship: Friendship): void {
    const lower = this.#users.row(friendship.lower)!;
    const higher = this.#users.row(friendship.higher)!;
    if (this.#log.isFull) this.#renumber();
    const number = this.#log.add(lower.sequence);
    this.#friends.add(lower.sequence, higher.sequence, number);
    this.#friends.add(higher.sequence, lower.sequence, number);
  }

  /** Ends a friendship, if there is one. */
  remove(friendship: Friendship): void {
    const lower = this.#users.row(friendship.lower);
    const higher = this.#users.row(friendship.higher);
    if (!lower || !higher) return;
    const number = this.#friends.remove(lower.sequence, higher.sequence);
    if (number === 0) return;
    this.#friends.remove(higher.sequence, lower.sequence);
    this.#log.remove(number);
  }

  /** The first friends of a user, shown or not. */
  first(row: UserRow, limit: number): readonly UserRow[] {
    const length = Math.min(limit, this.count(row));
    return Array.from({ length }, (_, index) => this.#friendAt(row, index));
  }

  /** All friends of a user, shown or not. */
  all(row: UserRow): readonly UserRow[] {
    return this.first(row, this.count(row));
  }

  /** One page of all friendships, in order of befriending. */
  page(after: number, limit: number): Found<Friendship> {
    const items: Friendship[] = [];
    let number = this.#log.next(Math.max(after, 0));
    let last = 0;
    for (; number > 0 && items.length < limit; number = this.#log.next(number)) {
      const [lower, higher] = this.#pairAt(number);
      items.push({ lower: this.#users.bySequence(lower).id, higher: this.#users.bySequence(higher).id });
      last = number;
    }
    const end = items.at(-1);
    return { items, ...(number > 0 && end && { next: { key: last, id: end.lower } }) };
  }

  /** One page of a user's friends. */
  list(row: UserRow, query: FriendQuery): Found<User> {
    const { prefix = '' } = query;
    const isWanted = (friend: UserRow): boolean => friend.isShown && hasPrefix(friend, prefix);
    const page =
      query.order === 'name' ? this.#byName(row, query, isWanted) : this.#byAge(row, query, isWanted);
    return query.count ? { ...page, count: this.all(row).filter(isWanted).length } : page;
  }

  #byAge(row: UserRow, { after, limit }: FriendQuery, isWanted: (friend: UserRow) => boolean): Found<User> {
    const items: User[] = [];
    let last = 0;
    for (
      let index = after ? this.#friends.indexAfter(row.sequence, after.key as number) : 0;
      index < this.count(row);
      index += 1
    ) {
      const friend = this.#friendAt(row, index);
      if (!isWanted(friend)) continue;
      if (items.length === limit) {
        return {
          items,
          next: { key: this.#friends.sequenceAt(row.sequence, last), id: this.#friendAt(row, last).id },
        };
      }
      items.push(friend.user);
      last = index;
    }
    return { items };
  }

  #byName(row: UserRow, { after, limit }: FriendQuery, isWanted: (friend: UserRow) => boolean): Found<User> {
    const isBehind = after ? isBehindIn('name', after) : () => true;
    const friends = this.all(row)
      .filter((friend) => isBehind(friend) && isWanted(friend))
      .sort(comparisons.name);
    const last = friends[limit - 1];
    return {
      items: friends.slice(0, limit).map(({ user }) => user),
      ...(friends.length > limit && last && { next: positionOf(last, 'name') }),
    };
  }

  /** The sequence numbers of the lower and the higher user of a friendship. */
  #pairAt(number: number): readonly [number, number] {
    const lower = this.#log.ordinalOf(number);
    return [lower, this.#friends.peerAt(lower, this.#friends.indexAfter(lower, number - 1))];
  }

  /** Numbers all friendships anew, from 1 on. It takes seconds for millions, once in 2^32 friendships. */
  #renumber(): void {
    const log = new SequenceLog();
    for (let number = this.#log.next(0); number > 0; number = this.#log.next(number)) {
      const [lower, higher] = this.#pairAt(number);
      const next = log.add(lower);
      this.#friends.renumber(lower, number, next);
      this.#friends.renumber(higher, number, next);
    }
    this.#log = log;
  }

  #friendAt(row: UserRow, index: number): UserRow {
    return this.#users.bySequence(this.#friends.peerAt(row.sequence, index));
  }
}
