/**
 * Runs a program against a store and tells whether what came of it can be explained.
 *
 * @module
 */

import { type App, openApp } from '../app.ts';
import { ok } from '../shared/result.ts';
import type { Store } from '../store/store.ts';
import { History, type Operation } from './history.ts';
import { type Linearisation, linearise } from './linearise.ts';
import { everything } from './look.ts';
import { type Program, programLimits, type Step } from './program.ts';

/** What came of a program. */
export interface Ran {
  readonly operations: readonly Operation[];
  readonly linearisation: Linearisation;
}

/** When programs happen. */
export const programTime = 1_700_000_000;

/** Runs a program: each client on one of the handles in turn, all at once, and then a look at everything on each. */
export async function runProgram(program: Program, handles: readonly [Store, ...Store[]]): Promise<Ran> {
  const history = new History();
  const clientOf = (client: number) => {
    const handle = history.handleOf(client, handles[client % handles.length] ?? handles[0]);
    const app = programApp(handle.store, client);
    const look = () => handle.store.forApp(app.appId).read(everything, (seen) => ok(seen));
    const take = async (steps: readonly Step[]) => {
      for (const [index, { run }] of steps.entries()) {
        handle.begin(index);
        // Whatever it is, the history has it.
        await (run ? run(app) : look()).match(ignored, ignored);
      }
    };
    return { take };
  };

  const before = program.clients.length;
  await clientOf(before).take(program.before);
  await Promise.all(program.clients.map((steps, client) => clientOf(client).take(steps)));
  for (const handle of handles.keys())
    await clientOf(before + 1 + handle).take([{ title: 'looks at everything' }]);
  return { operations: history.operations, linearisation: linearise(history.operations) };
}

function ignored(): void {}

/** The app of a program, for one of its clients, whose tokens are its own. */
export function programApp(store: Store, client: number): App {
  let drawn = 0;
  return openApp({
    store,
    appId: 'kit',
    limits: programLimits,
    clock: () => programTime,
    random: (length) => {
      drawn += 1;
      return Uint8Array.from({ length }, (_, index) => [client, drawn][index] ?? 0);
    },
  });
}
