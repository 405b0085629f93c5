/**
 * Directory: rows that are listed in several orders and picked by several filters, a page at a time.
 *
 * There is a list for each order and a list for each value of each filter. A page walks the one list, or gathers the
 * one set, that promises to touch the fewest rows, and asks each row for the rest of the filters.
 *
 * @module
 */

import type { Found, PageQuery } from '../../shared/page.ts';
import {
  compareAge,
  comparisons,
  heads,
  isBehindIn,
  type Listed,
  type ListKeys,
  type ListOrder,
  positionOf,
} from './listed.ts';
import { firstOf, open, type Source, type Stretch, smallest, take } from './sources.ts';
import { OrderedList, type Walk } from './structures/ordered-list.ts';
import { ShardedMap } from './structures/sharded-map.ts';

/** A beginning, in the form of a name key, and where it is looked for. */
export interface Prefix {
  readonly text: string;
  readonly inId: boolean;
  readonly inName: boolean;
}

/** Which rows are wanted, and in which order. */
export interface DirectoryQuery<Row> extends PageQuery {
  readonly order: ListOrder;
  readonly prefix?: Prefix | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly isOnline?: boolean | undefined;
  /** Only these rows. */
  readonly among?: readonly Row[] | undefined;
  /** Leaves out rows for reasons of the caller's. */
  readonly isHidden?: ((row: Row) => boolean) | undefined;
}

/** One condition on rows, and where all rows that meet it stand, if there is such a place. */
interface Filter<Row> {
  readonly isMet: (row: Row) => boolean;
  readonly source?: Source<Row>;
}

/** Where a page is taken from. */
interface PagePlan<Row> {
  readonly source: Source<Row>;
  /** Walked in order until the page is full; or gathered as a whole and sorted. */
  readonly isWalked: boolean;
}

/** A list for each value of a filter, newest first. */
type Files<Row> = Pick<Map<string, OrderedList<Row>>, 'get' | 'delete'> & {
  set(key: string, list: OrderedList<Row>): unknown;
};

/** The lists of one kind of row. */
export class Directory<Row extends Listed> {
  readonly #newest: OrderedList<Row> = new OrderedList<Row>(compareAge);
  readonly #byName: OrderedList<Row> = new OrderedList<Row>(comparisons.name, { headOf: heads.name });
  readonly #byId: OrderedList<Row> = new OrderedList<Row>(comparisons.id, { headOf: heads.id });
  readonly #online: OrderedList<Row> = new OrderedList<Row>(compareAge);
  readonly #offline: OrderedList<Row> = new OrderedList<Row>(compareAge);
  readonly #byCategory: Map<string, OrderedList<Row>> = new Map();
  readonly #byTag: ShardedMap<OrderedList<Row>> = new ShardedMap<OrderedList<Row>>();

  /** How many rows are listed. */
  get size(): number {
    return this.#newest.size;
  }

  /** Walks the rows oldest first, from behind a sequence number on. */
  walkByAge(after: number): Walk<Row> {
    return this.#newest.walk(({ sequence }) => sequence > after);
  }

  /** How many rows have a category. */
  categorySize(category: string): number {
    return this.#byCategory.get(category)?.size ?? 0;
  }

  /** Lists a row under all its keys. */
  add(row: Row): void {
    this.#newest.add(row);
    this.#byName.add(row);
    this.#byId.add(row);
    file(this.#byCategory, row.category, row);
    for (const tag of row.tags ?? []) file(this.#byTag, tag, row);
    this.#present(row.isOnline).add(row);
  }

  /** Removes a row from under all its keys. */
  remove(row: Row): void {
    this.#newest.remove(row);
    this.#byName.remove(row);
    this.#byId.remove(row);
    unfile(this.#byCategory, row.category, row);
    for (const tag of row.tags ?? []) unfile(this.#byTag, tag, row);
    this.#present(row.isOnline).remove(row);
  }

  /** Moves a listed row to other keys; `replace` makes them its own. */
  move(row: Row, next: ListKeys, replace: () => void): void {
    const { nameKey, category, tags, isOnline } = row;
    if (nameKey !== next.nameKey) this.#byName.remove(row);
    if (category !== next.category) unfile(this.#byCategory, category, row);
    if (tags !== next.tags) for (const tag of tags ?? []) unfile(this.#byTag, tag, row);
    if (isOnline !== next.isOnline) this.#present(isOnline).remove(row);
    replace();
    if (nameKey !== next.nameKey) this.#byName.add(row);
    if (category !== next.category) file(this.#byCategory, next.category, row);
    if (tags !== next.tags) for (const tag of next.tags ?? []) file(this.#byTag, tag, row);
    if (isOnline !== next.isOnline) this.#present(next.isOnline).add(row);
  }

  /** The wanted rows of one page, and one more where there are more. */
  find(query: DirectoryQuery<Row>): readonly Row[] {
    const { order, after, limit, among } = query;
    const filters = this.#filters(query);
    const isBehind = after && isBehindIn(order, after);
    const behind = isBehind ? [{ isMet: isBehind }] : [];
    if (among) return firstOf(among.filter(all([...filters, ...behind]) ?? Boolean), order, limit + 1);

    const { source, isWalked } = this.#plan(query, filters);
    const others = filters.filter((filter) => filter.source !== source);
    if (isWalked) return take(open(source, isBehind), all(others), limit + 1);
    return firstOf(
      take(open(source), all([...behind, ...others]), Number.POSITIVE_INFINITY),
      order,
      limit + 1,
    );
  }

  /** How many rows are wanted, on all pages. Costs in proportion to the smallest filter. */
  count(query: DirectoryQuery<Row>): number {
    const filters = this.#filters(query);
    if (query.among) return query.among.filter(all(filters) ?? Boolean).length;
    const source = smallest([this.#everything('newest'), ...sourcesOf(filters)]);
    const others = filters.filter((filter) => filter.source !== source);
    if (others.length === 0 && source.isCounted) return source.size;
    return take(open(source), all(others), Number.POSITIVE_INFINITY).length;
  }

  #plan({ order, limit }: DirectoryQuery<Row>, filters: readonly Filter<Row>[]): PagePlan<Row> {
    const sources = [...sourcesOf(filters), this.#everything(order)];
    const fewest = smallest(sources);
    const walked = smallest(sources.filter((source) => source.order === order));
    // If the wanted rows are spread evenly, a walk meets one in every walked.size / fewest.size rows.
    const walkCost = Math.min(walked.size, ((limit + 1) * walked.size) / Math.max(1, fewest.size));
    return walkCost <= fewest.size ? { source: walked, isWalked: true } : { source: fewest, isWalked: false };
  }

  #filters({ prefix, categories, tags, isOnline, isHidden }: DirectoryQuery<Row>): readonly Filter<Row>[] {
    const filters: Filter<Row>[] = [];
    if (tags) filters.push({ isMet: hasOneOf(tags), source: this.#filed(this.#byTag, tags) });
    if (categories) {
      const isMet = ({ category }: Row) => categories.includes(category);
      filters.push({ isMet, source: this.#filed(this.#byCategory, categories) });
    }
    if (isOnline !== undefined) {
      const isMet = (row: Row) => row.isOnline === isOnline;
      filters.push({ isMet, source: wholeOf(this.#present(isOnline), 'newest') });
    }
    if (prefix) filters.push({ isMet: hasPrefix(prefix), source: this.#prefixed(prefix) });
    if (isHidden) filters.push({ isMet: (row) => !isHidden(row) });
    return filters;
  }

  #everything(order: ListOrder): Source<Row> {
    return wholeOf(order === 'newest' ? this.#newest : order === 'name' ? this.#byName : this.#byId, order);
  }

  #present(isOnline: boolean): OrderedList<Row> {
    return isOnline ? this.#online : this.#offline;
  }

  #filed(files: Files<Row>, keys: readonly string[]): Source<Row> {
    const lists = keys.flatMap((key) => files.get(key) ?? []);
    const size = lists.reduce((sum, list) => sum + list.size, 0);
    // A row has one category, but may have several of the wanted tags.
    const isCounted = lists.length <= 1 || files === this.#byCategory;
    return { order: 'newest', stretches: lists.map((list) => ({ list })), size, isCounted };
  }

  #prefixed({ text, inId, inName }: Prefix): Source<Row> {
    const stretches: Required<Stretch<Row>>[] = [];
    if (inId) {
      const begins = ({ id }: Row) => id >= text;
      const ends = ({ id }: Row) => id > text && !id.startsWith(text);
      stretches.push({ list: this.#byId, begins, ends });
    }
    if (inName) {
      const begins = ({ nameKey }: Row) => nameKey >= text;
      const ends = ({ nameKey }: Row) => nameKey > text && !nameKey.startsWith(text);
      stretches.push({ list: this.#byName, begins, ends });
    }
    const size = stretches.reduce(
      (sum, { list, begins, ends }) => sum + list.rank(ends) - list.rank(begins),
      0,
    );
    const isCounted = stretches.length === 1;
    return { ...(isCounted && { order: inId ? 'id' : 'name' }), stretches, size, isCounted };
  }
}

/** A page of what several directories found together, given as many rows of each as the page needs and one more. */
export function pageOfRows<Row extends Listed, T>(
  found: readonly (readonly Row[])[],
  { order, limit }: { readonly order: ListOrder; readonly limit: number },
  shown: (row: Row) => T,
): Found<T> {
  const [only = []] = found;
  const rows = found.length === 1 ? only : firstOf(found.flat(), order, limit + 1);
  const last = rows[limit - 1];
  const items: T[] = [];
  for (let index = 0; index < rows.length && index < limit; index += 1) items.push(shown(rows[index]!));
  return rows.length > limit && last ? { items, next: positionOf(last, order) } : { items };
}

function file<Row extends Listed>(files: Files<Row>, key: string, row: Row): void {
  let list = files.get(key);
  if (!list) {
    list = new OrderedList<Row>(compareAge);
    files.set(key, list);
  }
  list.add(row);
}

function unfile<Row extends Listed>(files: Files<Row>, key: string, row: Row): void {
  const list = files.get(key);
  list?.remove(row);
  if (list?.size === 0) files.delete(key);
}

function wholeOf<Row>(list: OrderedList<Row>, order: ListOrder): Source<Row> {
  return { order, stretches: [{ list }], size: list.size, isCounted: true };
}

function sourcesOf<Row>(filters: readonly Filter<Row>[]): readonly Source<Row>[] {
  return filters.flatMap(({ source }) => source ?? []);
}

/** Whether a row meets all of some filters; undefined if there are none. */
function all<Row>(filters: readonly Filter<Row>[]): ((row: Row) => boolean) | undefined {
  const [only] = filters;
  return filters.length <= 1 ? only?.isMet : (row) => filters.every(({ isMet }) => isMet(row));
}

function hasOneOf(wanted: readonly string[]): (row: Listed) => boolean {
  const [only] = wanted;
  return wanted.length === 1 && only !== undefined
    ? ({ tags }) => tags?.includes(only) ?? false
    : ({ tags }) => tags?.some((tag) => wanted.includes(tag)) ?? false;
}

function hasPrefix({ text, inId, inName }: Prefix): (row: Listed) => boolean {
  return ({ id, nameKey }) => (inId && id.startsWith(text)) || (inName && nameKey.startsWith(text));
}
