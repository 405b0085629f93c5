/**
 * Acting: a member acts on a group, or administration does.
 *
 * @module
 */

import { type Err, err, type ResultAsync } from '../shared/result.ts';
import type { HttpError } from './refusals.ts';

/** Tells an actor who is not in the group so: the service tells it from one who is acted on. */
export function actedBy<T>(
  as: string | undefined,
  result: ResultAsync<T, HttpError>,
): ResultAsync<T, HttpError> {
  if (as === undefined) return result;
  const actor = as.toLowerCase();
  return result.orElse(
    (error): Err<never, HttpError> =>
      error.code === 'ERR_NOT_A_MEMBER' && error.uid === actor
        ? err({ code: 'ERR_GROUP_NOT_JOINED', uid: error.uid, guid: error.guid })
        : err(error),
  );
}

/** The refusals of whoever acts on a group. */
export const actingRefusals = [
  'ERR_UID_NOT_FOUND',
  'ERR_GUID_NOT_FOUND',
  'ERR_GROUP_NOT_JOINED',
  'ERR_NOT_A_MEMBER',
  'ERR_GROUP_NO_CLEARANCE',
] as const;
