/**
 * Deletion: how a user or a group with thousands of relations goes away for good.
 *
 * One small step buries it: the row is replaced by a tombstone, and from that instant it exists for nobody. What still
 * refers to it, its remnants, is removed afterwards, a bounded step at a time, by whoever comes by. The name is free
 * once nothing is left, so whoever takes it next inherits nothing.
 *
 * @module
 */

import type { AuthToken } from '../auth-token/auth-token.ts';
import type { Block } from '../block/block.ts';
import type { Bot } from '../bot-quota/bot-quota.ts';
import type { Friendship } from '../friendship/friendship.ts';
import type { Actor, DeleteGroupRefusal, GroupOwner, GroupRecord } from '../group/group.ts';
import { decideClearance } from '../group-membership/clearance.ts';
import type { Ban, Membership } from '../group-membership/group-membership.ts';
import type { Guid, Uid } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { UnixSeconds } from '../shared/time.ts';
import { type Anchor, appAnchor, groupAnchor, userAnchor } from '../store/anchors.ts';
import type { Change } from '../store/changes.ts';
import type { Commit } from '../store/store.ts';
import { isActive, type UidNotFound, type User, uidNotFound } from '../user/user.ts';

// Types

/** What a tombstone stands for: a user or a group. */
export type TombstoneName =
  | { readonly type: 'user'; readonly uid: Uid }
  | { readonly type: 'group'; readonly guid: Guid };

/** The mark of a deletion that has begun and is not yet drained. */
export interface Tombstone {
  readonly of: TombstoneName;
  readonly buriedAt: UnixSeconds;
}

/** A row that still refers to what was buried. */
export type Remnant =
  | { readonly type: 'authToken'; readonly token: AuthToken }
  | { readonly type: 'friendship'; readonly friendship: Friendship }
  | { readonly type: 'block'; readonly block: Block }
  | { readonly type: 'membership'; readonly membership: Membership }
  | { readonly type: 'ban'; readonly ban: Ban }
  | { readonly type: 'bot'; readonly bot: Bot };

// Errors

/** Why a user was not deleted for good. When several apply, the first listed is returned. */
export type DeletePermanentlyRefusal = UidNotFound | GroupOwner;

// Decisions

/**
 * Decides whether a user may be buried. A deactivated one may; one that is buried already is left as it is, so that
 * whoever repeats an interrupted deletion finishes it.
 */
export function decideBuryUser(
  uid: Uid,
  seen: {
    readonly user: User | undefined;
    readonly tombstone: Tombstone | undefined;
    readonly ownedGroup: Guid | undefined;
  },
  now: UnixSeconds,
): Result<Commit<TombstoneName>, DeletePermanentlyRefusal> {
  const of: TombstoneName = { type: 'user', uid };
  if (seen.tombstone) return ok({ changes: [], value: of });
  if (!seen.user) return err(uidNotFound(uid));
  if (seen.ownedGroup !== undefined) return err({ code: 'ERR_GROUP_OWNER', uid, guid: seen.ownedGroup });
  return ok({ changes: [{ type: 'bury', tombstone: tombstoneFor(of, now) }], value: of });
}

/** Decides whether a group may be buried; one that is buried already is left as it is. */
export function decideBuryGroup(
  guid: Guid,
  seen: {
    readonly group: GroupRecord | undefined;
    readonly tombstone: Tombstone | undefined;
    readonly actor?: Actor | undefined;
  },
  now: UnixSeconds,
): Result<Commit<TombstoneName>, DeleteGroupRefusal> {
  const of: TombstoneName = { type: 'group', guid };
  if (seen.actor && !isActive(seen.actor.user)) return err(uidNotFound(seen.actor.uid));
  // For a member the group is gone. Administration alone finishes what was interrupted.
  if (seen.tombstone && !seen.actor) return ok({ changes: [], value: of });
  if (!seen.group) return err({ code: 'ERR_GUID_NOT_FOUND', guid });
  return decideClearance('deleteGroup', seen.group, seen.actor).map(() => ({
    changes: [{ type: 'bury', tombstone: tombstoneFor(of, now) }],
    value: of,
  }));
}

function tombstoneFor(of: TombstoneName, buriedAt: UnixSeconds): Tombstone {
  return Object.freeze({ of: Object.freeze(of), buriedAt });
}

/** Who owns a remnant: the anchors under which it is removed. */
export function ownersOf(remnant: Remnant): readonly Anchor[] {
  switch (remnant.type) {
    case 'authToken':
      return [userAnchor(remnant.token.uid)];
    case 'friendship':
      return [userAnchor(remnant.friendship.lower), userAnchor(remnant.friendship.higher)];
    case 'block':
      return [userAnchor(remnant.block.blocker), userAnchor(remnant.block.blocked)];
    case 'membership':
      return [userAnchor(remnant.membership.uid), groupAnchor(remnant.membership.guid)];
    case 'ban':
      return [userAnchor(remnant.ban.uid), groupAnchor(remnant.ban.guid)];
    case 'bot':
      return [appAnchor, userAnchor(remnant.bot.uid)];
  }
}

/** The change that removes a remnant. Removing one that is gone already changes nothing. */
export function removalOf(remnant: Remnant): Change {
  switch (remnant.type) {
    case 'authToken':
      return { type: 'removeAuthToken', uid: remnant.token.uid, digest: remnant.token.digest };
    case 'friendship':
      return { type: 'removeFriendship', friendship: remnant.friendship };
    case 'block':
      return { type: 'removeBlock', blocker: remnant.block.blocker, blocked: remnant.block.blocked };
    case 'membership':
      return { type: 'removeMembership', uid: remnant.membership.uid, guid: remnant.membership.guid };
    case 'ban':
      return { type: 'removeBan', uid: remnant.ban.uid, guid: remnant.ban.guid };
    case 'bot':
      return { type: 'removeBot', uid: remnant.bot.uid };
  }
}

/**
 * Decides to remove one remnant, as long as what it refers to is buried: its name may be somebody else's by now. The
 * value tells whether it is.
 */
export function decideDrain(
  remnant: Remnant,
  seen: { readonly tombstone: Tombstone | undefined },
): Result<Commit<boolean>, never> {
  return ok({ changes: seen.tombstone ? [removalOf(remnant)] : [], value: seen.tombstone !== undefined });
}

/** Decides whether the name may be freed: only once nothing refers to it. The value tells whether it is free. */
export function decideUnbury(
  of: TombstoneName,
  seen: { readonly tombstone: Tombstone | undefined; readonly remnants: readonly Remnant[] },
): Result<Commit<boolean>, never> {
  if (!seen.tombstone) return ok({ changes: [], value: true });
  if (seen.remnants.length > 0) return ok({ changes: [], value: false });
  return ok({ changes: [{ type: 'unbury', of }], value: true });
}
