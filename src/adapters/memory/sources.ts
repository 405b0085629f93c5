/**
 * Sources: the stretches of ordered lists that a page may be taken from.
 *
 * @module
 */

import { comparisons, type Listed, type ListOrder } from './listed.ts';
import { mergeWalks, type OrderedList, type Walk } from './structures/ordered-list.ts';

/** A stretch of an ordered list: all of it, or where the keys begin with a prefix. */
export interface Stretch<Row> {
  readonly list: OrderedList<Row>;
  readonly begins?: (row: Row) => boolean;
  readonly ends?: (row: Row) => boolean;
}

/** All rows that one filter wants, or simply all rows. */
export interface Source<Row> {
  /** The order of every stretch; absent where they differ. */
  readonly order?: ListOrder;
  readonly stretches: readonly Stretch<Row>[];
  /** How many rows the stretches hold together. */
  readonly size: number;
  /** Whether no row can stand in two stretches, so that `size` counts rows. */
  readonly isCounted: boolean;
}

/** The source with the fewest rows. */
export function smallest<Row>(sources: readonly Source<Row>[]): Source<Row> {
  return sources.reduce((least, source) => (source.size < least.size ? source : least));
}

/** Walks a source, each row once, from the first for which `isBehind` holds, which is in the order of the source. */
export function open<Row extends Listed>(
  { stretches, order }: Source<Row>,
  isBehind?: (row: Row) => boolean,
): Walk<Row> {
  const walks = stretches.map(({ list, begins, ends }): Walk<Row> => {
    if (order === 'newest') return list.walkBack(isBehind);
    const walk = list.walk(begins && isBehind ? (row) => begins(row) && isBehind(row) : (begins ?? isBehind));
    return ends ? endingAt(walk, ends) : walk;
  });
  return order ? mergeWalks(walks, comparisons[order]) : chained(walks);
}

function endingAt<Row>(walk: Walk<Row>, ends: (row: Row) => boolean): Walk<Row> {
  return {
    next() {
      const row = walk.next();
      return row === undefined || ends(row) ? undefined : row;
    },
  };
}

/** One walk after the other, each row once. */
function chained<Row>(walks: readonly Walk<Row>[]): Walk<Row> {
  const met = new Set<Row>();
  let current = 0;
  return {
    next() {
      for (; current < walks.length; current += 1) {
        for (let row = walks[current]!.next(); row !== undefined; row = walks[current]!.next()) {
          if (met.has(row)) continue;
          met.add(row);
          return row;
        }
      }
      return undefined;
    },
  };
}

/** The first wanted rows of a walk; all rows are wanted where nothing is asked. */
export function take<Row>(
  walk: Walk<Row>,
  isWanted: ((row: Row) => boolean) | undefined,
  most: number,
): Row[] {
  const rows: Row[] = [];
  for (let row = walk.next(); row !== undefined; row = walk.next()) {
    if (isWanted && !isWanted(row)) continue;
    rows.push(row);
    if (rows.length === most) break;
  }
  return rows;
}

/** The first of some rows in an order. */
export function firstOf<Row extends Listed>(
  rows: readonly Row[],
  order: ListOrder,
  most: number,
): readonly Row[] {
  return [...rows].sort(comparisons[order]).slice(0, most);
}
