/**
 * The reads that blocks need.
 *
 * @module
 */

import type { Uid } from '../shared/ids.ts';
import type { Found, PageQuery } from '../shared/page.ts';
import type { ResultAsync } from '../shared/result.ts';
import type { StoreError } from '../store/store-error.ts';
import type { User } from '../user/user.ts';
import type { BlockDirection, MutualBlocks } from './block.ts';

/** Which blocks to list: those that the user has part in, keyed by the other's uid. */
export interface BlockQuery extends PageQuery {
  readonly uid: Uid;
  readonly direction: BlockDirection;
  /** Only others whose uid or name key begins with this text, which is a name key itself. */
  readonly prefix?: string;
}

/** Another user with the blocks between it and the user whose list this is. */
export interface BlockedPeer extends MutualBlocks {
  /** The other user, who is active. `forth` is the block on it, `back` the one by it. */
  readonly user: User;
}

/** The lists of blocks. */
export interface BlockRepository {
  /** The others, each once, deactivated ones left out. */
  list(query: BlockQuery): ResultAsync<Found<BlockedPeer>, StoreError>;
}
