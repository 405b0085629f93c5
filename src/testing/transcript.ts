/**
 * Transcripts: what commands have committed to one store, to be committed to another in few and large steps.
 *
 * @module
 */

import { memoryStore } from '../adapters/memory/index.ts';
import { ok, type Result } from '../shared/result.ts';
import { type Anchors, anchorKey, anchorsPerPlanMax } from '../store/anchors.ts';
import { type Change, changesPerCommitMax } from '../store/changes.ts';
import type { Loads } from '../store/loads.ts';
import type { AppStore, Commit, Plan, Store } from '../store/store.ts';
import { must } from './check.ts';
import type { AnyDecide } from './history.ts';
import { storeAround } from './store-around.ts';

/** Changes, and the owners under which they are made. */
export interface Step {
  readonly anchors: Anchors;
  readonly changes: readonly Change[];
}

/** What was committed while a memory store was filled, as few steps. */
export async function transcriptOf(fill: (store: Store) => Promise<void>): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const recording = storeAround(memoryStore(), ({ name, given }, proceed) => {
    if (name !== 'transact') return proceed();
    const [{ anchors }, decide] = given as [Plan<Loads>, AnyDecide];
    return proceed([
      given[0],
      (seen: Parameters<AnyDecide>[0]) => {
        const decided = decide(seen);
        // SAFETY: what a transact decides is a commit, and the memory store commits whatever was decided.
        if (decided.isOk()) note(steps, { anchors, changes: (decided.value as Commit<unknown>).changes });
        return decided;
      },
    ]);
  });
  await fill(recording);
  return steps;
}

/** Adds a step, or makes the last one larger. */
function note(steps: Step[], step: Step): void {
  const last = steps.at(-1);
  const merged = last && mergedOf(last, step);
  if (merged) steps[steps.length - 1] = merged;
  else if (step.changes.length > 0) steps.push(step);
}

/** Two steps as one; undefined if it would be too large for a commit. */
function mergedOf(a: Step, b: Step): Step | undefined {
  const distinct = (mode: keyof Anchors) => [
    ...new Map(
      [...a.anchors[mode], ...b.anchors[mode]].map((anchor) => [anchorKey(anchor), anchor]),
    ).values(),
  ];
  const anchors = { write: distinct('write'), read: distinct('read') };
  const changes = [...a.changes, ...b.changes];
  const isTooLarge =
    anchors.write.length + anchors.read.length > anchorsPerPlanMax || changes.length > changesPerCommitMax;
  return isTooLarge ? undefined : { anchors, changes };
}

/** Commits what a transcript says; `onStep` is told of each step. */
export async function carryOut(steps: readonly Step[], app: AppStore, onStep: () => void): Promise<void> {
  for (const { anchors, changes } of steps) {
    const commit = (): Result<Commit<undefined>, never> => ok({ changes, value: undefined });
    await must(app.transact({ anchors, load: {} }, commit));
    onStep();
  }
}
