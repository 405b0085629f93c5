import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../support/setup.ts';
import { allOf, attempt, createUsers, must } from '../support/test-app.ts';
import { type Got, openServer } from './server.ts';

const uidsOf = ({ data }: Got) => (data as { uid: string }[]).map(({ uid }) => uid);

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

  it('HTTP-PAGES-STABLE: no page in turn repeats or skips a row that was there, whatever arrives or goes meanwhile', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.oneof(fc.stringMatching(/^[a-z]{1,2}$/), fc.constant(undefined)), { maxLength: 8 }),
        async (perPage, arrivals) => {
          const server = await openServer();
          const there = Array.from({ length: 9 }, (_, index) => `m${index}`);
          await createUsers(server.app, ...there);
          const walked: string[] = [];
          for (let page = 1; page <= 20; page += 1) {
            const uids = uidsOf(await server.key(`GET /users?sortBy=uid&per_page=${perPage}&page=${page}`));
            walked.push(...uids);
            if (uids.length === 0) break;
            const uid = arrivals[page - 1];
            const gone = walked.at(-1) ?? '';
            // Somebody comes, or the user that was seen last goes for good.
            if (uid !== undefined) await attempt(server.app.users.create({ uid, name: uid }));
            else await must(server.app.users.delete(gone, { permanent: true }));
          }
          expect(new Set(walked).size).toBe(walked.length);
          expect(walked.filter((uid) => /^m\d$/.test(uid))).toEqual(there);
        },
      ),
      { numRuns: runs(40) },
    ));
});
