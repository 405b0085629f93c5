/**
 * List order: which of the orders that lists are kept in is asked for.
 *
 * @module
 */

import { type BadRequest, badRequest, Problem } from '../shared/input.ts';
import { err, ok, type Result } from '../shared/result.ts';

/** What is asked of the order. */
export interface OrderAsked<O extends string> {
  readonly sortBy?: Exclude<O, 'newest'> | 'createdAt';
  readonly sortOrder?: 'asc' | 'desc';
}

/** Lists are kept in one direction each: asked for the other, this refuses instead of answering the wrong one. */
export function orderOf<O extends string>(
  { sortBy, sortOrder }: OrderAsked<O>,
  byDefault: O | 'newest',
): Result<O | 'newest', BadRequest> {
  const order = sortBy === 'createdAt' ? 'newest' : ((sortBy as O | undefined) ?? byDefault);
  const kept = order === 'newest' ? 'desc' : 'asc';
  if (sortOrder === undefined || sortOrder === kept) return ok(order);
  return err(badRequest(new Problem([['sortOrder', `must be ${kept} for ${sortBy ?? order}`]])));
}
