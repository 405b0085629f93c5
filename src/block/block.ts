/**
 * Block: one user will not hear from another.
 *
 * A block has a direction, but its effect has none: as long as either has blocked the other, the two cannot
 * communicate. It is independent of friendship. Blocking and unblocking twice are no mistakes, and change nothing.
 *
 * @module
 */

import type { Uid } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { UnixSeconds } from '../shared/time.ts';
import type { Commit } from '../store/store.ts';
import { isActive, type UidNotFound, type User, uidNotFound } from '../user/user.ts';

// Types

/** One user has blocked another. */
export interface Block {
  readonly blocker: Uid;
  readonly blocked: Uid;
  readonly blockedAt: UnixSeconds;
}

/** Who has blocked and who is blocked, or would be. */
export interface BlockPair {
  readonly blocker: Uid;
  readonly blocked: Uid;
}

/** From whose side a list of blocks is seen. */
export type BlockDirection = 'blockedByMe' | 'hasBlockedMe' | 'both';

/** The state of one block after a command: it stands or not, and whether the command changed it. */
export interface BlockChange {
  readonly blocked: Uid;
  readonly changed: boolean;
}

/** Both blocks that two users may have on each other. */
export interface MutualBlocks {
  readonly forth: Block | undefined;
  readonly back: Block | undefined;
}

// Errors

/** A user cannot block itself. */
export interface CannotBlockSelf {
  readonly code: 'ERR_CANNOT_BLOCK_SELF';
  readonly uid: Uid;
}

/** Why a user was not blocked or unblocked. When several apply, the first listed is returned. */
export type BlockRefusal = UidNotFound | CannotBlockSelf;

// Decisions

/** What is known when one user blocks or unblocks another. */
export interface BlockFacts {
  readonly blocker: User | undefined;
  readonly blocked: User | undefined;
  readonly block: Block | undefined;
}

/** Decides what blocking does. */
export function decideBlock(
  pair: BlockPair,
  seen: BlockFacts,
  now: UnixSeconds,
): Result<Commit<BlockChange>, BlockRefusal> {
  return checkedPair(pair, seen).map(({ blocker, blocked }) => ({
    changes: seen.block
      ? []
      : [{ type: 'addBlock', block: Object.freeze({ blocker, blocked, blockedAt: now }) }],
    value: { blocked, changed: !seen.block },
  }));
}

/** Decides what unblocking does. */
export function decideUnblock(pair: BlockPair, seen: BlockFacts): Result<Commit<BlockChange>, BlockRefusal> {
  return checkedPair(pair, seen).map(({ blocker, blocked }) => ({
    changes: seen.block ? [{ type: 'removeBlock', blocker, blocked }] : [],
    value: { blocked, changed: seen.block !== undefined },
  }));
}

/** Decides whether two users may communicate. Everyone may talk to itself. */
export function decideCanCommunicate(
  a: Uid,
  b: Uid,
  seen: { readonly a: User | undefined; readonly b: User | undefined } & MutualBlocks,
): Result<boolean, UidNotFound> {
  if (!isActive(seen.a)) return err(uidNotFound(a));
  if (!isActive(seen.b)) return err(uidNotFound(b));
  return ok(!seen.forth && !seen.back);
}

function checkedPair(pair: BlockPair, seen: BlockFacts): Result<BlockPair, BlockRefusal> {
  if (!isActive(seen.blocker)) return err(uidNotFound(pair.blocker));
  if (!isActive(seen.blocked)) return err(uidNotFound(pair.blocked));
  if (pair.blocker === pair.blocked) return err({ code: 'ERR_CANNOT_BLOCK_SELF', uid: pair.blocker });
  return ok(pair);
}
