/** CometChat's own client, unmodified: the code of the documents, word for word but for the key. */
import { compileFunction } from 'node:vm';
import { expect, it, vi } from 'vitest';
import { type ChatService, startChatService } from '../support/chat-service.ts';
import { openSdkTab, plain, type Sdk } from '../support/sdk-tab.ts';
import { createUsers, epoch, must } from '../support/test-app.ts';
import { javascript } from './documents.ts';

/** A service with the role that the documents give, and the client, with which perhaps somebody is logged in. */
async function start(...loggedIn: readonly string[]) {
  const service = await startChatService();
  await must(service.app.roles.create({ role: 'premium', name: 'Premium' }));
  await createUsers(service.app, ...loggedIn);
  const { CometChat } = await openSdkTab(service);
  for (const uid of loggedIn) await CometChat.login(uid, service.authOnly);
  return { service, CometChat };
}

/** Runs a block of code, and answers what it logs: once it is through, and has told how it went where it does so. */
async function run(code: string, authKey: string, CometChat: Sdk): Promise<readonly (readonly unknown[])[]> {
  const said: (readonly unknown[])[] = [];
  const console = { log: (...words: readonly unknown[]) => said.push(words) };
  const block = `return (async () => { ${code.replace('YOUR_AUTH_KEY', authKey)} })();`;
  await compileFunction(block, ['CometChat', 'console', 'authKey'])(CometChat, console, authKey);
  if (code.includes('.then(')) await vi.waitUntil(() => said.length > 0, { timeout: 10_000, interval: 10 });
  return said;
}

function userOf({ app }: ChatService, uid: string) {
  return must(app.users.get(uid));
}

it('creates a user', async () => {
  const { service, CometChat } = await start();
  const [[words, user] = [], ...more] = await run(javascript.create, service.authOnly, CometChat);
  expect([words, more]).toEqual(['User created:', []]);
  const kept = { uid: 'user1', name: 'Kevin', role: 'default', status: 'offline', createdAt: epoch };
  expect(plain(Object(user))).toMatchObject(kept);
  expect(await userOf(service, 'user1')).toEqual(kept);

  const again = await run(javascript.create, service.authOnly, CometChat);
  expect(again).toMatchObject([['Failed to create user:', { code: 'ERR_UID_ALREADY_EXISTS' }]]);
  const keyless = await run(javascript.create, 'YOUR_AUTH_KEY', CometChat);
  expect(keyless).toMatchObject([['Failed to create user:', { code: 'AUTH_ERR_APIKEY_NOT_FOUND' }]]);
});

it('creates a user with all properties, and reads them', async () => {
  const { service, CometChat } = await start('reader');
  const said = await run(javascript.createWithAll, service.authOnly, CometChat);
  expect(said).toMatchObject([['User created:', { uid: 'user1' }]]);
  expect(await userOf(service, 'user1')).toEqual({
    uid: 'user1',
    name: 'Kevin Smith',
    avatar: 'https://example.com/avatar.png',
    link: 'https://example.com/profile/kevin',
    role: 'premium',
    metadata: { department: 'Engineering', level: 5 },
    statusMessage: 'Available for chat',
    tags: ['developer', 'team-alpha'],
    status: 'offline',
    createdAt: epoch,
  });

  await must(service.app.users.touch('user1', { status: 'online' }));
  expect(await run(javascript.properties, service.authOnly, CometChat)).toEqual([
    ['UID:', 'user1'],
    ['Name:', 'Kevin Smith'],
    ['Avatar:', 'https://example.com/avatar.png'],
    ['Status:', 'online'],
    ['Last Active:', epoch],
    ['Metadata:', { department: 'Engineering', level: 5 }],
    ['Tags:', ['developer', 'team-alpha']],
  ]);
});

it('fails to create a user whose role was not created before', async () => {
  const service = await startChatService();
  const { CometChat } = await openSdkTab(service);
  const said = await run(javascript.createWithAll, service.authOnly, CometChat);
  expect(said).toMatchObject([['Failed:', { code: 'ERR_ROLE_NOT_FOUND' }]]);
  expect((await must(service.app.users.list())).items).toEqual([]);
});

it('updates a user, with a key that may', async () => {
  const { service, CometChat } = await start();
  await createUsers(service.app, 'user1');
  const before = await userOf(service, 'user1');
  const refused = await run(javascript.update, service.authOnly, CometChat);
  expect(refused).toMatchObject([['Failed to update:', { code: 'AUTH_ERR_NO_ACCESS' }]]);
  expect(await userOf(service, 'user1')).toEqual(before);

  const said = await run(javascript.update, service.fullAccess, CometChat);
  expect(said).toMatchObject([['User updated:', { uid: 'user1', name: 'Kevin Fernandez' }]]);
  expect(await userOf(service, 'user1')).toEqual({
    ...before,
    name: 'Kevin Fernandez',
    avatar: 'https://example.com/new-avatar.png',
    updatedAt: epoch,
  });
});

it('updates the current user', async () => {
  const { service, CometChat } = await start('user1');
  const said = await run(javascript.updateSelf, service.authOnly, CometChat);
  expect(said).toMatchObject([['Profile updated:', { uid: 'user1', name: 'Kevin Fernandez' }]]);
  expect(await userOf(service, 'user1')).toMatchObject({
    name: 'Kevin Fernandez',
    avatar: 'https://example.com/new-avatar.png',
    statusMessage: 'In a meeting',
    updatedAt: epoch,
  });
});

it('sets metadata, and tags', async () => {
  const { service, CometChat } = await start();
  await createUsers(service.app, 'user1');
  for (const code of [javascript.metadata, javascript.tags]) {
    await run(`${code} await CometChat.updateUser(user, authKey);`, service.fullAccess, CometChat);
  }
  expect(await userOf(service, 'user1')).toMatchObject({
    name: 'User user1',
    metadata: {
      department: 'Engineering',
      skills: ['JavaScript', 'React', 'Node.js'],
      preferences: { notifications: true, theme: 'dark' },
    },
    tags: ['premium', 'developer', 'team-alpha'],
  });
});

it('runs through the quick reference, in which the current user is another and keeps its role', async () => {
  const { service, CometChat } = await start('current');
  await run(javascript.quickReference, service.fullAccess, CometChat);
  const profile = {
    name: 'John Doe',
    avatar: 'https://example.com/avatar.png',
    metadata: { department: 'Engineering' },
  };
  const always = { status: 'offline', createdAt: epoch, updatedAt: epoch };
  expect(await userOf(service, 'user_uid')).toEqual({
    uid: 'user_uid',
    role: 'premium',
    ...profile,
    ...always,
  });
  expect(await userOf(service, 'current')).toEqual({
    uid: 'current',
    role: 'default',
    ...profile,
    ...always,
  });

  const logged = javascript.quickReferenceOfProperties.replace(/^user\..*$/m, 'console.log($&)');
  expect(await run(logged, service.fullAccess, CometChat)).toEqual([
    ['user_uid', 'John Doe', 'https://example.com/avatar.png', 'offline'],
  ]);
});
