import { type Found, okAsync, type PageQuery, type Store, type Uid, type User } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { OffsetPages, pagesRememberedMax, skippedRowsMax } from '../../src/http/offset-pages.ts';
import { storeRecording } from '../support/recording-store.ts';
import { userOf } from '../support/records.ts';
import { createUsers, must, openTestApp, TestClock } from '../support/test-app.ts';
import { storeAround } from '../support/wrapped-store.ts';
import { type Got, openServer, refusal } from './server.ts';

const uidsOf = ({ data }: Got) => (data as { uid: string }[]).map(({ uid }) => uid);
const users = (count: number, prefix = 'u') =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** A server whose record tells what the store was asked for. */
async function openRecorded(store: Store = memoryStore()) {
  const record: string[] = [];
  const server = await openServer({ app: { store: storeRecording(store, record) } });
  /** The lists of users that a request fetches. */
  const fetchesOf = async (send: () => Promise<unknown>) => {
    record.length = 0;
    await send();
    return record.filter((line) => line.startsWith('users.list'));
  };
  return { ...server, fetchesOf };
}

describe('pages by number', () => {
  it('cost one fetch each when they are followed', async () => {
    const server = await openRecorded();
    await createUsers(server.app, ...users(10));
    for (let page = 1; page <= 5; page += 1) {
      const fetches = await server.fetchesOf(() => server.key(`GET /users?perPage=2&page=${page}`));
      expect(fetches).toHaveLength(1);
      expect(fetches[0]?.includes('"count":true')).toBe(page === 1);
    }
    expect(await server.fetchesOf(() => server.key('GET /users?perPage=2&page=6'))).toEqual([]);
    expect(await server.fetchesOf(() => server.key('GET /users?perPage=2&page=3'))).toHaveLength(1);
  });

  it('are those of the list that is asked for, by whom, and no other', async () => {
    const server = await openServer();
    await createUsers(server.app, 'a1', 'a2', 'a3', 'b1', 'b2', 'b3');
    await must(server.app.blocks.block('a1', ['a2']));
    const walks = ['searchKey=a', 'searchKey=b', 'sortBy=uid', 'sortBy=uid&hideBlockedUsers=1'];
    const asA1 = { onBehalfOf: 'a1' };
    const page = async (filter: string, number: number) =>
      uidsOf(await server.key(`GET /users?${filter}&perPage=1&page=${number}`, undefined, asA1));
    for (const filter of walks) await page(filter, 1);
    expect(await Promise.all(walks.map((filter) => page(filter, 2)))).toEqual([
      ['a2'],
      ['b2'],
      ['a2'],
      ['a3'],
    ]);
  });

  it('hold at most 100 rows for a user, and 1,000 for administration', async () => {
    const server = await openServer();
    await createUsers(server.app, ...users(150));
    const asUser = await server.login('u0');
    const sizes = async (query: string) => {
      const [own, all] = [await asUser(`GET /users?${query}`), await server.key(`GET /users?${query}`)];
      return [own, all].map((got) => [
        uidsOf(got).length,
        (got.meta as { pagination: { per_page: number } }).pagination.per_page,
      ]);
    };
    expect(await sizes('perPage=1000')).toEqual([
      [100, 100],
      [150, 1000],
    ]);
    expect(await sizes('perPage=99')).toEqual([
      [99, 99],
      [99, 99],
    ]);
    expect(uidsOf(await asUser('GET /users?perPage=1000&page=2'))).toHaveLength(50);
  });

  // Regression: where page 2 begins was known to all callers together, and the second one moved it for the first.
  it('are not moved by others who walk the same list', async () => {
    const server = await openServer();
    const { apiKey: other } = await must(server.app.apiKeys.create({ name: 'other', scope: 'fullAccess' }));
    await createUsers(server.app, 'a', 'b', 'c', 'd', 'e');
    const line = (page: number) => `GET /groups/g/members?perPage=2&page=${page}`;
    await must(server.app.groups.create({ guid: 'g', name: 'G' }));
    for (const uid of ['a', 'b', 'c', 'd', 'e']) await must(server.app.groupMemberships.join(uid, 'g'));
    const asE = await server.login('e');
    expect(uidsOf(await server.key(line(1)))).toEqual(['a', 'b']);
    await must(server.app.groupMemberships.leave('a', 'g'));
    for (const got of [
      await server.send(line(1), undefined, { apikey: other }),
      await server.key(line(1), undefined, { onBehalfOf: 'd' }),
      await asE(line(1)),
    ]) {
      expect(uidsOf(got)).toEqual(['b', 'c']);
    }
    expect(uidsOf(await server.key(line(2)))).toEqual(['c', 'd']);
  });

  it('may be followed by cursor, which wins over the number', async () => {
    const server = await openServer();
    await createUsers(server.app, ...users(5));
    const walked: string[] = [];
    let next = '';
    for (let step = 0; step < 9; step += 1) {
      const got = await server.key(`GET /users?sortBy=uid&perPage=2&page=1${next}`);
      walked.push(...uidsOf(got));
      const { nextCursor } = got.meta as { nextCursor?: string };
      if (nextCursor === undefined) break;
      next = `&cursor=${encodeURIComponent(nextCursor)}`;
    }
    expect(walked).toEqual(users(5));
  });
});

describe('a page that nothing led up to', () => {
  it('is counted to', async () => {
    const server = await openRecorded();
    await createUsers(server.app, ...users(7));
    for (const [page, uids] of [
      [3, ['u4', 'u5']],
      [4, ['u6']],
      [5, []],
      [900, []],
    ] as const) {
      const other = await openServer({ app: { store: memoryStore() } });
      await createUsers(other.app, ...users(7));
      const got = await other.key(`GET /users?sortBy=uid&perPage=2&page=${page}`);
      expect(uidsOf(got)).toEqual(uids);
      expect(got.meta).toMatchObject({ pagination: { total: 7, total_pages: 4, current_page: page } });
    }
    const fetches = await server.fetchesOf(() => server.key('GET /users?sortBy=uid&perPage=2&page=4'));
    expect(fetches).toHaveLength(3);
  });

  describe('of a long list', () => {
    let server: Awaited<ReturnType<typeof openRecorded>>;
    beforeEach(async () => {
      server = await openRecorded(listOfManyUsers(skippedRowsMax + 2));
    });

    it('is counted to within bounds, and known to be behind the end at once', async () => {
      const within = `GET /users?perPage=1&page=${skippedRowsMax + 1}`;
      const fetches = await server.fetchesOf(async () => {
        expect(uidsOf(await server.key(within))).toEqual([`u${skippedRowsMax}`]);
      });
      expect(fetches).toHaveLength(2 + skippedRowsMax / 1000);

      const behind = await server.fetchesOf(async () => {
        const got = await server.key(`GET /users?perPage=1&page=${skippedRowsMax + 5}`);
        expect(uidsOf(got)).toEqual([]);
      });
      expect(behind).toHaveLength(1);
    });

    it('is refused beyond them, at the cost of one row', async () => {
      const long = await openRecorded(listOfManyUsers(skippedRowsMax * 2));
      const fetches = await long.fetchesOf(async () => {
        const got = await long.key(`GET /users?perPage=100&page=${skippedRowsMax / 100 + 2}`);
        expect(got).toMatchObject(refusal(400, 'ERR_BAD_REQUEST'));
        expect(got.error).toMatchObject({ details: { page: [expect.stringContaining('nextCursor')] } });
      });
      expect(fetches).toHaveLength(1);
      expect(fetches[0]).toContain('"limit":1,');
    });

    it('is counted to without looking at each row for the user who asks', async () => {
      const record: string[] = [];
      const watched = await openServer({
        app: { store: storeRecording(listOfManyUsers(2100), record) },
      });
      await createUsers(watched.app, 'ana');
      record.length = 0;
      await watched.key('GET /users?perPage=10&page=200', undefined, { onBehalfOf: 'ana' });
      // One read for the page and few others; 2,000 rows would take 63.
      expect(record.filter((line) => line.startsWith('read')).length).toBeLessThan(8);
    });
  });
});

/** A store in memory in whose lists of users there are so many. */
function listOfManyUsers(total: number): Store {
  const found = ({ after, limit, count }: PageQuery): Found<User> => {
    const start = after ? Number(after.key) + 1 : 0;
    const end = Math.min(start + limit, total);
    const items = Array.from({ length: end - start }, (_, index) => userOf(`u${start + index}` as Uid));
    return {
      items,
      ...(end < total && { next: { key: end - 1, id: `u${end - 1}` } }),
      ...(count && { count: total }),
    };
  };
  return storeAround(memoryStore(), ({ name, given }, proceed) =>
    name === 'users.list' ? okAsync(found(given[0] as PageQuery)) : proceed(),
  );
}

describe('what is remembered of pages', () => {
  let clock: TestClock;
  let server: Awaited<ReturnType<typeof openRecorded>>;
  beforeEach(async () => {
    clock = new TestClock();
    server = await openRecorded();
    ({ clock } = server);
    await createUsers(server.app, ...users(6));
    await server.key('GET /users?perPage=2');
  });

  it('is forgotten after a minute, so that rows that came meanwhile are seen', async () => {
    const second = () => server.fetchesOf(() => server.key('GET /users?perPage=2&page=2'));
    clock.now += 59;
    expect(await second()).toHaveLength(1);
    clock.now += 1;
    expect((await second()).length).toBeGreaterThan(1);
  });

  it('is bounded, however many lists are asked for', async () => {
    const pages = new OffsetPages(() => 0);
    const app = openTestApp();
    await createUsers(app, 'a', 'b');
    const ask = (list: number, page: number) =>
      pages.answer(
        [list],
        { perPage: 1, page },
        { fetch: (options) => app.users.list(options), show: (user) => user },
      );
    for (let list = 0; list < pagesRememberedMax + 100; list += 1)
      expect((await ask(list, 1)).isOk()).toBe(true);
    expect(pages.size).toBe(pagesRememberedMax);
  });
});
