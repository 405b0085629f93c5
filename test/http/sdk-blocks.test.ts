/** CometChat's own client, unmodified: blocking users and listing blocks. */
import type { BlockedUsersRequestBuilder } from '@cometchat/chat-sdk-javascript';
import { expect, it } from 'vitest';
import { type ChatService, startChatService } from '../support/chat-service.ts';
import { openSdkTab, plain, type Sdk, sdkCodeOf } from '../support/sdk-tab.ts';
import { createUsers, epoch, must } from '../support/test-app.ts';

/** A service with some users, and the client with Ana logged in. */
async function startWithAna(): Promise<{ readonly service: ChatService; readonly CometChat: Sdk }> {
  const service = await startChatService();
  await createUsers(service.app, 'ana', 'bo', 'cy', 'dee', 'eli');
  const { CometChat } = await openSdkTab(service);
  await CometChat.login('ana', service.authOnly);
  return { service, CometChat };
}

it('blocks others, tells what became of each, and shows it from both sides', async () => {
  const { service, CometChat } = await startWithAna();
  const { app } = service;

  const outcomes = await CometChat.blockUsers(['BO', 'cy', 'ana', 'ghost']);
  expect(outcomes).toEqual({
    bo: { success: true, message: 'The user with UID ana has blocked user with UID bo successfully.' },
    cy: { success: true, message: 'The user with UID ana has blocked user with UID cy successfully.' },
    ana: {
      success: false,
      message: 'The UID ana cannot block UID ana.',
      error: expect.objectContaining({ code: 'ERR_CANNOT_BLOCK_SELF' }),
    },
    ghost: {
      success: false,
      message: 'The UID ghost does not exist, please make sure you have created a user with UID ghost.',
      error: expect.objectContaining({ code: 'ERR_UID_NOT_FOUND' }),
    },
  });

  const { items } = await must(app.blocks.list('ana', { direction: 'blockedByMe' }));
  expect(items.map(({ uid }) => uid)).toEqual(['bo', 'cy']);
  expect(await must(app.blocks.canCommunicate('bo', 'ana'))).toBe(false);
  expect((await CometChat.getUser('bo')).getBlockedByMe()).toBe(true);
  expect((await CometChat.getUser('dee')).getBlockedByMe()).toBe(false);

  const other = await openSdkTab(service);
  await other.CometChat.login('bo', service.authOnly);
  const ana = await other.CometChat.getUser('ana');
  expect([ana.getHasBlockedMe(), ana.getBlockedByMe()]).toEqual([true, false]);
});

it('unblocks others, and those who were not blocked stay so', async () => {
  const { service, CometChat } = await startWithAna();
  const { app } = service;
  await must(app.blocks.block('ana', ['bo', 'cy']));

  expect(await CometChat.unblockUsers(['bo', 'dee'])).toEqual({
    bo: { success: true, message: 'The user with UID ana has unblocked user with UID bo successfully.' },
    dee: { success: true, message: expect.stringContaining('has not blocked') },
  });

  const { items } = await must(app.blocks.list('ana'));
  expect(items.map(({ uid }) => uid)).toEqual(['cy']);
  expect(await must(app.blocks.canCommunicate('bo', 'ana'))).toBe(true);
  expect((await CometChat.getUser('bo')).getBlockedByMe()).toBe(false);
});

it('refuses a list that is too long or holds what is no uid, and blocks nobody', async () => {
  const { service, CometChat } = await startWithAna();
  const many = Array.from({ length: 26 }, (_, index) => `u${index}`);
  expect(await sdkCodeOf(CometChat.blockUsers(many))).toBe('ERR_BAD_REQUEST');
  expect(await sdkCodeOf(CometChat.blockUsers(['bo', ' ']))).toBe('ERR_BAD_REQUEST');
  expect((await must(service.app.blocks.list('ana'))).items).toEqual([]);
});

it.each<[what: string, wish: (builder: BlockedUsersRequestBuilder) => object, uids: readonly string[]]>([
  ['both directions when none is named', (all) => all, ['bo', 'cy', 'dee']],
  ['both directions', (all) => all.setDirection('both'), ['bo', 'cy', 'dee']],
  ['whom I have blocked', (all) => all.setDirection('blockedByMe'), ['bo', 'cy']],
  ['whom I have blocked, the older way', (all) => all.blockedByMe(), ['bo', 'cy']],
  ['who has blocked me', (all) => all.setDirection('hasBlockedMe'), ['cy', 'dee']],
  ['who has blocked me, the older way', (all) => all.hasBlockedMe(), ['cy', 'dee']],
  ['a search keyword', (all) => all.setSearchKeyword('user C'), ['cy']],
  ['a keyword and a direction', (all) => all.setSearchKeyword('b').setDirection('hasBlockedMe'), []],
])('lists blocks: %s', async (_, wish, uids) => {
  const { service, CometChat } = await startWithAna();
  const { app } = service;
  await must(app.blocks.block('ana', ['bo', 'cy']));
  await must(app.blocks.block('cy', ['ana', 'eli']));
  await must(app.blocks.block('dee', ['ana']));

  for (const limit of [100, 1]) {
    const builder = new CometChat.BlockedUsersRequestBuilder().setLimit(limit);
    wish(builder);
    const request = builder.build();
    const found: string[] = [];
    for (let page = await request.fetchNext(); page.length > 0; page = await request.fetchNext()) {
      found.push(...page.map((user) => user.getUid()));
    }
    expect(found).toEqual(uids);
  }
});

it('shows of each block who blocked whom, and since when', async () => {
  const { service, CometChat } = await startWithAna();
  const { app, clock } = service;
  await must(app.blocks.block('cy', ['ana']));
  await must(app.blocks.block('dee', ['ana']));
  clock.now += 60;
  await must(app.blocks.block('ana', ['bo', 'cy']));

  const request = new CometChat.BlockedUsersRequestBuilder().setLimit(100).build();
  const shown = (await request.fetchNext()).map(plain);
  expect(shown[0]).toEqual({
    uid: 'bo',
    name: 'User bo',
    role: 'default',
    status: 'offline',
    createdAt: epoch,
    blockedByMe: true,
    hasBlockedMe: false,
    blockedByMeAt: epoch + 60,
    blockedAt: epoch + 60,
    deactivatedAt: 0,
  });
  expect(shown[1]).toMatchObject({ uid: 'cy', blockedByMe: true, hasBlockedMe: true });
  expect(shown[2]).toMatchObject({ uid: 'dee', blockedByMe: false, hasBlockedMe: true });
  expect(shown[2]).not.toHaveProperty('blockedByMeAt');
  expect(shown).toHaveLength(3);
});
