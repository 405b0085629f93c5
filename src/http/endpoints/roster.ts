/**
 * Roster: users to be added to a group, or to be banned from it, by the scope that they are to get.
 *
 * @module
 */

import type { GroupScope } from '../../group-membership/clearance.ts';
import type { Membership } from '../../group-membership/group-membership.ts';
import { type ItemOutcome, outcomesOf } from '../../shared/bulk.ts';
import { readUid, uidsPerCallMax } from '../../shared/fields.ts';
import type { Uid } from '../../shared/ids.ts';
import { type BadRequest, badRequest, listOf, objectOf, optional, Problem } from '../../shared/input.ts';
import { err, ok, type Result, ResultAsync } from '../../shared/result.ts';
import { actedBy } from '../acting.ts';
import type { PlainCall } from '../endpoint.ts';
import { afterFirstStep } from '../error-answers.ts';
import { outcomesByUid, success } from '../outcomes.ts';
import type { HttpError } from '../refusals.ts';
import { component, fieldSchemas, listSchema, objectSchema, type Schema } from '../schemas.ts';
import { membershipView } from '../views.ts';

/** The lists of a roster, from most to least: a user who stands in several is added by the first. */
const bucketNames = ['admins', 'moderators', 'participants', 'usersToBan'] as const;

type BucketName = (typeof bucketNames)[number];

const scopes = { admins: 'admin', moderators: 'moderator', participants: 'participant' } as const;

/** A list of a roster that is not empty. */
export interface Bucket {
  readonly name: BucketName;
  readonly uids: readonly Uid[];
}

const readBucket = optional(listOf(readUid, { min: 0, max: uidsPerCallMax }));

const readRoster = objectOf({
  admins: readBucket,
  moderators: readBucket,
  participants: readBucket,
  usersToBan: readBucket,
});

const uids = listSchema(fieldSchemas.id, { maxItems: uidsPerCallMax });

/** The schema of a roster. */
export const rosterSchema: Schema = objectSchema(
  { admins: uids, moderators: uids, participants: uids, usersToBan: uids },
  `At most ${uidsPerCallMax} users in all`,
);

const outcomes = component('Outcomes');

const additions = { admins: outcomes, moderators: outcomes, participants: outcomes };

/** The schema of what became of a roster. */
export const rosterOutcomes: Schema = objectSchema({ ...additions, usersToBan: outcomes });

/** The schema of a roster that comes with a new group. */
export const firstRosterSchema: Schema = objectSchema(
  { admins: uids, moderators: uids, participants: uids },
  `At most ${uidsPerCallMax} users in all`,
);

/** The schema of what became of it. */
export const firstRosterOutcomes: Schema = objectSchema(additions);

/** Reads a roster: at most 25 users in all, each once. `field` names it where it is not valid. */
export function readBuckets(given: unknown, field?: string): Result<readonly Bucket[], BadRequest> {
  const read = readRoster(given);
  const below = (path: string) => [field, path].filter((part) => part).join('.') || 'body';
  if (read instanceof Problem) {
    return err(badRequest(new Problem(read.found.map(([path, reason]) => [below(path), reason]))));
  }
  const placed = new Set<Uid>();
  const buckets = bucketNames.flatMap((name) => {
    const fresh = (read[name] ?? []).filter((uid) => !placed.has(uid));
    for (const uid of fresh) placed.add(uid);
    return fresh.length > 0 ? [{ name, uids: fresh }] : [];
  });
  if (placed.size <= uidsPerCallMax) return ok(buckets);
  return err(badRequest(new Problem([[below(''), `must hold at most ${uidsPerCallMax} users in all`]])));
}

/** Reads the roster of a new group. Only members are banned, and there are none yet: asking for that is refused whole. */
export function readFirstBuckets(given: unknown, field: string): Result<readonly Bucket[], BadRequest> {
  return readBuckets(given, field).andThen((buckets) => {
    const bans = buckets.some(({ name }) => name === 'usersToBan');
    const reason = 'must name nobody: a new group has no members to ban';
    return bans ? err(badRequest(new Problem([[`${field}.usersToBan`, reason]]))) : ok(buckets);
  });
}

/**
 * Adds and bans the users of a roster, each by itself.
 *
 * @returns What became of each, by list and uid; or why the group or the actor does not allow any of it.
 */
export async function addMembers(
  call: PlainCall,
  guid: string,
  buckets: readonly Bucket[],
  as: string | undefined,
): Promise<Result<object, HttpError>> {
  const became: Record<string, object> = {};
  for (const { name, uids } of buckets) {
    const outcomes =
      name === 'usersToBan'
        ? ban(call, guid, uids, as)
        : new ResultAsync(add(call, guid, uids, { as, scope: scopes[name] }));
    const result = await actedBy(as, outcomes);
    if (result.isErr()) return err(name === buckets[0]?.name ? result.error : afterFirstStep(result.error));
    became[name] = result.value;
  }
  return ok(became);
}

interface Adding {
  readonly as: string | undefined;
  readonly scope: GroupScope;
}

/** Who is in already gets the scope, if it is another. */
async function add(
  call: PlainCall,
  guid: string,
  uids: readonly Uid[],
  { as, scope }: Adding,
): Promise<Result<object, HttpError>> {
  const { app } = call;
  const added = await app.groupMemberships.add(guid, uids, { as, scope });
  if (added.isErr()) return err(added.error);
  const outcomes: ItemOutcome<Membership, HttpError>[] = [];
  for (const outcome of added.value) {
    const { uid } = outcome;
    if (outcome.ok || outcome.error.code !== 'ERR_ALREADY_JOINED') {
      outcomes.push(outcome);
      continue;
    }
    const changed = await app.groupMemberships.changeScope(uid, guid, scope, { as });
    outcomes.push(
      changed.isOk() ? { uid, ok: true, value: changed.value } : { uid, ok: false, error: changed.error },
    );
  }
  return ok(
    outcomesByUid(outcomes, call, (uid, membership) =>
      success(
        `The user with uid ${uid} is ${scope} of the group with guid ${guid}.`,
        membershipView(membership),
      ),
    ),
  );
}

function ban(
  call: PlainCall,
  guid: string,
  uids: readonly Uid[],
  as: string | undefined,
): ResultAsync<object, HttpError> {
  return outcomesOf(uids, (uid) => call.app.groupMemberships.ban(uid, guid, { as })).andThen((banned) =>
    ok(
      outcomesByUid(banned, call, (uid) =>
        success(`The user with uid ${uid} has been banned from the Group with ${guid}.`),
      ),
    ),
  );
}
