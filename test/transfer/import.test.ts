import {
  type AppId,
  type AppStore,
  errAsync,
  exportApp,
  type ImportAppOptions,
  importApp,
  type LeftOut,
  ok,
  openApp,
  type ResultAsync,
  type Store,
  type TransferProgress,
} from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { afterAll, describe, expect, it } from 'vitest';
import { listsOf } from '../../src/testing/contents/asked.ts';
import { fullAppLimits } from '../../src/testing/contents/full-app.ts';
import { applyTo, storeAround } from '../../src/testing/store-around.ts';
import { dropTables, isThere, openStore } from '../adapters/postgres/databases.ts';
import { newFile, storeOn } from '../adapters/sqlite/files.ts';
import { checkedStore } from '../support/checked-store.ts';
import { clock, fullText, imported, rowsIn, textOf, textWith, turnsDuring } from './transfers.ts';

afterAll(dropTables);

const at = 1_700_000_000;
const user = (uid: string, more: object = {}) =>
  JSON.stringify({ user: { uid, name: uid, role: 'default', ...more, status: 'offline', createdAt: at } });
const group = (guid: string, owner?: string) =>
  JSON.stringify({ group: { guid, name: guid, type: 'public', ...(owner && { owner }), createdAt: at } });
const member = (uid: string, guid: string, scope = 'participant') =>
  JSON.stringify({ membership: { uid, guid, scope, joinedAt: at } });
const ban = (uid: string, guid: string) => JSON.stringify({ ban: { uid, guid, bannedAt: at } });
const block = (blocker: string, blocked: string) =>
  JSON.stringify({ block: { blocker, blocked, blockedAt: at } });
const friends = (lower: string, higher: string) => JSON.stringify({ friendship: { lower, higher } });
const token = (uid: string, nth: number, more: object = {}) => {
  const handle = `${uid}_${at}${String(nth).padStart(8, '0')}`;
  const digest = String(nth).padStart(64, '0');
  return JSON.stringify({ authToken: { uid, handle, digest, createdAt: at, ...more } });
};
const bot = (uid: string) =>
  JSON.stringify({
    bot: { uid, webhookURL: 'https://b.example/', enabled: true, groupChatSetting: 'none', createdAt: at },
  });
const key = (nth: number, more: object = {}) => {
  const digest = String(nth).padStart(64, '0');
  const handle = String(nth).padStart(8, '0');
  return JSON.stringify({
    apiKey: { digest, handle, name: `key ${nth}`, scope: 'authOnly', createdAt: at, ...more },
  });
};
const role = (id: string, more: object = { createdAt: at }) =>
  JSON.stringify({ role: { role: id, name: id, ...more } });

/** What each list of an app shows, whole. */
async function shownBy(store: Store): Promise<unknown> {
  // SAFETY: the id is well-formed.
  const app: AppStore = store.forApp('test' as AppId);
  const tokens = (await app.rows.list({ type: 'authToken', limit: 100 }))._unsafeUnwrap().items;
  const apiKeys = (await app.rows.list({ type: 'apiKey', limit: 100 }))._unsafeUnwrap().items;
  const shown: unknown[] = [];
  for (const [repository, methods] of Object.entries(listsOf({ tokens, apiKeys }))) {
    for (const [method, asked] of Object.entries(methods)) {
      // Of a token, each store tells as much as it likes beside what is asked.
      if (method === 'findByDigest') continue;
      for (const given of asked as readonly (readonly unknown[])[]) {
        const lists = Reflect.get(app, repository) as Record<
          string,
          (...given: unknown[]) => ResultAsync<object, never>
        >;
        const answer = (await lists[method]?.(...given))?._unsafeUnwrap();
        // Where a page ends is a number of the store's own.
        const items = answer && 'items' in answer ? { ...answer, next: undefined } : answer;
        shown.push([repository, method, given, items]);
      }
    }
  }
  return shown;
}

describe('importApp', () => {
  it.runIf(isThere)(
    'moves an app from memory to SQLite to PostgreSQL and back, and loses nothing',
    async () => {
      const text = await fullText();
      const origin = memoryStore();
      expect((await imported(text, { store: origin })).isOk()).toBe(true);
      let last = text;
      for (const store of [storeOn(newFile()), openStore(), memoryStore()]) {
        const done = await imported(last, { store: checkedStore(store), limits: fullAppLimits });
        const { appId, exportedAt, added } = done._unsafeUnwrap();
        expect([appId, exportedAt]).toEqual(['test', clock()]);
        expect(JSON.stringify({ end: added })).toBe(text.trimEnd().split('\n').at(-1));
        last = await textOf(store);
        expect(last).toBe(text);
        expect(await shownBy(store)).toEqual(await shownBy(origin));
        await store.close();
      }
    },
  );

  it('gives the app another id where it is told one', async () => {
    const store = memoryStore();
    const done = await imported(textWith([user('ana')]), { store, appId: 'other' });
    expect(done._unsafeUnwrap().appId).toBe('other');
    expect((await openApp({ store, appId: 'other' }).users.get('ana')).isOk()).toBe(true);
    expect((await openApp({ store, appId: 'test' }).users.get('ana')).isErr()).toBe(true);
  });

  it('reads a text with the line ends of another system, and one without its last', async () => {
    const text = textWith([user('ana')]);
    expect((await imported(text.replaceAll('\n', '\r\n'))).isOk()).toBe(true);
    expect((await imported(text.trimEnd())).isOk()).toBe(true);
  });

  it('reads a text that is one piece of bytes', async () => {
    const text = textWith([user('ana'), user('bo', { name: 'Ünal' })]);
    for (const bytes of [new TextEncoder().encode(text), Buffer.from(text)])
      expect((await imported(bytes))._unsafeUnwrap().added.user).toBe(2);
  });

  it('reads bytes whose place is used again as soon as they are read', async () => {
    const bytes = new TextEncoder().encode(textWith([user('ana'), user('bo', { name: 'Ünal' })]));
    const place = new Uint8Array(7);
    const parts = function* () {
      for (let start = 0; start < bytes.length; start += place.length) {
        const part = bytes.subarray(start, start + place.length);
        place.set(part);
        yield place.subarray(0, part.length);
      }
    };
    expect((await imported(parts()))._unsafeUnwrap().added.user).toBe(2);
  });

  // Regression: an owner that one row changes and another only reads was named twice, and was one too many.
  it('names no owner twice for rows that share a commit', async () => {
    const uids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const blocks = uids.map((uid, index) => block(uid, uids[(index + 1) % uids.length] ?? ''));
    const text = textWith([...uids.map((uid) => user(uid)), ...blocks]);
    expect((await imported(text, { store: checkedStore(memoryStore()) })).isOk()).toBe(true);
  });

  it('imports what is exported at the same time, and tells how far it has come', async () => {
    const from = memoryStore();
    const rows = Array.from({ length: 2000 }, (_, nth) => user(`u${nth}`));
    expect((await imported(textWith(rows), { store: from })).isOk()).toBe(true);
    const told: TransferProgress[] = [];
    const { text, done } = exportApp({ store: from, appId: 'test', clock });
    const to = memoryStore();
    const answer = await importApp({ store: to, text, onProgress: (progress) => void told.push(progress) });
    expect(answer._unsafeUnwrap().added.user).toBe(2000);
    expect((await done).isOk()).toBe(true);
    expect(told.at(-1)).toEqual({ type: 'user', rows: 2000, total: 2000 });
    expect(await textOf(to)).toBe(await textOf(from));
  });

  it('takes in a group whose owner is deactivated', async () => {
    const rows = [
      user('ana').replace(/}}$/, `,"deactivatedAt":${at}}}`),
      ...[group('club', 'ana'), member('ana', 'club', 'admin')],
    ];
    const store = memoryStore();
    expect((await imported(textWith(rows), { store })).isOk()).toBe(true);
    expect(await textOf(store)).toBe(textWith(rows));
  });

  it('says of a store that fails whether anything was committed before', async () => {
    const rows = [user('ana'), user('bo'), friends('ana', 'bo')];
    for (const [failing, committed] of [
      [1, false],
      [2, 'partly'],
    ] as const) {
      let commits = 0;
      const store = storeAround(memoryStore(), ({ name }, proceed) => {
        if (name === 'transact') commits += 1;
        return name === 'transact' && commits === failing
          ? errAsync({ code: 'STORE_UNAVAILABLE', committed: false })
          : proceed();
      });
      const failure = (await imported(textWith(rows), { store }))._unsafeUnwrapErr();
      expect(failure).toEqual({ code: 'STORE_UNAVAILABLE', committed });
    }
  });

  it('tells of the rows of each type and of all, with those that were there or are left out', async () => {
    const rows = [user('ana'), user('bo'), block('ana', 'bo'), friends('ana', 'bo'), friends('ana', 'cy')];
    const store = memoryStore();
    expect((await imported(textWith(rows.slice(0, 1)), { store })).isOk()).toBe(true);
    const told: TransferProgress[] = [];
    const answer = await imported(textWith(rows), {
      store,
      resume: true,
      onLeftOut: () => undefined,
      onProgress: (progress) => void told.push(progress),
    });
    expect(answer.isOk()).toBe(true);
    expect(told).toEqual([
      { type: 'user', rows: 1, total: 1 },
      { type: 'user', rows: 2, total: 2 },
      { type: 'block', rows: 1, total: 3 },
      { type: 'friendship', rows: 2, total: 5 },
    ]);
  });

  it('lets other work go first while parts come that end no line', async () => {
    const { turns } = await turnsDuring(() => imported('x'.repeat(30_000).split('')));
    expect(turns).toBeGreaterThan(50);
  });

  it('lets other work go first now and then', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 0);
    const rows = Array.from({ length: 3000 }, (_, nth) => user(`u${nth}`));
    expect((await imported(textWith(rows))).isOk()).toBe(true);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  describe('refuses', () => {
    const header = '{"kithkin":{"version":1,"appId":"test","exportedAt":1700000000}}\n';

    it.each<[string, string, object]>([
      ['nothing at all', '', { code: 'ERR_IMPORT_CUT_OFF', line: 0 }],
      ['a header alone', header, { code: 'ERR_IMPORT_CUT_OFF', line: 1 }],
      ['a line that was cut in two', `${header}{"user":{"ui`, { code: 'ERR_IMPORT_CUT_OFF', line: 1 }],
      ['another version of the format', header.replace('1', '2'), { code: 'ERR_IMPORT_VERSION', version: 2 }],
      [
        'a first line that is a row',
        `${user('ana')}\n`,
        { line: 1, details: { line: ['must be the first line of an export'] } },
      ],
      [
        'a header that says more',
        header.replace('{"version', '{"by":"ana","version'),
        { line: 1, details: { line: ['must be written as exportApp writes it'] } },
      ],
      [
        'the export of one user',
        header.replace('"exp', '"uid":"ana","exp'),
        { line: 1, details: { line: ['must be of an app, not of one user'] } },
      ],
      ['two headers', `${header}${header}`, { line: 2, details: { kithkin: ['is no type of row'] } }],
      ['a line that is no JSON', `${header}{]\n`, { line: 2, details: { line: ['must be JSON'] } }],
      ['an empty line', `${header}\n`, { line: 2, details: { line: ['must be JSON'] } }],
      ['a list', `${header}[1]\n`, { line: 2, details: { line: ['must be an object with one field'] } }],
      ['a number', `${header}7\n`, { line: 2, details: { line: ['must be an object'] } }],
      [
        'two rows on a line',
        `${header}{"user":{},"ban":{}}\n`,
        { line: 2, details: { line: ['must be an object with one field'] } },
      ],
      [
        'an unknown type',
        `${header}{"__proto__":{}}\n`,
        { line: 2, details: JSON.parse('{"__proto__":["is no type of row"]}') },
      ],
      [
        'fields that are wrong, all of them',
        textWith([user('a b', { name: ' ', tags: [] })]),
        {
          line: 2,
          details: {
            uid: ['must be 1 to 100 characters of A-Z, a-z, 0-9, "_" and "-"'],
            name: ['must not be blank'],
            tags: ['must be absent where there are none'],
          },
        },
      ],
      [
        'a field that nobody knows',
        textWith([user('ana', { age: 7 })]),
        { line: 2, details: { age: ['is no field of user'] } },
      ],
      ...[
        user('ANA'),
        user('ana', { name: ' ana' }),
        user('ana', { tags: ['a', 'a'] }),
        user('ana').replace(':', ': '),
      ].map((row): [string, string, object] => [
        `what would be stored otherwise: ${row}`,
        textWith([row]),
        { line: 2, details: { user: ['must be written as exportApp writes it'] } },
      ]),
      [
        'a field twice',
        textWith([user('ana').replace('"name"', '"name":"x","name"')]),
        { line: 2, details: { user: ['must be written as exportApp writes it'] } },
      ],
      [
        'a user who is online and deactivated',
        textWith([user('ana').replace('offline', 'online').replace(/}}$/, ',"deactivatedAt":5}}')]),
        { line: 2, details: { status: ['must be offline on a deactivated user'] } },
      ],
      [
        'a role without a time of creation',
        textWith([role('vip', {})]),
        { line: 2, details: { createdAt: ['must be absent on default and on no other role'] } },
      ],
      [
        'a password group without a password',
        textWith([group('club').replace('public', 'password')]),
        {
          line: 2,
          details: { passwordHash: ['must be present on a group of type password and on no other'] },
        },
      ],
      [
        'a friendship with itself',
        textWith([friends('ana', 'ana')]),
        { line: 2, details: { higher: ['must come after lower'] } },
      ],
      [
        'the handle of somebody else',
        textWith([token('ana', 1).replace('"handle":"ana', '"handle":"bo')]),
        { line: 2, details: { handle: ['must be made of the uid and the time of creation'] } },
      ],
      [
        'a digest in capitals',
        textWith([token('ana', 1).replace(/0{64}|0{63}1/, 'A'.repeat(64))]),
        { line: 2, details: { digest: ['must be 64 lower-case hex digits'] } },
      ],
      [
        'a type that comes late',
        textWith([group('club'), user('ana')]),
        { line: 3, details: { line: ['must not come behind rows of type group'] } },
      ],
      [
        'a role that comes late',
        textWith([role('b'), role('a')]),
        { line: 3, details: { line: ['must come behind the row before it'] } },
      ],
      [
        'a role twice',
        textWith([role('a'), role('a')]),
        { line: 3, details: { line: ['must come behind the row before it'] } },
      ],
      [
        'counts that are wrong',
        textWith([user('ana')]).replace('"user":1', '"user":2'),
        {
          line: 3,
          details: { line: [expect.stringContaining('"user":1') as string] },
        },
      ],
      ['anything behind the end', `${textWith([])}\n`, { line: 3, details: { line: ['must be JSON'] } }],
      [
        'a line without an end',
        `${header}${'x'.repeat(70_000)}`,
        { line: 2, details: { line: ['must be at most 65536 characters long'] } },
      ],
    ])('%s', async (_, text, expected) => {
      const refusal = (await imported(text))._unsafeUnwrapErr();
      expect(refusal).toEqual({ code: 'ERR_IMPORT_BAD_LINE', ...expected });
    });

    it('bytes that are no UTF-8, with their line', async () => {
      const bytes = new TextEncoder().encode(textWith([user('ana'), user('bo')]));
      bytes[bytes.lastIndexOf('b'.charCodeAt(0), -60)] = 0xff;
      const refusal = (await imported([bytes]))._unsafeUnwrapErr();
      expect(refusal).toMatchObject({ code: 'ERR_IMPORT_BAD_LINE', details: { line: ['must be UTF-8'] } });
    });

    it('parts that are neither text nor bytes', async () => {
      const refusal = (await imported([header, 7 as never]))._unsafeUnwrapErr();
      const details = { line: ['must be text, or bytes of UTF-8'] };
      expect(refusal).toEqual({ code: 'ERR_IMPORT_BAD_LINE', line: 2, details });
    });

    it('a text whose reading throws, and tells what was thrown', async () => {
      const cause = new Error('no such file');
      const text = (async function* () {
        yield header;
        throw cause;
      })();
      const store = memoryStore();
      expect((await imported(text, { store }))._unsafeUnwrapErr()).toEqual({
        code: 'ERR_IMPORT_TEXT_FAILED',
        line: 1,
        cause,
      });
    });

    it('a text, and lets go of it', async () => {
      let isOpen = true;
      const text = (async function* () {
        try {
          yield `${header}{]\n`;
          yield 'more';
        } finally {
          isOpen = false;
        }
      })();
      expect((await imported(text)).isErr()).toBe(true);
      expect(isOpen).toBe(false);
    });

    it('an app that holds something, if only a deletion that is not finished', async () => {
      const store = memoryStore();
      const app = openApp({ store, appId: 'test' });
      expect((await app.users.create({ uid: 'ana', name: 'Ana' })).isOk()).toBe(true);
      const refusal = (await imported(textWith([user('bo')]), { store }))._unsafeUnwrapErr();
      expect(refusal).toEqual({ code: 'ERR_IMPORT_APP_NOT_EMPTY', type: 'user' });

      const anchors = { write: [], read: [] };
      const of = { type: 'user', uid: 'ana' } as never;
      const buried = await store
        .forApp(app.appId)
        .transact({ anchors, load: {} }, () =>
          ok({ changes: [{ type: 'bury', tombstone: { of, buriedAt: 5 } }], value: 0 }),
        );
      expect(buried.isOk()).toBe(true);
      const again = (await imported(textWith([user('bo')]), { store }))._unsafeUnwrapErr();
      expect(again).toEqual({ code: 'ERR_IMPORT_APP_NOT_EMPTY', type: 'tombstone' });
    });

    const people = ['ana', 'bo', 'cy', 'di'].map((uid) => user(uid));

    it.each<[string, readonly string[], number, object]>([
      ['a uid twice', [user('ana'), user('ana')], 3, { code: 'ERR_UID_ALREADY_EXISTS', uid: 'ana' }],
      [
        'the uid of the system',
        [user('app_system')],
        2,
        { code: 'ERR_UID_ALREADY_EXISTS', uid: 'app_system' },
      ],
      [
        'a user whose role is not there',
        [user('ana', { role: 'vip' })],
        2,
        { code: 'ERR_ROLE_NOT_FOUND', role: 'vip' },
      ],
      [
        'one role too many',
        ['a', 'b', 'c'].map((id) => role(id)),
        4,
        { code: 'ERR_ROLES_LIMIT_EXCEEDED', limit: 2 },
      ],
      ['a guid twice', [group('club'), group('club')], 3, { code: 'ERR_GUID_ALREADY_EXISTS', guid: 'club' }],
      ['a group of nobody', [group('club', 'ana')], 2, { code: 'ERR_UID_NOT_FOUND', uid: 'ana' }],
      [
        'an owner who is no member',
        [user('ana'), group('club', 'ana'), block('ana', 'ana')],
        4,
        { code: 'ERR_OWNER_NOT_ADMIN', uid: 'ana', guid: 'club' },
      ],
      [
        'an owner who is no admin, at the end of the text',
        [user('ana'), group('club', 'ana'), member('ana', 'club')],
        5,
        { code: 'ERR_OWNER_NOT_ADMIN', uid: 'ana', guid: 'club' },
      ],
      [
        'a member who is not there',
        [group('club'), member('ana', 'club')],
        3,
        { code: 'ERR_UID_NOT_FOUND', uid: 'ana' },
      ],
      [
        'a member of nothing',
        [user('ana'), member('ana', 'club')],
        3,
        { code: 'ERR_GUID_NOT_FOUND', guid: 'club' },
      ],
      [
        'a member twice',
        [user('ana'), group('club'), member('ana', 'club'), member('ana', 'club')],
        5,
        { code: 'ERR_ALREADY_JOINED', uid: 'ana', guid: 'club' },
      ],
      [
        'one group too many of a user',
        [
          user('ana'),
          ...['a', 'b', 'c'].map((guid) => group(guid)),
          ...['a', 'b', 'c'].map((guid) => member('ana', guid)),
        ],
        8,
        { code: 'ERR_GROUPS_LIMIT_EXCEEDED', uid: 'ana', limit: 2 },
      ],
      [
        'one member too many of a group',
        [...people, group('club'), ...['ana', 'bo', 'cy'].map((uid) => member(uid, 'club'))],
        9,
        { code: 'ERR_NO_VACANCY', guid: 'club', limit: 2 },
      ],
      ['a ban of nobody', [group('club'), ban('ana', 'club')], 3, { code: 'ERR_UID_NOT_FOUND', uid: 'ana' }],
      [
        'a ban from nothing',
        [user('ana'), ban('ana', 'club')],
        3,
        { code: 'ERR_GUID_NOT_FOUND', guid: 'club' },
      ],
      [
        'a ban of a member',
        [user('ana'), group('club'), member('ana', 'club'), ban('ana', 'club')],
        5,
        { code: 'ERR_ALREADY_JOINED', uid: 'ana', guid: 'club' },
      ],
      ['a block of nobody', [user('ana'), block('ana', 'bo')], 3, { code: 'ERR_UID_NOT_FOUND', uid: 'bo' }],
      [
        'a block of itself',
        [user('ana'), block('ana', 'ana')],
        3,
        { code: 'ERR_CANNOT_BLOCK_SELF', uid: 'ana' },
      ],
      [
        'a friend who is not there',
        [user('ana'), friends('ana', 'bo')],
        3,
        { code: 'ERR_UID_NOT_FOUND', uid: 'bo' },
      ],
      [
        'a friendship twice',
        [...people, friends('ana', 'bo'), friends('ana', 'bo')],
        7,
        { code: 'ERR_ALREADY_FRIEND', lower: 'ana', higher: 'bo' },
      ],
      [
        'one friend too many of the first',
        [...people, friends('ana', 'bo'), friends('ana', 'cy'), friends('ana', 'di')],
        8,
        { code: 'ERR_FRIENDS_LIMIT_EXCEEDED', uid: 'ana', limit: 2 },
      ],
      [
        'one friend too many of the second',
        [...people, friends('ana', 'di'), friends('bo', 'di'), friends('cy', 'di')],
        8,
        { code: 'ERR_FRIENDS_LIMIT_EXCEEDED', uid: 'di', limit: 2 },
      ],
      ['a token of nobody', [token('ana', 1)], 2, { code: 'ERR_UID_NOT_FOUND', uid: 'ana' }],
      [
        'a token twice',
        [user('ana'), token('ana', 1), token('ana', 1)],
        4,
        { code: 'ERR_AUTH_TOKEN_ALREADY_EXISTS', uid: 'ana' },
      ],
      [
        'a handle twice',
        [user('ana'), token('ana', 1), token('ana', 2, { handle: `ana_${at}00000001` })],
        4,
        { code: 'ERR_AUTH_TOKEN_ALREADY_EXISTS', uid: 'ana' },
      ],
      [
        'the digest of a token of somebody else',
        [...people, token('ana', 1), token('bo', 1)],
        7,
        { code: 'ERR_AUTH_TOKEN_ALREADY_EXISTS', uid: 'bo' },
      ],
      [
        'one active token too many',
        [user('ana'), token('ana', 1), token('ana', 2, { archivedAt: at }), token('ana', 3), token('ana', 4)],
        6,
        { code: 'ERR_AUTH_TOKENS_LIMIT_EXCEEDED', uid: 'ana', limit: 2 },
      ],
      ['a bot who is nobody', [bot('ana')], 2, { code: 'ERR_UID_NOT_FOUND', uid: 'ana' }],
      [
        'one bot too many',
        [...people, bot('ana'), bot('bo'), bot('cy')],
        8,
        { code: 'ERR_BOTS_LIMIT_EXCEEDED', limit: 2 },
      ],
      ['one key too many', [key(1), key(2), key(3)], 4, { code: 'ERR_APIKEYS_LIMIT_EXCEEDED', limit: 2 }],
      [
        'the name of a key twice',
        [key(1), key(2, { name: 'key 1' })],
        3,
        { code: 'ERR_APIKEY_ALREADY_EXISTS', name: 'key 1' },
      ],
      [
        'the handle of a key twice',
        [key(1), key(2, { handle: '00000001' })],
        3,
        { code: 'ERR_APIKEY_ALREADY_EXISTS', name: 'key 2' },
      ],
    ])('%s', async (_, rows, line, refusal) => {
      const store = memoryStore();
      const limits = {
        friendshipsPerUserMax: 2,
        activeAuthTokensPerUserMax: 2,
        groupMembershipsPerUserMax: 2,
        membersPerGroupMax: 2,
        botsPerAppMax: 2,
        rolesPerAppMax: 2,
        apiKeysPerAppMax: 2,
      };
      const answer = await imported(textWith(rows), { store: checkedStore(store), limits });
      expect(answer._unsafeUnwrapErr()).toMatchObject({ code: 'ERR_IMPORT_ROW_REFUSED', line, refusal });
    });

    it('a row, and lets in the rows before it and none behind it', async () => {
      const store = memoryStore();
      const rows = [user('ana'), user('bo'), user('ana'), user('cy')];
      expect((await imported(textWith(rows), { store }))._unsafeUnwrapErr()).toMatchObject({ line: 4 });
      expect(await textOf(store)).toBe(textWith(rows.slice(0, 2)));
    });

    it('a line, and lets in the rows before it', async () => {
      const store = memoryStore();
      const rows = [user('ana'), user('bo')];
      expect((await imported(textWith([...rows, '{"ban":7}']), { store })).isErr()).toBe(true);
      expect(await textOf(store)).toBe(textWith(rows));
    });

    it('options that cannot work', () => {
      const good = { store: memoryStore(), text: '' };
      const bad: readonly [object | undefined, string][] = [
        [undefined, 'store must be a Store'],
        [{ ...good, text: 7 }, 'text must be text'],
        [{ ...good, text: undefined }, 'text must be text'],
        [{ ...good, appId: 'no spaces' }, 'appId must be'],
        [{ ...good, limits: 7 }, 'limits must be an object'],
        [{ ...good, limits: { friends: 7 } }, 'the limit friends'],
        [{ ...good, resume: 'yes' }, 'resume must be'],
        [{ ...good, onLeftOut: 7 }, 'onLeftOut must be'],
        [{ ...good, onProgress: 7 }, 'onProgress must be'],
      ];
      for (const [options, message] of bad) expect(() => importApp(options as never)).toThrow(message);
    });
  });

  describe('while others write', () => {
    const people = ['ana', 'bo', 'cy', 'di'].map((uid) => user(uid));

    it('lets in no friendship beyond the cap', async () => {
      const inner = memoryStore();
      const limits = { friendshipsPerUserMax: 1 };
      const app = openApp({ store: inner, appId: 'test', limits });
      const befriended: string[] = [];
      const store = storeAround(inner, ({ name, given: [plan] }, proceed) => {
        const isForFriends = name === 'transact' && JSON.stringify(plan).includes('friendCount');
        if (!isForFriends) return proceed();
        return app.friendships.befriend('ana', 'di').andThen(() => {
          befriended.push('ana');
          return proceed();
        });
      });
      const text = textWith([...people, friends('bo', 'cy'), friends('ana', 'bo')]);
      const refusal = (await imported(text, { store, limits }))._unsafeUnwrapErr();
      expect(refusal).toMatchObject({
        line: 7,
        refusal: { code: 'ERR_FRIENDS_LIMIT_EXCEEDED', uid: 'ana', limit: 1 },
      });
      expect(befriended).toEqual(['ana']);
      const again = await textOf(inner);
      expect(again).toBe(textWith([...people, friends('ana', 'di'), friends('bo', 'cy')]));
    });

    it('leaves a group to the owner that it was given meanwhile', async () => {
      const inner = memoryStore();
      const app = openApp({ store: inner, appId: 'test' });
      let given = 0;
      // Once the group and its first member are in, and before its owner is.
      const store = storeAround(inner, ({ name, given: [plan] }, proceed) => {
        const isOfAna = name === 'transact' && JSON.stringify(plan).includes('"membership","uid":"ana"');
        if (!isOfAna) return proceed();
        return app.groupMemberships
          .add('club', ['bo'])
          .andThen(() => app.groups.transferOwnership('club', 'bo'))
          .andThen(() => {
            given += 1;
            return proceed();
          });
      });
      const text = textWith([...people, group('club', 'ana'), member('ana', 'club', 'admin')]);
      expect((await imported(text, { store })).isOk()).toBe(true);
      expect(given).toBe(1);
      expect((await app.groups.get('club'))._unsafeUnwrap().owner).toBe('bo');
      expect(rowsIn(await textOf(inner)).slice(-1)).toEqual([member('ana', 'club', 'admin')]);
    });

    it.each<[string, () => Store]>([
      ['memory', () => memoryStore()],
      ['SQLite', () => storeOn(newFile())],
    ])('lets in a digest once, of two imports into %s at once', async (_, open) => {
      for (const onLeftOut of [undefined, () => undefined]) {
        const inner = open();
        const rivals = people.slice(0, 2);
        // The import has looked whether the digests are taken, and then another commits first.
        let isTaken = false;
        const store = storeAround(inner, ({ name, given: [plan] }, proceed) => {
          const isForTokens = name === 'transact' && JSON.stringify(plan).includes('"authToken"');
          if (!isForTokens || isTaken) return proceed();
          isTaken = true;
          const { authToken } = JSON.parse(token('bo', 2));
          // SAFETY: the id is well-formed.
          const other = inner.forApp('test' as AppId);
          return applyTo(other, [{ type: 'addAuthToken', token: authToken }]).andThen(() => proceed());
        });
        const text = textWith([...rivals, token('ana', 1), token('ana', 2), token('ana', 3)]);
        const answer = await imported(text, { store, onLeftOut });
        const held = rowsIn(await textOf(inner));
        if (onLeftOut) {
          expect(answer._unsafeUnwrap().leftOut.authToken).toBe(1);
          expect(held).toEqual([...rivals, token('bo', 2), token('ana', 1), token('ana', 3)]);
        } else {
          expect(answer._unsafeUnwrapErr()).toEqual({
            code: 'ERR_IMPORT_ROW_REFUSED',
            line: 5,
            type: 'authToken',
            refusal: { code: 'ERR_AUTH_TOKEN_ALREADY_EXISTS', uid: 'ana' },
          });
          expect(held).toEqual([...rivals, token('bo', 2), token('ana', 1)]);
        }
        await inner.close();
      }
    });

    it('lets in no key whose digest another has got', async () => {
      const inner = memoryStore();
      // SAFETY: the id is well-formed.
      const other = inner.forApp('test' as AppId);
      const { apiKey } = JSON.parse(key(1, { name: 'another', handle: 'abcdef01' }));
      const store = storeAround(inner, ({ name }, proceed) =>
        name === 'transact'
          ? applyTo(other, [{ type: 'addApiKey', apiKey }]).andThen(() => proceed())
          : proceed(),
      );
      const refusal = (await imported(textWith([key(1)]), { store }))._unsafeUnwrapErr();
      expect(refusal).toMatchObject({
        line: 2,
        refusal: { code: 'ERR_APIKEY_ALREADY_EXISTS', name: 'key 1' },
      });
      expect(rowsIn(await textOf(inner))).toEqual([JSON.stringify({ apiKey })]);
    });

    it('lets in each row once, of two imports at once', async () => {
      const text = await fullText();
      const store = memoryStore();
      const answers = await Promise.all([imported(text, { store }), imported(text, { store })]);
      expect(answers.map((answer) => answer.isOk()).sort()).toEqual([false, true]);
      expect(await textOf(store)).toBe(text);
    });
  });

  describe('with onLeftOut', () => {
    /** Imports rows, and tells what was left out, by line and code. */
    async function leavingOut(rows: readonly string[], options: Partial<ImportAppOptions> = {}) {
      const told: LeftOut[] = [];
      const store = options.store ?? memoryStore();
      const onLeftOut = (each: LeftOut) => void told.push(each);
      const answer = await imported(textWith(rows), { ...options, store: checkedStore(store), onLeftOut });
      return { store, told, brief: told.map(({ line, refusal }) => [line, refusal.code]), answer };
    }

    // Of an app that was written to meanwhile: bo was deleted, cy joined twice, di was banned, and el got the club.
    const torn = [
      ...['ana', 'cy', 'di', 'el'].map((uid) => user(uid)),
      ...[group('club', 'ana'), group('attic', 'bo')],
      ...[member('ana', 'club'), member('cy', 'club'), member('bo', 'club'), member('di', 'club')],
      ...[member('cy', 'club'), member('el', 'club', 'admin'), ban('di', 'club')],
      ...[friends('ana', 'bo'), friends('ana', 'cy')],
    ];

    it('leaves out what does not fit, tells of it, and lets in the rest', async () => {
      const { store, told, brief, answer } = await leavingOut(torn);
      expect(brief).toEqual([
        [7, 'ERR_UID_NOT_FOUND'],
        [10, 'ERR_UID_NOT_FOUND'],
        [12, 'ERR_ALREADY_JOINED'],
        [6, 'ERR_OWNER_NOT_ADMIN'],
        [14, 'ERR_ALREADY_JOINED'],
        [15, 'ERR_UID_NOT_FOUND'],
      ]);
      expect(told[0]).toEqual({
        line: 7,
        type: 'group',
        row: JSON.parse(torn[5] ?? '').group,
        refusal: { code: 'ERR_UID_NOT_FOUND', uid: 'bo' },
      });
      expect(told[3]).not.toHaveProperty('row');
      const { added, leftOut } = answer._unsafeUnwrap();
      expect([added.membership, leftOut.membership]).toEqual([4, 2]);
      const left = new Set([7, 10, 12, 14, 15].map((line) => line - 2));
      const rest = torn
        .filter((_, index) => !left.has(index))
        .map((row) => row.replace(',"owner":"ana"', ''));
      expect(await textOf(store)).toBe(textWith(rest));
    });

    it('goes on where it stopped, and leaves out the same', async () => {
      for (let stop = 0; stop <= torn.length; stop += 1) {
        const broken = [...torn.slice(0, stop), '{"user":0}', ...torn.slice(stop)];
        const { store, answer } = await leavingOut(broken);
        expect(answer._unsafeUnwrapErr()).toMatchObject({ code: 'ERR_IMPORT_BAD_LINE', line: stop + 2 });
        const resumed = await leavingOut(torn, { store, resume: true });
        expect(resumed.answer.isOk()).toBe(true);
        expect(resumed.brief).toEqual((await leavingOut(torn)).brief);
        expect(await textOf(store)).toBe(await textOf((await leavingOut(torn)).store));
      }
    });

    it('refuses a line that is not what exportApp writes all the same', async () => {
      const { answer } = await leavingOut([user('ANA')]);
      expect(answer._unsafeUnwrapErr().code).toBe('ERR_IMPORT_BAD_LINE');
    });

    it('hands on what is thrown when it is told', async () => {
      const onLeftOut = () => {
        throw new Error('no log');
      };
      await expect(imported(textWith(torn), { onLeftOut })).rejects.toThrow('no log');
    });
  });

  describe('resumed', () => {
    const rows = [
      ...['ana', 'bo', 'cy'].map((uid) => user(uid)),
      ...[group('club', 'ana'), member('ana', 'club', 'admin'), member('bo', 'club')],
      ...[friends('ana', 'bo'), bot('cy')],
    ];

    /** A store into which some rows have come. */
    async function holding(some: readonly string[]): Promise<Store> {
      const store = memoryStore();
      expect((await imported(textWith(some), { store })).isOk()).toBe(true);
      return store;
    }

    it('goes on from an owner who did not come, once its membership is added or the owner taken out', async () => {
      const wrong = [...rows.slice(0, 4), ...rows.slice(5)];
      const store = memoryStore();
      const refusal = (await imported(textWith(wrong), { store }))._unsafeUnwrapErr();
      expect(refusal).toEqual({
        code: 'ERR_IMPORT_ROW_REFUSED',
        line: 7,
        type: 'membership',
        refusal: { code: 'ERR_OWNER_NOT_ADMIN', uid: 'ana', guid: 'club' },
      });
      // All rows before the line are in, and none from it on.
      expect(rowsIn(await textOf(store))).toEqual([...rows.slice(0, 3), group('club'), ...wrong.slice(4, 5)]);
      const added = [...wrong.slice(0, 5), rows[4] ?? '', ...wrong.slice(5)];
      const ownerless = wrong.map((row) => row.replace(',"owner":"ana"', ''));
      for (const right of [added, ownerless]) {
        const copy = await holding(rowsIn(await textOf(store)));
        expect((await imported(textWith(right), { store: copy, resume: true })).isOk()).toBe(true);
        expect(await textOf(copy)).toBe(textWith(right));
      }
    });

    it('tells how far it has come over rows that are there, once a page', async () => {
      const many = Array.from({ length: 2500 }, (_, nth) => user(`u${nth}`));
      const store = await holding(many);
      const told: TransferProgress[] = [];
      const onProgress = (progress: TransferProgress) => void told.push(progress);
      const text = textWith([...many, user('last')]);
      expect((await imported(text, { store, resume: true, onProgress })).isOk()).toBe(true);
      const counts = [1000, 2000, 2500, 2501];
      expect(told).toEqual(counts.map((rows) => ({ type: 'user', rows, total: rows })));
    });

    it('finds everything there where there is nothing left to do', async () => {
      const store = await holding(rows);
      const { added, present } = (await imported(textWith(rows), { store, resume: true }))._unsafeUnwrap();
      expect([added.user, present.user, present.bot]).toEqual([0, 3, 1]);
    });

    it('begins where nothing is there', async () => {
      const store = memoryStore();
      expect((await imported(textWith(rows), { store, resume: true })).isOk()).toBe(true);
      expect(await textOf(store)).toBe(textWith(rows));
    });

    it.each<[string, readonly string[], number, string]>([
      ['a row that is different', [user('ana'), user('bo', { name: 'Bo' })], 3, 'user'],
      ['a row that is not in the text', [user('ana'), user('di')], 3, 'user'],
      ['rows in another order', [user('bo'), user('ana')], 2, 'user'],
      ['a row more of a type', [...rows.slice(0, 3), user('di')], 5, 'user'],
      ['a type that comes later', [user('ana'), user('bo'), friends('ana', 'bo')], 4, 'friendship'],
      ['a type that is not in the text', [...rows.slice(0, 6), block('ana', 'bo')], 8, 'block'],
      [
        'a group whose owner is a member and no owner',
        [...rows.slice(0, 3), group('club'), rows[4] ?? ''],
        6,
        'membership',
      ],
      ['a row behind all', [...rows, key(1)], 10, 'apiKey'],
    ])('refuses %s, with the line before which it is', async (title, held, line, type) => {
      const store = await holding(held);
      const before = await textOf(store);
      for (const leftOut of [undefined, () => undefined]) {
        const answer = await imported(textWith(rows), { store, resume: true, onLeftOut: leftOut });
        // A row that is there in another place may have been repeated in the text, and left out.
        const isSure = !leftOut || title !== 'rows in another order';
        const told = { code: 'ERR_IMPORT_NOT_RESUMABLE', type, ...(isSure && { line }) };
        expect(answer._unsafeUnwrapErr()).toMatchObject(told);
        expect(await textOf(store)).toBe(before);
      }
    });
  });
});
