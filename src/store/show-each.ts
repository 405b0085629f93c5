/**
 * Show each: what a page shows beside its rows, such as what each is to the user who looks at it.
 *
 * A list that is joined with something else would be one more query for every store. This asks by loads, which every
 * store has, after the page, and for a bounded number of rows at a time.
 *
 * @module
 */

import { asyncResult } from '../shared/bulk.ts';
import type { Page } from '../shared/page.ts';
import { err, ok, type ResultAsync } from '../shared/result.ts';
import type { Load, Loads, Snapshot } from './loads.ts';
import type { AppStore } from './store.ts';
import type { StoreError } from './store-error.ts';

/** The most rows that one read is about: a power of two. */
export const rowsPerReadMax = 32;

/**
 * The same page with each row as `show` shows it, given what is loaded of it. The rows of one read are shown from one
 * cut, which is later than the page.
 */
export function showEach<Row, L extends Loads, Shown>(
  store: AppStore,
  page: Page<Row>,
  loadsOf: (row: Row) => L,
  show: (row: Row, seen: Snapshot<L>) => Shown,
): ResultAsync<Page<Shown>, StoreError> {
  return asyncResult(async () => {
    const items: Shown[] = [];
    for (let start = 0; start < page.items.length; start += rowsPerReadMax) {
      const rows = page.items.slice(start, start + rowsPerReadMax);
      const loads = rows.map(loadsOf);
      const shown = await store.read(numbered(filledUp(loads)), (seen) =>
        ok(rows.map((row, index) => show(row, ofNumber(seen, index, loads[index] as L)))),
      );
      if (shown.isErr()) return err(shown.error);
      items.push(...shown.value);
    }
    return ok({ ...page, items });
  });
}

/**
 * As many as the next power of two, the last repeated. A database may keep a statement, and a plan, for each number of
 * loads that it was ever asked for: so there are few.
 */
function filledUp<L>(loads: readonly L[]): readonly L[] {
  const places = 2 ** Math.ceil(Math.log2(loads.length));
  return Array.from({ length: places }, (_, index) => loads[Math.min(index, loads.length - 1)] as L);
}

/** The loads of all rows under names that tell the rows apart. */
function numbered(rows: readonly Loads[]): Loads {
  const all: Record<string, Load> = {};
  for (const [index, loads] of rows.entries()) {
    for (const name of Object.keys(loads)) all[nameAt(index, name)] = loads[name] as Load;
  }
  return all;
}

/** What was seen of one row, under the names of its own loads. */
function ofNumber<L extends Loads>(seen: Snapshot<Loads>, index: number, loads: L): Snapshot<L> {
  const own: Record<string, unknown> = {};
  for (const name of Object.keys(loads)) own[name] = seen[nameAt(index, name)];
  // SAFETY: under each name, the result of the load that had it.
  return own as Snapshot<L>;
}

function nameAt(index: number, name: string): string {
  return `${index}.${name}`;
}
