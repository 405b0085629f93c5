/**
 * The auth tokens of an app, in columns: some eighty bytes a token, none of which the garbage collector walks.
 *
 * A token is a slot number. Its digest is in the digest table, its handle is put together from the owner's uid, the
 * time of issue and eight hex digits. What few tokens have is kept aside.
 *
 * @module
 */

import type {
  AuthToken,
  AuthTokenDigest,
  AuthTokenHandle,
  AuthTokenName,
  AuthTokenNotes,
} from '../../auth-token/auth-token.ts';
import type { AuthTokenAndOwner, AuthTokenQuery } from '../../auth-token/auth-token-repository.ts';
import type { Found } from '../../shared/page.ts';
import type { UnixSeconds } from '../../shared/time.ts';
import type { ActiveAuthTokens } from '../../store/loads.ts';
import { AdjacencyLists } from './structures/adjacency-lists.ts';
import { DigestTable } from './structures/digest-table.ts';
import { OrderedList } from './structures/ordered-list.ts';
import { Float64Column, Uint32Column } from './structures/paged-columns.ts';
import { SequenceLog } from './structures/sequence-log.ts';
import { SlotIndex } from './structures/slot-index.ts';
import { SparseColumn } from './structures/sparse-column.ts';
import type { UserRow, UserTable } from './user-table.ts';

interface Extras extends AuthTokenNotes {
  readonly expiresAt?: UnixSeconds;
}

/** All auth tokens of an app. */
export class AuthTokenTable {
  readonly #users: UserTable;
  readonly #digests: DigestTable = new DigestTable();
  readonly #owners: Uint32Column = new Uint32Column();
  readonly #createdAt: Float64Column = new Float64Column();
  /** The first 8 random digits. */
  readonly #prefixes: Uint32Column = new Uint32Column();
  /** One more than the time, so that 0 is an active token. */
  readonly #archivedAt: Float64Column = new Float64Column();
  readonly #extras: SparseColumn<Extras> = new SparseColumn<Extras>();
  /** By owner, in order of issue. */
  readonly #active: AdjacencyLists = new AdjacencyLists();
  readonly #archived: AdjacencyLists = new AdjacencyLists();
  readonly #byPrefix: SlotIndex = new SlotIndex((slot) => this.#prefixes.get(slot));
  readonly #byArchivedAt: OrderedList<number> = new OrderedList<number>(
    (a, b) => this.#archivedAt.get(a) - this.#archivedAt.get(b) || a - b,
  );
  /** Slots in order of issue. */
  #log: SequenceLog;

  constructor(users: UserTable, log: SequenceLog = new SequenceLog()) {
    this.#users = users;
    this.#log = log;
  }

  /** The active tokens of a user: how many, and the oldest of all but the newest `keep`. */
  active({ sequence }: UserRow, keep: number, most: number): ActiveAuthTokens {
    const count = this.#active.size(sequence);
    const tokens: AuthToken[] = [];
    for (let index = 0; index < count - keep && index < most; index += 1) {
      tokens.push(this.#token(this.#active.peerAt(sequence, index)));
    }
    return { count, oldest: tokens };
  }

  /** A user's token of that name. */
  find(owner: UserRow, name: AuthTokenName): AuthToken | undefined {
    const slot = 'digest' in name ? this.#digests.find(name.digest) : this.#slotOfHandle(owner, name.handle);
    return slot >= 0 && this.#owners.get(slot) === owner.sequence ? this.#token(slot) : undefined;
  }

  /** Whether any token, of whatever user, has the digest. */
  hasDigest(digest: AuthTokenDigest): boolean {
    return this.#digests.find(digest) >= 0;
  }

  /** What says whether the token of that digest still works, and whose it is. */
  findByDigest(digest: AuthTokenDigest): AuthTokenAndOwner | undefined {
    const slot = this.#digests.find(digest);
    if (slot < 0) return undefined;
    const owner = this.#ownerOf(slot);
    const archivedAt = this.#archivedAt.get(slot);
    const expiresAt = this.#extras.get(slot)?.expiresAt;
    return {
      token: {
        ...(archivedAt > 0 && { archivedAt: archivedAt - 1 }),
        ...(expiresAt !== undefined && { expiresAt }),
      },
      user: owner.isBuried ? undefined : owner.user,
    };
  }

  /** Adds an active token, as the newest of its owner. */
  add(token: AuthToken): void {
    const owner = this.#users.row(token.uid)!;
    const slot = this.#digests.add(token.digest);
    this.#owners.set(slot, owner.sequence);
    this.#createdAt.set(slot, token.createdAt);
    this.#prefixes.set(slot, Number.parseInt(token.handle.slice(-8), 16));
    // A slot may have been an archived token's before; a column takes no memory where nothing was ever set.
    if (this.#archivedAt.get(slot) !== 0) this.#archivedAt.set(slot, 0);
    this.#keepExtras(slot, token);
    if (this.#log.isFull) this.#renumber();
    this.#active.add(owner.sequence, slot, this.#log.add(slot));
    this.#byPrefix.add(slot);
  }

  /** Replaces what is noted on a token. */
  replace(token: AuthToken): void {
    this.#keepExtras(this.#digests.find(token.digest), token);
  }

  /** Moves an active token to the archive. */
  archive(digest: AuthTokenDigest, at: UnixSeconds): void {
    const slot = this.#digests.find(digest);
    const owner = this.#owners.get(slot);
    this.#archived.add(owner, slot, this.#active.remove(owner, slot));
    this.#archivedAt.set(slot, at + 1);
    this.#byArchivedAt.add(slot);
  }

  /** Removes a token, if there is one. */
  remove(digest: AuthTokenDigest): void {
    const slot = this.#digests.find(digest);
    if (slot < 0) return;
    const owner = this.#owners.get(slot);
    const isActive = this.#archivedAt.get(slot) === 0;
    if (!isActive) this.#byArchivedAt.remove(slot);
    this.#log.remove((isActive ? this.#active : this.#archived).remove(owner, slot));
    this.#forget(slot);
  }

  /** Removes all active tokens of a user. */
  removeActive({ sequence }: UserRow): void {
    const count = this.#active.size(sequence);
    for (let index = 0; index < count; index += 1) {
      this.#log.remove(this.#active.sequenceAt(sequence, index));
      this.#forget(this.#active.peerAt(sequence, index));
    }
    this.#active.clear(sequence);
  }

  /** The first tokens of a user, active or archived. */
  first({ sequence }: UserRow, limit: number): readonly AuthToken[] {
    const tokens: AuthToken[] = [];
    for (const lists of [this.#active, this.#archived]) {
      const count = lists.size(sequence);
      for (let index = 0; index < count && tokens.length < limit; index += 1) {
        tokens.push(this.#token(lists.peerAt(sequence, index)));
      }
    }
    return tokens;
  }

  /** One page of a user's tokens, newest first. */
  list({ sequence }: UserRow, { state, after, limit, count }: AuthTokenQuery): Found<AuthToken> {
    const lists = state === 'active' ? this.#active : this.#archived;
    const items: AuthToken[] = [];
    // The last entry that is older than the place to begin behind.
    let index = (after ? lists.indexAfter(sequence, (after.key as number) - 1) : lists.size(sequence)) - 1;
    for (; index >= 0 && items.length < limit; index -= 1)
      items.push(this.#token(lists.peerAt(sequence, index)));
    const last = items.at(-1);
    return {
      items,
      ...(index >= 0 && last && { next: { key: lists.sequenceAt(sequence, index + 1), id: last.handle } }),
      ...(count && { count: lists.size(sequence) }),
    };
  }

  /** The first tokens of any users that were archived before a time. */
  archivedBefore(before: UnixSeconds, limit: number): readonly AuthToken[] {
    const walk = this.#byArchivedAt.walk();
    const tokens: AuthToken[] = [];
    for (let slot = walk.next(); slot !== undefined && tokens.length < limit; slot = walk.next()) {
      if (this.#archivedAt.get(slot) - 1 >= before) break;
      tokens.push(this.#token(slot));
    }
    return tokens;
  }

  /** One page of all tokens, active and archived, in order of issue. */
  page(after: number, limit: number): Found<AuthToken> {
    const items: AuthToken[] = [];
    let number = this.#log.next(Math.max(after, 0));
    let last = 0;
    for (; number > 0 && items.length < limit; number = this.#log.next(number)) {
      items.push(this.#token(this.#log.ordinalOf(number)));
      last = number;
    }
    const end = items.at(-1);
    return { items, ...(number > 0 && end && { next: { key: last, id: end.handle } }) };
  }

  /** Numbers all tokens anew, from 1 on. It takes seconds for millions, once in 2^32 tokens. */
  #renumber(): void {
    const log = new SequenceLog();
    for (let number = this.#log.next(0); number > 0; number = this.#log.next(number)) {
      const slot = this.#log.ordinalOf(number);
      const lists = this.#archivedAt.get(slot) === 0 ? this.#active : this.#archived;
      lists.renumber(this.#owners.get(slot), number, log.add(slot));
    }
    this.#log = log;
  }

  #token(slot: number): AuthToken {
    const { id: uid } = this.#ownerOf(slot);
    const createdAt = this.#createdAt.get(slot);
    const archivedAt = this.#archivedAt.get(slot);
    // SAFETY: put together as it was taken apart.
    const handle =
      `${uid}_${digits(createdAt, 10, 10)}${digits(this.#prefixes.get(slot), 16, 8)}` as AuthTokenHandle;
    return {
      uid,
      handle,
      digest: this.#digests.digestAt(slot) as AuthTokenDigest,
      createdAt,
      ...(archivedAt > 0 && { archivedAt: archivedAt - 1 }),
      ...this.#extras.get(slot),
    };
  }

  #slotOfHandle(owner: UserRow, handle: AuthTokenHandle): number {
    const { length } = owner.id;
    if (!handle.startsWith(owner.id) || handle.length !== length + 19) return -1;
    const createdAt = Number(handle.slice(length + 1, length + 11));
    return this.#byPrefix.find(
      Number.parseInt(handle.slice(-8), 16),
      (slot) => this.#owners.get(slot) === owner.sequence && this.#createdAt.get(slot) === createdAt,
    );
  }

  #ownerOf(slot: number): UserRow {
    return this.#users.bySequence(this.#owners.get(slot));
  }

  #keepExtras(slot: number, { expiresAt, platform, userAgent, appInfo }: AuthToken): void {
    const isPlain = expiresAt === undefined && platform === undefined && userAgent === undefined && !appInfo;
    if (isPlain) {
      this.#extras.delete(slot);
      return;
    }
    this.#extras.set(slot, {
      ...(expiresAt !== undefined && { expiresAt }),
      ...(platform !== undefined && { platform }),
      ...(userAgent !== undefined && { userAgent }),
      ...(appInfo && { appInfo }),
    });
  }

  #forget(slot: number): void {
    this.#byPrefix.remove(slot);
    this.#extras.delete(slot);
    this.#digests.remove(slot);
  }
}

function digits(value: number, radix: number, length: number): string {
  return value.toString(radix).padStart(length, '0');
}
