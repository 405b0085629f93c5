/**
 * The user commands that begin and end a life: deactivation and return, and deletion.
 *
 * @module
 */

import type { Context } from '../context.ts';
import { decideBuryUser } from '../deletion/deletion.ts';
import { drainBuried, resumeDeletions } from '../deletion/deletion-commands.ts';
import { asyncResult } from '../shared/bulk.ts';
import { readUid, readUids } from '../shared/fields.ts';
import type { Uid } from '../shared/ids.ts';
import { argumentsOf, objectOf, optional, readBoolean } from '../shared/input.ts';
import { err, ok, type ResultAsync } from '../shared/result.ts';
import { userAnchor } from '../store/anchors.ts';
import { afterEarlierSteps, type StoreError } from '../store/store-error.ts';
import { decideDeactivate, decideDeleteByDeactivation, decideReactivate } from './user.ts';
import type { Users } from './user-commands.ts';

const readBulk = argumentsOf({ uids: readUids });

const readDelete = argumentsOf({ uid: readUid }, objectOf({ permanent: optional(readBoolean) }));

/** The part of the commands on users that is about their lives, over the given app. */
export function userLifeCommands({
  store,
  clock,
}: Context): Pick<Users, 'deactivate' | 'reactivate' | 'delete' | 'resumeDeletions'> {
  /** Takes one step for each uid and sorts the uids by what became of them. */
  const sorted = <Outcome extends string>(
    uids: readonly Uid[],
    [changed, ...unchanged]: readonly [Outcome, ...Outcome[]],
    step: (uid: Uid) => ResultAsync<Outcome, StoreError>,
  ): ResultAsync<{ readonly [Name in Outcome]: readonly Uid[] }, StoreError> =>
    asyncResult(async () => {
      // SAFETY: a list for each outcome.
      const lists = Object.fromEntries(
        [changed, ...unchanged].map((outcome) => [outcome, []]),
      ) as unknown as {
        readonly [Name in Outcome]: Uid[];
      };
      for (const uid of uids) {
        const outcome = await step(uid);
        if (outcome.isErr())
          return err(lists[changed].length > 0 ? afterEarlierSteps(outcome.error) : outcome.error);
        lists[outcome.value].push(uid);
      }
      return ok(lists);
    });

  return {
    deactivate: (uids) =>
      readBulk({ uids }).asyncAndThen(({ uids }) => {
        const now = clock();
        return sorted(uids, ['deactivated', 'alreadyDeactivated', 'notFound'], (uid) =>
          store.transact(
            { anchors: { write: [userAnchor(uid)], read: [] }, load: { user: { type: 'user', uid } } },
            (seen) => decideDeactivate(seen, now),
          ),
        );
      }),

    reactivate: (uids) =>
      readBulk({ uids }).asyncAndThen(({ uids }) =>
        sorted(uids, ['reactivated', 'alreadyActive', 'notFound'], (uid) =>
          store.transact(
            { anchors: { write: [userAnchor(uid)], read: [] }, load: { user: { type: 'user', uid } } },
            (seen) => decideReactivate(seen),
          ),
        ),
      ),

    delete: (uid, options) =>
      readDelete({ uid }, options).asyncAndThen(({ uid, permanent = false }) => {
        const now = clock();
        if (!permanent) {
          return store.transact(
            { anchors: { write: [userAnchor(uid)], read: [] }, load: { user: { type: 'user', uid } } },
            (seen) => decideDeleteByDeactivation(uid, seen, now),
          );
        }
        return store
          .transact(
            {
              anchors: { write: [userAnchor(uid)], read: [] },
              load: {
                user: { type: 'user', uid },
                tombstone: { type: 'tombstone', of: { type: 'user', uid } },
                ownedGroup: { type: 'ownedGroup', uid },
              },
            },
            (seen) => decideBuryUser(uid, seen, now),
          )
          .andThen((buried) => drainBuried(store, buried))
          .andThen(() => ok({ uid, permanent }));
      }),

    resumeDeletions: () => resumeDeletions(store),
  };
}
