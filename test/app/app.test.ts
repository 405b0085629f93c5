import { defaultLimits, openApp } from 'kithkin';
import { memoryData, memoryStore } from 'kithkin/memory';
import { describe, expect, it } from 'vitest';
import { limitsWith } from '../../src/limits.ts';
import { codeOf, createUsers, must, openTestApp, refusalOf } from '../support/test-app.ts';

describe('opening an app', () => {
  it.each(['', 'a b', 'x'.repeat(101), '\u212a', 7, null, undefined])(
    'is a mistake with the id %j',
    (appId) => {
      const open = () => openApp({ store: memoryStore(), appId: appId as string });
      expect(open).toThrow(
        'Cannot open the app: appId must be 1 to 100 characters of A-Z, a-z, 0-9, "_" and "-"',
      );
    },
  );

  it.each([
    [{ clock: 5 }, 'clock must be a function that tells UNIX seconds'],
    [{ clock: null }, 'clock must be a function that tells UNIX seconds'],
    [{ random: 'x' }, 'random must be a function that makes bytes'],
    [{ passwords: {} }, 'passwords must have hash and matches, as pbkdf2Passwords() has'],
    [{ passwords: null }, 'passwords must have hash and matches, as pbkdf2Passwords() has'],
    [{ limits: 5 }, 'limits must be an object'],
    [{ limits: null }, 'limits must be an object'],
    [{ authOnlyCreatesUsers: 'no' }, 'authOnlyCreatesUsers must be true or false'],
  ])('is a mistake with %j', (options, reason) => {
    const open = () => openApp({ store: memoryStore(), appId: 'app', ...(options as object) });
    expect(open).toThrow(new TypeError(`Cannot open the app: ${reason}`));
  });

  it('takes options that are undefined for absent', () => {
    const none = { clock: undefined, random: undefined, limits: undefined, passwords: undefined };
    expect(() =>
      openApp({ store: memoryStore(), appId: 'app', ...none, authOnlyCreatesUsers: undefined }),
    ).not.toThrow();
  });

  it('keeps the case of its id, which counts', async () => {
    const data = memoryData();
    const [upper, lower] = ['App', 'app'].map((appId) =>
      openTestApp({ store: memoryStore({ data }), appId }),
    );
    if (!upper || !lower) throw new Error('two apps were opened');
    expect([upper.appId, lower.appId]).toEqual(['App', 'app']);
    await createUsers(upper, 'ana');
    expect(await codeOf(lower.users.get('ana'))).toBe('ERR_UID_NOT_FOUND');
  });

  it('writes nothing', async () => {
    const data = memoryData();
    openTestApp({ store: memoryStore({ data }) });
    expect((await must(openTestApp({ store: memoryStore({ data }) }).users.list())).items).toEqual([]);
  });

  it('needs a clock that tells seconds and a source of as many bytes as are asked for', async () => {
    const inMilliseconds = openTestApp({ clock: () => Date.now() });
    expect(() => inMilliseconds.users.create({ uid: 'ana', name: 'Ana' })).toThrow(
      'clock() must return whole UNIX seconds',
    );
    const stingy = openTestApp({ random: () => new Uint8Array(3) });
    expect(() => stingy.users.create({ uid: 'ana', name: 'Ana', withAuthToken: true })).toThrow('random(15)');
  });

  it('can be done on a store that was closed, which then says so', async () => {
    const store = memoryStore();
    const app = openTestApp({ store });
    await store.close();
    await store.close();
    const refusal = { code: 'STORE_UNAVAILABLE', committed: false };
    expect(await refusalOf(app.users.create({ uid: 'ana', name: 'Ana' }))).toEqual(refusal);
    expect(await refusalOf(app.users.list())).toEqual(refusal);
  });
});

describe('limits', () => {
  it('are the documented ones unless changed one by one', () => {
    expect(defaultLimits).toEqual({
      friendshipsPerUserMax: 1000,
      activeAuthTokensPerUserMax: 100,
      groupMembershipsPerUserMax: 2000,
      membersPerGroupMax: 100_000,
      botsPerAppMax: 25,
      rolesPerAppMax: 25,
      apiKeysPerAppMax: 25,
    });
    expect(openTestApp().limits).toEqual(defaultLimits);
    const limits = limitsWith({ botsPerAppMax: 3, rolesPerAppMax: undefined });
    expect(limits).toEqual({ ...defaultLimits, botsPerAppMax: 3 });
    expect(Object.isFrozen(limits)).toBe(true);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '3'])('are not %j', (limit) => {
    expect(() => limitsWith({ botsPerAppMax: limit as number })).toThrow(
      `Cannot use ${limit} as botsPerAppMax: it must be a whole number from 0`,
    );
  });

  it('may be nothing at all, but for tokens, of which one must fit', () => {
    expect(limitsWith({ botsPerAppMax: 0 }).botsPerAppMax).toBe(0);
    expect(limitsWith({ activeAuthTokensPerUserMax: 1 }).activeAuthTokensPerUserMax).toBe(1);
    expect(() => limitsWith({ activeAuthTokensPerUserMax: 0 })).toThrow('it must be a whole number from 1');
  });

  it('that are lowered take nothing away and let nothing in', async () => {
    const data = memoryData();
    const before = openTestApp({ store: memoryStore({ data }) });
    await createUsers(before, 'ana', 'bo', 'cy', 'dee');
    await must(before.friendships.befriendAll('ana', ['bo', 'cy']));
    const after = openTestApp({ store: memoryStore({ data }), limits: { friendshipsPerUserMax: 1 } });
    expect((await must(after.friendships.list('ana'))).items).toHaveLength(2);
    expect(await codeOf(after.friendships.befriend('ana', 'dee'))).toBe('ERR_FRIENDS_LIMIT_EXCEEDED');
    await must(after.friendships.unfriend('ana', 'bo'));
    expect(await codeOf(after.friendships.befriend('ana', 'dee'))).toBe('ERR_FRIENDS_LIMIT_EXCEEDED');
    await must(after.friendships.unfriend('ana', 'cy'));
    expect(await codeOf(after.friendships.befriend('ana', 'dee'))).toBe('ok');
  });
});
