/**
 * Friendships and blocks, as the reference model has them.
 *
 * @module
 */
import {
  compareText,
  done,
  isFound,
  itemOf,
  type Outcome,
  publicView,
  type ReferenceModel,
  refused,
  uidNotFound,
} from '../reference-model.ts';
import { Inspector, ifGiven } from './input.ts';
import { areFriends, byName, flagsOf } from './users.ts';

type Given = Readonly<Record<string, unknown>>;

function pairOf(a: string, b: string) {
  const [lower, higher] = [a, b].sort(compareText) as [string, string];
  return { lower, higher };
}

function becomeFriends(model: ReferenceModel, a: string, b: string): Outcome {
  for (const uid of [a, b]) if (!model.activeUser(uid)) return uidNotFound(uid);
  if (a === b) return refused('ERR_CANNOT_FORM_SELF_RELATION', { uid: a });
  if (areFriends(model, a, b)) return refused('ERR_ALREADY_FRIEND', pairOf(a, b));
  const limit = model.limits.friendshipsPerUserMax;
  for (const uid of [a, b]) {
    const held = model.friendships.filter(({ lower, higher }) => lower === uid || higher === uid);
    if (held.length >= limit) return refused('ERR_FRIENDS_LIMIT_EXCEEDED', { uid, limit });
  }
  model.friendships.push(pairOf(a, b));
  return done(pairOf(a, b));
}

export function befriend(model: ReferenceModel, a: unknown, b: unknown): Outcome {
  const look = new Inspector();
  const [first, second] = [look.id('a', a), look.id('b', b)];
  return look.foundAny ? look.refusal() : becomeFriends(model, first, second);
}

export function befriendAll(model: ReferenceModel, a: unknown, others: unknown): Outcome {
  const look = new Inspector();
  const uid = look.id('a', a);
  const uids = look.ids('uids', others);
  if (look.foundAny) return look.refusal();
  if (!model.activeUser(uid)) return uidNotFound(uid);
  return done(uids.map((other) => itemOf(other, becomeFriends(model, uid, other))));
}

export function unfriend(model: ReferenceModel, a: unknown, b: unknown): Outcome {
  const look = new Inspector();
  const [first, second] = [look.id('a', a), look.id('b', b)];
  if (look.foundAny) return look.refusal();
  for (const uid of [first, second]) if (!model.activeUser(uid)) return uidNotFound(uid);
  const pair = pairOf(first, second);
  if (!areFriends(model, first, second)) return refused('ERR_NOT_A_FRIEND', pair);
  model.friendships = model.friendships.filter(
    ({ lower, higher }) => lower !== pair.lower || higher !== pair.higher,
  );
  return done(pair);
}

export function listFriends(model: ReferenceModel, given: unknown, options: Given): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', given);
  const searchKey = ifGiven(options.searchKey, (value) => look.trimmed('searchKey', value, 100));
  if (look.foundAny) return look.refusal();
  if (!model.activeUser(uid)) return uidNotFound(uid);
  const friends = model.friendships
    .filter(({ lower, higher }) => lower === uid || higher === uid)
    .map(({ lower, higher }) => model.activeUser(lower === uid ? higher : lower))
    .filter((user) => user !== undefined)
    .filter((user) => isFound(searchKey, ['uid', 'name'], { field: 'uid', text: user.uid }, user.name));
  if (options.order === 'name') friends.sort(byName);
  return done(friends.map(publicView));
}

function setBlocks(model: ReferenceModel, given: unknown, others: unknown, isToStand: boolean): Outcome {
  const look = new Inspector();
  const blocker = look.id('uid', given);
  const uids = look.ids('uids', others);
  if (look.foundAny) return look.refusal();
  if (!model.activeUser(blocker)) return uidNotFound(blocker);
  return done(
    uids.map((blocked) => {
      if (!model.activeUser(blocked)) return itemOf(blocked, uidNotFound(blocked));
      if (blocked === blocker) return itemOf(blocked, refused('ERR_CANNOT_BLOCK_SELF', { uid: blocker }));
      const stands = flagsOf(model, blocker, blocked).blockedByMe;
      if (isToStand && !stands) model.blocks.push({ blocker, blocked, blockedAt: model.now });
      if (!isToStand) {
        model.blocks = model.blocks.filter((block) => block.blocker !== blocker || block.blocked !== blocked);
      }
      return itemOf(blocked, done({ blocked, changed: stands !== isToStand }));
    }),
  );
}

export function block(model: ReferenceModel, uid: unknown, uids: unknown): Outcome {
  return setBlocks(model, uid, uids, true);
}

export function unblock(model: ReferenceModel, uid: unknown, uids: unknown): Outcome {
  return setBlocks(model, uid, uids, false);
}

export function canCommunicate(model: ReferenceModel, a: unknown, b: unknown): Outcome {
  const look = new Inspector();
  const [first, second] = [look.id('a', a), look.id('b', b)];
  if (look.foundAny) return look.refusal();
  for (const uid of [first, second]) if (!model.activeUser(uid)) return uidNotFound(uid);
  const { blockedByMe, hasBlockedMe } = flagsOf(model, first, second);
  return done(!blockedByMe && !hasBlockedMe);
}

export function listBlocks(model: ReferenceModel, given: unknown, options: Given): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', given);
  const searchKey = ifGiven(options.searchKey, (value) => look.trimmed('searchKey', value, 100));
  if (look.foundAny) return look.refusal();
  if (!model.activeUser(uid)) return uidNotFound(uid);
  const { direction = 'both' } = options;
  const peers = model.users
    .filter((user) => user.deactivatedAt === undefined)
    .filter((user) => {
      const { blockedByMe, hasBlockedMe } = flagsOf(model, uid, user.uid);
      return (direction !== 'hasBlockedMe' && blockedByMe) || (direction !== 'blockedByMe' && hasBlockedMe);
    })
    .filter((user) => isFound(searchKey, ['uid', 'name'], { field: 'uid', text: user.uid }, user.name))
    .sort((a, b) => compareText(a.uid, b.uid));
  return done(
    peers.map((user) => {
      const mine = model.blocks.find((row) => row.blocker === uid && row.blocked === user.uid);
      return {
        ...publicView(user),
        ...flagsOf(model, uid, user.uid),
        ...(mine && { blockedByMeAt: mine.blockedAt }),
      };
    }),
  );
}
