/**
 * Settings: where a program runs, and what is done to its handles meanwhile.
 *
 * @module
 */

import fc from 'fast-check';
import type { Store } from '../store/store.ts';
import type { CheckContext } from './check.ts';
import { anyFaultPlan, type FaultPlan, follow, PlannedFaults } from './faults.ts';

/** How the handles of a program are opened. */
export interface Setting {
  /** What is done to them, for a person to read. */
  readonly lines: readonly string[];
  /** Whether nothing is done to them. */
  readonly isCalm: boolean;
  on(context: CheckContext, namespace: string): Stage;
}

/** The handles of one run. */
export interface Stage {
  /** Opens the first handle or the second. */
  readonly open: (index: number) => Promise<Store>;
  /** Called when the clients begin. */
  readonly begin: () => Promise<void> | void;
  /** Called when the program is over. */
  readonly end: () => void;
}

function nothing(): void {}

/** Two handles in this process. */
export const here: Setting = {
  lines: [],
  isCalm: true,
  on: (context, namespace) => ({ open: () => context.open(namespace), begin: nothing, end: nothing }),
};

/** Two handles, each in a process of its own. */
export const elsewhere: Setting = {
  lines: ['each handle is in a process of its own'],
  isCalm: true,
  on: (context, namespace) => ({
    open: (index) => context.openIn(index, namespace),
    begin: nothing,
    end: nothing,
  }),
};

/** Two handles under which messages go wrong. */
export const anyTroubled: fc.Arbitrary<Setting> = fc
  .array(anyFaultPlan, { minLength: 2, maxLength: 2 })
  .map((plans) => ({
    lines: plans.flatMap((plan, handle) => linesOf(plan, handle)),
    isCalm: false,
    on: (context, namespace) => {
      const hands = plans.map((plan) => ({ plan, faults: new PlannedFaults() }));
      return {
        open: (index) => context.openWith(hands[index]?.faults ?? new PlannedFaults(), namespace),
        begin: () => {
          for (const { plan, faults } of hands) follow(faults, plan);
        },
        end: nothing,
      };
    },
  }));

function linesOf(plan: FaultPlan, handle: number): readonly string[] {
  return plan.flatMap((fault, index) =>
    fault === undefined ? [] : [`handle ${handle}, commit ${index + 1}: ${fault}`],
  );
}

/** Two handles in processes of their own, the first of which is killed while it commits, or a little later. */
export const anyKilled: fc.Arbitrary<Setting> = fc
  .record({ decisions: fc.integer({ min: 1, max: 4 }), delayMs: fc.constantFrom(0, 0, 1, 2, 5, 10) })
  .map(({ decisions, delayMs }) => ({
    lines: [`the process of handle 0 is killed ${delayMs} ms after its decision number ${decisions}`],
    isCalm: false,
    on: (context, namespace) => ({
      open: (index) => context.openIn(index, namespace),
      begin: () => context.killAfter(0, { decisions, delayMs }),
      // It may not have come to it.
      end: () => context.kill(0),
    }),
  }));
