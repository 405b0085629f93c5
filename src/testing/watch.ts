/**
 * Watch: sees to it that every operation of a store ends in time and that none throws, whatever is being checked.
 *
 * @module
 */

import { type Result, ResultAsync } from '../shared/result.ts';
import { within } from '../shared/web.ts';
import type { Store } from '../store/store.ts';
import { isStoreFailure } from './linearise.ts';
import { type Around, storeAround } from './store-around.ts';

const late = Symbol('late');

/** So many operations are far more than any check asks of a handle: a command goes round in circles. */
const operationsMax = 5000;

/** What an operation rejects with that threw, or that did not end in time. */
export class Breached extends Error {
  override name = 'Breached';
  readonly type: 'threw' | 'hung';

  constructor(type: Breached['type'], message: string) {
    super(message);
    this.type = type;
  }
}

/** Watches over all handles that a run opens. */
export class Watch {
  readonly deadlineMs: number;
  #hasHung = false;
  #failures = 0;

  constructor(deadlineMs: number) {
    this.deadlineMs = deadlineMs;
  }

  /** Whether an operation did not end: the next one would take as long as the deadline, and tell nothing new. */
  get hasHung(): boolean {
    return this.#hasHung;
  }

  /** How often an operation has ended in a `StoreError` although its handle was open and nobody troubled it. */
  get failures(): number {
    return this.#failures;
  }

  /** A handle, watched from its opening to its closing. */
  async opened(
    open: () => Store | Promise<Store>,
    { isTroubled = false }: { readonly isTroubled?: boolean } = {},
  ): Promise<Store> {
    const inner = await this.#inTime('open', async () => open());
    let mayFail = isTroubled;
    const note = (answer: Result<unknown, unknown>) => {
      if (!mayFail && isStoreFailure(answer)) this.#failures += 1;
    };
    return {
      ...storeAround(inner, this.#around(note)),
      close: () => {
        mayFail = true;
        return this.#inTime('close', () => inner.close());
      },
    };
  }

  #around(note: (answer: Result<unknown, unknown>) => void): Around {
    let operations = 0;
    return ({ name, given }, proceed) => {
      operations += 1;
      if (operations > operationsMax) {
        this.#hasHung = true;
        const sentence = `${name} is asked for again and again: after ${operationsMax} operations some command has not ended`;
        return new ResultAsync(Promise.reject(new Breached('hung', sentence)));
      }
      const bugs = new Set<unknown>();
      const noting = given.map((argument) => (isDecision(argument) ? noted(argument, bugs) : argument));
      let asked: ReturnType<typeof proceed>;
      try {
        asked = proceed(noting);
      } catch (thrown) {
        const sentence = `${name} throws ${String(thrown)} where it should reject`;
        return new ResultAsync(Promise.reject(new Breached('threw', sentence)));
      }
      const ended = this.#inTime(name, async () => asked, bugs).then((answer) => {
        note(answer);
        return answer;
      });
      return new ResultAsync(ended);
    };
  }

  /** What an operation comes to in time. What the kit itself throws in a decision is to come back, and passes. */
  async #inTime<T>(name: string, work: () => Promise<T>, bugs: ReadonlySet<unknown> = new Set()): Promise<T> {
    let ended: T | typeof late;
    try {
      ended = await within<T | typeof late>(this.deadlineMs, work(), late);
    } catch (thrown) {
      if (thrown instanceof BugOfTheKit && bugs.has(thrown)) throw thrown;
      const what = bugs.has(thrown)
        ? `loads what no decision can be made on: ${String(thrown)}`
        : `throws ${String(thrown)}`;
      throw new Breached('threw', `${name} ${what}`);
    }
    if (ended !== late) return ended;
    this.#hasHung = true;
    throw new Breached('hung', `${name} has not ended after ${this.deadlineMs} ms`);
  }
}

/** What a check throws in a decision, to see what becomes of it. */
export class BugOfTheKit extends Error {
  override name = 'BugOfTheKit';
}

type Decision = (...given: unknown[]) => unknown;

/** Decisions are the only functions that a store is given. */
function isDecision(argument: unknown): argument is Decision {
  return typeof argument === 'function';
}

/** A decision whose exceptions are kept. */
function noted(decide: Decision, bugs: Set<unknown>): Decision {
  return (...given) => {
    try {
      return decide(...given);
    } catch (bug) {
      bugs.add(bug);
      throw bug;
    }
  };
}
