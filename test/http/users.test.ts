import { beforeEach, describe, expect, it } from 'vitest';
import { codeOf, createUsers, epoch, must } from '../support/test-app.ts';
import { openServer, refusal, type TestServer } from './server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await openServer();
});

const uidsOf = (data: unknown) => (data as { uid: string }[]).map(({ uid }) => uid);

describe('POST /users', () => {
  const profile = {
    avatar: 'https://example.org/ana.png',
    link: 'https://example.org/ana',
    metadata: { level: 3, '@private': { email: 'ana@example.org' } },
    statusMessage: 'Hello',
    tags: ['red', 'blue'],
  };

  it('creates a user, and shows all of it to an API key', async () => {
    const got = await server.key('POST /users', { uid: 'Ana', name: 'Ana Lima', ...profile });
    const shown = { uid: 'ana', name: 'Ana Lima', ...profile, role: 'default', createdAt: epoch };
    expect(got).toMatchObject({ status: 200 });
    expect(got.body).toEqual({ data: { ...shown, status: 'offline' } });
    expect(await must(server.app.users.get('ana'))).toEqual({ ...shown, status: 'offline' });
  });

  it('answers a token that works where one was asked for', async () => {
    const { data } = await server.key('POST /users', { uid: 'ana', name: 'Ana', withAuthToken: true });
    const { authToken } = data as { authToken: string };
    expect(await server.send('GET /me', undefined, { authToken })).toMatchObject({ data: { uid: 'ana' } });
  });

  it('reads metadata that is sent as text', async () => {
    await server.key('POST /users', { uid: 'ana', name: 'Ana', metadata: '{"level":3}' });
    expect(await must(server.app.users.get('ana'))).toMatchObject({ metadata: { level: 3 } });
  });

  it('names every bad field at once, and creates nobody', async () => {
    const got = await server.key('POST /users', { uid: 'a b', name: ' ', tags: [' '], metadata: 'no JSON' });
    expect(got).toMatchObject(refusal(400, 'ERR_BAD_REQUEST'));
    const { details } = got.error as { details: object };
    expect(Object.keys(details).sort()).toEqual(['metadata', 'name', 'tags.0', 'uid']);
    expect((await must(server.app.users.list({ count: true }))).count).toBe(0);
  });

  it('takes no body, and the empty list that PHP sends, for an empty object', async () => {
    for (const body of [undefined, []]) {
      const got = await server.key('POST /users', body);
      expect(got.error).toMatchObject({ details: { uid: ['is required'], name: ['is required'] } });
    }
  });

  it('creates nobody twice', async () => {
    await createUsers(server.app, 'ana');
    expect(await server.key('POST /users', { uid: 'ANA', name: 'Other' })).toMatchObject(
      refusal(400, 'ERR_UID_ALREADY_EXISTS'),
    );
    expect(await must(server.app.users.get('ana'))).toMatchObject({ name: 'User ana' });
  });

  it('may be called with a key of scope authOnly', async () => {
    const { apiKey } = await must(server.app.apiKeys.create({ name: 'auth' }));
    const got = await server.send('POST /users', { uid: 'ana', name: 'Ana' }, { apikey: apiKey });
    expect(got.status).toBe(200);
    expect(await server.send('GET /users/ana', undefined, { apikey: apiKey })).toMatchObject(
      refusal(403, 'AUTH_ERR_NO_ACCESS'),
    );
  });
});

describe('GET /users/:uid', () => {
  beforeEach(async () => {
    await createUsers(server.app, 'ana', 'bo');
    await must(server.app.users.update('bo', { metadata: { a: 1, '@private': { b: 2 } }, tags: ['red'] }));
    await must(server.app.blocks.block('ana', ['bo']));
  });

  it('shows administration all', async () => {
    const { data } = await server.key('GET /users/BO');
    expect(data).toMatchObject({ uid: 'bo', metadata: { a: 1, '@private': { b: 2 } }, tags: ['red'] });
    expect(data).not.toHaveProperty('blockedByMe');
  });

  it('shows a user what it may see, whether it asks itself or a key asks on its behalf', async () => {
    const asAna = await server.login('ana');
    for (const got of [
      await asAna('GET /users/bo'),
      await server.key('GET /users/bo', undefined, { onBehalfOf: 'Ana' }),
    ]) {
      expect(got.data).toMatchObject({ uid: 'bo', blockedByMe: true, hasBlockedMe: false });
      expect((got.data as { metadata: object }).metadata).toEqual({ a: 1 });
    }
  });

  it('finds nobody who is deactivated, and nobody on behalf of nobody', async () => {
    await must(server.app.users.deactivate(['bo']));
    expect(await server.key('GET /users/bo')).toMatchObject(refusal(404, 'ERR_UID_NOT_FOUND'));
    const got = await server.key('GET /users/ana', undefined, { onBehalfOf: 'Nobody' });
    expect(got).toMatchObject(refusal(404, 'ERR_UID_NOT_FOUND'));
    expect(got.error).toMatchObject({ message: expect.stringContaining('The UID nobody does not exist') });
    const bad = await server.key('GET /users/ana', undefined, { onBehalfOf: 'no body' });
    expect(bad.error).toMatchObject({ details: { onBehalfOf: [expect.any(String)] } });
  });
});

describe('PUT /users/:uid', () => {
  beforeEach(() => createUsers(server.app, 'ana'));

  it('changes what is given and takes away what is in unset', async () => {
    await must(server.app.users.update('ana', { avatar: 'https://example.org/a', tags: ['red'] }));
    server.clock.now += 5;
    const got = await server.key('PUT /users/ana', { name: 'Ana L.', unset: ['avatar'] });
    const expected = { name: 'Ana L.', tags: ['red'], updatedAt: epoch + 5 };
    expect(got.data).toMatchObject(expected);
    expect(got.data).not.toHaveProperty('avatar');
    const kept = await must(server.app.users.get('ana'));
    expect(kept).toMatchObject(expected);
    expect(kept).not.toHaveProperty('avatar');
  });

  it('gives a role that exists, and refuses another', async () => {
    await must(server.app.roles.create({ role: 'vip', name: 'VIP' }));
    expect((await server.key('PUT /users/ana', { role: 'VIP' })).data).toMatchObject({ role: 'vip' });
    expect(await server.key('PUT /users/ana', { role: 'none' })).toMatchObject(
      refusal(404, 'ERR_ROLE_NOT_FOUND'),
    );
    expect(await must(server.app.users.get('ana'))).toMatchObject({ role: 'vip' });
  });

  it('is not for users, who have PUT /me', async () => {
    const asAna = await server.login('ana');
    expect(await asAna('PUT /users/ana', { name: 'X' })).toMatchObject(refusal(401, 'AUTH_ERR_EMPTY_APIKEY'));
    expect(await must(server.app.users.get('ana'))).toMatchObject({ name: 'User ana' });
  });
});

describe('DELETE /users/:uid', () => {
  beforeEach(() => createUsers(server.app, 'ana'));

  it('deactivates unless told otherwise', async () => {
    const got = await server.key('DELETE /users/Ana');
    expect(got.data).toEqual({
      success: true,
      message: 'User with UID ana has been deactivated successfully.',
      deactivatedUids: ['ana'],
    });
    expect(await codeOf(server.app.users.create({ uid: 'ana', name: 'x' }))).toBe('ERR_UID_ALREADY_EXISTS');
  });

  it('deletes for good when told so, even who is deactivated', async () => {
    await server.key('DELETE /users/ana', { permanent: false });
    const got = await server.key('DELETE /users/ana', { permanent: true });
    expect(got.data).toEqual({
      success: true,
      message: 'User with UID ana has been deleted successfully.',
    });
    expect(await codeOf(server.app.users.create({ uid: 'ana', name: 'x' }))).toBe('ok');
  });

  it('does not guess what permanent means', async () => {
    const got = await server.key('DELETE /users/ana', { permanent: 'true' });
    expect(got.error).toMatchObject({ details: { permanent: [expect.any(String)] } });
    expect(await codeOf(server.app.users.get('ana'))).toBe('ok');
  });
});

describe('DELETE and PUT /users', () => {
  beforeEach(() => createUsers(server.app, 'ana', 'bo'));

  it('tells what became of each, and leaves out what is empty', async () => {
    const first = await server.key('DELETE /users', { uidsToDeactivate: ['Ana', 'nobody'] });
    expect(first.data).toEqual({ deactivatedUids: ['ana'], notFound: ['nobody'] });
    expect(await codeOf(server.app.users.get('ana'))).toBe('ERR_UID_NOT_FOUND');
    const again = await server.key('DELETE /users', { uidsToDeactivate: ['ana'] });
    expect(again.data).toEqual({ alreadyDeactivatedUids: ['ana'] });

    const back = await server.key('PUT /users', { uidsToActivate: ['ana', 'bo', 'nobody'] });
    expect(back.data).toEqual({ reactivatedUids: ['ana'], nonDeactivatedUids: ['bo'], notFound: ['nobody'] });
    expect(await codeOf(server.app.users.get('ana'))).toBe('ok');
  });

  it('takes 25 users and no more, and names the field as it was sent', async () => {
    const many = Array.from({ length: 26 }, (_, index) => `u${index}`);
    for (const [line, field] of [
      ['DELETE /users', 'uidsToDeactivate'],
      ['PUT /users', 'uidsToActivate'],
    ] as const) {
      expect((await server.key(line, { [field]: many.slice(1) })).status).toBe(200);
      for (const uids of [many, [], 'ana', undefined]) {
        const got = await server.key(line, { [field]: uids });
        expect(got).toMatchObject(refusal(400, 'ERR_BAD_REQUEST'));
        expect(got.error).toMatchObject({ details: { [field]: [expect.any(String)] } });
      }
    }
  });
});

describe('GET /users', () => {
  beforeEach(async () => {
    await createUsers(server.app, 'cy', 'ana', 'bo', 'dee');
    await must(server.app.roles.create({ role: 'vip', name: 'VIP' }));
    await must(server.app.roles.create({ role: 'staff', name: 'Staff' }));
    await must(server.app.users.update('ana', { role: 'vip', tags: ['red', 'blue'], name: 'Zoe' }));
    await must(server.app.users.update('bo', { role: 'staff', tags: ['green'] }));
    await must(server.app.users.touch('bo', { status: 'online' }));
    await must(server.app.users.deactivate(['dee']));
    await must(server.app.friendships.befriend('ana', 'cy'));
    await must(server.app.blocks.block('bo', ['ana']));
  });

  it('lists who is active, newest first, with the pages told', async () => {
    const got = await server.key('GET /users');
    expect(uidsOf(got.data)).toEqual(['bo', 'ana', 'cy']);
    expect(got.meta).toEqual({
      pagination: { total: 3, count: 3, per_page: 100, current_page: 1, total_pages: 1 },
    });
    expect((got.data as { status: string }[]).map(({ status }) => status)).toEqual([
      'available',
      'offline',
      'offline',
    ]);
  });

  it.each([
    ['searchKey=Zo', ['ana']],
    ['search_key=AN', ['ana']],
    ['searchKey=Zo&searchIn=uid', []],
    ['searchKey=Zo&searchIn[]=uid&searchIn[]=name', ['ana']],
    ['searchKey=an&search_in=uid', ['ana']],
    ['status=available', ['bo']],
    ['status=online', ['bo']],
    ['status=offline', ['ana', 'cy']],
    ['role=vip', ['ana']],
    ['roles=vip,staff', ['bo', 'ana']],
    ['roles=vip&roles=staff', ['bo', 'ana']],
    ['roles[0]=vip&roles[1]=staff', ['bo', 'ana']],
    ['roles[]=vip&role=staff', ['bo', 'ana']],
    ['tags=red', ['ana']],
    ['tags=red,green', ['bo', 'ana']],
    ['tags[0]=blue&tags[1]=green', ['bo', 'ana']],
    ['uids=CY,ana,nobody', ['ana', 'cy']],
    ['withDeactivated=true', ['dee', 'bo', 'ana', 'cy']],
    ['with_deactivated=1', ['dee', 'bo', 'ana', 'cy']],
    ['onlyDeactivated=1&withDeactivated=1', ['dee']],
    ['only_deactivated=TRUE', ['dee']],
    ['sortBy=uid', ['ana', 'bo', 'cy']],
    ['sort_by=name&sort_order=asc', ['bo', 'cy', 'ana']],
    ['sortBy=createdAt&sortOrder=desc', ['bo', 'ana', 'cy']],
    ['status=offline&roles=vip', ['ana']],
    ['searchKey=&status=', ['bo', 'ana', 'cy']],
    ['unheardOf=1', ['bo', 'ana', 'cy']],
  ])('finds with %s just %j', async (query, uids) => {
    const got = await server.key(`GET /users?${query}`);
    expect(uidsOf(got.data)).toEqual(uids);
    expect(got.meta).toMatchObject({ pagination: { total: uids.length } });
  });

  it('shows tags only with withTags', async () => {
    expect((await server.key('GET /users?role=vip')).data).toEqual([
      expect.not.objectContaining({ tags: expect.anything() }),
    ]);
    for (const query of ['withTags=true', 'with_tags=1']) {
      expect((await server.key(`GET /users?role=vip&${query}`)).data).toMatchObject([
        { tags: ['red', 'blue'] },
      ]);
    }
  });

  it('shows a user others as it may see them, by name', async () => {
    await must(server.app.users.update('cy', { metadata: { '@private': 'x' } }));
    const asAna = await server.login('ana');
    const got = await asAna('GET /users?withDeactivated=true');
    expect(uidsOf(got.data)).toEqual(['bo', 'cy', 'ana']);
    expect(got.data).toMatchObject([{ hasBlockedMe: true }, { hasBlockedMe: false }, {}]);
    expect((got.data as object[])[1]).not.toHaveProperty('metadata');
    const same = await server.key('GET /users?sortBy=name', undefined, { onBehalfOf: 'ana' });
    expect(same.data).toEqual(got.data);
  });

  it('finds friends, and hides the blocked, of the user who asks', async () => {
    const asAna = await server.login('ana');
    const onBehalfOf = { onBehalfOf: 'ana' };
    for (const query of ['friendsOnly=true', 'friends_only=1']) {
      expect(uidsOf((await asAna(`GET /users?${query}`)).data)).toEqual(['cy']);
      expect(uidsOf((await server.key(`GET /users?${query}`, undefined, onBehalfOf)).data)).toEqual(['cy']);
    }
    expect(uidsOf((await asAna('GET /users?hideBlockedUsers=1')).data)).toEqual(['cy', 'ana']);
    const got = await server.key('GET /users?friendsOnly=1&hide_blocked_users=true');
    expect(got.error).toMatchObject({
      details: {
        friendsOnly: [expect.stringContaining('onBehalfOf')],
        hideBlockedUsers: [expect.stringContaining('onBehalfOf')],
      },
    });
    expect(await server.key('GET /users', undefined, { onBehalfOf: 'nobody' })).toMatchObject(
      refusal(404, 'ERR_UID_NOT_FOUND'),
    );
  });

  it.each([
    ['perPage=0', 'perPage'],
    ['per_page=1e3', 'perPage'],
    ['page=-1', 'page'],
    ['page=9007199254740993', 'page'],
    ['status=busy', 'status'],
    ['searchIn=email', 'searchIn.0'],
    ['withTags=maybe', 'withTags'],
    ['sortBy=role', 'sortBy'],
    ['sortBy=status', 'sortBy'],
    ['sortBy=uid&sortOrder=desc', 'sortOrder'],
    ['cursor=nonsense', 'cursor'],

    [`uids=${Array.from({ length: 26 }, (_, index) => `u${index}`)}`, 'uids'],
    ['roles=a%20b', 'roles.0'],
    ['searchKey=%00', 'searchKey'],
  ])('refuses %s, and names the field', async (query, field) => {
    const got = await server.key(`GET /users?${query}`);
    expect(got).toMatchObject(refusal(400, 'ERR_BAD_REQUEST'));
    expect(Object.keys((got.error as { details: object }).details)).toEqual([field]);
  });

  it('takes more than 1,000 rows a page for 1,000', async () => {
    expect((await server.key('GET /users?perPage=5000')).meta).toMatchObject({
      pagination: { per_page: 1000 },
    });
  });
});
