/**
 * The reading of an app's rows, one after the other.
 *
 * @module
 */

import { type Position, pageLimitMax } from '../shared/page.ts';
import { ok, type Result } from '../shared/result.ts';
import type { Rows, RowType } from '../store/row-repository.ts';
import type { AppStore } from '../store/store.ts';
import type { StoreError } from '../store/store-error.ts';

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
