import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../support/setup.ts';
import { allOf, attempt, createUsers, must } from '../support/test-app.ts';
import { type Got, openServer } from './server.ts';

const uidsOf = ({ data }: Got) => (data as { uid: string }[]).map(({ uid }) => uid);

/** What happens between two pages: who comes, whether somebody goes, and which pages another caller asks for. */
const meanwhile = fc.record(
  {
    arrives: fc.stringMatching(/^[a-z]{1,2}$/),
    goes: fc.boolean(),
    asked: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

describe('pages by number', () => {
  it('HTTP-PAGES: pages in turn are the walk of the core, for any list and any size of page', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('sortBy=uid', 'sortBy=name', 'sortBy=createdAt', 'searchKey=a', 'searchKey=User%20b'),
        async (uids, perPage, filter) => {
          const server = await openServer();
          await createUsers(server.app, ...uids);
          const asked = Object.fromEntries(new URLSearchParams(filter));
          const order = asked.sortBy === 'createdAt' || asked.sortBy === undefined ? 'newest' : asked.sortBy;
          const expected = await allOf(
            (page) =>
              server.app.users.list({
                order: order as 'newest' | 'name' | 'uid',
                ...(asked.searchKey !== undefined && { searchKey: asked.searchKey }),
                ...page,
              }),
            perPage,
          );
          const pages = Math.ceil(expected.length / perPage);
          const walked: string[] = [];
          for (let page = 1; page <= pages + 1; page += 1) {
            const got = await server.key(`GET /users?${filter}&perPage=${perPage}&page=${page}`);
            expect(got.meta).toMatchObject({
              pagination: {
                total: expected.length,
                total_pages: pages,
                current_page: page,
                per_page: perPage,
              },
            });
            walked.push(...uidsOf(got));
          }
          expect(walked).toEqual(expected.map(({ uid }) => uid));
        },
      ),
      { numRuns: runs(40) },
    ));

  it('HTTP-PAGES-STABLE: by a caller who asks for each page once, in turn, no row that stays is repeated or skipped, whatever comes, goes or is asked by others meanwhile', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(meanwhile, { maxLength: 8 }),
        async (perPage, events) => {
          const server = await openServer();
          const there = Array.from({ length: 9 }, (_, index) => `m${index}`);
          await createUsers(server.app, ...there);
          const { apiKey: other } = await must(
            server.app.apiKeys.create({ name: 'other', scope: 'fullAccess' }),
          );
          const line = (page: number) => `GET /users?sortBy=uid&per_page=${perPage}&page=${page}`;
          const walked: string[] = [];
          for (let page = 1; page <= 20; page += 1) {
            const uids = uidsOf(await server.key(line(page)));
            walked.push(...uids);
            if (uids.length === 0) break;
            const { arrives, goes, asked = [] } = events[page - 1] ?? {};
            if (arrives !== undefined)
              await attempt(server.app.users.create({ uid: arrives, name: arrives }));
            // The user that was seen last goes for good.
            if (goes) await must(server.app.users.delete(walked.at(-1) ?? '', { permanent: true }));
            for (const each of asked) await server.send(line(each), undefined, { apikey: other });
          }
          expect(new Set(walked).size).toBe(walked.length);
          expect(walked.filter((uid) => /^m\d$/.test(uid))).toEqual(there);
        },
      ),
      { numRuns: runs(40) },
    ));
});
