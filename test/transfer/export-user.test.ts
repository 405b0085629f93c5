import { errAsync, exportUser, openApp, type Store } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { afterAll, describe, expect, it } from 'vitest';
import { fullAppLimits } from '../../src/testing/contents/full-app.ts';
import { storeAround } from '../../src/testing/store-around.ts';
import { dropTables, isThere, openStore } from '../adapters/postgres/databases.ts';
import { newFile, storeOn } from '../adapters/sqlite/files.ts';
import { clock, fullText, imported, rowsIn, textWith, turnsDuring } from './transfers.ts';

afterAll(dropTables);

async function exportedUser(store: Store, uid: string) {
  const { text: parts, done } = exportUser({ store, appId: 'test', uid, clock });
  let text = '';
  for await (const part of parts) text += part;
  return { text, done: await done };
}

type Line = readonly [type: string, row: Record<string, unknown>];

function linesOf(text: string): readonly Line[] {
  return rowsIn(text).map((line) => Object.entries(JSON.parse(line))[0] as unknown as Line);
}

/** What the text of an app says of one user, as its own export is to say it, in any order. */
function toldOf(uid: string, text: string): readonly Line[] {
  return linesOf(text).flatMap(([type, row]): readonly Line[] => {
    if (type === 'role' || type === 'apiKey') return [];
    const isOf =
      type === 'group' ? row.owner === uid : [row.uid, row.blocker, row.lower, row.higher].includes(uid);
    const { digest: _, passwordHash: __, ...shown } = row;
    return isOf ? [[type, shown]] : [];
  });
}

const sorted = (lines: readonly unknown[]) => lines.map((line) => JSON.stringify(line)).sort();

describe('exportUser', () => {
  it.each<[string, () => Store]>([
    ['memory', () => memoryStore()],
    ['SQLite', () => storeOn(newFile())],
  ])('tells all that an app in %s keeps of each user, and nothing else', (_, open) => tellsAll(open()));

  it.skipIf(!isThere)('tells all that an app in PostgreSQL keeps of each user, and nothing else', () =>
    tellsAll(openStore()),
  );

  async function tellsAll(store: Store) {
    const text = await fullText();
    expect((await imported(text, { store, limits: fullAppLimits })).isOk()).toBe(true);
    for (const [type, { uid }] of linesOf(text)) {
      if (type !== 'user') continue;
      const exported = await exportedUser(store, uid as string);
      const told = linesOf(exported.text);
      expect(sorted(told)).toEqual(sorted(toldOf(uid as string, text)));
      const [header = '', , end = ''] = [
        exported.text.split('\n')[0],
        '',
        exported.text.trimEnd().split('\n').at(-1),
      ];
      expect(header).toBe(`{"kithkin":{"version":1,"appId":"test","uid":"${uid}","exportedAt":1700000000}}`);
      expect(JSON.parse(end)).toEqual({ end: exported.done._unsafeUnwrap() });
      const total = Object.values(exported.done._unsafeUnwrap()).reduce((sum, count) => sum + count, 0);
      expect(total).toBe(told.length);
      expect((await imported(exported.text))._unsafeUnwrapErr().code).toBe('ERR_IMPORT_BAD_LINE');
    }
    await store.close();
  }

  it('reads many pages, and no list but those of the user', async () => {
    const inner = memoryStore();
    const app = openApp({ store: inner, appId: 'test', clock });
    const uids = Array.from({ length: 230 }, (_, nth) => `u${String(nth).padStart(3, '0')}`);
    for (const uid of ['ana', ...uids])
      expect((await app.users.create({ uid, name: uid })).isOk()).toBe(true);
    for (const uid of uids) {
      expect((await app.friendships.befriend('ana', uid)).isOk()).toBe(true);
      expect((await app.blocks.block('ana', [uid])).isOk()).toBe(true);
      expect((await app.blocks.block(uid, ['ana', 'u000'])).isOk()).toBe(true);
      expect((await app.authTokens.issue('ana')).isOk()).toBe(true);
      expect((await app.groups.create({ guid: uid, name: uid, owner: 'ana' })).isOk()).toBe(true);
    }
    const asked: string[] = [];
    const store = storeAround(inner, ({ name }, proceed) => {
      asked.push(name);
      return proceed();
    });
    const { done } = await exportedUser(store, 'ANA');
    const counts = { user: 1, group: 230, membership: 230, ban: 0, block: 230, friendship: 230 };
    expect(done._unsafeUnwrap()).toEqual({ ...counts, authToken: 230, bot: 0 });
    expect(asked).toHaveLength(1 + 3 + 3 + 1 + 3 + 3 + 1 + 2);
  });

  it('lets other work go first now and then', async () => {
    const uids = Array.from({ length: 900 }, (_, nth) => `u${String(nth).padStart(3, '0')}`);
    const rows = [
      ...['ana', ...uids].map((uid) => ({
        user: { uid, name: uid, role: 'default', status: 'offline', createdAt: 5 },
      })),
      ...uids.map((uid) => ({ block: { blocker: 'ana', blocked: uid, blockedAt: 5 } })),
      ...uids.map((uid) => ({ friendship: { lower: 'ana', higher: uid } })),
    ];
    const store = memoryStore();
    expect((await imported(textWith(rows.map((row) => JSON.stringify(row))), { store })).isOk()).toBe(true);
    const { turns, value } = await turnsDuring(() => exportedUser(store, 'ana'));
    expect(value.done._unsafeUnwrap()).toMatchObject({ block: 900, friendship: 900 });
    // Once every eight pages of a hundred rows.
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  it('finds nobody who is not there, and refuses what can name nobody', async () => {
    const store = memoryStore();
    const { text, done } = await exportedUser(store, 'ana');
    expect([text, done._unsafeUnwrapErr()]).toEqual(['', { code: 'ERR_UID_NOT_FOUND', uid: 'ana' }]);
    const bad = await exportedUser(store, 7 as never);
    expect(bad.done._unsafeUnwrapErr()).toEqual({
      code: 'ERR_BAD_REQUEST',
      details: { uid: ['must be a string'] },
    });
  });

  it('says what went wrong, and leaves out the last line, when the store fails in between', async () => {
    const inner = memoryStore();
    expect(
      (await openApp({ store: inner, appId: 'test' }).users.create({ uid: 'ana', name: 'Ana' })).isOk(),
    ).toBe(true);
    const failure = { code: 'STORE_UNAVAILABLE', committed: false } as const;
    for (const failing of [
      'rows.list',
      'users.list',
      'authTokens.list',
      'groupMemberships.listBans',
      'read',
    ]) {
      const store = storeAround(inner, ({ name }, proceed) =>
        name === failing ? errAsync(failure) : proceed(),
      );
      const { text, done } = await exportedUser(store, 'ana');
      expect(text).not.toContain('"end"');
      expect(done._unsafeUnwrapErr()).toEqual(failure);
    }
  });

  it('refuses options that cannot work', () => {
    expect(() => exportUser(undefined as never)).toThrow('store must be a Store');
    const bad = { store: memoryStore(), appId: 'no spaces', uid: 'ana' };
    expect(() => exportUser(bad)).toThrow('Cannot export the user: appId must be');
  });
});
