/**
 * Clearance: who may do what in a group, and to whom.
 *
 * It is one table, {@link clearances}. Administration, which names no actor, needs no clearance.
 *
 * @module
 */

import type { Actor, GroupRecord } from '../group/group.ts';
import type { Guid, Uid } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';

// Types

/** What a member may do, from most to least. */
export const groupScopes = ['admin', 'moderator', 'participant'] as const;

/** The scope of a member: `admin > moderator > participant`. */
export type GroupScope = (typeof groupScopes)[number];

/** What members do to a group or to other members. */
export type GroupAction =
  | 'updateGroup'
  | 'deleteGroup'
  | 'addMember'
  | 'kickMember'
  | 'banMember'
  | 'unbanUser'
  | 'changeScope'
  | 'transferOwnership';

/** Scopes by the scope of the member who acts; one that is absent may not act. */
export type ScopesByActor = { readonly [Scope in GroupScope]?: readonly GroupScope[] };

/** Who may do one thing. */
export interface Clearance {
  /** The owner only. */
  readonly ownerOnly?: true;
  /** On members of which scopes. */
  readonly on: ScopesByActor;
  /** Which scopes may be given away with it. */
  readonly gives?: ScopesByActor;
}

const anyone = groupScopes;

/** Who may do what, and to whom, when a member acts. Administration, which names no actor, may do everything. */
export const clearances: { readonly [Action in GroupAction]: Clearance } = {
  updateGroup: { on: { admin: anyone, moderator: anyone } },
  deleteGroup: { on: { admin: anyone } },
  addMember: { on: { admin: anyone }, gives: { admin: anyone } },
  kickMember: { on: { admin: anyone, moderator: ['participant'] } },
  banMember: { on: { admin: anyone, moderator: ['participant'] } },
  unbanUser: { on: { admin: anyone, moderator: anyone } },
  changeScope: {
    on: { admin: anyone, moderator: ['participant'] },
    gives: { admin: anyone, moderator: ['moderator', 'participant'] },
  },
  transferOwnership: { ownerOnly: true, on: { admin: anyone } },
};

// Errors

/** The user, who acts or is acted on, is not a member. */
export interface NotAMember {
  readonly code: 'ERR_NOT_A_MEMBER';
  readonly uid: Uid;
  readonly guid: Guid;
}

/** The actor's scope does not allow this, or not on such a member. */
export interface GroupNoClearance {
  readonly code: 'ERR_GROUP_NO_CLEARANCE';
  readonly uid: Uid;
  readonly guid: Guid;
  readonly action: GroupAction;
}

// Decisions

/** Decides whether an actor may do this in a group. No actor means administration, which may. */
export function decideClearance(
  action: GroupAction,
  group: GroupRecord,
  actor: Actor | undefined,
  /** The scope of the member acted on, and the scope it is to get, where there are such. */
  target: { readonly has?: GroupScope; readonly gets?: GroupScope | undefined } = {},
): Result<void, NotAMember | GroupNoClearance> {
  if (!actor) return ok(undefined);
  const { guid } = group;
  if (!actor.membership) return err({ code: 'ERR_NOT_A_MEMBER', uid: actor.uid, guid });
  const { scope } = actor.membership;
  const { ownerOnly, on, gives } = clearances[action];
  const isCleared =
    on[scope] !== undefined &&
    (!ownerOnly || group.owner === actor.uid) &&
    (target.has === undefined || on[scope].includes(target.has)) &&
    (target.gets === undefined || gives?.[scope]?.includes(target.gets) === true);
  return isCleared ? ok(undefined) : err({ code: 'ERR_GROUP_NO_CLEARANCE', uid: actor.uid, guid, action });
}
