import { describe, expect, it } from 'vitest';
import {
  apiKeyDigest,
  apiKeyInfo,
  apiKeyName,
  apiKeysPerAppMax,
  decideAuthorize,
  decideCreateApiKey,
  decideDeleteApiKey,
  decideGetApiKey,
  decideUpdateApiKey,
  isApiKeyText,
  mintApiKey,
  operations,
  operationsByScope,
} from '../../src/api-key/api-key.ts';
import { apiKeyOf, hexOf } from '../support/records.ts';
import { codeOf, epoch, must, openTestApp, refusalOf } from '../support/test-app.ts';

const first = apiKeyOf(1);
const second = apiKeyOf(2);
const apiKeys = [first, second];
const given = { now: epoch + 1, as: undefined };
const notFound = { code: 'ERR_APIKEY_NOT_FOUND' };

describe('a minted key', () => {
  it('is stored as a digest and a handle', () => {
    const hex = hexOf(0xabc, 40);
    expect(mintApiKey(hex, { name: 'mine', scope: 'fullAccess', now: epoch })).toEqual({
      plain: hex,
      record: {
        handle: '00000abc',
        digest: apiKeyDigest(hex),
        name: 'mine',
        scope: 'fullAccess',
        createdAt: epoch,
      },
    });
    expect(apiKeyInfo(first)).toStrictEqual({
      handle: '00000001',
      name: 'key 1',
      scope: 'authOnly',
      createdAt: epoch,
    });
  });

  it('is named by its plain text or its handle', () => {
    const hex = hexOf(1, 40);
    expect([isApiKeyText(hex), apiKeyName(hex)]).toEqual([true, { digest: apiKeyDigest(hex) }]);
    expect([isApiKeyText('00000001'), apiKeyName('00000001')]).toEqual([false, { handle: '00000001' }]);
    for (const text of [
      '',
      `${hex}0`,
      ` ${hex}`,
      hex.slice(1),
      '0000001',
      '000000010',
      'A0000001',
      ' 00000001',
      hexOf(0xa, 40).toUpperCase(),
    ]) {
      expect([isApiKeyText(text), apiKeyName(text)], text).toEqual([false, undefined]);
    }
  });
});

describe('creating a key', () => {
  const minted = mintApiKey(hexOf(3, 40), { name: 'key 3', scope: 'authOnly', now: epoch });

  it('adds it', () => {
    expect(decideCreateApiKey(minted, { apiKeys })._unsafeUnwrap()).toEqual({
      changes: [{ type: 'addApiKey', apiKey: minted.record }],
      value: minted,
    });
  });

  it('is refused for the name, then for the cap, and begun again when the handle is taken', () => {
    const named = { ...minted, record: { ...minted.record, name: 'key 2', handle: first.handle } };
    expect(decideCreateApiKey(named, { apiKeys }, 2)._unsafeUnwrapErr()).toEqual({
      code: 'ERR_APIKEY_ALREADY_EXISTS',
      name: 'key 2',
    });
    expect(decideCreateApiKey(minted, { apiKeys }, 2)._unsafeUnwrapErr()).toEqual({
      code: 'ERR_APIKEYS_LIMIT_EXCEEDED',
      limit: 2,
    });
    const sameHandle = { ...minted, record: { ...minted.record, handle: second.handle } };
    expect(decideCreateApiKey(sameHandle, { apiKeys }, 3)._unsafeUnwrapErr()).toEqual({
      code: 'HANDLE_TAKEN',
    });
  });

  it('refuses the 26th key', async () => {
    const app = openTestApp();
    for (let number = 0; number < apiKeysPerAppMax; number += 1) {
      await must(app.apiKeys.create({ name: `key ${number}` }));
    }
    expect(await refusalOf(app.apiKeys.create({ name: 'one more' }))).toEqual({
      code: 'ERR_APIKEYS_LIMIT_EXCEEDED',
      limit: 25,
    });
    const { items } = await must(app.apiKeys.list());
    await must(app.apiKeys.delete(String(items[0]?.handle)));
    expect(await codeOf(app.apiKeys.create({ name: 'one more' }))).toBe('ok');
  });

  it('takes another key when chance repeats itself, and gives up in the end', async () => {
    const draws = [1, 1, 2];
    const app = openTestApp({ random: () => new Uint8Array(20).fill(draws.shift() ?? 2) });
    await must(app.apiKeys.create({ name: 'one' }));
    expect((await must(app.apiKeys.create({ name: 'two' }))).handle).toBe('02020202');
    await expect(app.apiKeys.create({ name: 'three' }).then()).rejects.toThrow(
      'the random source repeats itself',
    );
  });
});

describe('a named key', () => {
  it('is found by digest and by handle', () => {
    expect(decideGetApiKey({ digest: second.digest }, { apiKeys })._unsafeUnwrap()).toEqual(
      apiKeyInfo(second),
    );
    expect(decideGetApiKey({ handle: first.handle }, { apiKeys })._unsafeUnwrap()).toEqual(apiKeyInfo(first));
  });

  it('is renamed to a name that nobody else has', () => {
    const decided = decideUpdateApiKey({ handle: first.handle }, { name: 'new' }, { apiKeys }, given);
    const apiKey = { ...first, name: 'new', updatedAt: epoch + 1 };
    expect(decided._unsafeUnwrap()).toStrictEqual({
      changes: [{ type: 'replaceApiKey', apiKey }],
      value: apiKeyInfo(apiKey),
    });
    const same = decideUpdateApiKey({ handle: first.handle }, { name: 'key 1' }, { apiKeys }, given);
    expect(same.isOk()).toBe(true);
    const taken = decideUpdateApiKey({ handle: first.handle }, { name: 'key 2' }, { apiKeys }, given);
    expect(taken._unsafeUnwrapErr()).toEqual({ code: 'ERR_APIKEY_ALREADY_EXISTS', name: 'key 2' });
  });

  it('is given another scope', () => {
    const decided = decideUpdateApiKey({ handle: first.handle }, { scope: 'fullAccess' }, { apiKeys }, given);
    expect(decided._unsafeUnwrap().value).toMatchObject({ name: 'key 1', scope: 'fullAccess' });
  });

  it('is deleted', () => {
    expect(decideDeleteApiKey({ handle: first.handle }, { apiKeys }, undefined)._unsafeUnwrap()).toEqual({
      changes: [{ type: 'removeApiKey', digest: first.digest }],
      value: apiKeyInfo(first),
    });
  });

  it('is neither changed nor deleted by itself, even to a name that is taken', () => {
    const refusal = { code: 'ERR_APIKEY_NO_SELF_ACTION', handle: first.handle };
    for (const as of [{ handle: first.handle }, { digest: first.digest }]) {
      const updated = decideUpdateApiKey(
        { handle: first.handle },
        { name: 'key 2' },
        { apiKeys },
        { ...given, as },
      );
      expect(updated._unsafeUnwrapErr()).toEqual(refusal);
      expect(decideDeleteApiKey({ digest: first.digest }, { apiKeys }, as)._unsafeUnwrapErr()).toEqual(
        refusal,
      );
    }
    const byOther = decideDeleteApiKey({ handle: first.handle }, { apiKeys }, { handle: second.handle });
    expect(byOther.isOk()).toBe(true);
  });

  it.each([
    ['by a text that names none', undefined],
    ['by an unknown digest', { digest: apiKeyDigest('unknown') }],
    ['by an unknown handle', { handle: apiKeyOf(9).handle }],
  ])('is not found %s', (_, name) => {
    expect(decideGetApiKey(name, { apiKeys })._unsafeUnwrapErr()).toEqual(notFound);
    expect(decideUpdateApiKey(name, {}, { apiKeys }, given)._unsafeUnwrapErr()).toEqual(notFound);
    expect(decideDeleteApiKey(name, { apiKeys }, undefined)._unsafeUnwrapErr()).toEqual(notFound);
  });
});

describe('authorizing', () => {
  const full = { ...first, scope: 'fullAccess' } as const;

  it('lists every command of the app as an operation', () => {
    const commands = Object.entries(openTestApp())
      .filter(([concept]) => concept !== 'appId' && concept !== 'limits')
      .flatMap(([concept, methods]) => Object.keys(methods as object).map((method) => `${concept}.${method}`))
      .filter((operation) => operation !== 'apiKeys.authorize');
    expect([...operations].sort()).toEqual(commands.sort());
    expect(operationsByScope.fullAccess).toBe(operations);
    expect(operationsByScope.authOnly).toEqual(['users.create', 'authTokens.issue']);
  });

  it('lets a key of each scope do what its table says', () => {
    expect(decideAuthorize('users.delete', full, false)._unsafeUnwrap()).toEqual(apiKeyInfo(full));
    expect(decideAuthorize('users.create', full, false).isOk()).toBe(true);
    expect(decideAuthorize('users.create', first, true)._unsafeUnwrap()).toEqual(apiKeyInfo(first));
    expect(decideAuthorize('authTokens.issue', first, false).isOk()).toBe(true);
  });

  it('refuses an unknown key, and what the scope does not allow', () => {
    expect(decideAuthorize('users.create', undefined, true)._unsafeUnwrapErr()).toEqual({
      code: 'AUTH_ERR_APIKEY_NOT_FOUND',
    });
    for (const operation of ['users.delete', 'users.create'] as const) {
      expect(decideAuthorize(operation, first, false)._unsafeUnwrapErr()).toEqual({
        code: 'AUTH_ERR_NO_ACCESS',
        scope: 'authOnly',
        operation,
      });
    }
  });

  it('tells no key from an unknown one', async () => {
    const app = openTestApp();
    expect(await codeOf(app.apiKeys.authorize('  ', 'users.create'))).toBe('AUTH_ERR_EMPTY_APIKEY');
    expect(await codeOf(app.apiKeys.authorize(hexOf(1, 40), 'users.create'))).toBe(
      'AUTH_ERR_APIKEY_NOT_FOUND',
    );
    expect(await codeOf(app.apiKeys.authorize('short', 'users.create'))).toBe('AUTH_ERR_APIKEY_NOT_FOUND');
  });
});
