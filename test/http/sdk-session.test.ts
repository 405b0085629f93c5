/** CometChat's own client, unmodified: logging in and out, and what a user changes of itself. */
import { describe, expect, it, vi } from 'vitest';
import { startChatService } from '../support/chat-service.ts';
import { initSdk, openSdkTab, plain, sdkCodeOf } from '../support/sdk-tab.ts';
import { createUsers, epoch, must } from '../support/test-app.ts';

/** How long to wait, in steps, for what the client does not wait for itself. */
const patience = { timeout: 10_000, interval: 10 };

describe('logging in with the client', () => {
  it('issues a token for a uid and an Auth Key, and notes where it is used', async () => {
    const service = await startChatService();
    const { app } = service;
    await createUsers(app, 'ana');
    const { CometChat } = await openSdkTab(service);
    expect(await CometChat.getLoggedinUser()).toBeNull();

    const me = await CometChat.login('ANA', service.authOnly);

    expect(me).toBeInstanceOf(CometChat.User);
    expect(me.getUid()).toBe('ana');
    expect(me.getName()).toBe('User ana');
    const token = me.getAuthToken();
    expect(token).toMatch(/^ana_1700000000[0-9a-f]{30}$/);
    expect((await must(app.authTokens.authenticate(token))).uid).toBe('ana');
    const { items } = await must(app.authTokens.list('ana'));
    expect(items).toMatchObject([
      { platform: 'WEB', appInfo: { version: 'v4.2.0', userAgent: 'tab' }, createdAt: epoch },
    ]);
    expect(plain((await CometChat.getLoggedinUser()) ?? {})).toEqual(plain(me));
  });

  it('takes a token of the app, and issues no other', async () => {
    const service = await startChatService();
    const { app } = service;
    await createUsers(app, 'ana');
    const { authToken } = await must(app.authTokens.issue('ana'));
    const { CometChat } = await openSdkTab(service);

    const me = await CometChat.login(authToken);

    expect(me.getUid()).toBe('ana');
    expect(me.getAuthToken()).toBe(authToken);
    expect((await must(app.authTokens.list('ana'))).items).toMatchObject([{ platform: 'WEB' }]);
  });

  it('tells why it is refused, and lets nobody in', async () => {
    const service = await startChatService();
    const { app, authOnly } = service;
    await createUsers(app, 'ana', 'gone');
    const { authToken } = await must(app.authTokens.issue('ana'));
    const { authToken: suspended } = await must(app.authTokens.issue('gone'));
    await must(app.authTokens.revoke('ana', authToken));
    await must(app.users.deactivate(['gone']));
    const { CometChat } = await openSdkTab(service);

    expect(await sdkCodeOf(CometChat.login('ghost', authOnly))).toBe('ERR_UID_NOT_FOUND');
    expect(await sdkCodeOf(CometChat.login('gone', authOnly))).toBe('ERR_UID_NOT_FOUND');
    expect(await sdkCodeOf(CometChat.login('ana', 'nonsense'))).toBe('AUTH_ERR_APIKEY_NOT_FOUND');
    for (const token of [authToken, suspended, `ana_${epoch}${'0'.repeat(30)}`]) {
      expect(await sdkCodeOf(CometChat.login(token))).toBe('AUTH_ERR_AUTH_TOKEN_NOT_FOUND');
    }
    expect(await CometChat.getLoggedinUser()).toBeNull();
    expect((await must(app.authTokens.list('ana'))).items).toEqual([]);
  });

  it('takes the report that the client sends some seconds later', async () => {
    const service = await startChatService();
    await createUsers(service.app, 'ana');
    const tab = await openSdkTab(service);
    await tab.CometChat.login('ana', service.authOnly);

    tab.passTime();

    await vi.waitFor(
      () => expect(tab.answered.at(-1)).toEqual(['POST', '/v3.0/user_sessions', 200]),
      patience,
    );
    expect(await tab.CometChat.getUser('ana')).toMatchObject({ uid: 'ana' });
  });
});

describe('logging out with the client', () => {
  it('revokes the token of this login and no other', async () => {
    const service = await startChatService();
    const { app } = service;
    await createUsers(app, 'ana');
    const { authToken: other } = await must(app.authTokens.issue('ana'));
    const { CometChat } = await openSdkTab(service);
    const me = await CometChat.login('ana', service.authOnly);

    await CometChat.logout();

    expect(
      await app.authTokens
        .authenticate(me.getAuthToken())
        .map(() => 'ok')
        .unwrapOr('refused'),
    ).toBe('refused');
    expect((await must(app.authTokens.authenticate(other))).uid).toBe('ana');
    await initSdk(CometChat);
    expect(await CometChat.getLoggedinUser()).toBeNull();
    expect(await sdkCodeOf(CometChat.login(me.getAuthToken()))).toBe('AUTH_ERR_AUTH_TOKEN_NOT_FOUND');
    expect((await CometChat.login(other)).getUid()).toBe('ana');
  });

  it('leaves calls to nobody: the client refuses them, and so does the service', async () => {
    const service = await startChatService();
    await createUsers(service.app, 'ana', 'bo');
    const tab = await openSdkTab(service);
    const { CometChat } = tab;
    await CometChat.login('ana', service.authOnly);
    await CometChat.logout();
    await initSdk(CometChat);
    const before = tab.answered.length;

    expect(await sdkCodeOf(CometChat.getUser('bo'))).toBe('USER_NOT_LOGED_IN');
    expect(await sdkCodeOf(CometChat.blockUsers(['bo']))).toBe('USER_NOT_LOGED_IN');

    await vi.waitFor(() => expect(tab.answered.slice(before)).toHaveLength(2), patience);
    expect(tab.answered.slice(before).map(([, , status]) => status)).toEqual([401, 401]);
    expect((await must(service.app.blocks.list('ana'))).items).toEqual([]);
  });

  it('finds out in the next call that the service revoked the token', async () => {
    const service = await startChatService();
    await createUsers(service.app, 'ana', 'bo');
    const { CometChat } = await openSdkTab(service);
    await CometChat.login('ana', service.authOnly);
    await must(service.app.authTokens.flush('ana'));
    expect(await sdkCodeOf(CometChat.getUser('bo'))).toBe('AUTH_ERR_AUTH_TOKEN_NOT_FOUND');
  });
});

describe('a user who is logged in', () => {
  it('changes its own profile whatever uid it names, and never its role', async () => {
    const service = await startChatService();
    const { app, clock } = service;
    await must(app.roles.create({ role: 'premium', name: 'Premium' }));
    await createUsers(app, 'ana', 'bo');
    const bo = await must(app.users.get('bo'));
    const { CometChat } = await openSdkTab(service);
    await CometChat.login('ana', service.authOnly);
    clock.now += 60;

    const changes = new CometChat.User('bo');
    changes.setName('Ana Karenina');
    changes.setAvatar('https://example.com/new-avatar.png');
    changes.setStatusMessage('In a meeting');
    changes.setRole('premium');
    changes.setTags(['reader']);
    changes.setMetadata({ '@private': { email: 'ana@example.com' }, open: true });
    const updated = await CometChat.updateCurrentUserDetails(changes);

    const kept = {
      uid: 'ana',
      name: 'Ana Karenina',
      avatar: 'https://example.com/new-avatar.png',
      statusMessage: 'In a meeting',
      role: 'default',
      tags: ['reader'],
      metadata: { '@private': { email: 'ana@example.com' }, open: true },
      status: 'offline',
      createdAt: epoch,
      updatedAt: epoch + 60,
    };
    expect(await must(app.users.get('ana'))).toEqual(kept);
    expect(await must(app.users.get('bo'))).toEqual(bo);
    expect(plain(updated)).toMatchObject({ ...kept, status: expect.any(String) });
    expect(plain((await CometChat.getLoggedinUser()) ?? {})).toMatchObject({ name: 'Ana Karenina' });
  });

  it('is told why its changes are refused, and changes nothing', async () => {
    const service = await startChatService();
    const { app } = service;
    await createUsers(app, 'ana');
    const { CometChat } = await openSdkTab(service);
    await CometChat.login('ana', service.authOnly);
    const before = await must(app.users.get('ana'));

    const updating = CometChat.updateCurrentUserDetails({ name: 'Ana', avatar: 'not a URL' });
    expect(await sdkCodeOf(updating)).toBe('ERR_BAD_REQUEST');
    expect(await must(app.users.get('ana'))).toEqual(before);
  });

  it('sees others without their private metadata, and itself with its own', async () => {
    const service = await startChatService();
    const { app } = service;
    const metadata = { '@private': { email: 'secret@example.com' }, open: true };
    await must(app.users.create({ uid: 'ana', name: 'Ana', metadata }));
    await must(app.users.create({ uid: 'bo', name: 'Bo', metadata, tags: ['red'] }));
    await must(app.users.touch('bo', { status: 'online' }));
    const { CometChat } = await openSdkTab(service);
    await CometChat.login('ana', service.authOnly);

    const bo = await CometChat.getUser('BO');
    expect(plain(bo)).toEqual({
      uid: 'bo',
      name: 'Bo',
      metadata: { open: true },
      status: 'online',
      role: 'default',
      tags: ['red'],
      lastActiveAt: epoch,
      createdAt: epoch,
      blockedByMe: false,
      hasBlockedMe: false,
      deactivatedAt: 0,
    });
    expect((await CometChat.getUser('ana')).getMetadata()).toEqual(metadata);
    expect(await sdkCodeOf(CometChat.getUser('ghost'))).toBe('ERR_UID_NOT_FOUND');
    expect(await sdkCodeOf(CometChat.getUser('no such/uid'))).toBe('ERR_API_NOT_FOUND');
    expect(await sdkCodeOf(CometChat.getUser('no such uid'))).toBe('ERR_BAD_REQUEST');
    await must(app.users.deactivate(['bo']));
    expect(await sdkCodeOf(CometChat.getUser('bo'))).toBe('ERR_UID_NOT_FOUND');
  });
});
