/**
 * Calls of the commands on friendships and blocks.
 *
 * @module
 */

import fc from 'fast-check';
import { type CallSource, type CallsOf, drawn, drawnList } from '../call.ts';
import { anyUids } from '../fields.ts';
import { anyUid } from '../names.ts';
import { anyListBlocksOptions, anyListFriendsOptions } from '../relations.ts';

/** Calls of every command on friendships. */
export function friendshipCalls({ names }: CallSource): CallsOf<'friendships'> {
  const uid = anyUid(names);
  const pair = fc.tuple(uid, uid);
  return {
    befriend: drawn(
      'makes',
      pair,
      ([a, b]) => `${a} befriends ${b}`,
      (app, [a, b]) => app.friendships.befriend(a, b),
    ),
    befriendAll: drawn(
      'makes',
      fc.tuple(uid, anyUids(names)),
      ([a, uids]) => `${a} befriends all of ${uids.join(', ')}`,
      (app, [a, uids]) => app.friendships.befriendAll(a, uids),
    ),
    unfriend: drawn(
      'takes',
      pair,
      ([a, b]) => `${a} unfriends ${b}`,
      (app, [a, b]) => app.friendships.unfriend(a, b),
    ),
    list: drawnList(
      uid,
      anyListFriendsOptions(names),
      (whose) => `the friends of ${whose} are listed`,
      (app, whose, options) => app.friendships.list(whose, options),
    ),
  };
}

/** Calls of every command on blocks. */
export function blockCalls({ names }: CallSource): CallsOf<'blocks'> {
  const uid = anyUid(names);
  const bulk = fc.tuple(uid, anyUids(names));
  return {
    block: drawn(
      'makes',
      bulk,
      ([who, whom]) => `${who} blocks ${whom.join(', ')}`,
      (app, [who, whom]) => app.blocks.block(who, whom),
    ),
    unblock: drawn(
      'takes',
      bulk,
      ([who, whom]) => `${who} unblocks ${whom.join(', ')}`,
      (app, [who, whom]) => app.blocks.unblock(who, whom),
    ),
    list: drawnList(
      uid,
      anyListBlocksOptions(names),
      (whose) => `the blocks of ${whose} are listed`,
      (app, whose, options) => app.blocks.list(whose, options),
    ),
    canCommunicate: drawn(
      'looks',
      fc.tuple(uid, uid),
      ([a, b]) => `somebody asks whether ${a} and ${b} can communicate`,
      (app, [a, b]) => app.blocks.canCommunicate(a, b),
    ),
  };
}
