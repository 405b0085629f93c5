/**
 * Snapshots: what a plan loads, as queries, and what a decision sees of their answers.
 *
 * @module
 */

import type { AppId } from '../../shared/ids.ts';
import { anchorsPerPlanMax } from '../../store/anchors.ts';
import { refuseMoreThan } from '../../store/bounds.ts';
import { changesPerCommitMax } from '../../store/changes.ts';
import type { Loads, Snapshot } from '../../store/loads.ts';
import type { Commit, Plan } from '../../store/store.ts';
import { statementsOf } from './changes.ts';
import { queryOf } from './loads.ts';
import type { Query, Row } from './rows.ts';
import type { Sql } from './sql.ts';

/** All loads as one query. */
export function snapshotQuery<L extends Loads>(app: AppId, load: L): Query<Snapshot<L>> {
  const loads = Object.entries(load).map(([name, each]) => ({ name, query: queryOf(app, each) }));
  return {
    statements: loads.flatMap(({ query }) => query.statements),
    read: (results) => {
      const seen: Record<string, unknown> = {};
      let next = 0;
      for (const { name, query } of loads) {
        const own: readonly (readonly Row[])[] = results.slice(next, next + query.statements.length);
        seen[name] = query.read(own);
        next += query.statements.length;
      }
      // SAFETY: under each name, the result of the load of that name.
      return seen as Snapshot<L>;
    },
  };
}

/** All that a commit writes, in order. A commit that is larger than a store must take is a bug, and throws. */
export function writesOf(app: AppId, { changes }: Commit<unknown>): readonly Sql[] {
  refuseMoreThan(changesPerCommitMax, changes.length, 'changes in a commit');
  return changes.flatMap((change) => statementsOf(app, change));
}

/** Throws if a plan names more than a store must take. */
export function checkPlan({ anchors }: Plan<Loads>): void {
  refuseMoreThan(anchorsPerPlanMax, anchors.write.length + anchors.read.length, 'anchors in a plan');
}
