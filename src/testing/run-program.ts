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
import { Breached } from './watch.ts';

/** What came of a program. */
export interface Ran {
  readonly operations: readonly Operation[];
  readonly linearisation: Linearisation;
  /** What an operation threw, in a sentence. It counts as one whose outcome is not known. */
  readonly threw?: string;
}

/** Ends a program in which an operation did not end. */
export class HungRun extends Breached {
  readonly operations: readonly Operation[];

  constructor({ type, message }: Breached, operations: readonly Operation[]) {
    super(type, message);
    this.operations = operations;
  }
}

/** When programs happen. */
export const programTime = 1_700_000_000;

/**
 * Runs a program: each client on one of the handles in turn, all at once, and then a look at everything on each.
 * `onStart` is told when what is done before is done.
 */
export async function runProgram(
  program: Program,
  handles: readonly [Store, ...Store[]],
  onStart: () => Promise<void> | void = () => {},
): Promise<Ran> {
  const history = new History();
  let threw: string | undefined;
  const clientOf = (client: number) => {
    const handle = history.handleOf(client, handles[client % handles.length] ?? handles[0]);
    const app = programApp(handle.store, client);
    const look = () => handle.store.forApp(app.appId).read(everything, (seen) => ok(seen));
    const take = async (steps: readonly Step[]) => {
      for (const [index, { run }] of steps.entries()) {
        handle.begin(index);
        try {
          // Whatever it is, the history has it.
          await (run ? run(app) : look()).match(ignored, ignored);
        } catch (thrown) {
          if (!(thrown instanceof Breached)) throw thrown;
          if (thrown.type === 'hung') throw new HungRun(thrown, history.operations);
          threw ??= thrown.message;
        }
      }
    };
    return { take };
  };

  const before = program.clients.length;
  await clientOf(before).take(program.before);
  await onStart();
  await Promise.all(program.clients.map((steps, client) => clientOf(client).take(steps)));
  for (const handle of handles.keys())
    await clientOf(before + 1 + handle).take([{ title: 'looks at everything' }]);
  const { operations } = history;
  return { operations, linearisation: linearise(operations), ...(threw !== undefined && { threw }) };
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
