/**
 * Kithkin over HTTP: a fetch handler that speaks the REST user domain of CometChat.
 *
 * @packageDocumentation
 */

export type { Apps } from './app-choice.ts';
export { createHandler } from './handler.ts';
export type { CreateHandlerOptions, ServerFailure } from './handler-options.ts';
export { skippedRowsMax } from './offset-pages.ts';
export { documentedRateLimits, type RateLimits } from './rate-limit.ts';
export { bodyBytesMax } from './request-body.ts';
