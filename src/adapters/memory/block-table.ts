/**
 * The blocks of an app, on the row of either user, in order of the other's uid.
 *
 * @module
 */

import type { Block, BlockDirection } from '../../block/block.ts';
import type { BlockedPeer, BlockQuery } from '../../block/block-repository.ts';
import type { Uid } from '../../shared/ids.ts';
import type { Found } from '../../shared/page.ts';
import type { UnixSeconds } from '../../shared/time.ts';
import { compareIds, hasPrefix } from './listed.ts';
import { pageOfWalk } from './page-of-walk.ts';
import { mergeWalks, OrderedList, type Walk } from './structures/ordered-list.ts';
import type { UserRow, UserTable } from './user-table.ts';

/** A block between two users. */
export interface BlockRow {
  readonly blocker: UserRow;
  readonly blocked: UserRow;
  readonly blockedAt: UnixSeconds;
}

const byBlocked = (a: BlockRow, b: BlockRow): number => compareIds(a.blocked.id, b.blocked.id);
const byBlocker = (a: BlockRow, b: BlockRow): number => compareIds(a.blocker.id, b.blocker.id);

/** All blocks of an app. */
export class BlockTable {
  readonly #users: UserTable;
  /** The users who have blocked anybody, by uid. */
  readonly #blockers: OrderedList<UserRow> = new OrderedList((a, b) => compareIds(a.id, b.id));

  constructor(users: UserTable) {
    this.#users = users;
  }

  /** The block by one user on another. */
  find(blocker: UserRow, blocked: UserRow): Block | undefined {
    const row = blocker.relations?.blocksMade?.walk(({ blocked: other }) => other.id >= blocked.id).next();
    return row?.blocked === blocked ? blockOf(row) : undefined;
  }

  /** Whether either of two users has blocked the other. */
  between(a: UserRow, b: UserRow): boolean {
    return this.find(a, b) !== undefined || this.find(b, a) !== undefined;
  }

  /** Adds a block, which is not there. */
  add({ blocker: blockerUid, blocked: blockedUid, blockedAt }: Block): void {
    const blocker = this.#users.row(blockerUid)!;
    const blocked = this.#users.row(blockedUid)!;
    const row: BlockRow = { blocker, blocked, blockedAt };
    blocker.ownRelations.blocksMade ??= new OrderedList(byBlocked);
    if (blocker.ownRelations.blocksMade.size === 0) this.#blockers.add(blocker);
    blocker.ownRelations.blocksMade.add(row);
    blocked.ownRelations.blocksReceived ??= new OrderedList(byBlocker);
    blocked.ownRelations.blocksReceived.add(row);
  }

  /** Removes a block, if there is one. */
  remove(blockerUid: Uid, blockedUid: Uid): void {
    const blocker = this.#users.row(blockerUid);
    const blocked = this.#users.row(blockedUid);
    if (!blocker || !blocked) return;
    const key: BlockRow = { blocker, blocked, blockedAt: 0 };
    const isRemoved = blocker.relations?.blocksMade?.remove(key) ?? false;
    if (isRemoved && blocker.relations?.blocksMade?.size === 0) this.#blockers.remove(blocker);
    blocked.relations?.blocksReceived?.remove(key);
  }

  /** The first blocks that a user has part in. */
  first(row: UserRow, limit: number): readonly Block[] {
    const blocks: Block[] = [];
    for (const list of [row.relations?.blocksMade, row.relations?.blocksReceived]) {
      const walk = list?.walk();
      for (let block = walk?.next(); block && blocks.length < limit; block = walk?.next())
        blocks.push(blockOf(block));
    }
    return blocks;
  }

  /** Walks all blocks in order of who blocked, then of who is blocked, from behind one on. */
  walkAll(blocker: string, blocked: string): Walk<Block> {
    const blockers = this.#blockers.walk(({ id }) => id >= blocker);
    let blocks: Walk<BlockRow> | undefined;
    return {
      next: () => {
        for (;;) {
          const row = blocks?.next();
          if (row) return blockOf(row);
          const next = blockers.next();
          if (!next) return undefined;
          const isBehind = ({ blocked: other }: BlockRow) => other.id > blocked;
          blocks = next.relations?.blocksMade?.walk(next.id === blocker ? isBehind : undefined);
        }
      },
    };
  }

  /** One page of the users on the other side of a user's blocks. */
  list(row: UserRow, query: BlockQuery): Found<BlockedPeer> {
    const { prefix = '', direction, after } = query;
    return pageOfWalk(
      () => peersOf(row, direction, after?.id ?? ''),
      () => peersOf(row, direction, ''),
      query,
      {
        isShown: (peer) => peer.isShown && hasPrefix(peer, prefix),
        show: (peer) => ({ user: peer.user, forth: this.find(row, peer), back: this.find(peer, row) }),
        positionOf: ({ id }) => ({ key: id, id }),
      },
    );
  }
}

/** The others in order of uid, each once, from behind a uid on. */
function peersOf(row: UserRow, direction: BlockDirection, after: string): Walk<UserRow> {
  const walks: Walk<UserRow>[] = [];
  const { blocksMade, blocksReceived } = row.relations ?? {};
  if (direction !== 'hasBlockedMe' && blocksMade) {
    const walk = blocksMade.walk(({ blocked }) => blocked.id > after);
    walks.push({ next: () => walk.next()?.blocked });
  }
  if (direction !== 'blockedByMe' && blocksReceived) {
    const walk = blocksReceived.walk(({ blocker }) => blocker.id > after);
    walks.push({ next: () => walk.next()?.blocker });
  }
  return mergeWalks(walks, (a, b) => compareIds(a.id, b.id));
}

function blockOf({ blocker, blocked, blockedAt }: BlockRow): Block {
  return { blocker: blocker.id, blocked: blocked.id, blockedAt };
}
