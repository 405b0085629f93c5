import { describe, expect, it } from 'vitest';
import { objectOf, Problem } from '../../src/shared/input.ts';
import {
  type Found,
  isBehind,
  listPage,
  type Page,
  type PageOptions,
  type PageQuery,
  type Position,
  pageFields,
  pageLimitDefault,
  pageLimitMax,
  pageWithin,
} from '../../src/shared/page.ts';
import { errAsync, okAsync } from '../../src/shared/result.ts';

const sort = { identity: ['letters', 'app'], key: 'string' } as const;

/** Asks for a page, and tells what the store was asked and what it answered. */
async function asked(
  options: PageOptions,
  found: Found<string> = { items: [] },
  how: { readonly identity: readonly unknown[]; readonly key: 'string' | 'number' } = sort,
): Promise<{
  readonly query: PageQuery | undefined;
  readonly page: Page<string> | undefined;
  readonly error: unknown;
}> {
  let query: PageQuery | undefined;
  const result = await listPage(options, how, {
    fetch: (given) => {
      query = given;
      return okAsync(found);
    },
    show: (row: string) => row.toUpperCase(),
  });
  return { query, page: result.unwrapOr(undefined), error: result.isErr() ? result.error : undefined };
}

async function cursorAt(next: Position, how: Parameters<typeof asked>[2] = sort): Promise<string> {
  return String((await asked({}, { items: ['x'], next }, how)).page?.nextCursor);
}

const refusal = {
  code: 'ERR_BAD_REQUEST',
  details: { cursor: ['must be the nextCursor of this same list'] },
};

describe('the options of a page', () => {
  const read = objectOf(pageFields);

  it('are a limit of 1 to 1000, a cursor, and whether to count', () => {
    expect([pageLimitDefault, pageLimitMax]).toEqual([100, 1000]);
    expect(read({ limit: 1000, cursor: 'x', count: true })).toEqual({
      limit: 1000,
      cursor: 'x',
      count: true,
    });
    expect(read({})).toEqual({});
    expect(read({ cursor: 'x'.repeat(4000) })).toEqual({ cursor: 'x'.repeat(4000) });
  });

  it.each([{ limit: 0 }, { limit: 1001 }, { cursor: 7 }, { cursor: 'x'.repeat(4001) }, { count: 'yes' }])(
    'are not %j',
    (options) => {
      expect(read(options)).toBeInstanceOf(Problem);
    },
  );
});

describe('a page', () => {
  it('holds 100 items and no count unless more is asked for', async () => {
    expect((await asked({})).query).toStrictEqual({ limit: 100, count: false });
    expect((await asked({ limit: 7, count: true })).query).toStrictEqual({ limit: 7, count: true });
  });

  it('shows the rows, and what comes with them', async () => {
    expect((await asked({}, { items: ['a', 'b'] })).page).toStrictEqual({ items: ['A', 'B'] });
    const { page } = await asked({}, { items: ['a'], count: 0, next: { key: 'a', id: 'a' } });
    expect(page).toEqual({ items: ['A'], count: 0, nextCursor: expect.any(String) });
  });

  it.each([
    ['texts', { key: 'a', id: 'b' }],
    ['texts that no single byte holds', { key: 'é€😀"\\\u0001\u2028', id: 'ü' }],
    ['the empty text', { key: '', id: '' }],
  ])('continues behind %s', async (_, place) => {
    const cursor = await cursorAt(place);
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
    expect((await asked({ cursor })).query).toStrictEqual({ limit: 100, count: false, after: place });
  });

  it('continues behind a number', async () => {
    const byNumber = { identity: ['letters', 'app'], key: 'number' } as const;
    const cursor = await cursorAt({ key: 12_345, id: 'a' }, byNumber);
    expect((await asked({ cursor }, undefined, byNumber)).query?.after).toEqual({ key: 12_345, id: 'a' });
  });

  it('is refused behind the place of another list, before anything is asked of the store', async () => {
    const cursor = await cursorAt({ key: 'a', id: 'b' });
    for (const identity of [
      ['letters', 'App'],
      ['letters'],
      ['letters', 'app', undefined],
      ['app', 'letters'],
      [],
    ]) {
      const { query, error } = await asked({ cursor }, undefined, { identity, key: 'string' });
      expect([query, error]).toEqual([undefined, refusal]);
    }
    const otherKey = await asked({ cursor }, undefined, { ...sort, key: 'number' });
    expect(otherKey.error).toEqual(refusal);
  });

  it('is refused behind a place that is none', async () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64url');
    const [fingerprint] = JSON.parse(
      Buffer.from(await cursorAt({ key: 'a', id: 'b' }), 'base64url').toString(),
    );
    expect(fingerprint).toSatisfy(Number.isSafeInteger);
    const byNumber = { ...sort, key: 'number' } as const;
    expect((await asked({ cursor: base64(`[${fingerprint},"a","b"]`) })).query?.after).toEqual({
      key: 'a',
      id: 'b',
    });
    for (const text of [
      '',
      '*',
      base64('{'),
      base64('7'),
      base64('null'),
      base64(`[${fingerprint},"a"]`),
      base64(`[${fingerprint},"a","b","c"]`),
      base64(`[${fingerprint},"a",7]`),
      base64(`[${fingerprint},1,"b"]`),
      base64(`[${fingerprint},null,"b"]`),
      base64(`[${fingerprint},"a","\\ud800"]`),
      base64(`[${fingerprint},"\\u0000","b"]`),
      base64(`["${fingerprint}","a","b"]`),
    ]) {
      expect((await asked({ cursor: text })).error, text).toEqual(refusal);
    }
    for (const key of ['1.5', '9007199254740993', '"1"', '-1e400']) {
      const cursor = base64(`[${fingerprint},${key},"b"]`);
      expect((await asked({ cursor }, undefined, byNumber)).error, key).toEqual(refusal);
    }
    expect(
      (await asked({ cursor: base64(`[${fingerprint},-7,"b"]`) }, undefined, byNumber)).query?.after?.key,
    ).toBe(-7);
  });

  it('needs what it requires', async () => {
    const events: string[] = [];
    const source = {
      require: () => {
        events.push('required');
        return errAsync({ code: 'NOT_THERE' as const });
      },
      fetch: () => {
        events.push('fetched');
        return okAsync({ items: [] });
      },
      show: (row: string) => row,
    };
    expect((await listPage({}, sort, source))._unsafeUnwrapErr()).toEqual({ code: 'NOT_THERE' });
    expect((await listPage({ cursor: '*' }, sort, source))._unsafeUnwrapErr()).toEqual(refusal);
    expect(events).toEqual(['required']);
    const fine = { ...source, require: () => okAsync(undefined) };
    expect((await listPage({}, sort, fine))._unsafeUnwrap()).toEqual({ items: [] });
  });
});

describe('a page of a list that is read whole', () => {
  const rows = ['a', 'b', 'c', 'd'];
  const placeOf = (row: string) => ({ key: row, id: row });

  it.each([
    [
      { limit: 2, count: false },
      { items: ['a', 'b'], next: { key: 'b', id: 'b' } },
    ],
    [
      { limit: 4, count: true },
      { items: rows, count: 4 },
    ],
    [{ limit: 9, count: false }, { items: rows }],
    [
      { limit: 2, count: true, after: { key: 'b', id: 'b' } },
      { items: ['c', 'd'], count: 4 },
    ],
    [
      { limit: 1, count: false, after: { key: 'bb', id: '' } },
      { items: ['c'], next: { key: 'c', id: 'c' } },
    ],
    [{ limit: 2, count: false, after: { key: 'd', id: 'd' } }, { items: [] }],
    [{ limit: 9, count: false, after: { key: 'd', id: 'd' } }, { items: [] }],
  ])('for %j', (query, page) => {
    expect(pageWithin(rows, query, placeOf)).toStrictEqual(page);
  });

  it('of nothing is empty', () => {
    expect(pageWithin([], { limit: 1, count: true }, placeOf)).toStrictEqual({ items: [], count: 0 });
  });
});

describe('a place', () => {
  it('lies behind another by key, then by id', () => {
    expect(isBehind({ key: 'b', id: 'a' }, { key: 'a', id: 'b' })).toBe(true);
    expect(isBehind({ key: 'a', id: 'b' }, { key: 'b', id: 'a' })).toBe(false);
    expect(isBehind({ key: 1, id: 'b' }, { key: 1, id: 'a' })).toBe(true);
    expect(isBehind({ key: 1, id: 'a' }, { key: 1, id: 'a' })).toBe(false);
    expect(isBehind({ key: 1, id: 'a' }, { key: 1, id: 'b' })).toBe(false);
  });
});
