/**
 * The block commands.
 *
 * @module
 */

import type { Context } from '../context.ts';
import { type ItemOutcome, outcomesOf } from '../shared/bulk.ts';
import { readSearchKey, readUid, readUids } from '../shared/fields.ts';
import { argumentsOf, type BadRequest, objectOf, oneOf, optional } from '../shared/input.ts';
import { listPage, type Page, type PageOptions, pageFields } from '../shared/page.ts';
import type { ResultAsync } from '../shared/result.ts';
import { nameKeyOf } from '../shared/text.ts';
import type { UnixSeconds } from '../shared/time.ts';
import { userAnchor } from '../store/anchors.ts';
import type { StoreError } from '../store/store-error.ts';
import { type UidNotFound, type UserView, viewOf } from '../user/user.ts';
import { findActiveUser } from '../user/user-reads.ts';
import {
  type BlockChange,
  type BlockDirection,
  type BlockPair,
  type BlockRefusal,
  decideBlock,
  decideCanCommunicate,
  decideUnblock,
} from './block.ts';
import type { BlockedPeer } from './block-repository.ts';
import { mutualBlockLoads } from './mutual-block-loads.ts';

/** All that `block`, `unblock` and `list` may answer but what was asked, in order of precedence. */
export type BlocksOfUserError = BadRequest | UidNotFound | StoreError;

/** All that `canCommunicate` may answer but yes or no, in order of precedence. */
export type CanCommunicateError = BadRequest | UidNotFound | StoreError;

/** Another user as the owner of a block list sees it. */
export interface BlockedUser extends UserView {
  /** When the owner of the list blocked this user; present if it did. */
  readonly blockedByMeAt?: UnixSeconds;
}

/** Which blocks to list. */
export interface ListBlocksOptions extends PageOptions {
  /** `both` when absent. */
  readonly direction?: BlockDirection | undefined;
  /** Only others whose uid or name begins with this text, in any case. */
  readonly searchKey?: string | undefined;
}

/** Blocks of one app. */
export interface Blocks {
  /**
   * Makes one user block 1 to 25 others. Each is an atomic step of its own and has its own outcome
   * (`ERR_UID_NOT_FOUND`, `ERR_CANNOT_BLOCK_SELF`, or whether anything changed); repeated uids are one.
   *
   * Refusals of the whole, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND` (of the blocker).
   */
  block(
    uid: string,
    uids: readonly string[],
  ): ResultAsync<readonly ItemOutcome<BlockChange, BlockRefusal | StoreError>[], BlocksOfUserError>;

  /** Takes blocks back, just as `block` sets them. Refusals: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`. */
  unblock(
    uid: string,
    uids: readonly string[],
  ): ResultAsync<readonly ItemOutcome<BlockChange, BlockRefusal | StoreError>[], BlocksOfUserError>;

  /**
   * Lists the users whom this user has blocked, or who have blocked it, in order of uid and without deactivated ones.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`.
   */
  list(uid: string, options?: ListBlocksOptions): ResultAsync<Page<BlockedUser>, BlocksOfUserError>;

  /** Whether neither of two users has blocked the other. Refusals: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`. */
  canCommunicate(a: string, b: string): ResultAsync<boolean, CanCommunicateError>;
}

const readBulk = argumentsOf({ uid: readUid, uids: readUids });

const readPair = argumentsOf({ a: readUid, b: readUid });

const readList = argumentsOf(
  { uid: readUid },
  objectOf({
    ...pageFields,
    direction: optional(oneOf(['blockedByMe', 'hasBlockedMe', 'both'])),
    searchKey: optional(readSearchKey),
  }),
);

/** The commands on blocks, over the given app. */
export function blockCommands({ appId, store, clock }: Context): Blocks {
  const planFor = ({ blocker, blocked }: BlockPair) =>
    ({
      anchors: { write: [userAnchor(blocker)], read: [userAnchor(blocked)] },
      load: {
        blocker: { type: 'user', uid: blocker },
        blocked: { type: 'user', uid: blocked },
        block: { type: 'block', blocker, blocked },
      },
    }) as const;

  return {
    block: (uid, uids) =>
      readBulk({ uid, uids }).asyncAndThen((input) =>
        findActiveUser(store, input.uid).andThen(({ uid: blocker }) => {
          const now = clock();
          return outcomesOf(input.uids, (blocked) => {
            const pair = { blocker, blocked };
            return store.transact(planFor(pair), (seen) => decideBlock(pair, seen, now));
          });
        }),
      ),

    unblock: (uid, uids) =>
      readBulk({ uid, uids }).asyncAndThen((input) =>
        findActiveUser(store, input.uid).andThen(({ uid: blocker }) =>
          outcomesOf(input.uids, (blocked) => {
            const pair = { blocker, blocked };
            return store.transact(planFor(pair), (seen) => decideUnblock(pair, seen));
          }),
        ),
      ),

    list: (uid, options) =>
      readList({ uid }, options).asyncAndThen(({ uid, direction = 'both', searchKey, ...page }) =>
        listPage(
          page,
          { identity: ['blocks', appId, uid, direction, searchKey], key: 'string' },
          {
            require: () => findActiveUser(store, uid),
            fetch: (query) =>
              store.blocks.list({
                uid,
                direction,
                ...query,
                ...(searchKey !== undefined && { prefix: nameKeyOf(searchKey) }),
              }),
            show: blockedUser,
          },
        ),
      ),

    canCommunicate: (a, b) =>
      readPair({ a, b }).asyncAndThen(({ a, b }) =>
        store.read(
          {
            a: { type: 'user', uid: a },
            b: { type: 'user', uid: b },
            ...mutualBlockLoads(a, b),
          },
          (seen) => decideCanCommunicate(a, b, seen),
        ),
      ),
  };
}

function blockedUser({ user, forth, back }: BlockedPeer): BlockedUser {
  const view = viewOf(user, { blockedByMe: forth !== undefined, hasBlockedMe: back !== undefined });
  return forth ? { ...view, blockedByMeAt: forth.blockedAt } : view;
}
