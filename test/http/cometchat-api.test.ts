/** The npm package `cometchat-api`, unmodified: a client that others than the service have written. */
import { createRequire } from 'node:module';
import type * as CometchatApi from 'cometchat-api';
import { expect, it } from 'vitest';
import { type ChatService, startChatService } from '../support/chat-service.ts';
import { createUsers, epoch, must } from '../support/test-app.ts';

// Its package.json calls a CommonJS file an ES module, so `import` does not find its names.
const { useCometchatApi } = createRequire(import.meta.url)('cometchat-api') as typeof CometchatApi;

/** The client at the service. It tells the app by the host alone, of which nothing is left here. */
function clientOf({ port }: ChatService, apiKey: string) {
  const client = useCometchatApi({ apiKey, appId: 'my-chat', region: 'us' });
  client.instance.defaults.baseURL = `http://127.0.0.1:${port}/v3.0`;
  client.instance.defaults.proxy = false;
  return client;
}

it('creates a user, with a token if asked', async () => {
  const service = await startChatService();
  const { app } = service;
  await must(app.roles.create({ role: 'premium', name: 'Premium' }));
  const client = clientOf(service, service.fullAccess);

  const profile = { avatar: 'https://example.com/a.png', role: 'premium', tags: ['red'] };
  const created = await client.createUser({
    uid: 'Ana',
    name: 'Ana',
    ...profile,
    metadata: '{"open":true}',
    withAuthToken: true,
  });

  const kept = {
    uid: 'ana',
    name: 'Ana',
    ...profile,
    metadata: { open: true },
    status: 'offline',
    createdAt: epoch,
  };
  expect(created).toEqual({ data: { ...kept, authToken: expect.any(String) } });
  expect(await must(app.users.get('ana'))).toEqual(kept);
  expect((await must(app.authTokens.authenticate(created?.data.authToken ?? ''))).uid).toBe('ana');
  expect(await client.createUser({ uid: 'bo', name: 'Bo' })).toEqual({
    data: { uid: 'bo', name: 'Bo', status: 'offline', role: 'default', createdAt: epoch },
  });
});

it('gets a user, and null for nobody', async () => {
  const service = await startChatService();
  await createUsers(service.app, 'ana');
  const client = clientOf(service, service.fullAccess);
  expect(await client.getUser('ANA')).toEqual({
    data: { uid: 'ana', name: 'User ana', status: 'offline', role: 'default', createdAt: epoch },
  });
  expect(await client.getUser('ghost')).toBeNull();
});

it('issues tokens, each of which logs in', async () => {
  const service = await startChatService();
  const { app } = service;
  await createUsers(app, 'ana');
  const client = clientOf(service, service.authOnly);

  const first = await client.createToken('ana');
  const second = await client.createToken('ana', { force: true });
  for (const token of [first, second]) {
    expect(token?.data).toMatchObject({ uid: 'ana', createdAt: epoch });
    expect((await must(app.authTokens.authenticate(token?.data.authToken ?? ''))).uid).toBe('ana');
  }
  expect(first?.data.authToken).not.toBe(second?.data.authToken);
  expect(await client.createToken('ghost')).toBeNull();
});

it('gets the error of the documents where it is refused', async () => {
  const service = await startChatService();
  await createUsers(service.app, 'ana');
  const { instance, createUser } = clientOf(service, service.authOnly);
  expect(await createUser({ uid: 'ana', name: 'Again' })).toBeNull();
  const message =
    'The API key cannot be used to perform this operation. Please use API key with a correct scope to perform the operation.';
  await expect(instance.get('users/ana')).rejects.toMatchObject({
    response: {
      status: 403,
      data: { error: { code: 'AUTH_ERR_NO_ACCESS', message, devMessage: message, source: 'kithkin' } },
    },
  });
});
