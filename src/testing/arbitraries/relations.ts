/**
 * Arbitraries of what the lists of friends and of blocks take.
 *
 * @module
 */

import fc from 'fast-check';
import type { BlockDirection } from '../../block/block.ts';
import type { ListBlocksOptions } from '../../block/block-commands.ts';
import type { ListFriendsOptions } from '../../friendship/friendship-commands.ts';
import type { FriendOrder } from '../../friendship/friendship-repository.ts';
import { anySearchKey, pageFields, someOf } from './fields.ts';
import { type Names, namesWith } from './names.ts';

/** What `friendships.list` takes, but for the cursor, which only a page can give. */
export function anyListFriendsOptions(names?: Partial<Names>): fc.Arbitrary<ListFriendsOptions> {
  const drawn = namesWith(names);
  return someOf(
    {
      ...pageFields,
      searchKey: anySearchKey(drawn, drawn.uids),
      order: fc.constantFrom<FriendOrder>('befriended', 'name'),
    },
    'seldom',
  );
}

/** What `blocks.list` takes, but for the cursor, which only a page can give. */
export function anyListBlocksOptions(names?: Partial<Names>): fc.Arbitrary<ListBlocksOptions> {
  const drawn = namesWith(names);
  return someOf(
    {
      ...pageFields,
      searchKey: anySearchKey(drawn, drawn.uids),
      direction: fc.constantFrom<BlockDirection>('both', 'blockedByMe', 'hasBlockedMe'),
    },
    'seldom',
  );
}
