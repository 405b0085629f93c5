/**
 * Pages: how every list is walked.
 *
 * A cursor names the last row that was seen by its place in the list's order, so a walk never skips or repeats a row
 * that was not touched meanwhile. It also carries a fingerprint of the list, filters included: a cursor of another
 * list is refused and never silently misread.
 *
 * @module
 */

import {
  type BadRequest,
  badRequest,
  integerOf,
  type Optional,
  optional,
  Problem,
  type Reader,
  readBoolean,
} from './input.ts';
import { err, ok, type Result, type ResultAsync } from './result.ts';
import { isStorableText } from './text.ts';
import { fromBase64, toBase64 } from './web.ts';

/** The most items on one page. */
export const pageLimitMax = 1000;

/** The items on a page when no `limit` is given. */
export const pageLimitDefault = 100;

/** One page of a list, as it is returned. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Asks for the page after this one; absent on the last page. */
  readonly nextCursor?: string;
  /** How many items the whole list has; present when it was asked for. */
  readonly count?: number;
}

/** What every list command takes. */
export interface PageOptions {
  /** 1 to 1,000 items; 100 when absent. */
  readonly limit?: number | undefined;
  /** The `nextCursor` of the page before, from the same list with the same filters. */
  readonly cursor?: string | undefined;
  /** Whether to count the whole list. */
  readonly count?: boolean | undefined;
}

/** A place in a list's order: the sort key of a row, then its id. */
export interface Position {
  readonly key: string | number;
  readonly id: string;
}

/** The part of a list that a store is asked for. */
export interface PageQuery {
  readonly limit: number;
  /** Only rows behind this place. */
  readonly after?: Position;
  /** Whether to count the rows of all pages. */
  readonly count: boolean;
}

/** What a store found for a {@link PageQuery}. */
export interface Found<T> {
  readonly items: readonly T[];
  /** The place of the last item; present when more rows follow. */
  readonly next?: Position;
  /** Present when it was asked for. */
  readonly count?: number;
}

const cursorLengthMax = 4000;

const notCursor = 'must be the nextCursor of this same list';

const readCursor: Reader<string> = (value) =>
  typeof value === 'string' && value.length <= cursorLengthMax ? value : new Problem(notCursor);

/** The fields of {@link PageOptions}, to be read among a list's own. */
export const pageFields: {
  readonly limit: Optional<number>;
  readonly cursor: Optional<string>;
  readonly count: Optional<boolean>;
} = {
  limit: optional(integerOf({ min: 1, max: pageLimitMax })),
  cursor: optional(readCursor),
  count: optional(readBoolean),
};

/** Tells one list from every other: its app, its name, its subject, order and filters. */
export type ListIdentity = readonly unknown[];

/** A 53-bit hash of a list's identity: two lists that a client may confuse differ in it. */
function fingerprintOf(identity: ListIdentity): number {
  const text = JSON.stringify(identity);
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    high = Math.imul(high ^ unit, 0x5f356495);
  }
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
}

/** What makes a list this list and no other, and the type of its sort keys. */
export interface Sort {
  readonly identity: ListIdentity;
  readonly key: 'string' | 'number';
}

/** How the rows of one page come about. */
export interface PageSource<Row, T, E> {
  /** Must be so before anything is fetched, such as that the subject of the list exists. */
  readonly require?: () => ResultAsync<unknown, E>;
  readonly fetch: (query: PageQuery) => ResultAsync<Found<Row>, E>;
  /** What is shown of a row. */
  readonly show: (row: Row) => T;
}

/** Answers one page of a list: reads the cursor, fetches what lies behind it, and makes the next cursor. */
export function listPage<Row, T, E>(
  asked: PageOptions,
  sort: Sort,
  { require, fetch, show }: PageSource<Row, T, E>,
): ResultAsync<Page<T>, BadRequest | E> {
  return pageQuery(asked, sort).asyncAndThen((query) => {
    const found = require ? require().andThen(() => fetch(query)) : fetch(query);
    return found.andThen((rows) => ok(pageOf(rows, show, sort.identity)));
  });
}

/** Turns what was asked into what a store is asked; refuses a cursor that is malformed or of another list. */
function pageQuery(asked: PageOptions, sort: Sort): Result<PageQuery, BadRequest> {
  const { limit = pageLimitDefault, count = false, cursor } = asked;
  if (cursor === undefined) return ok({ limit, count });
  const after = positionIn(cursor, sort);
  return after ? ok({ limit, count, after }) : err(badRequest(new Problem([['cursor', notCursor]])));
}

function positionIn(cursor: string, sort: Sort): Position | undefined {
  const text = fromBase64(cursor);
  if (text === undefined) return undefined;
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.length !== 3) return undefined;
  const [fingerprint, key, id]: readonly unknown[] = parts;
  if (fingerprint !== fingerprintOf(sort.identity)) return undefined;
  if (typeof id !== 'string' || !isStorableText(id)) return undefined;
  if (typeof key === 'string') return sort.key === 'string' && isStorableText(key) ? { key, id } : undefined;
  return sort.key === 'number' && Number.isSafeInteger(key) ? { key: key as number, id } : undefined;
}

/** The page to return for what a store found. */
function pageOf<Row, T>(
  { items, next, count }: Found<Row>,
  show: (row: Row) => T,
  identity: ListIdentity,
): Page<T> {
  return {
    items: items.map(show),
    ...(next && { nextCursor: cursorAt(next, identity) }),
    ...(count !== undefined && { count }),
  };
}

function cursorAt(position: Position, identity: ListIdentity): string {
  const text = JSON.stringify([fingerprintOf(identity), position.key, position.id]);
  // Base64 takes single bytes; JSON can say every other character in ASCII.
  const ascii = text.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return toBase64(ascii);
}

/** A page of a list that is small enough to be read whole, in the order given. */
export function pageWithin<T>(
  rows: readonly T[],
  query: PageQuery,
  positionOf: (row: T) => Position,
): Found<T> {
  const { after, limit } = query;
  const start = after ? rows.findIndex((row) => isBehind(positionOf(row), after)) : 0;
  const rest = start < 0 ? [] : rows.slice(start, start + limit + 1);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    ...(rest.length > limit && last !== undefined && { next: positionOf(last) }),
    ...(query.count && { count: rows.length }),
  };
}

/** Whether one place lies behind another, in code units of key, then id. */
export function isBehind(place: Position, other: Position): boolean {
  return place.key === other.key ? place.id > other.id : place.key > other.key;
}
