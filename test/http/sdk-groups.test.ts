/** CometChat's own client, unmodified: groups that a user creates, joins and leaves. */
import type { Group } from '@cometchat/chat-sdk-javascript';
import { describe, expect, it } from 'vitest';
import { type ChatService, startChatService } from '../support/chat-service.ts';
import { openSdkTab, plain, type Sdk, sdkCodeOf, sdkRefusalOf } from '../support/sdk-tab.ts';
import { createUsers, epoch, must } from '../support/test-app.ts';

/** A service with some users, and the client with Ana logged in. */
async function startWithAna(): Promise<{ readonly service: ChatService; readonly CometChat: Sdk }> {
  const service = await startChatService();
  await createUsers(service.app, 'ana', 'bo');
  const { CometChat } = await openSdkTab(service);
  await CometChat.login('ana', service.authOnly);
  return { service, CometChat };
}

/** Joins a group; the client goes by the type that it is told. */
function join(CometChat: Sdk, guid: string, type: string, password?: string): Promise<Group> {
  // SAFETY: the words of the documents, of which the package declares an enumeration that it does not export.
  return CometChat.joinGroup(guid, type as Parameters<Sdk['joinGroup']>[1], password);
}

/** What a user is in a group, and since when; undefined if it is in no group of this guid. */
async function membershipOf({ app }: ChatService, uid: string, guid: string) {
  const { items } = await must(app.groupMemberships.listMembers(guid));
  const member = items.find((member) => member.uid === uid);
  return member && { scope: member.scope, joinedAt: member.joinedAt };
}

describe('creating a group with the client', () => {
  it('makes the user its owner and admin', async () => {
    const { service, CometChat } = await startWithAna();
    const group = new CometChat.Group('Club', 'The Club', 'public');
    group.setDescription('For all');
    group.setTags(['open']);
    group.setMetadata({ floor: 2 });

    const created = await CometChat.createGroup(group);

    expect(created).toBeInstanceOf(CometChat.Group);
    expect(plain(created)).toEqual({
      guid: 'club',
      name: 'The Club',
      type: 'public',
      description: 'For all',
      tags: ['open'],
      metadata: { floor: 2 },
      owner: 'ana',
      membersCount: 1,
      createdAt: epoch,
      hasJoined: true,
      scope: 'admin',
      joinedAt: epoch,
      isBanned: false,
    });
    expect(await must(service.app.groups.get('club'))).toMatchObject({ owner: 'ana', membersCount: 1 });
    expect(await membershipOf(service, 'ana', 'club')).toEqual({ scope: 'admin', joinedAt: epoch });
  });

  it('tells why it is refused', async () => {
    const { service, CometChat } = await startWithAna();
    const create = (guid: string, type: string) =>
      sdkCodeOf(CometChat.createGroup({ guid, name: 'Club', type }));
    await must(service.app.groups.create({ guid: 'taken', name: 'Taken' }));

    expect(await create('TAKEN', 'public')).toBe('ERR_GUID_ALREADY_EXISTS');
    expect(await create('not a guid!', 'public')).toBe('ERR_BAD_REQUEST');
    expect((await must(service.app.groups.list())).items).toMatchObject([{ guid: 'taken', name: 'Taken' }]);
  });

  it('changes it, and goes on showing it to the user as its own', async () => {
    const { service, CometChat } = await startWithAna();
    await CometChat.createGroup(new CometChat.Group('club', 'Club', 'public'));
    const updated = await CometChat.updateGroup(new CometChat.Group('club', 'Night Club', 'public'));
    expect(plain(updated)).toMatchObject({
      name: 'Night Club',
      hasJoined: true,
      scope: 'admin',
      owner: 'ana',
    });
    expect(await must(service.app.groups.get('club'))).toMatchObject({ name: 'Night Club', type: 'public' });
  });

  it('shows a group to those who have not joined it, too', async () => {
    const { service, CometChat } = await startWithAna();
    await must(service.app.groups.create({ guid: 'club', name: 'Club', owner: 'bo' }));
    const group = await CometChat.getGroup('CLUB');
    expect(plain(group)).toMatchObject({
      guid: 'club',
      name: 'Club',
      owner: 'bo',
      membersCount: 1,
      hasJoined: false,
    });
    expect(plain(group)).not.toHaveProperty('scope');
    expect(await sdkCodeOf(CometChat.getGroup('ghosts'))).toBe('ERR_GUID_NOT_FOUND');
  });
});

describe('joining a group with the client', () => {
  it('lets the user into a public group, and out of it', async () => {
    const { service, CometChat } = await startWithAna();
    const { app, clock } = service;
    await must(app.groups.create({ guid: 'club', name: 'Club', owner: 'bo' }));
    clock.now += 60;

    const joined = await join(CometChat, 'club', 'public');
    expect(joined).toBeInstanceOf(CometChat.Group);
    expect(plain(joined)).toMatchObject({
      guid: 'club',
      owner: 'bo',
      membersCount: 2,
      hasJoined: true,
      scope: 'participant',
      joinedAt: epoch + 60,
    });
    expect(await membershipOf(service, 'ana', 'club')).toEqual({
      scope: 'participant',
      joinedAt: epoch + 60,
    });
    expect(await sdkCodeOf(join(CometChat, 'club', 'public'))).toBe('ERR_ALREADY_JOINED');

    expect(await CometChat.leaveGroup('club')).toBe(true);
    expect(await membershipOf(service, 'ana', 'club')).toBeUndefined();
    expect((await must(app.groups.get('club'))).membersCount).toBe(1);
    expect(await sdkCodeOf(CometChat.leaveGroup('club'))).toBe('ERR_GROUP_NOT_JOINED');
    expect(await sdkCodeOf(CometChat.leaveGroup('ghosts'))).toBe('ERR_GUID_NOT_FOUND');
  });

  it('asks for the password of a group that has one', async () => {
    const { service, CometChat } = await startWithAna();
    const { app } = service;
    await must(app.groups.create({ guid: 'cellar', name: 'Cellar', type: 'password', password: 'sesame' }));

    expect(await sdkCodeOf(join(CometChat, 'cellar', 'password'))).toBe('INVALID_PASSWORD');
    expect(await sdkCodeOf(join(CometChat, 'cellar', 'public'))).toBe('ERR_EMPTY_GROUP_PASS');
    expect(await sdkCodeOf(join(CometChat, 'cellar', 'password', 'please'))).toBe('ERR_WRONG_GROUP_PASS');
    expect(await membershipOf(service, 'ana', 'cellar')).toBeUndefined();

    const joined = await join(CometChat, 'cellar', 'password', 'sesame');
    expect(joined.getScope()).toBe('participant');
    expect(JSON.stringify(joined)).not.toContain('sesame');
    expect(await membershipOf(service, 'ana', 'cellar')).toEqual({ scope: 'participant', joinedAt: epoch });
  });

  it('creates a group with a password, which others then need', async () => {
    const { service, CometChat } = await startWithAna();
    const created = await CometChat.createGroup(
      new CometChat.Group('cellar', 'Cellar', 'password', 'sesame'),
    );
    expect(plain(created)).toMatchObject({ guid: 'cellar', type: 'password', hasJoined: true });
    const other = await openSdkTab(service);
    await other.CometChat.login('bo', service.authOnly);
    expect(await sdkCodeOf(join(other.CometChat, 'cellar', 'password', 'please'))).toBe(
      'ERR_WRONG_GROUP_PASS',
    );
    expect((await join(other.CometChat, 'cellar', 'password', 'sesame')).getMembersCount()).toBe(2);
  });

  it('is refused for private groups and to the banned', async () => {
    const { service, CometChat } = await startWithAna();
    const { app } = service;
    await must(app.groups.create({ guid: 'den', name: 'Den', type: 'private', owner: 'bo' }));
    await must(app.groups.create({ guid: 'club', name: 'Club', owner: 'bo' }));
    await must(app.groupMemberships.join('ana', 'club'));
    await must(app.groupMemberships.ban('ana', 'club'));

    expect(await sdkRefusalOf(join(CometChat, 'den', 'private'))).toMatchObject({
      code: 'ERR_GROUP_JOIN_NOT_ALLOWED',
      message: 'The private groups cannot be joined. Users need to be added to such groups.',
    });
    expect(await sdkCodeOf(join(CometChat, 'club', 'public'))).toBe('ERR_BANNED_GROUPMEMBER');
    expect(await sdkCodeOf(join(CometChat, 'ghosts', 'public'))).toBe('ERR_GUID_NOT_FOUND');
    expect(await membershipOf(service, 'ana', 'den')).toBeUndefined();
    expect(await membershipOf(service, 'ana', 'club')).toBeUndefined();
  });
});

it('does not let the owner of a group leave it', async () => {
  const { service, CometChat } = await startWithAna();
  await CometChat.createGroup(new CometChat.Group('club', 'Club', 'public'));
  expect(await sdkCodeOf(CometChat.leaveGroup('club'))).toBe('ERR_GROUP_OWNER');
  expect(await membershipOf(service, 'ana', 'club')).toEqual({ scope: 'admin', joinedAt: epoch });
});
