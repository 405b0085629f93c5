import { beforeEach, describe, expect, it } from 'vitest';
import { activeAuthTokensPerUserMax } from '../../src/auth-token/auth-token.ts';
import { allOf, epoch, must } from '../support/test-app.ts';
import { openServerWith, refusal, type TestServer } from './server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await openServerWith('ana', 'bo');
});

const activeOf = (uid: string) => allOf((page) => server.app.authTokens.list(uid, page));

describe('POST /users/:uid/auth_tokens', () => {
  it.each([undefined, { force: true }, { force: false }])(
    'issues a new token each time, with %j',
    async (body) => {
      const tokens = [];
      for (const uid of ['Ana', 'ana']) {
        const { data } = await server.key(`POST /users/${uid}/auth_tokens`, body);
        expect(data).toEqual({
          uid: 'ana',
          authToken: expect.stringMatching(/^ana_\d{10}\w+$/),
          createdAt: epoch,
        });
        tokens.push((data as { authToken: string }).authToken);
      }
      expect(new Set(tokens).size).toBe(2);
      expect(await activeOf('ana')).toHaveLength(2);
      for (const authToken of tokens)
        expect((await server.send('GET /me', undefined, { authToken })).status).toBe(200);
    },
  );

  it('may be called with a key of scope authOnly, and for nobody else than users', async () => {
    const { apiKey } = await must(server.app.apiKeys.create({ name: 'auth' }));
    const call = (uid: string) => server.send(`POST /users/${uid}/auth_tokens`, {}, { apikey: apiKey });
    expect((await call('ana')).status).toBe(200);
    expect(await call('nobody')).toMatchObject(refusal(404, 'ERR_UID_NOT_FOUND'));
  });
});

describe('an auth token', () => {
  let plain: string;
  let handle: string;
  beforeEach(async () => {
    ({ authToken: plain, handle } = await must(server.app.authTokens.issue('ana')));
  });
  const at = (name: string, uid = 'ana') => `/users/${uid}/auth_tokens/${name}`;

  it('is listed by its handle, newest first, and never shown again', async () => {
    server.clock.now += 5;
    await must(server.app.authTokens.issue('ana'));
    const got = await server.key('GET /users/ana/auth_tokens?per_page=1&page=2');
    expect(got.data).toEqual([{ uid: 'ana', authToken: handle, createdAt: epoch }]);
    expect(got.meta).toMatchObject({ pagination: { total: 2, current_page: 2, total_pages: 2 } });
    expect(JSON.stringify(got.body)).not.toContain(plain);
  });

  it('is got by its plain text and by its handle', async () => {
    for (const name of [plain, handle]) {
      const got = await server.key(`GET ${at(name)}`);
      expect(got.data).toEqual({ uid: 'ana', authToken: handle, createdAt: epoch });
    }
    for (const line of [`GET ${at('ana_17000000000')}`, `GET ${at(plain, 'bo')}`]) {
      expect(await server.key(line)).toMatchObject(refusal(404, 'ERR_AUTH_TOKEN_NOT_FOUND'));
    }
    expect(await server.key(`GET ${at(plain, 'nobody')}`)).toMatchObject(refusal(404, 'ERR_UID_NOT_FOUND'));
  });

  it('tells when it expires, and when it was archived', async () => {
    const expiresAt = epoch + 60;
    const expiring = await must(server.app.authTokens.issue('ana', { expiresAt }));
    const shown = { uid: 'ana', authToken: expiring.handle, createdAt: epoch, expiresAt };
    expect((await server.key(`GET ${at(expiring.authToken)}`)).data).toEqual(shown);
    expect((await server.key('GET /users/ana/auth_tokens')).data).toContainEqual(shown);

    server.clock.now += 1;
    for (let issued = 0; issued < activeAuthTokensPerUserMax; issued += 1) {
      await must(server.app.authTokens.issue('ana'));
    }
    const archivedAt = epoch + 1;
    expect((await server.key(`GET ${at(handle)}`)).data).toMatchObject({ authToken: handle, archivedAt });
  });

  it('is noted where it is used', async () => {
    const notes = { platform: 'web', userAgent: 'Browser', appInfo: { version: '1' } };
    expect((await server.key(`PUT ${at(plain)}`, notes)).data).toMatchObject(notes);
    expect(await activeOf('ana')).toMatchObject([notes]);
    const got = await server.key(`PUT ${at(handle)}`, { platform: 7, appInfo: [] });
    expect(got.error).toMatchObject({
      details: { platform: [expect.any(String)], appInfo: [expect.any(String)] },
    });
    expect(await activeOf('ana')).toMatchObject([notes]);
  });

  it('works no more once it is revoked', async () => {
    const got = await server.key(`DELETE ${at(handle)}`);
    expect(got.data).toEqual({
      success: true,
      message: 'Auth token of uid ana has been deleted successfully.',
    });
    expect(await server.send('GET /me', undefined, { authToken: plain })).toMatchObject(
      refusal(401, 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND'),
    );
    expect(await server.key(`DELETE ${at(handle)}`)).toMatchObject(refusal(404, 'ERR_AUTH_TOKEN_NOT_FOUND'));
  });

  it('is flushed with all others of the user', async () => {
    await must(server.app.authTokens.issue('ana'));
    await must(server.app.authTokens.issue('bo'));
    const got = await server.key('DELETE /users/Ana/auth_tokens');
    expect(got.data).toEqual({ success: true, message: 'Cleared Auth Tokens successfully for uid ana.' });
    expect(await activeOf('ana')).toEqual([]);
    expect(await activeOf('bo')).toHaveLength(1);
  });
});
