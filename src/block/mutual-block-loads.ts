/**
 * Mutual blocks: what must be seen to know how two users stand to each other.
 *
 * @module
 */

import type { Uid } from '../shared/ids.ts';
import type { LoadOf } from '../store/loads.ts';

/** The loads that show a decision the blocks between two users, as seen by the first. */
export type MutualBlockLoads = { readonly forth: LoadOf<'block'>; readonly back: LoadOf<'block'> };

/** Loads the block of the first user on the second, and the one back. */
export function mutualBlockLoads(as: Uid, other: Uid): MutualBlockLoads {
  return {
    forth: { type: 'block', blocker: as, blocked: other },
    back: { type: 'block', blocker: other, blocked: as },
  };
}
