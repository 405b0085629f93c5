/**
 * Rate limit: how many requests an app may send in a minute.
 *
 * Requests are counted by app, in this handler alone, in minutes of the clock.
 *
 * @module
 */

import type { TooManyRequests } from './refusals.ts';

/** Requests a minute that an app may send. */
export interface RateLimits {
  /** To create and delete users and groups, to join and to leave. The documents say 10,000. */
  readonly core: number;
  /** To do anything else. The documents say 20,000. */
  readonly standard: number;
}

/** The limits that the documents name. */
export const documentedRateLimits: RateLimits = { core: 10_000, standard: 20_000 };

/** Seconds in which requests are counted together. */
const windowSeconds = 60;

/** What the headers of an answer tell of the limit. */
export interface Quota {
  readonly limit: number;
  readonly remaining: number;
  /** Present where the request is one too many. */
  readonly refusal?: TooManyRequests;
}

/** Counts the requests of each app. */
export class RateLimit {
  readonly #limits: RateLimits;
  #window = 0;
  /** Of the current minute; other minutes are forgotten. */
  readonly #counts = new Map<string, number>();

  constructor(limits: RateLimits) {
    this.#limits = limits;
  }

  /** How many counts are kept, one for each app and kind of request. */
  get size(): number {
    return this.#counts.size;
  }

  /** Counts a request, at this UNIX second. */
  admit(appId: string, kind: keyof RateLimits, now: number): Quota {
    const window = Math.floor(now / windowSeconds);
    if (window !== this.#window) {
      this.#window = window;
      this.#counts.clear();
    }
    const limit = this.#limits[kind];
    const name = `${kind} ${appId}`;
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, Math.min(count, limit + 1));
    if (count <= limit) return { limit, remaining: limit - count };
    const resetAt = (window + 1) * windowSeconds;
    return {
      limit,
      remaining: 0,
      refusal: { code: 'ERR_TOO_MANY_REQUESTS', resetAt, retryAfter: Math.max(1, Math.ceil(resetAt - now)) },
    };
  }
}
