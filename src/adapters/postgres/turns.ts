/**
 * Turns: whoever uses what only one can use at a time waits for those who came before.
 *
 * @module
 */

/** A queue. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Waits for its turn, and answers what ends it. */
  take(): Promise<() => void> {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const turn = this.#last.then(() => end);
    this.#last = this.#last.then(() => ended);
    return turn;
  }
}
