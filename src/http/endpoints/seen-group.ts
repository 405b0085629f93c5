/**
 * Seen group: a group as whoever asks for it sees it.
 *
 * To users who are not in it, a private group is none: they are told no more of it than what joining it is refused with.
 *
 * @module
 */

import type { App } from '../../app.ts';
import type { Group, GroupView } from '../../group/group.ts';
import type { GroupScope } from '../../group-membership/clearance.ts';
import type { Guid, Uid } from '../../shared/ids.ts';
import { err, ok, okAsync, type Result, type ResultAsync } from '../../shared/result.ts';
import type { HttpError } from '../refusals.ts';

/** A group as a user sees it, if it may: with what the user is in it. */
export function groupSeenBy(app: App, guid: string, as: string): ResultAsync<GroupView, HttpError> {
  return app.groups.view(guid, { as }).andThen((group): Result<GroupView, HttpError> => {
    const isHidden = group.type === 'private' && !group.hasJoined;
    return isHidden ? err({ code: 'ERR_GUID_NOT_FOUND', guid: group.guid }) : ok(group);
  });
}

/** A group as whoever asks sees it: a user, or administration, from which nothing is hidden. */
export function seenGroup(
  app: App,
  guid: string,
  as: string | undefined,
): ResultAsync<Group | GroupView, HttpError> {
  return as === undefined ? app.groups.get(guid) : groupSeenBy(app, guid, as);
}

/** A member of a group who asks about it. */
export interface AskingMember {
  readonly uid: Uid;
  readonly guid: Guid;
  readonly scope: GroupScope;
}

/** Who asks about a group what only its members may know; undefined where administration does. */
export function askingMember(
  app: App,
  guid: string,
  as: string | undefined,
): ResultAsync<AskingMember | undefined, HttpError> {
  if (as === undefined) return okAsync(undefined);
  return groupSeenBy(app, guid, as).andThen(({ guid, scope }): Result<AskingMember, HttpError> => {
    // SAFETY: the core has just read it as one.
    const uid = as.toLowerCase() as Uid;
    return scope ? ok({ uid, guid, scope }) : err({ code: 'ERR_GROUP_NOT_JOINED', uid, guid });
  });
}
