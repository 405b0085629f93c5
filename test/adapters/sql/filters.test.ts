import fc from 'fast-check';
import { type App, openApp, type Page, type ResultAsync, type Store } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { sqliteStore } from 'kithkin/sqlite';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runs } from '../../support/setup.ts';
import { attempt, cheapPasswords, must, SeededRandom } from '../../support/test-app.ts';
import { dropTables, isThere, newPool, openStore } from '../postgres/databases.ts';

const names = [
  'Ana Lima',
  'ana maria',
  'ANABEL',
  'Bo',
  'bo two',
  'İzmir',
  'ΟΔΟΣ',
  'οδος',
  '\uffffz',
  '😀',
  'Ünal',
];
const tags = ['red', 'Red', 'blue', 'rare'];
const uids = Array.from({ length: 40 }, (_, index) => `${['u', 'ana', 'bo', 'x_'][index % 4]}${index}`);

/** The same users, groups and relations in each app, from numbers that look like chance. */
async function populate(app: App): Promise<void> {
  await must(app.roles.create({ role: 'vip', name: 'Vip' }));
  for (const [index, uid] of uids.entries()) {
    await must(
      app.users.create({
        uid,
        name: names[(index * 7) % names.length] ?? '',
        tags: tags.filter((_, tag) => (index * 5 + tag * 3) % 4 === 0),
        ...(index % 5 === 0 && { role: 'vip' }),
      }),
    );
    await must(
      app.groups.create({
        guid: `${['g', 'ana', 'odos'][index % 3]}${index}`,
        name: names[(index * 3) % names.length] ?? '',
        tags: tags.filter((_, tag) => (index * 3 + tag) % 5 === 0),
        ...(index % 4 === 0
          ? { type: 'password', password: 'sesame' }
          : { type: index % 4 === 1 ? 'private' : 'public' }),
      }),
    );
    if (index % 3 === 0) await must(app.users.touch(uid, { status: 'online' }));
  }
  for (let index = 0; index < 60; index += 1) {
    const [a, b] = [uids[(index * 7) % 40] ?? '', uids[(index * 11 + 1) % 40] ?? ''];
    await attempt(app.friendships.befriend(a, b));
    if (index % 3 === 0) await attempt(app.blocks.block(b, [uids[(index * 13 + 2) % 40] ?? '']));
  }
  // Rows that are written again keep their tags, and their tags their places.
  await must(app.users.update('ana1', { name: 'Anew', tags: ['blue', 'new'] }));
  await must(app.users.update('bo2', { unset: ['tags'] }));
  await must(app.groups.update('g0', { name: 'Zed', tags: ['blue'] }));
  await must(app.users.deactivate(['u4', 'ana5', 'bo6', 'x_7', 'u8']));
  await must(app.users.delete('ana9', { permanent: true }));
}

/** A filter that so many of seven lists have. */
const inSome = <T>(values: fc.Arbitrary<T>, weight = 3): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: values }, { weight: 7 - weight, arbitrary: fc.constant(undefined) });
const anySearchKey = inSome(
  fc.constantFrom('a', 'an', 'ANA', 'b', 'bo', 'u1', 'οδοσ', 'İ', '\uffff', '😀', '_', 'zz'),
);
const anyTags = inSome(fc.uniqueArray(fc.constantFrom(...tags, 'new', 'none'), { minLength: 1 }));

const anyUserFilters = fc.record({
  searchKey: anySearchKey,
  searchIn: inSome(fc.constantFrom<('uid' | 'name')[]>(['uid'], ['name'], ['uid', 'name'])),
  status: inSome(fc.constantFrom<'online' | 'offline'>('online', 'offline')),
  roles: inSome(fc.uniqueArray(fc.constantFrom('default', 'vip', 'nobody'), { minLength: 1 })),
  tags: anyTags,
  uids: inSome(fc.uniqueArray(fc.constantFrom(...uids), { minLength: 1, maxLength: 25 }), 1),
  friendsOf: inSome(fc.constantFrom(...uids.slice(0, 4)), 1),
  hideBlockedFor: inSome(fc.constantFrom('bo2', 'u12', 'ana1')),
  order: fc.constantFrom<'newest' | 'name' | 'uid'>('newest', 'name', 'uid'),
  state: fc.constantFrom({}, { withDeactivated: true }, { onlyDeactivated: true }),
});

const anyGroupFilters = fc.record({
  searchKey: anySearchKey,
  searchIn: inSome(fc.constantFrom<('guid' | 'name')[]>(['guid'], ['name'], ['guid', 'name'])),
  types: inSome(
    fc.uniqueArray(fc.constantFrom<'public' | 'password' | 'private'>('public', 'password', 'private'), {
      minLength: 1,
    }),
  ),
  tags: anyTags,
  order: fc.constantFrom<'newest' | 'name' | 'guid'>('newest', 'name', 'guid'),
});

interface PageAsked {
  readonly limit: number;
  readonly cursor?: string;
  readonly count: boolean;
}

/** All pages of a list, each with its count: what can be said of a list apart from its cursors. */
async function walk<T, E>(
  list: (page: PageAsked) => ResultAsync<Page<T>, E>,
  limit: number,
): Promise<unknown> {
  const pages: unknown[] = [];
  let cursor: string | undefined;
  do {
    const result = await list({ limit, count: true, ...(cursor !== undefined && { cursor }) });
    if (result.isErr()) return result.error;
    const { nextCursor, ...page } = result.value;
    pages.push(page);
    cursor = nextCursor;
  } while (cursor !== undefined);
  return pages;
}

const postgres = isThere ? openStore({ pool: newPool(2) }) : undefined;
afterAll(async () => {
  await postgres?.close();
  await dropTables();
});

const stores: readonly (readonly [string, Store])[] = [
  ['SQLite', sqliteStore({ database: new Database(':memory:') })],
  ...(postgres ? [['PostgreSQL', postgres] as const] : []),
];

describe.each(stores)('lists on %s', (_, store) => {
  const openOn = (each: Store) => {
    const random = new SeededRandom().bytes;
    return openApp({
      store: each,
      appId: 'app',
      clock: () => 1_700_000_000,
      random,
      passwords: cheapPasswords,
    });
  };
  const memory = openOn(memoryStore());
  const stored = openOn(store);

  beforeAll(async () => {
    await populate(memory);
    await populate(stored);
  }, 60_000);

  it('of users are those of the memory store, whatever is asked for', { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(
      anyUserFilters,
      fc.integer({ min: 1, max: 12 }),
      async (filters, limit) => {
        const { state, ...others } = filters;
        const walked = (app: App) => walk((page) => app.users.list({ ...others, ...state, ...page }), limit);
        expect(await walked(stored)).toEqual(await walked(memory));
      },
    );
    await fc.assert(property, { numRuns: runs(300) });
  });

  it('of groups are those of the memory store, whatever is asked for', { timeout: 120_000 }, async () => {
    const property = fc.asyncProperty(
      anyGroupFilters,
      fc.integer({ min: 1, max: 12 }),
      async (filters, limit) => {
        const walked = (app: App) => walk((page) => app.groups.list({ ...filters, ...page }), limit);
        expect(await walked(stored)).toEqual(await walked(memory));
      },
    );
    await fc.assert(property, { numRuns: runs(200) });
  });
});
