/**
 * Handler options: what a handler is made with, and what is wrong with it.
 *
 * @module
 */

import type { Apps } from './app-choice.ts';
import type { RateLimits } from './rate-limit.ts';

/**
 * Something that went wrong on the server, for its log and never for a client.
 *
 * `error` is as raw as it was thrown, and may quote what was asked: a driver's message names values that it was given.
 * The rest holds nothing of a request.
 */
export interface ServerFailure {
  readonly method: string;
  /** The path of the endpoint, with `:uid` and the like in place of what was asked. */
  readonly endpoint: string;
  /** The app, where it was known by then. */
  readonly appId?: string;
  /** The `StoreError` of a store that failed, with what its driver said as `cause`; or what was thrown. */
  readonly error: unknown;
}

/** What a handler is made with. One of `app` and `apps` must be there. */
export interface CreateHandlerOptions extends Apps {
  /** What stands before `/v3` where the handler is mounted: `/api/chat`, say. Nothing when absent. */
  readonly basePath?: string | undefined;
  /** The origins whose pages may call from a browser; `*`, all of them, when absent. */
  readonly origins?: '*' | readonly string[] | undefined;
  /** How many requests a minute an app may send; any number when absent. The documented limits are 10,000 and 20,000. */
  readonly rateLimits?: RateLimits | undefined;
  /** The time in UNIX seconds, by which requests are counted. The system's when absent. */
  readonly clock?: (() => number) | undefined;
  /** Told of what went wrong on the server. It is not waited for; what it throws or rejects with is ignored. */
  readonly onFailure?: ((failure: ServerFailure) => void | Promise<void>) | undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** What is wrong with options; undefined if nothing is. */
export function mistakeIn({
  app,
  apps,
  basePath = '',
  origins = '*',
  rateLimits,
  clock,
  onFailure,
}: CreateHandlerOptions): string | undefined {
  if (app === undefined && apps === undefined)
    return 'app must be one of openApp, or apps a function to find one';
  if (app !== undefined && typeof app?.apiKeys?.authorize !== 'function') return 'app must be one of openApp';
  if (apps !== undefined && typeof apps !== 'function')
    return 'apps must be a function from an app id to an app';
  if (!isText(basePath) || !/^(\/[\w~.-]+)*$/.test(basePath))
    return 'basePath must be a path such as /api/chat';
  const areOrigins = origins === '*' || (Array.isArray(origins) && origins.every(isText));
  if (!areOrigins) return 'origins must be "*" or a list of origins';
  if (rateLimits !== undefined && !(isCount(rateLimits?.core) && isCount(rateLimits.standard))) {
    return 'rateLimits must have core and standard, whole numbers of requests a minute';
  }
  if (clock !== undefined && typeof clock !== 'function')
    return 'clock must be a function that tells UNIX seconds';
  if (onFailure !== undefined && typeof onFailure !== 'function') return 'onFailure must be a function';
  return undefined;
}
