import { describe, expect, it } from 'vitest';
import {
  activeAuthTokensPerUserMax,
  archivedPerIssueMax,
  authTokenDigest,
  authTokenInfo,
  authTokenName,
  decideAnnotateAuthToken,
  decideAuthenticate,
  decideFlushAuthTokens,
  decideGetAuthToken,
  decideIssueAuthToken,
  decidePurgeArchive,
  decideRevokeAuthToken,
  isAuthTokenText,
  mintAuthToken,
} from '../../src/auth-token/auth-token.ts';
import { ana, bo, deactivatedUserOf, hexOf, tokenOf, uid, userOf } from '../support/records.ts';
import { allOf, codeOf, createUsers, epoch, must, openTestApp, refusalOf } from '../support/test-app.ts';

const user = userOf(ana);
const token = tokenOf(ana, 1);
const archived = { ...token, archivedAt: epoch };
const uidNotFound = { code: 'ERR_UID_NOT_FOUND', uid: ana };
const tokenNotFound = { code: 'ERR_AUTH_TOKEN_NOT_FOUND', uid: ana };
const rejected = { code: 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND' };

describe('a minted token', () => {
  it('pads the time to ten digits, and stores neither the plain text nor an absent expiry', () => {
    const minted = mintAuthToken(ana, hexOf(0xabcdef), { now: 7 });
    const plain = `ana_0000000007${hexOf(0xabcdef)}`;
    expect(minted).toStrictEqual({
      plain,
      record: { uid: ana, handle: 'ana_000000000700abcdef', digest: authTokenDigest(plain), createdAt: 7 },
    });
    expect(minted.record.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('keeps its expiry', () => {
    expect(mintAuthToken(ana, hexOf(1), { now: 7, expiresAt: 9 }).record.expiresAt).toBe(9);
  });

  it('is shown without its digest', () => {
    expect(authTokenInfo(token)).toStrictEqual({ uid: ana, handle: token.handle, createdAt: epoch });
  });
});

describe('what a text names', () => {
  const plain = `ana_${epoch}${hexOf(1)}`;

  it.each([
    ['a plain token', plain, true],
    ['a plain token of the longest uid', `${'x'.repeat(100)}_${epoch}${hexOf(1)}`, true],
    ['one of a longer uid', `${'x'.repeat(101)}_${epoch}${hexOf(1)}`, false],
    ['one without a uid', `_${epoch}${hexOf(1)}`, false],
    ['one in upper case', plain.toUpperCase(), false],
    ['one with a digit too many', `${plain}0`, false],
    ['one with a digit too few', plain.slice(0, -1), false],
    ['one with a line behind it', `${plain}\n`, false],
    ['one with something before it', ` ${plain}`, false],
  ])('%s', (_, text, isToken) => {
    expect(isAuthTokenText(text)).toBe(isToken);
    expect(authTokenName(text)).toEqual(isToken ? { digest: authTokenDigest(text) } : undefined);
  });

  const handle = `ana_${epoch}00000001`;

  it.each([
    ['a handle', handle, true],
    ['a handle of the longest uid', `${'x'.repeat(97)}${handle}`, true],
    ['a handle of a longer uid', `${'x'.repeat(98)}${handle}`, false],
    ['a handle without a uid', handle.slice(3), false],
    ['a handle in upper case', handle.toUpperCase(), false],
    ['a handle with a digit too many', `${handle}0`, false],
    ['a handle with a digit too few', handle.slice(0, -1), false],
    ['a handle with a line behind it', `${handle}\n`, false],
    ['a handle with something before it', ` ${handle}`, false],
  ])('%s', (_, text, isHandle) => {
    expect(isAuthTokenText(text)).toBe(false);
    expect(authTokenName(text)).toEqual(isHandle ? { handle: text } : undefined);
  });
});

describe('issuing', () => {
  const minted = mintAuthToken(ana, hexOf(99), { now: epoch });
  const issued = { type: 'addAuthToken', token: minted.record };
  const oldest = Array.from({ length: 40 }, (_, number) => tokenOf(ana, number));
  const archivings = (count: number) =>
    oldest.slice(0, count).map(({ digest }) => ({ type: 'archiveAuthToken', uid: ana, digest, at: epoch }));

  it.each([
    ['leaves the others alone below the cap', { count: 99, limit: 100 }, 0],
    ['archives the oldest at the cap', { count: 100, limit: 100 }, 1],
    ['archives what a lowered cap leaves over', { count: 104, limit: 100 }, 5],
    ['archives 32 at most', { count: 140, limit: 100 }, archivedPerIssueMax],
    ['leaves only the new one at a cap of one', { count: 1, limit: 1 }, 1],
  ])('%s', (_, { count, limit }, gone) => {
    const seen = { user, active: { count, oldest }, sameHandle: undefined };
    expect(decideIssueAuthToken(minted, seen, limit)._unsafeUnwrap()).toEqual({
      changes: [...archivings(gone), issued],
      value: minted,
    });
  });

  it('keeps 100 active by default', () => {
    expect(activeAuthTokensPerUserMax).toBe(100);
    const seen = { user, active: { count: 100, oldest }, sameHandle: undefined };
    expect(decideIssueAuthToken(minted, seen)._unsafeUnwrap().changes).toHaveLength(2);
  });

  it('is refused to nobody, and begun again when the handle is taken', () => {
    const active = { count: 0, oldest: [] };
    const nobody = decideIssueAuthToken(minted, { user: undefined, active, sameHandle: token });
    expect(nobody._unsafeUnwrapErr()).toEqual(uidNotFound);
    const hidden = decideIssueAuthToken(minted, {
      user: deactivatedUserOf(ana),
      active,
      sameHandle: undefined,
    });
    expect(hidden._unsafeUnwrapErr()).toEqual(uidNotFound);
    const taken = decideIssueAuthToken(minted, { user, active, sameHandle: token });
    expect(taken._unsafeUnwrapErr()).toEqual({ code: 'HANDLE_TAKEN' });
  });

  it('archives the first of 101 tokens and keeps the other hundred', async () => {
    const app = openTestApp();
    await createUsers(app, 'ana');
    const plain: string[] = [];
    for (let number = 0; number < 101; number += 1) {
      plain.push((await must(app.authTokens.issue('ana'))).authToken);
    }
    expect(await allOf((page) => app.authTokens.list('ana', page))).toHaveLength(100);
    const [first, ...others] = plain;
    expect(await refusalOf(app.authTokens.authenticate(String(first)))).toEqual(rejected);
    for (const other of others) expect(await codeOf(app.authTokens.authenticate(other))).toBe('ok');
    expect(await must(app.authTokens.get('ana', String(first)))).toHaveProperty('archivedAt');
  });

  it('takes another handle when chance repeats itself', async () => {
    // Each issue draws twice: for the token, and to have a spare.
    const draws = [1, 9, 1, 2];
    const bytes = () => new Uint8Array(15).fill(draws.shift() ?? 3);
    const app = openTestApp({ random: bytes, clock: () => epoch });
    await createUsers(app, 'ana');
    const first = await must(app.authTokens.issue('ana'));
    const second = await must(app.authTokens.issue('ana'));
    expect([first.handle, second.handle]).toEqual([`ana_${epoch}01010101`, `ana_${epoch}02020202`]);
  });

  it('gives up on a source that knows one number only', async () => {
    const app = openTestApp({ random: () => new Uint8Array(15), clock: () => epoch });
    await createUsers(app, 'ana');
    await must(app.authTokens.issue('ana'));
    await expect(app.authTokens.issue('ana').then()).rejects.toThrow('the random source repeats itself');
  });

  it('refuses an expiry that is not in the future', async () => {
    const app = openTestApp({ clock: () => epoch });
    await createUsers(app, 'ana');
    expect(await refusalOf(app.authTokens.issue('ana', { expiresAt: epoch }))).toEqual({
      code: 'ERR_BAD_REQUEST',
      details: { expiresAt: ['must lie in the future'] },
    });
    expect(await must(app.authTokens.issue('ana', { expiresAt: epoch + 1 }))).toHaveProperty('expiresAt');
  });
});

describe('logging in', () => {
  it.each([
    ['an active token', { token, user }, epoch],
    ['a token a second before it expires', { token: { ...token, expiresAt: 10 }, user }, 9],
  ])('with %s succeeds', (_, found, now) => {
    expect(decideAuthenticate(found, now)._unsafeUnwrap()).toBe(user);
  });

  it.each([
    ['an unknown token', undefined, epoch],
    ['an archived token', { token: archived, user }, epoch],
    ['a token in the second in which it expires', { token: { ...token, expiresAt: 10 }, user }, 10],
    ['the token of a deactivated user', { token, user: deactivatedUserOf(ana) }, epoch],
    ['the token of a buried user', { token, user: undefined }, epoch],
  ])('with %s is refused', (_, found, now) => {
    expect(decideAuthenticate(found, now)._unsafeUnwrapErr()).toEqual(rejected);
  });

  it('without a token has a refusal of its own', async () => {
    const app = openTestApp();
    expect(await refusalOf(app.authTokens.authenticate(''))).toEqual({ code: 'AUTH_ERR_EMPTY_AUTH_TOKEN' });
    expect(await refusalOf(app.authTokens.authenticate(' \t'))).toEqual({
      code: 'AUTH_ERR_EMPTY_AUTH_TOKEN',
    });
    expect(await refusalOf(app.authTokens.authenticate('ana'))).toEqual(rejected);
  });
});

describe('a named token', () => {
  it('is shown, archived or not', () => {
    expect(decideGetAuthToken(ana, { user, token })._unsafeUnwrap()).toEqual(authTokenInfo(token));
    expect(decideGetAuthToken(ana, { user, token: archived })._unsafeUnwrap()).toEqual(
      authTokenInfo(archived),
    );
  });

  it('is annotated: what is new replaces what was there, and the rest stays', () => {
    const noted = { ...token, platform: 'web', userAgent: 'curl' };
    const decided = decideAnnotateAuthToken(ana, { userAgent: 'wget' }, { user, token: noted });
    expect(decided._unsafeUnwrap()).toEqual({
      changes: [{ type: 'replaceAuthToken', token: { ...noted, userAgent: 'wget' } }],
      value: { ...authTokenInfo(noted), userAgent: 'wget' },
    });
  });

  it('is revoked by its digest', () => {
    expect(decideRevokeAuthToken(ana, { user, token })._unsafeUnwrap()).toEqual({
      changes: [{ type: 'removeAuthToken', uid: ana, digest: token.digest }],
      value: authTokenInfo(token),
    });
  });

  it.each([
    ['shown', (...[id, seen]: Parameters<typeof decideGetAuthToken>) => decideGetAuthToken(id, seen)],
    [
      'annotated',
      (...[id, seen]: Parameters<typeof decideGetAuthToken>) => decideAnnotateAuthToken(id, {}, seen),
    ],
    ['revoked', (...[id, seen]: Parameters<typeof decideGetAuthToken>) => decideRevokeAuthToken(id, seen)],
  ] as const)('is not %s for nobody, or if it is not there', (does, decide) => {
    expect(decide(ana, { user: undefined, token })._unsafeUnwrapErr()).toEqual(uidNotFound);
    expect(decide(ana, { user: deactivatedUserOf(ana), token })._unsafeUnwrapErr()).toEqual(uidNotFound);
    expect(decide(ana, { user, token: undefined })._unsafeUnwrapErr()).toEqual(tokenNotFound);
    const ended = decide(ana, { user, token: archived });
    if (does === 'shown') expect(ended.isOk()).toBe(true);
    else expect(ended._unsafeUnwrapErr()).toEqual(tokenNotFound);
  });
});

describe('flushing', () => {
  it('revokes all active tokens at once, and nothing where there are none', () => {
    expect(decideFlushAuthTokens(ana, { user, active: { count: 3 } })._unsafeUnwrap()).toEqual({
      changes: [{ type: 'removeActiveAuthTokens', uid: ana }],
      value: { revoked: 3 },
    });
    expect(decideFlushAuthTokens(ana, { user, active: { count: 0 } })._unsafeUnwrap()).toEqual({
      changes: [],
      value: { revoked: 0 },
    });
  });

  it('is refused to nobody', () => {
    const decided = decideFlushAuthTokens(ana, { user: undefined, active: { count: 1 } });
    expect(decided._unsafeUnwrapErr()).toEqual(uidNotFound);
  });
});

describe('purging', () => {
  it('removes what was archived before the time and is still there', () => {
    const tokens = [
      tokenOf(ana, 1, { archivedAt: 9 }),
      tokenOf(bo, 2, { archivedAt: 10 }),
      tokenOf(bo, 3),
      tokenOf(uid('cy'), 4, { archivedAt: 0 }),
      undefined,
    ];
    expect(decidePurgeArchive(tokens, 10)._unsafeUnwrap()).toEqual({
      changes: [
        { type: 'removeAuthToken', uid: ana, digest: tokens[0]?.digest },
        { type: 'removeAuthToken', uid: uid('cy'), digest: tokens[3]?.digest },
      ],
      value: 2,
    });
  });

  it('goes on until nothing is left, however much there is', async () => {
    const app = openTestApp({ limits: { activeAuthTokensPerUserMax: 1 }, clock: () => epoch });
    await createUsers(app, 'ana', 'bo');
    for (let number = 0; number < 101; number += 1) {
      await must(app.authTokens.issue('ana'));
      if (number % 2 === 0) await must(app.authTokens.issue('bo'));
    }
    expect(await must(app.authTokens.purgeArchive({ before: epoch }))).toEqual({ purged: 0 });
    expect(await must(app.authTokens.purgeArchive({ before: epoch + 1 }))).toEqual({ purged: 150 });
    expect(await must(app.authTokens.list('ana'))).toMatchObject({ items: [{ uid: 'ana' }] });
  });
});
