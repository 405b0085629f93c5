/**
 * Wire: what lies between a store and its database, where the kit lets things go wrong.
 *
 * @module
 */

import { errAsync, type Result, ResultAsync } from '../../shared/result.ts';
import { within } from '../../shared/web.ts';
import { type StoreError, unavailable } from '../../store/store-error.ts';
import type { FaultPoint, Faults } from '../faults.ts';

/** What a driver throws when a message goes wrong: nothing was done, or it is not known whether something was. */
export class Trouble extends Error {
  readonly type: 'conflict' | 'unreachable' | 'unanswered';

  constructor(type: Trouble['type']) {
    super(`The wire is in trouble: ${type}`);
    this.type = type;
  }
}

/** A connection that asks before each message what is to go wrong with it. */
export class Wire {
  readonly #faults: Faults | undefined;
  readonly #answerWithinMs: number;

  constructor(faults: Faults | undefined, answerWithinMs: number) {
    this.#faults = faults;
    this.#answerWithinMs = answerWithinMs;
  }

  /** Sends a message and waits for its answer. */
  async send<T>(point: FaultPoint, carryOut: () => PromiseLike<T>): Promise<T> {
    const fault = this.#faults?.next(point);
    if (fault === 'conflict' || fault === 'unreachable') throw new Trouble(fault);
    const answer = await carryOut();
    if (fault === undefined) return answer;
    if (fault === 'silent') await this.#waitForNothing();
    // What only loads has not done anything.
    throw new Trouble(point === 'load' ? 'unreachable' : 'unanswered');
  }

  async #waitForNothing(): Promise<void> {
    const never = new Promise<void>(() => {});
    await (Number.isFinite(this.#answerWithinMs) ? within(this.#answerWithinMs, never, undefined) : never);
  }

  /** What only loads: whatever goes wrong with it, nothing was committed. */
  load<T, E>(carryOut: () => ResultAsync<T, E>): ResultAsync<T, E | StoreError> {
    const answered = this.send('load', carryOut);
    return new ResultAsync<T, E | StoreError>(
      answered.catch((thrown): Promise<Result<T, E | StoreError>> => {
        if (!(thrown instanceof Trouble)) throw thrown;
        return Promise.resolve(errAsync<T, StoreError>(unavailable));
      }),
    );
  }
}
