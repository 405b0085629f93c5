/**
 * Pages of lists that are walked row by row, some of the rows hidden.
 *
 * @module
 */

import type { Found, PageQuery, Position } from '../../shared/page.ts';
import type { Walk } from './structures/ordered-list.ts';

/** Which rows of a walk are shown, how, and where each stands. */
export interface Showing<Row, T> {
  readonly isShown: (row: Row) => boolean;
  readonly show: (row: Row) => T;
  readonly positionOf: (row: Row) => Position;
}

/** One page of a walk, and if it is asked for the count of the whole. */
export function pageOfWalk<Row, T>(
  fromHere: () => Walk<Row>,
  fromStart: () => Walk<Row>,
  { limit, count }: PageQuery,
  { isShown, show, positionOf }: Showing<Row, T>,
): Found<T> {
  const shown: Row[] = [];
  const walk = fromHere();
  for (let row = walk.next(); row !== undefined && shown.length <= limit; row = walk.next()) {
    if (isShown(row)) shown.push(row);
  }
  const last = shown[limit - 1];
  const items = shown.slice(0, limit).map(show);
  return {
    items,
    ...(shown.length > limit && last !== undefined && { next: positionOf(last) }),
    ...(count && { count: countOf(fromStart(), isShown) }),
  };
}

function countOf<Row>(walk: Walk<Row>, isShown: (row: Row) => boolean): number {
  let count = 0;
  for (let row = walk.next(); row !== undefined; row = walk.next()) if (isShown(row)) count += 1;
  return count;
}
