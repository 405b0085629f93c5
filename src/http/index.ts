/**
 * Kithkin over HTTP: a fetch handler that speaks the REST user domain of CometChat.
 *
 * @packageDocumentation
 */

export type { Apps } from './app-choice.ts';
export { type CreateHandlerOptions, createHandler, type ServerFailure } from './handler.ts';
export { skippedRowsMax } from './offset-pages.ts';
export { documentedRateLimits, type RateLimits } from './rate-limit.ts';
export { bodyBytesMax } from './request-body.ts';
