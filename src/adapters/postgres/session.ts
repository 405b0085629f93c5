/**
 * Session: a connection of a pool, held for a while, to which statements are sent a message at a time.
 *
 * @module
 */

import { by } from '../../shared/web.ts';
import { type Answer, ask, type Message } from './messages.ts';
import type { PostgresClient, PostgresPool } from './pool.ts';

/** The connections that have been told how to plan. */
const setUp = new WeakSet<PostgresClient>();

const ignore = (): void => undefined;

// A plan is made once for a prepared statement, perhaps of a table that is still empty; and every statement has an index.
const planning = 'set enable_seqscan = off';

/** A connection of a pool, for as long as an attempt needs it. */
export class Session {
  readonly #client: PostgresClient;
  readonly #deadline: number;
  #isBroken = false;

  private constructor(client: PostgresClient, deadline: number) {
    this.#client = client;
    this.#deadline = deadline;
    client.on('error', this.#onError);
  }

  /** Holds a connection; what is asked of it must be answered by the deadline, a time in milliseconds. */
  static async open(pool: PostgresPool, deadline: number): Promise<Session> {
    const connecting = pool.connect();
    let client: PostgresClient;
    try {
      client = await by(deadline, connecting);
    } catch (error) {
      // It may still come, and belongs to nobody then.
      connecting.then((late) => late.release(), ignore);
      throw error;
    }
    const session = new Session(client, deadline);
    await session.#setUp();
    return session;
  }

  /** Sends statements together, and waits for all their answers. */
  async send(message: Message): Promise<Answer> {
    try {
      return await ask(this.#client, message, this.#deadline);
    } catch (error) {
      this.#isBroken = true;
      throw error;
    }
  }

  /** Gives the connection back; one that is broken, or of which the state is not known, is closed. */
  close(isBroken = false): void {
    this.#client.off('error', this.#onError);
    this.#client.release(this.#isBroken || isBroken);
  }

  async #setUp(): Promise<void> {
    if (this.#client.isShared || setUp.has(this.#client)) return;
    setUp.add(this.#client);
    const settled = this.send([planning]).catch(ignore);
    // It goes out before the first message, and nothing waits for its answer.
    if (!this.#client.pipeline) await settled;
  }

  readonly #onError = (): void => {
    this.#isBroken = true;
  };
}
