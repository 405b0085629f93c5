/**
 * Acting: what a command needs to know when a member acts and not administration.
 *
 * @module
 */

import type { Membership } from '../group-membership/group-membership.ts';
import { readUid } from '../shared/fields.ts';
import type { Guid, Uid } from '../shared/ids.ts';
import { type Optional, optional } from '../shared/input.ts';
import { type Anchor, userAnchor } from '../store/anchors.ts';
import type { LoadOf } from '../store/loads.ts';
import type { User } from '../user/user.ts';
import type { Actor } from './group.ts';

/** On whose behalf a command on a group is carried out. */
export interface ActingOptions {
  /** The uid of the member who acts. Absent: administration does, which needs no clearance. */
  readonly as?: string | undefined;
}

/** The field of {@link ActingOptions}, to be read among a command's own. */
export const actingFields: { readonly as: Optional<Uid> } = { as: optional(readUid) };

/** The anchors of an actor: it must stay who it is meanwhile. */
export function actorAnchors(as: Uid | undefined): readonly Anchor[] {
  return as === undefined ? [] : [userAnchor(as)];
}

/** The loads that show an actor. */
export type ActorLoads = {
  readonly actorUser?: LoadOf<'user'>;
  readonly actorMembership?: LoadOf<'membership'>;
};

/** What must be seen of an actor, if there is one. */
export function actorLoads(as: Uid | undefined, guid: Guid): ActorLoads {
  return as === undefined
    ? {}
    : { actorUser: { type: 'user', uid: as }, actorMembership: { type: 'membership', uid: as, guid } };
}

/** The actor as a decision wants it; undefined where administration acts. */
export function actorOf(
  as: Uid | undefined,
  seen: { readonly actorUser?: User | undefined; readonly actorMembership?: Membership | undefined },
): Actor | undefined {
  return as === undefined ? undefined : { uid: as, user: seen.actorUser, membership: seen.actorMembership };
}

/** The loads that show the owner of a group to be. */
export type OwnerLoads = {
  readonly ownerUser?: LoadOf<'user'>;
  readonly ownerMembershipCount?: LoadOf<'membershipCount'>;
};

/** What must be seen of the owner of a group to be, if it is to have one. */
export function ownerLoads(owner: Uid | undefined): OwnerLoads {
  return owner === undefined
    ? {}
    : {
        ownerUser: { type: 'user', uid: owner },
        ownerMembershipCount: { type: 'membershipCount', uid: owner },
      };
}
