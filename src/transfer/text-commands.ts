/**
 * Text that is read piece by piece, and what it came to.
 *
 * @module
 */

import { err, type Result, ResultAsync } from '../shared/result.ts';

/** The reader of an export let go of it before its end, or the clock or `onProgress` threw. */
export interface ExportAbandoned {
  readonly code: 'ERR_EXPORT_ABANDONED';
}

/** A text, to be read once, and what it comes to. */
export interface TextAndOutcome<T, E> {
  readonly text: AsyncIterable<string>;
  readonly done: ResultAsync<T, E | ExportAbandoned>;
}

/** The text that a generator makes. What it returns is the outcome, unless it is let go of before, or throws. */
export function textAndOutcome<T, E>(
  make: () => AsyncGenerator<string, Result<T, E>, undefined>,
): TextAndOutcome<T, E> {
  let settle: (outcome: Result<T, E | ExportAbandoned>) => void = () => {};
  const done = new Promise<Result<T, E | ExportAbandoned>>((resolve) => {
    settle = resolve;
  });
  const abandoned: Result<T, ExportAbandoned> = err({ code: 'ERR_EXPORT_ABANDONED' });
  async function* settling(): AsyncGenerator<string, undefined, undefined> {
    let outcome: Result<T, E | ExportAbandoned> = abandoned;
    try {
      outcome = yield* make();
    } finally {
      settle(outcome);
    }
    return undefined;
  }
  const text = settling();
  const reader: AsyncIterator<string, undefined> & AsyncIterable<string> = {
    next: () => text.next(),
    return: async () => {
      await text.return(undefined);
      // A generator that never began runs no `finally`. One that did has settled already, and the first word counts.
      settle(abandoned);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => reader,
  };
  return { text: reader, done: new ResultAsync(done) };
}
