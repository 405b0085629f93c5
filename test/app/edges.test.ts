import { openApp } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { describe, expect, it } from 'vitest';

const open = (options: object = {}) => openApp({ store: memoryStore(), appId: 'edges', ...options });

describe('openApp', () => {
  it.each([
    [undefined, 'store must be a Store'],
    [{ appId: 'x' }, 'store must be a Store'],
    [{ appId: 'x', store: memoryStore }, 'store must be a Store'],
    [{ appId: 'no spaces', store: memoryStore() }, 'appId must be'],
    [{ appId: 'x', store: memoryStore(), limits: { friendshipPerUserMax: 1 } }, 'friendshipPerUserMax'],
    [{ appId: 'x', store: memoryStore(), limits: { membersPerGroupMax: 0 } }, 'whole number from 1'],
    [{ appId: 'x', store: memoryStore(), limits: { botsPerAppMax: 1.5 } }, 'whole number from 0'],
  ])('says what is wrong with %j', (options, sentence) => {
    // SAFETY: what a caller without a compiler may pass.
    expect(() => openApp(options as unknown as Parameters<typeof openApp>[0])).toThrow(sentence);
  });
});

describe('an API key that acts', () => {
  it('must exist, and is not taken for administration when it does not', async () => {
    const app = open();
    const { apiKey, handle } = (await app.apiKeys.create({ name: 'own' }))._unsafeUnwrap();
    for (const as of ['nonsense', apiKey.toUpperCase(), `${apiKey} `, 'f'.repeat(40)]) {
      const answer = await app.apiKeys.update(handle, { name: 'other' }, { as });
      expect(answer._unsafeUnwrapErr().code).toBe('AUTH_ERR_APIKEY_NOT_FOUND');
    }
    const answer = await app.apiKeys.delete(handle, { as: apiKey });
    expect(answer._unsafeUnwrapErr().code).toBe('ERR_APIKEY_NO_SELF_ACTION');
  });
});

describe('a search', () => {
  it('finds a Greek name by the beginning of any of its words, wherever the sigma stands', async () => {
    const app = open();
    expect((await app.users.create({ uid: 'eleni', name: 'ΠΑΠΑΣΤΑΘΟΠΟΥΛΟΣ' })).isOk()).toBe(true);
    for (const searchKey of ['ΠΑΠΑΣ', 'παπας', 'παπασ', 'Παπασταθόπουλος'.slice(0, 4)]) {
      const { items } = (await app.users.list({ searchKey }))._unsafeUnwrap();
      expect(items).toHaveLength(1);
    }
  });

  it('goes on from its cursor when defaults are spelt out', async () => {
    const app = open();
    for (const uid of ['ana', 'ben']) expect((await app.users.create({ uid, name: uid })).isOk()).toBe(true);
    const { nextCursor } = (await app.users.list({ limit: 1 }))._unsafeUnwrap();
    const page = await app.users.list({
      limit: 1,
      cursor: nextCursor,
      withDeactivated: false,
      searchIn: ['uid', 'name'],
    });
    expect(page._unsafeUnwrap().items).toMatchObject([{ uid: 'ana' }]);
  });
});

describe('a group password', () => {
  const counting = () => {
    let hashes = 0;
    const passwords = {
      hash: async (password: string) => `${(hashes += 1)} ${password}`,
      matches: async (password: string, hash: string) => hash.endsWith(` ${password}`),
    };
    return { app: open({ passwords }), hashes: () => hashes };
  };

  it('is hashed only for a group that can be created or changed', async () => {
    const { app, hashes } = counting();
    const group = { guid: 'g', name: 'G', type: 'password', password: 'x' } as const;
    const refused = [
      await app.groups.create({ ...group, owner: 'nobody' }),
      await app.groups.update('g', { type: 'password', password: 'x' }),
    ];
    expect(refused.map((answer) => answer.isErr())).toEqual([true, true]);
    expect(hashes()).toBe(0);
    expect((await app.groups.create(group)).isOk()).toBe(true);
    expect(hashes()).toBe(1);
  });

  it('is not kept when an empty one is given', async () => {
    const { app } = counting();
    const group = { guid: 'g', name: 'G', type: 'password', password: 'x' } as const;
    expect((await app.groups.create(group)).isOk()).toBe(true);
    const answer = await app.groups.update('g', { type: 'password', password: '' });
    expect(answer._unsafeUnwrapErr().code).toBe('ERR_EMPTY_GROUP_PASS');
  });
});

describe('a URL', () => {
  it.each(['http:///example.com', 'https://a\\b', 'https:example.com', 'ftp://example.com', 'http://a b'])(
    'is not %s',
    async (avatar) => {
      const answer = await open().users.create({ uid: 'ana', name: 'Ana', avatar });
      expect(answer._unsafeUnwrapErr()).toMatchObject({
        details: { avatar: [expect.stringContaining('URL')] },
      });
    },
  );
});
