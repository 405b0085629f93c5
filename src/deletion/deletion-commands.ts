/**
 * The drain: removes what a burial left, one bounded step at a time.
 *
 * @module
 */

import { asyncResult } from '../shared/bulk.ts';
import { err, errAsync, ok, type ResultAsync } from '../shared/result.ts';
import { batchesPerTurn, nextTurn } from '../shared/web.ts';
import { type Anchor, groupAnchor, userAnchor } from '../store/anchors.ts';
import { changesPerCommitMax } from '../store/changes.ts';
import type { AppStore } from '../store/store.ts';
import { afterEarlierSteps, type StoreError } from '../store/store-error.ts';
import { decideDrain, decideUnbury, ownersOf, type TombstoneName } from './deletion.ts';

/**
 * Removes all remnants and frees the name. May be interrupted anywhere and begun again by anyone; several may drain at
 * once. If the store fails in between, what was removed stays removed.
 */
export function drain(store: AppStore, of: TombstoneName): ResultAsync<void, StoreError> {
  const tombstone = { type: 'tombstone', of } as const;
  return asyncResult(async () => {
    for (let batch = 1; ; batch += 1) {
      if (batch % batchesPerTurn === 0) await nextTurn();
      const seen = await store.read(
        { remnants: { type: 'remnants', of, limit: changesPerCommitMax } },
        ({ remnants }) => ok(remnants),
      );
      if (seen.isErr()) return err(seen.error);

      for (const remnant of seen.value) {
        const step = await store.transact(
          { anchors: { write: [...ownersOf(remnant), anchorOf(of)], read: [] }, load: { tombstone } },
          (seen) => decideDrain(remnant, seen),
        );
        if (step.isErr()) return err(step.error);
        // Another drain was faster, and what was just read may belong to whoever took the name since.
        if (!step.value) return ok(undefined);
      }
      if (seen.value.length > 0) continue;

      const freed = await store.transact(
        {
          anchors: { write: [anchorOf(of)], read: [] },
          load: { tombstone, remnants: { type: 'remnants', of, limit: 1 } },
        },
        (seen) => decideUnbury(of, seen),
      );
      if (freed.isErr()) return err(freed.error);
      if (freed.value) return ok(undefined);
    }
  });
}

/** Drains what was just buried: whatever fails from here on, the burial stands. */
export function drainBuried(store: AppStore, of: TombstoneName): ResultAsync<void, StoreError> {
  return drain(store, of).orElse((error) => errAsync(afterEarlierSteps(error)));
}

/** How many deletions were finished. */
export interface ResumedDeletions {
  readonly finished: number;
}

const pendingPerLook = 100;

/** Finishes every deletion that was begun and interrupted. */
export function resumeDeletions(store: AppStore): ResultAsync<ResumedDeletions, StoreError> {
  return asyncResult(async () => {
    let finished = 0;
    for (;;) {
      const pending = await store.deletions.pending(pendingPerLook);
      if (pending.isErr()) return err(finished > 0 ? afterEarlierSteps(pending.error) : pending.error);
      for (const { of } of pending.value) {
        const drained = await drainBuried(store, of);
        if (drained.isErr()) return err(drained.error);
        finished += 1;
      }
      if (pending.value.length < pendingPerLook) return ok({ finished });
    }
  });
}

function anchorOf(of: TombstoneName): Anchor {
  return of.type === 'user' ? userAnchor(of.uid) : groupAnchor(of.guid);
}
