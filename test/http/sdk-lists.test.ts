/** CometChat's own client, unmodified: what a user is shown of others, with every filter that the client has. */
import type { UsersRequestBuilder } from '@cometchat/chat-sdk-javascript';
import { describe, expect, it } from 'vitest';
import { type ChatService, startChatService } from '../support/chat-service.ts';
import { openSdkTab, plain, type Sdk, sdkRefusalOf } from '../support/sdk-tab.ts';
import { createUsers, epoch, must } from '../support/test-app.ts';

/** A service with some users, and the client with Me logged in. */
async function startTown(): Promise<{ readonly service: ChatService; readonly CometChat: Sdk }> {
  const service = await startChatService();
  const { app, clock } = service;
  await must(app.roles.create({ role: 'premium', name: 'Premium' }));
  await must(app.roles.create({ role: 'guide', name: 'Guide' }));
  const people = [
    { uid: 'me', name: 'Me' },
    { uid: 'zoe', name: 'Anna Z', role: 'premium', tags: ['red', 'blue'] },
    { uid: 'bob', name: 'bob', role: 'guide', tags: ['blue'] },
    { uid: 'anton', name: 'Carl', metadata: { '@private': 1, open: 2 } },
    { uid: 'dora', name: 'Dora', role: 'premium', tags: ['red & green'] },
    { uid: 'gone', name: 'Gone' },
  ];
  for (const person of people) {
    clock.now += 1;
    await must(app.users.create(person));
  }
  await must(app.users.deactivate(['gone']));
  await must(app.users.touch('bob', { status: 'online' }));
  await must(app.users.touch('dora', { status: 'online' }));
  await must(app.friendships.befriend('me', 'zoe'));
  await must(app.friendships.befriend('dora', 'me'));
  await must(app.blocks.block('me', ['bob']));
  await must(app.blocks.block('dora', ['me']));
  const { CometChat } = await openSdkTab(service);
  await CometChat.login('me', service.authOnly);
  return { service, CometChat };
}

type Wish = (builder: UsersRequestBuilder) => UsersRequestBuilder;

/** The uids of all pages, in order. */
async function listed(CometChat: Sdk, wish: Wish, limit = 100): Promise<readonly string[]> {
  const request = wish(new CometChat.UsersRequestBuilder().setLimit(limit)).build();
  const uids: string[] = [];
  for (let page = await request.fetchNext(); page.length > 0; page = await request.fetchNext()) {
    uids.push(...page.map((user) => user.getUid()));
  }
  return uids;
}

describe('listing users with the client', () => {
  it('shows each as the user who asks sees it', async () => {
    const { CometChat } = await startTown();
    const [anna, bob, carl, dora, me, ...others] = await new CometChat.UsersRequestBuilder()
      .setLimit(100)
      .withTags(true)
      .build()
      .fetchNext();
    const always = {
      role: 'default',
      status: 'offline',
      blockedByMe: false,
      hasBlockedMe: false,
      deactivatedAt: 0,
    };
    expect(others).toEqual([]);
    expect(plain(anna!)).toEqual({
      ...always,
      uid: 'zoe',
      name: 'Anna Z',
      role: 'premium',
      tags: ['red', 'blue'],
      createdAt: epoch + 2,
    });
    expect(anna).toBeInstanceOf(CometChat.User);
    const cameAt = { lastActiveAt: epoch + 6, status: 'online' };
    expect(plain(bob!)).toMatchObject({ ...always, ...cameAt, uid: 'bob', role: 'guide', blockedByMe: true });
    expect(plain(carl!)).toEqual({
      ...always,
      uid: 'anton',
      name: 'Carl',
      metadata: { open: 2 },
      createdAt: epoch + 4,
    });
    expect(plain(dora!)).toMatchObject({
      ...always,
      ...cameAt,
      uid: 'dora',
      role: 'premium',
      hasBlockedMe: true,
    });
    expect(plain(me!)).toEqual({ ...always, uid: 'me', name: 'Me', createdAt: epoch + 1 });
  });

  it('leaves tags out unless they are asked for', async () => {
    const { CometChat } = await startTown();
    const page = await new CometChat.UsersRequestBuilder().setLimit(100).build().fetchNext();
    expect(page).toHaveLength(5);
    for (const user of page) expect(plain(user)).not.toHaveProperty('tags');
  });

  it.each<[filter: string, wish: Wish, uids: readonly string[]]>([
    ['nothing', (all) => all, ['zoe', 'bob', 'anton', 'dora', 'me']],
    ['a search keyword, in uids and names', (all) => all.setSearchKeyword('AN'), ['zoe', 'anton']],
    ['a keyword in names', (all) => all.setSearchKeyword('an').searchIn(['name']), ['zoe']],
    ['a keyword in uids', (all) => all.setSearchKeyword('an').searchIn(['uid']), ['anton']],
    ['a keyword in both', (all) => all.setSearchKeyword('an').searchIn(['name', 'uid']), ['zoe', 'anton']],
    ['a keyword that nobody has', (all) => all.setSearchKeyword('x&y=z'), []],
    ['status online', (all) => all.setStatus('online'), ['bob', 'dora']],
    ['status offline', (all) => all.setStatus('offline'), ['zoe', 'anton', 'me']],
    ['no blocks in either direction', (all) => all.hideBlockedUsers(true), ['zoe', 'anton', 'me']],
    ['one role', (all) => all.setRole('premium'), ['zoe', 'dora']],
    ['one of two roles', (all) => all.setRoles(['premium', 'guide']), ['zoe', 'bob', 'dora']],
    ['friends', (all) => all.friendsOnly(true), ['zoe', 'dora']],
    ['friends who are not blocked', (all) => all.friendsOnly(true).hideBlockedUsers(true), ['zoe']],
    ['one tag', (all) => all.setTags(['blue']), ['zoe', 'bob']],
    ['one of two tags', (all) => all.setTags(['red & green', 'blue']), ['zoe', 'bob', 'dora']],
    ['certain users', (all) => all.setUIDs(['dora', 'anton', 'gone', 'ghost']), ['anton', 'dora']],
    [
      'the order of names',
      (all) => all.sortBy('name').sortByOrder('asc'),
      ['zoe', 'bob', 'anton', 'dora', 'me'],
    ],
    ['the order of uids', (all) => all.sortBy('uid'), ['anton', 'bob', 'dora', 'me', 'zoe']],
    [
      'newest first',
      (all) => all.sortBy('createdAt').sortByOrder('desc'),
      ['dora', 'anton', 'bob', 'zoe', 'me'],
    ],
    [
      'several of these',
      (all) => all.setRoles(['premium', 'guide']).setTags(['blue']).setStatus('online').withTags(true),
      ['bob'],
    ],
  ])('finds whom it is asked for: %s', async (_, wish, uids) => {
    const { CometChat } = await startTown();
    expect(await listed(CometChat, wish)).toEqual(uids);
    expect(await listed(CometChat, wish, 2)).toEqual(uids);
  });

  it('comes in pages until there is nobody left', async () => {
    const { CometChat } = await startTown();
    const request = new CometChat.UsersRequestBuilder().setLimit(2).build();
    const pages: (readonly string[])[] = [];
    for (let times = 0; times < 5; times += 1) {
      pages.push((await request.fetchNext()).map((user) => user.getUid()));
    }
    expect(pages).toEqual([['zoe', 'bob'], ['anton', 'dora'], ['me'], [], []]);
    // The client counts pages from 0, and nothing led up to this one.
    const third = new CometChat.UsersRequestBuilder().setLimit(1).setPage(2).build();
    expect((await third.fetchNext()).map((user) => user.getUid())).toEqual(['anton']);
  });

  it.each<[what: string, wish: Wish, field: string]>([
    ['names downwards', (all) => all.sortBy('name').sortByOrder('desc'), 'sortOrder'],
    ['uids downwards', (all) => all.sortBy('uid').sortByOrder('desc'), 'sortOrder'],
    ['oldest first', (all) => all.sortBy('createdAt').sortByOrder('asc'), 'sortOrder'],
    ['an order that is not kept', (all) => all.sortBy('status'), 'sortBy'],
    ['more users than 25', (all) => all.setUIDs(Array.from({ length: 26 }, (_, i) => `u${i}`)), 'uids'],
    ['a place to search that is none', (all) => all.setSearchKeyword('a').searchIn(['email']), 'searchIn.0'],
  ])('is refused instead of answered wrongly: %s', async (_, wish, field) => {
    const { CometChat } = await startTown();
    const request = wish(new CometChat.UsersRequestBuilder().setLimit(30)).build();
    const refusal = await sdkRefusalOf(request.fetchNext());
    expect(refusal.code).toBe('ERR_BAD_REQUEST');
    expect(Object.keys(refusal.details ?? {})).toEqual([field]);
  });

  it('counts none twice and leaves none out while others come and go', async () => {
    const { service, CometChat } = await startTown();
    const request = new CometChat.UsersRequestBuilder().setLimit(2).build();
    const first = await request.fetchNext();
    await createUsers(service.app, 'aaron');
    await must(service.app.users.update('aaron', { name: 'Aaron' }));
    await must(service.app.users.deactivate(['zoe']));
    const second = await request.fetchNext();
    expect([...first, ...second].map((user) => user.getUid())).toEqual(['zoe', 'bob', 'anton', 'dora']);
  });
});
