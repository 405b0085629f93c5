/**
 * Faults: what the kit lets go wrong between a store and its database.
 *
 * @module
 */

import fc from 'fast-check';

/**
 * What goes wrong with one message to the database:
 *
 * - `conflict`: it answers that somebody else was faster, and has done nothing;
 * - `unreachable`: the connection breaks before the message is sent, and nothing is done;
 * - `answerLost`: the message is carried out, and the connection breaks before the answer comes;
 * - `silent`: the message is carried out, and no answer ever comes.
 */
export type Fault = 'conflict' | 'unreachable' | 'answerLost' | 'silent';

/** Which message it is: one that loads (for a transact, a read or a page), or the one that commits. */
export type FaultPoint = 'load' | 'commit';

/** What a store that can be troubled asks before each message. */
export interface Faults {
  /** What is to go wrong with the message that is about to be sent; undefined if nothing. */
  next(point: FaultPoint): Fault | undefined;
}

/** The faults that a check has planned, and how often it was asked for them. */
export class PlannedFaults implements Faults {
  readonly asked: { [Point in FaultPoint]: number } = { load: 0, commit: 0 };
  #plan: (point: FaultPoint) => Fault | undefined = () => undefined;

  /** From now on this decides what goes wrong. */
  plan(plan: (point: FaultPoint) => Fault | undefined): void {
    this.#plan = plan;
  }

  /** Lets the next so many messages of a kind go wrong in one way. */
  planNext(point: FaultPoint, fault: Fault, times: number): void {
    let left = times;
    this.plan((at) => {
      if (at !== point || left === 0) return undefined;
      left -= 1;
      return fault;
    });
  }

  next(point: FaultPoint): Fault | undefined {
    this.asked[point] += 1;
    return this.#plan(point);
  }
}

/** What goes wrong with the commits of one handle, in their order; nothing with those beyond. */
export type FaultPlan = readonly (Fault | undefined)[];

/** Faults for the first few commits of a handle. Silence is left out: it takes as long as a deadline. */
export const anyFaultPlan: fc.Arbitrary<FaultPlan> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Fault | undefined>(undefined) },
    { weight: 3, arbitrary: fc.constant<Fault>('conflict') },
    { weight: 2, arbitrary: fc.constant<Fault>('answerLost') },
    { weight: 1, arbitrary: fc.constant<Fault>('unreachable') },
  ),
  { maxLength: 8, size: 'max' },
);

/** Lets the commits from now on go wrong as a plan says. */
export function follow(faults: PlannedFaults, plan: FaultPlan): void {
  let commits = 0;
  faults.plan((point) => {
    if (point !== 'commit') return undefined;
    commits += 1;
    return plan[commits - 1];
  });
}
