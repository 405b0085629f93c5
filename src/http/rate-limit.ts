/**
 * Rate limit: how many requests an app may send in a minute.
 *
 * Requests are counted by app, in this handler alone, in minutes of the clock. Those of strangers, without a key or token
 * of the app, are counted apart: whoever knows its name cannot use up what its own callers may send.
 *
 * @module
 */

import type { TooManyRequests } from './refusals.ts';

/** Requests a minute that an app may send. */
export interface RateLimits {
  /** To create or delete a user or a group, to add members or join, and to leave. The documents say 10,000. */
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

/** Quota of which nothing is left. */
export interface SpentQuota extends Quota {
  readonly refusal: TooManyRequests;
}

/** Requests that are counted together. */
export interface Counted {
  readonly appId: string;
  readonly kind: keyof RateLimits;
  /** Whether they are those of strangers, and not of the app's own callers. */
  readonly isStrangers?: boolean;
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

  /** How many counts are kept: one for each app, kind of request, and whether strangers sent it. */
  get size(): number {
    return this.#counts.size;
  }

  /** What of the quota is told where it is spent by this UNIX second. Counts nothing: no caller need be looked up. */
  spent(counted: Counted, now: number): SpentQuota | undefined {
    this.#turnTo(now);
    const limit = this.#limits[counted.kind];
    return this.#countOf(counted) < limit ? undefined : spentQuota(limit, now);
  }

  /** Counts a request, at this UNIX second. */
  admit(counted: Counted, now: number): Quota {
    this.#turnTo(now);
    const limit = this.#limits[counted.kind];
    const count = this.#countOf(counted) + 1;
    if (count > limit) return spentQuota(limit, now);
    this.#counts.set(nameOf(counted), count);
    return { limit, remaining: limit - count };
  }

  #countOf(counted: Counted): number {
    return this.#counts.get(nameOf(counted)) ?? 0;
  }

  #turnTo(now: number): void {
    const window = windowOf(now);
    if (window === this.#window) return;
    this.#window = window;
    this.#counts.clear();
  }
}

function windowOf(now: number): number {
  return Math.floor(now / windowSeconds);
}

function nameOf({ appId, kind, isStrangers = false }: Counted): string {
  return `${kind} ${isStrangers} ${appId}`;
}

function spentQuota(limit: number, now: number): SpentQuota {
  const resetAt = (windowOf(now) + 1) * windowSeconds;
  const retryAfter = Math.max(1, Math.ceil(resetAt - now));
  return { limit, remaining: 0, refusal: { code: 'ERR_TOO_MANY_REQUESTS', resetAt, retryAfter } };
}
