/**
 * Password tries: how often users may try the passwords of groups.
 *
 * To compare a password is slow on purpose, so that nobody guesses many of them. Whoever asks for comparisons is kept
 * from slowing everybody else down, too: one user has one try under way, all together a few, and who has been wrong
 * too often waits.
 *
 * Tries are counted in this handler alone, by users of apps.
 *
 * @module
 */

import { err, type Result } from '../shared/result.ts';
import type { TooManyRequests } from './refusals.ts';

/** What users may try. */
export interface PasswordTryBounds {
  /** Tries under way at a time, of all users. */
  readonly underWayMax: number;
  /** Tries that wait for one of those to end; more are refused. */
  readonly waitingMax: number;
  /** Wrong passwords of one user for one group in a minute. */
  readonly wrongMax: number;
  /** So many users are remembered to have been wrong, each for one group; of more, those of longest ago are not. */
  readonly rememberedMax: number;
}

/** Of the four threads that Node computes on, one is left for others. */
export const passwordTryBounds: PasswordTryBounds = {
  underWayMax: 3,
  waitingMax: 32,
  wrongMax: 10,
  rememberedMax: 10_000,
};

/** Seconds from the first wrong password on in which others count with it. */
const wrongSeconds = 60;

/** When to come back where others are served first. A try takes some tenths of a second. */
const busySeconds = 1;

/** Who tries to get in, and where. */
export interface PasswordTry {
  readonly appId: string;
  readonly uid: string;
  /** In any case. */
  readonly guid: string;
}

/** Wrong passwords of one user for one group. */
interface Wrong {
  /** UNIX seconds of the first. */
  readonly since: number;
  readonly count: number;
}

/** Lets users try passwords, in turn. */
export class PasswordTries {
  readonly #clock: () => number;
  readonly #bounds: PasswordTryBounds;
  /** Whoever has a try under way or waiting. */
  readonly #trying = new Set<string>();
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];
  /** The oldest first. */
  readonly #wrong = new Map<string, Wrong>();

  /** @param clock The time in UNIX seconds. */
  constructor(clock: () => number, bounds: PasswordTryBounds = passwordTryBounds) {
    this.#clock = clock;
    this.#bounds = bounds;
  }

  /** How many users are remembered to have been wrong, each for one group. */
  get size(): number {
    return this.#wrong.size;
  }

  /** Tries as soon as it is its turn; or refuses, and does not try. */
  async run<T, E extends { readonly code: string }>(
    { appId, uid, guid }: PasswordTry,
    attempt: () => PromiseLike<Result<T, E>>,
  ): Promise<Result<T, E | TooManyRequests>> {
    const user = `${appId} ${uid}`;
    const place = `${user} ${guid.toLowerCase()}`;
    const refusal = this.#refusalOf(user, place);
    if (refusal) return err(refusal);
    this.#trying.add(user);
    try {
      await this.#turn();
      const result = await attempt();
      if (result.isErr() && result.error.code === 'ERR_WRONG_GROUP_PASS') this.#remember(place);
      return result;
    } finally {
      this.#trying.delete(user);
      this.#end();
    }
  }

  #refusalOf(user: string, place: string): TooManyRequests | undefined {
    const now = this.#clock();
    const { wrongMax, underWayMax, waitingMax } = this.#bounds;
    const wrong = this.#recall(place, now);
    if (wrong && wrong.count >= wrongMax) return refusalUntil(wrong.since + wrongSeconds, now);
    const isFull = this.#underWay >= underWayMax && this.#waiting.length >= waitingMax;
    return isFull || this.#trying.has(user) ? refusalUntil(now + busySeconds, now) : undefined;
  }

  async #turn(): Promise<void> {
    if (this.#underWay < this.#bounds.underWayMax) {
      this.#underWay += 1;
      return;
    }
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Hands the turn to whoever has waited longest. */
  #end(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#underWay -= 1;
  }

  #recall(place: string, now: number): Wrong | undefined {
    const wrong = this.#wrong.get(place);
    // A clock that was set back must not keep anybody out for long.
    return wrong && wrong.since <= now && now < wrong.since + wrongSeconds ? wrong : undefined;
  }

  #remember(place: string): void {
    const now = this.#clock();
    const { since, count } = this.#recall(place, now) ?? { since: now, count: 0 };
    // Whoever begins anew goes to the end.
    if (count === 0) this.#wrong.delete(place);
    this.#wrong.set(place, { since, count: count + 1 });
    for (const [oldest] of this.#wrong) {
      if (this.#wrong.size <= this.#bounds.rememberedMax && this.#recall(oldest, now)) return;
      this.#wrong.delete(oldest);
    }
  }
}

function refusalUntil(resetAt: number, now: number): TooManyRequests {
  return { code: 'ERR_TOO_MANY_REQUESTS', resetAt, retryAfter: Math.max(1, Math.ceil(resetAt - now)) };
}
