import { beforeEach, describe, expect, it } from 'vitest';
import { codeOf, epoch, must } from '../support/test-app.ts';
import { openServerWith, refusal, type TestServer } from './server.ts';

let server: TestServer;
const webhookURL = 'https://example.org/bot';
beforeEach(async () => {
  server = await openServerWith('ana', 'bo');
  await must(server.app.bots.register({ uid: 'ana', webhookURL }));
});

describe('bots', () => {
  it('are registered, with what is false left out', async () => {
    const got = await server.key('POST /bots', { uid: 'Bo', webhookURL });
    expect(got.data).toEqual({ uid: 'bo', webhookURL, groupChatSetting: 'none', createdAt: epoch });
    expect(await must(server.app.bots.get('bo'))).toMatchObject({ webhookURL, enabled: false });
    expect(await server.key('POST /bots', { uid: 'bo', webhookURL })).toMatchObject(
      refusal(400, 'ERR_BOT_ALREADY_EXISTS'),
    );
    expect(await server.key('POST /bots', { uid: 'nobody', webhookURL })).toMatchObject(
      refusal(404, 'ERR_UID_NOT_FOUND'),
    );
  });

  it('are listed by uid, by the beginning of it and by page', async () => {
    await must(server.app.bots.register({ uid: 'bo', webhookURL, enabled: true }));
    expect((await server.key('GET /bots')).data).toMatchObject([
      { uid: 'ana' },
      { uid: 'bo', enabled: true },
    ]);
    for (const query of ['searchKey=B', 'search_key=bo', 'perPage=1&page=2']) {
      expect((await server.key(`GET /bots?${query}`)).data).toMatchObject([{ uid: 'bo' }]);
    }
  });

  it('are got, and users who are none are not', async () => {
    expect((await server.key('GET /bots/ANA')).data).toMatchObject({ uid: 'ana', webhookURL });
    expect(await server.key('GET /bots/bo')).toMatchObject(refusal(404, 'ERR_BOT_NOT_FOUND'));
  });

  it('are updated', async () => {
    const got = await server.key('PUT /bots/ana', { enabled: true, groupChatSetting: 'allMessages' });
    expect(got.data).toMatchObject({ webhookURL, enabled: true, groupChatSetting: 'allMessages' });
    expect(await must(server.app.bots.get('ana'))).toMatchObject({ enabled: true, updatedAt: epoch });
    expect(await server.key('PUT /bots/bo', { enabled: true })).toMatchObject(
      refusal(404, 'ERR_BOT_NOT_FOUND'),
    );
  });

  it('are no AI bots, and are not listed as if that had not been asked', async () => {
    const got = await server.key('GET /bots?isAIBot=true');
    expect(got.error).toMatchObject({ details: { isAIBot: ['all bots are webhooks'] } });
    expect((await server.key('GET /bots?isAIBot=maybe')).status).toBe(400);
    expect((await server.key('GET /bots?isAIBot=false')).status).toBe(200);
  });

  it.each(['useBasicAuth', 'username', 'password', 'isAIBot'])('keep no %s, and say so', async (field) => {
    for (const [line, body] of [
      ['POST /bots', { uid: 'bo', webhookURL }],
      ['PUT /bots/ana', { enabled: true }],
    ] as const) {
      const got = await server.key(line, { ...body, [field]: true });
      expect(got.error).toMatchObject({ details: { [field]: [expect.any(String)] } });
      expect((await server.key(line, { ...body, [field]: false })).status).toBe(200);
    }
    expect(JSON.stringify((await server.key('GET /bots')).body)).not.toContain(field);
  });

  it('are removed, and the users stay', async () => {
    expect((await server.key('DELETE /bots/ana')).data).toEqual({
      success: true,
      message: 'Bot with UID ana has been deleted successfully.',
    });
    expect(await codeOf(server.app.bots.get('ana'))).toBe('ERR_BOT_NOT_FOUND');
    expect(await codeOf(server.app.users.get('ana'))).toBe('ok');
    expect(await server.key('DELETE /bots/ana')).toMatchObject(refusal(404, 'ERR_BOT_NOT_FOUND'));
  });
});
