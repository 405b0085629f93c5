import { beforeEach, describe, expect, it } from 'vitest';
import { codeOf, epoch, must } from '../support/test-app.ts';
import { openServer, refusal, type TestServer } from './server.ts';

let server: TestServer;
let plain: string;
let handle: string;
beforeEach(async () => {
  server = await openServer();
  ({ apiKey: plain, handle } = await must(server.app.apiKeys.create({ name: 'auth' })));
});

describe('API keys', () => {
  it('are created and shown this once', async () => {
    const got = await server.key('POST /apikeys', { name: 'more', scope: 'fullAccess' });
    const shown = { name: 'more', scope: 'fullAccess', createdAt: epoch };
    expect(got.data).toEqual({ ...shown, apiKey: expect.stringMatching(/^[0-9a-f]{40}$/) });
    const { apiKey } = got.data as { apiKey: string };
    expect((await server.send('GET /users', undefined, { apikey: apiKey })).status).toBe(200);
    expect((await server.key(`GET /apikeys/${apiKey}`)).data).toEqual({
      ...shown,
      apiKey: apiKey.slice(0, 8),
    });
    expect(await server.key('POST /apikeys', { name: 'more' })).toMatchObject(
      refusal(400, 'ERR_APIKEY_ALREADY_EXISTS'),
    );
  });

  it('are listed by name with their handles, and by scope', async () => {
    const got = await server.key('GET /apikeys');
    expect(got.data).toMatchObject([{ name: 'auth', apiKey: handle }, { name: 'server' }]);
    for (const secret of [plain, server.apiKey]) expect(JSON.stringify(got.body)).not.toContain(secret);
    expect((await server.key('GET /apikeys?scope=fullAccess')).data).toMatchObject([{ name: 'server' }]);
    expect((await server.key('GET /apikeys?per_page=1&page=2')).data).toMatchObject([{ name: 'server' }]);
    expect((await server.key('GET /apikeys?scope=all&searchKey=auth')).error).toMatchObject({
      details: { scope: [expect.any(String)], searchKey: [expect.any(String)] },
    });
  });

  it('are updated by their handles and their plain text', async () => {
    for (const [name, scope] of [
      [handle, 'fullAccess'],
      [plain, 'authOnly'],
    ]) {
      expect((await server.key(`PUT /apikeys/${name}`, { name: 'other', scope })).data).toMatchObject({
        scope,
      });
      expect(await must(server.app.apiKeys.get(handle))).toMatchObject({ name: 'other', scope });
    }
    expect(await server.key(`PUT /apikeys/${handle}`, { name: 'server' })).toMatchObject(
      refusal(400, 'ERR_APIKEY_ALREADY_EXISTS'),
    );
  });

  it('are deleted, and open nothing any more', async () => {
    expect((await server.key(`DELETE /apikeys/${plain}`)).data).toEqual({
      success: true,
      message: `The Api Key ${handle} has been deleted successfully.`,
    });
    expect(await codeOf(server.app.apiKeys.get(handle))).toBe('ERR_APIKEY_NOT_FOUND');
    expect(await server.send('POST /users', {}, { apikey: plain })).toMatchObject(
      refusal(404, 'AUTH_ERR_APIKEY_NOT_FOUND'),
    );
  });

  it('do nothing to themselves', async () => {
    const own = server.apiKey.slice(0, 8);
    for (const name of [own, server.apiKey]) {
      for (const line of [`PUT /apikeys/${name}`, `DELETE /apikeys/${name}`]) {
        expect(await server.key(line, { name: 'x' })).toMatchObject(
          refusal(403, 'ERR_APIKEY_NO_SELF_ACTION'),
        );
      }
    }
    expect(await must(server.app.apiKeys.get(own))).toMatchObject({ name: 'server' });
  });

  it.each(['GET', 'PUT', 'DELETE'])('are not found: %s', async (method) => {
    const got = await server.key(`${method} /apikeys/00000000`, method === 'GET' ? undefined : {});
    expect(got).toMatchObject(refusal(404, 'ERR_APIKEY_NOT_FOUND'));
  });
});
