/**
 * Anchors: the entities that own what is counted and changed.
 *
 * A cap is a statement about rows that may not exist yet, which nothing can lock. So each count, list and cap is owned
 * by an entity, and a plan names the owners. Two transacts that share an anchor behave as if one ran after the other,
 * unless both only read under it. This is all the concurrency control there is.
 *
 * @module
 */

import type { Guid, RoleId, Uid } from '../shared/ids.ts';

/** The most anchors that one plan names, read and write together. */
export const anchorsPerPlanMax = 8;

/** An entity under which rows are counted and changed: one user, group or role, or the app itself. */
export type Anchor =
  | { readonly type: 'app' }
  | { readonly type: 'user'; readonly uid: Uid }
  | { readonly type: 'group'; readonly guid: Guid }
  | { readonly type: 'role'; readonly role: RoleId };

/** Who owns what a transact reads and changes. */
export interface Anchors {
  /** Owners of something that may change. */
  readonly write: readonly Anchor[];
  /** Owners of something that must only stay as it is meanwhile. */
  readonly read: readonly Anchor[];
}

/** The app: owns the counts of roles, bots and API keys. */
export const appAnchor: Anchor = { type: 'app' };

/** A user: owns its profile, tokens, bot, and its side of friendships, blocks and memberships. */
export function userAnchor(uid: Uid): Anchor {
  return { type: 'user', uid };
}

/** A group: owns its profile, members and bans. */
export function groupAnchor(guid: Guid): Anchor {
  return { type: 'group', guid };
}

/** A role: owns its definition and the question whether anyone holds it. */
export function roleAnchor(role: RoleId): Anchor {
  return { type: 'role', role };
}

/** A text that differs for any two different anchors of one app, and whose order is the order to lock them in. */
export function anchorKey(anchor: Anchor): string {
  switch (anchor.type) {
    case 'app':
      return 'app';
    case 'user':
      return `user/${anchor.uid}`;
    case 'group':
      return `group/${anchor.guid}`;
    case 'role':
      return `role/${anchor.role}`;
  }
}

/** One anchor to lock, and how. */
export interface AnchorLock {
  readonly anchor: Anchor;
  readonly key: string;
  readonly mode: 'read' | 'write';
}

/**
 * The locks that a plan needs, each anchor once (write wins over read), in the one order that excludes deadlock:
 * code units of {@link anchorKey}.
 */
export function locksOf(anchors: Anchors): readonly AnchorLock[] {
  const locks = new Map<string, AnchorLock>();
  for (const anchor of anchors.read) {
    const key = anchorKey(anchor);
    locks.set(key, { anchor, key, mode: 'read' });
  }
  for (const anchor of anchors.write) {
    const key = anchorKey(anchor);
    locks.set(key, { anchor, key, mode: 'write' });
  }
  return [...locks.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
