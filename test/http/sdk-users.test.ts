/** CometChat's own client, unmodified: users that the holder of an API key creates and changes. */
import { describe, expect, it } from 'vitest';
import { startChatService } from '../support/chat-service.ts';
import { openSdkTab, plain, sdkCodeOf, sdkRefusalOf } from '../support/sdk-tab.ts';
import { createUsers, epoch, must, refusalOf } from '../support/test-app.ts';

/** What every user of the client says, whatever the service does. */
const always = { hasBlockedMe: false, blockedByMe: false, deactivatedAt: 0 };

const full = {
  name: 'Kevin Smith',
  avatar: 'https://example.com/avatar.png',
  link: 'https://example.com/profile/kevin',
  role: 'premium',
  metadata: { department: 'Engineering', level: 5 },
  statusMessage: 'Available for chat',
  tags: ['developer', 'team-alpha'],
};

describe('creating users with the client', () => {
  it('keeps all that a User object holds, and shows it again', async () => {
    const service = await startChatService();
    const { app } = service;
    await must(app.roles.create({ role: 'premium', name: 'Premium' }));
    const { CometChat } = await openSdkTab(service);

    const user = new CometChat.User('User-1');
    user.setName(full.name);
    user.setAvatar(full.avatar);
    user.setLink(full.link);
    user.setRole(full.role);
    user.setMetadata(full.metadata);
    user.setStatusMessage(full.statusMessage);
    user.setTags(full.tags);
    const created = await CometChat.createUser(user, service.fullAccess);

    const kept = { ...full, uid: 'user-1', status: 'offline', createdAt: epoch };
    expect(created).toBeInstanceOf(CometChat.User);
    expect(plain(created)).toEqual({ ...kept, ...always });
    expect(created.getUid()).toBe('user-1');
    expect(created.getStatus()).toBe('offline');
    expect(created.getTags()).toEqual(full.tags);
    expect(await must(app.users.get('user-1'))).toEqual(kept);
    expect((await must(app.authTokens.list('user-1'))).items).toEqual([]);
  });

  it('takes a plain object, and a user with a name and no more', async () => {
    const service = await startChatService();
    const { app } = service;
    await must(app.roles.create({ role: 'premium', name: 'Premium' }));
    const { CometChat } = await openSdkTab(service);

    const bob = await CometChat.createUser({ uid: 'bob', ...full }, service.fullAccess);
    expect(plain(bob)).toMatchObject({ uid: 'bob', ...full });
    const carol = await CometChat.createUser(
      new CometChat.User({ uid: 'carol', name: 'Carol' }),
      service.fullAccess,
    );
    const minimal = { uid: 'carol', name: 'Carol', role: 'default', status: 'offline', createdAt: epoch };
    expect(plain(carol)).toEqual({ ...minimal, ...always });

    expect(await must(app.users.get('bob'))).toEqual({
      uid: 'bob',
      ...full,
      status: 'offline',
      createdAt: epoch,
    });
    expect(await must(app.users.get('carol'))).toEqual(minimal);
  });

  it('works with an Auth Key too', async () => {
    const service = await startChatService();
    const { CometChat } = await openSdkTab(service);
    const created = await CometChat.createUser({ uid: 'dan', name: 'Dan' }, service.authOnly);
    expect(created.getName()).toBe('Dan');
    expect(await must(service.app.users.get('dan'))).toMatchObject({ name: 'Dan' });
  });

  it('tells why a user is refused, and creates none', async () => {
    const service = await startChatService();
    const { app, fullAccess } = service;
    await createUsers(app, 'taken');
    const { CometChat } = await openSdkTab(service);
    const create = (user: object, key = fullAccess) => sdkRefusalOf(CometChat.createUser(user, key));

    expect(await create({ uid: 'TAKEN', name: 'Again' })).toMatchObject({
      code: 'ERR_UID_ALREADY_EXISTS',
      message:
        'The uid taken already exists. Please use another uid or try after permanently deleting the user.',
    });
    expect(await create({ uid: 'new', name: 'New', role: 'emperor' })).toMatchObject({
      code: 'ERR_ROLE_NOT_FOUND',
      message: 'The role emperor does not exist. Please use correct role or use create role API.',
    });
    const invalid = await create({ uid: 'not a uid!', name: 'x'.repeat(101), avatar: 'javascript:alert(1)' });
    expect(invalid.code).toBe('ERR_BAD_REQUEST');
    expect(Object.keys(invalid.details ?? {}).sort()).toEqual(['avatar', 'name', 'uid']);
    expect(await create({ uid: 'new', name: 'New' }, 'f'.repeat(40))).toMatchObject({
      code: 'AUTH_ERR_APIKEY_NOT_FOUND',
      message: 'The API key is not valid.',
    });

    const { items } = await must(app.users.list());
    expect(items.map(({ uid }) => uid)).toEqual(['taken']);
    expect(items).toMatchObject([{ name: 'User taken' }]);
  });
});

describe('updating users with the client', () => {
  it('changes what is set, and leaves the rest', async () => {
    const service = await startChatService();
    const { app, clock } = service;
    await must(app.roles.create({ role: 'premium', name: 'Premium' }));
    await must(app.users.create({ uid: 'user1', ...full }));
    const { CometChat } = await openSdkTab(service);
    clock.now += 60;

    const changes = new CometChat.User('user1');
    changes.setName('Kevin Fernandez');
    changes.setMetadata({ department: 'Sales' });
    changes.setRole('default');
    const updated = await CometChat.updateUser(changes, service.fullAccess);

    const kept = {
      ...full,
      uid: 'user1',
      name: 'Kevin Fernandez',
      metadata: { department: 'Sales' },
      role: 'default',
      status: 'offline',
      createdAt: epoch,
      updatedAt: epoch + 60,
    };
    expect(plain(updated)).toEqual({ ...kept, ...always });
    expect(await must(app.users.get('user1'))).toEqual(kept);
  });

  it('takes tags away with an empty list, and metadata with an empty object', async () => {
    const service = await startChatService();
    const { app } = service;
    await must(app.roles.create({ role: 'premium', name: 'Premium' }));
    await must(app.users.create({ uid: 'user1', ...full }));
    const { CometChat } = await openSdkTab(service);

    const updated = await CometChat.updateUser({ uid: 'user1', tags: [], metadata: {} }, service.fullAccess);
    expect(plain(updated)).not.toHaveProperty('tags');
    expect(updated.getMetadata()).toEqual({});
    const kept = await must(app.users.get('user1'));
    expect(kept).not.toHaveProperty('tags');
    expect(kept.metadata).toEqual({});
    expect(kept).toMatchObject({ name: full.name, avatar: full.avatar, role: 'premium' });
  });

  it('needs a key that may do more than an Auth Key, and tells so', async () => {
    const service = await startChatService();
    const { app } = service;
    await createUsers(app, 'user1');
    const { CometChat } = await openSdkTab(service);
    const user = { uid: 'user1', name: 'Kevin Fernandez' };

    const refusal = await sdkRefusalOf(CometChat.updateUser(user, service.authOnly));
    expect(refusal.code).toBe('AUTH_ERR_NO_ACCESS');
    expect(await must(app.users.get('user1'))).toMatchObject({ name: 'User user1' });
    await CometChat.updateUser(user, service.fullAccess);
    expect(await must(app.users.get('user1'))).toMatchObject({ name: 'Kevin Fernandez' });
  });

  it('tells why a change is refused, and changes nothing', async () => {
    const service = await startChatService();
    const { app, fullAccess } = service;
    await createUsers(app, 'user1');
    const before = await must(app.users.get('user1'));
    const { CometChat } = await openSdkTab(service);
    const update = (user: object, key = fullAccess) => sdkRefusalOf(CometChat.updateUser(user, key));

    expect(await update({ uid: 'Ghost', name: 'Ghost' })).toMatchObject({
      code: 'ERR_UID_NOT_FOUND',
      message: 'The UID ghost does not exist, please make sure you have created a user with UID ghost.',
    });
    expect((await update({ uid: 'user1', role: 'emperor' })).code).toBe('ERR_ROLE_NOT_FOUND');
    const invalid = await update({ uid: 'user1', name: 'New', avatar: '', tags: ['x'.repeat(101)] });
    expect(invalid.code).toBe('ERR_BAD_REQUEST');
    expect(Object.keys(invalid.details ?? {}).sort()).toEqual(['avatar', 'tags.0']);
    expect((await update({ uid: 'user1', name: 'New' }, 'nonsense')).code).toBe('AUTH_ERR_APIKEY_NOT_FOUND');

    expect(await must(app.users.get('user1'))).toEqual(before);
    expect(await refusalOf(app.users.get('ghost'))).toMatchObject({ code: 'ERR_UID_NOT_FOUND' });
  });
});

it('refuses a client of an app that is not there', async () => {
  const service = await startChatService();
  const { CometChat } = await openSdkTab(service, 'your-chat');
  const creating = CometChat.createUser({ uid: 'eve', name: 'Eve' }, service.fullAccess);
  expect(await sdkCodeOf(creating)).toBe('AUTH_ERR_INVALID_APPID');
  expect((await must(service.app.users.list())).items).toEqual([]);
});
