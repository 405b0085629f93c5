/**
 * The reading of an app's rows, one after the other.
 *
 * @module
 */

import { type Found, type Position, pageLimitMax } from '../shared/page.ts';
import { ok, type Result, type ResultAsync } from '../shared/result.ts';
import { batchesPerTurn, nextTurn } from '../shared/web.ts';
import type { Rows, RowType } from '../store/row-repository.ts';
import type { AppStore } from '../store/store.ts';
import type { StoreError } from '../store/store-error.ts';
import type { ExportedType } from './format.ts';

/** Lines of rows of one type, a page behind a position at a time. */
export interface LineList<T extends ExportedType> {
  readonly type: T;
  readonly list: (after: Position | undefined) => ResultAsync<Found<string>, StoreError>;
}

/** The lines of some lists, page by page. Other work goes first now and then. */
export async function* pagesOf<T extends ExportedType>(
  lists: Iterable<LineList<T>>,
): AsyncGenerator<
  Result<{ readonly type: T; readonly lines: readonly string[] }, StoreError>,
  void,
  undefined
> {
  let pages = 0;
  for (const { type, list } of lists) {
    let after: Position | undefined;
    do {
      pages += 1;
      if (pages % batchesPerTurn === 0) await nextTurn();
      const found = await list(after);
      yield found.map(({ items }) => ({ type, lines: items }));
      if (found.isErr()) return;
      after = found.value.next;
    } while (after);
  }
}

/** A page of rows as lines, but for the rows that have none. */
export function linesOfPage<T>(
  { items, next }: Found<T>,
  lineOf: (item: T) => string | undefined,
): Found<string> {
  return { items: items.flatMap((item) => lineOf(item) ?? []), ...(next && { next }) };
}

/** A walk over all rows of one type. */
export class RowWalk<T extends RowType> {
  readonly #app: AppStore;
  readonly #type: T;
  #items: readonly Rows[T][] = [];
  #index = 0;
  #after: Position | undefined;
  #isLastPage = false;

  constructor(app: AppStore, type: T) {
    this.#app = app;
    this.#type = type;
  }

  /** The row that is next; undefined behind the last. */
  async peek(): Promise<Result<Rows[T] | undefined, StoreError>> {
    while (this.#index === this.#items.length && !this.#isLastPage) {
      const after = this.#after;
      const query = { type: this.#type, limit: pageLimitMax, ...(after && { after }) };
      const found = await this.#app.rows.list(query);
      if (found.isErr()) return found.map(() => undefined);
      this.#items = found.value.items;
      this.#index = 0;
      this.#after = found.value.next;
      this.#isLastPage = this.#after === undefined;
    }
    return ok(this.#items[this.#index]);
  }

  /** Steps over the row that is next. Whether it was the last of a page. */
  step(): boolean {
    this.#index += 1;
    return this.#index === this.#items.length;
  }
}

/** The first of these types of which an app holds a row. */
export async function firstTypeHeld<T extends RowType>(
  app: AppStore,
  types: readonly T[],
): Promise<Result<T | undefined, StoreError>> {
  for (const type of types) {
    const found = await app.rows.list({ type, limit: 1 });
    if (found.isErr()) return found.map(() => undefined);
    if (found.value.items.length > 0) return ok(type);
  }
  return ok(undefined);
}
