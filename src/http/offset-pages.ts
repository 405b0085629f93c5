/**
 * Offset pages: pages by number, on top of lists that are walked by cursor.
 *
 * Clients ask for page 1, then 2, then 3. So where a page begins is remembered from the page before it, and following
 * a list costs no more than its pages. A caller who asks for each page once, in turn, also has the promise of the
 * cursors, that no untouched row is skipped or repeated: beginnings are of one caller, and others who walk the same list
 * move only their own. One who walks a list twice at a time, or slower than they are remembered, follows
 * `meta.nextCursor` to have it. A page that nobody led up to is counted to from the start, within bounds.
 *
 * @module
 */

import { type BadRequest, badRequest, Problem } from '../shared/input.ts';
import { type Page, type PageOptions, pageLimitDefault, pageLimitMax } from '../shared/page.ts';
import { err, ok, type Result, type ResultAsync } from '../shared/result.ts';
import { sha256Hex } from '../shared/secret.ts';
import type { Answer, SideCall } from './endpoint.ts';
import { integer, type Parameter, text } from './parameters.ts';

/** The most rows that are counted through to find a page whose beginning is not remembered. */
export const skippedRowsMax = 10_000;

/** So many beginnings of pages are remembered at most, of all callers of all apps together. */
export const pagesRememberedMax = 4096;

/** After so many milliseconds a beginning is forgotten: rows that came meanwhile belong before it. */
const rememberedFor = 60_000;

/** What every list may be asked for. */
export type PageParameters = {
  readonly perPage: Parameter<number>;
  readonly page: Parameter<number>;
  readonly cursor: Parameter<string>;
};

/** The parameters of every list. */
export const pageParameters: PageParameters = {
  perPage: {
    ...integer(
      { min: 1, max: pageLimitMax, byDefault: pageLimitDefault },
      'Rows on a page; more than 1,000 means 1,000',
    ),
    read: (given: unknown) => {
      const read = integer({ min: 1, max: Number.MAX_SAFE_INTEGER, byDefault: 0 }, '').read(given);
      return read instanceof Problem ? read : Math.min(read, pageLimitMax);
    },
  },
  page: integer({ min: 1, max: Number.MAX_SAFE_INTEGER, byDefault: 1 }, 'Which page, from 1'),
  cursor: text('meta.nextCursor of the page before; wins over page'),
};

/** What was asked of a list. */
export interface PageAsked {
  readonly perPage?: number;
  readonly page?: number;
  readonly cursor?: string;
}

/** Fetches a part of the list; a command of the core. */
type Fetch<T, E> = (options: PageOptions) => ResultAsync<Page<T>, E>;

/** A list, and how it is shown. */
interface List<T, E> {
  readonly fetch: Fetch<T, E>;
  /** Fetches the same rows where they are only counted; `fetch` when absent. */
  readonly pass?: Fetch<unknown, E>;
  readonly show: (row: T) => unknown;
}

/**
 * Answers a page of a list. `list` tells it from every other of this caller, its filters included.
 *
 * @returns The rows as `show` shows them, with `meta.pagination` and `meta.nextCursor`.
 */
export function answerPage<T, E>(
  call: SideCall<PageParameters>,
  list: readonly unknown[],
  source: List<T, E>,
): Promise<Result<Answer, E | BadRequest>> {
  // The plain text of a secret: it is kept as part of a digest alone.
  const caller = 'apiKey' in call ? ['apiKey', call.apiKey, call.as] : ['authToken', call.authToken];
  return call.pages.answer([call.app.appId, ...caller, ...list], call.query, source);
}

/** Where a page begins. */
interface Beginning {
  /** Absent where the list has ended before. */
  readonly cursor?: string;
  readonly total: number;
  /** Milliseconds of the clock at which it is forgotten. */
  readonly until: number;
}

/** Pages by number of all lists, and what is remembered of them. */
export class OffsetPages {
  readonly #now: () => number;
  /** By caller, list and page; the oldest stands first. */
  readonly #beginnings = new Map<string, Beginning>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many beginnings are remembered. */
  get size(): number {
    return this.#beginnings.size;
  }

  /**
   * Answers one page. `list` tells this list from every other, its filters and its caller included.
   *
   * @returns The rows as `show` shows them, with `meta.pagination` and `meta.nextCursor`.
   */
  async answer<T, E>(
    list: readonly unknown[],
    asked: PageAsked,
    source: List<T, E>,
  ): Promise<Result<Answer, E | BadRequest>> {
    const { fetch, show } = source;
    const { perPage = pageLimitDefault, page = 1, cursor } = asked;
    const answerOf = (found: Page<T>, place: object): Answer => {
      const data = found.items.map(show);
      const pagination = { count: data.length, per_page: perPage, ...place };
      return { data, meta: { pagination, ...(found.nextCursor && { nextCursor: found.nextCursor }) } };
    };
    if (cursor !== undefined) {
      const found = await fetch({ limit: perPage, cursor });
      return found.isErr() ? err(found.error) : ok(answerOf(found.value, {}));
    }

    const key = sha256Hex(JSON.stringify([...list, perPage]));
    const found = await this.#find(key, { perPage, page }, source);
    if (found.isErr()) return err(found.error);
    const { total, rows } = found.value;
    if (rows.items.length > 0) {
      this.#remember(`${key} ${page + 1}`, { cursor: rows.nextCursor, total });
    }
    return ok(answerOf(rows, { total, current_page: page, total_pages: Math.ceil(total / perPage) }));
  }

  async #find<T, E>(
    key: string,
    { perPage, page }: { readonly perPage: number; readonly page: number },
    source: List<T, E>,
  ): Promise<Result<{ readonly total: number; readonly rows: Page<T> }, E | BadRequest>> {
    const { fetch } = source;
    if (page === 1) {
      const rows = await fetch({ limit: perPage, count: true });
      return rows.isErr() ? err(rows.error) : ok({ total: rows.value.count ?? 0, rows: rows.value });
    }
    const known = this.#recall(`${key} ${page}`);
    const beginning = known ? ok(known) : await this.#countTo((page - 1) * perPage, source);
    if (beginning.isErr()) return err(beginning.error);
    const { cursor, total } = beginning.value;
    if (cursor === undefined) return ok({ total, rows: { items: [] } });
    const rows = await fetch({ limit: perPage, cursor });
    return rows.isErr() ? err(rows.error) : ok({ total, rows: rows.value });
  }

  /** The place behind so many rows. */
  async #countTo<T, E>(
    rows: number,
    { fetch, pass = fetch }: Pick<List<T, E>, 'fetch' | 'pass'>,
  ): Promise<Result<{ readonly cursor?: string; readonly total: number }, E | BadRequest>> {
    const first = await fetch({ limit: 1, count: true });
    if (first.isErr()) return err(first.error);
    const { count: total = 0 } = first.value;
    if (total <= rows) return ok({ total });
    if (rows > skippedRowsMax) return err(tooFar);
    let cursor = first.value.nextCursor;
    for (let passed = 1; passed < rows && cursor !== undefined; ) {
      const limit = Math.min(rows - passed, pageLimitMax);
      const found = await pass({ limit, cursor });
      if (found.isErr()) return err(found.error);
      cursor = found.value.nextCursor;
      passed += limit;
    }
    return ok({ total, ...(cursor !== undefined && { cursor }) });
  }

  #recall(key: string): Beginning | undefined {
    const beginning = this.#beginnings.get(key);
    return beginning && beginning.until > this.#now() ? beginning : undefined;
  }

  #remember(key: string, { cursor, total }: { readonly cursor: string | undefined; readonly total: number }) {
    this.#beginnings.delete(key);
    this.#beginnings.set(key, {
      ...(cursor !== undefined && { cursor }),
      total,
      until: this.#now() + rememberedFor,
    });
    if (this.#beginnings.size <= pagesRememberedMax) return;
    const [oldest] = this.#beginnings.keys();
    if (oldest !== undefined) this.#beginnings.delete(oldest);
  }
}

const tooFar: BadRequest = badRequest(
  new Problem([
    ['page', 'is too far to be counted to: ask for the pages in turn, or follow meta.nextCursor'],
  ]),
);
