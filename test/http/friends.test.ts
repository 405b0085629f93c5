import { beforeEach, describe, expect, it } from 'vitest';
import { allOf, must } from '../support/test-app.ts';
import { openServerWith, refusal, type TestServer } from './server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await openServerWith('ana', 'bo', 'cy');
});

const friendsOf = async (uid: string) =>
  (await allOf((page) => server.app.friendships.list(uid, page))).map((user) => user.uid as string);

describe('POST /users/:uid/friends', () => {
  it('tells of each what became of it, in the words of the service', async () => {
    await must(server.app.friendships.befriend('ana', 'cy'));
    const got = await server.key('POST /users/Ana/friends', { accepted: ['bo', 'CY', 'nobody', 'ana'] });
    const refused = (code: string) => ({
      success: false,
      message: expect.any(String),
      error: expect.objectContaining({ code }),
    });
    expect(got.data).toEqual({
      accepted: {
        bo: { success: true, message: 'Created relationship with status accepted.' },
        cy: refused('ERR_ALREADY_FRIEND'),
        nobody: refused('ERR_UID_NOT_FOUND'),
        ana: refused('ERR_CANNOT_FORM_SELF_RELATION'),
      },
    });
    expect(await friendsOf('ana')).toEqual(['cy', 'bo']);
  });

  it('befriends even a user named __proto__', async () => {
    await must(server.app.users.create({ uid: '__proto__', name: 'P' }));
    const { body } = await server.key('POST /users/ana/friends', { accepted: ['__proto__'] });
    expect(JSON.stringify(body)).toContain('"__proto__":{"success":true');
    expect(await friendsOf('ana')).toEqual(['__proto__']);
  });

  it.each([[[]], ['bo'], [undefined], [['a b']], [Array.from({ length: 26 }, (_, index) => `u${index}`)]])(
    'refuses accepted: %j',
    async (accepted) => {
      const got = await server.key('POST /users/ana/friends', { accepted });
      expect(got).toMatchObject(refusal(400, 'ERR_BAD_REQUEST'));
      expect(Object.keys((got.error as { details: object }).details)[0]).toMatch(/^accepted/);
    },
  );

  it('knows whose friends they would be', async () => {
    expect(await server.key('POST /users/nobody/friends', { accepted: ['bo'] })).toMatchObject(
      refusal(404, 'ERR_UID_NOT_FOUND'),
    );
    expect((await server.key('POST /users/a%20b/friends', { accepted: ['bo'] })).error).toMatchObject({
      details: { uid: [expect.any(String)] },
    });
  });
});

describe('GET /users/:uid/friends', () => {
  it('lists friends, and finds them by a text', async () => {
    await must(server.app.friendships.befriend('ana', 'cy'));
    await must(server.app.friendships.befriend('bo', 'ana'));
    const uids = async (query: string) =>
      ((await server.key(`GET /users/ana/friends?${query}`)).data as { uid: string }[]).map(({ uid }) => uid);
    expect(await uids('')).toEqual(['cy', 'bo']);
    expect(await uids('searchKey=B')).toEqual(['bo']);
    expect(await uids('search_key=user%20c')).toEqual(['cy']);
    expect(await uids('perPage=1&page=2')).toEqual(['bo']);
    expect(await server.key('GET /users/nobody/friends')).toMatchObject(refusal(404, 'ERR_UID_NOT_FOUND'));
  });
});

describe('DELETE /users/:uid/friends', () => {
  it('ends the friendships that there are, and tells of those that there are not', async () => {
    await must(server.app.friendships.befriend('ana', 'cy'));
    const got = await server.key('DELETE /users/ana/friends', { friends: ['CY', 'bo'] });
    expect(got.data).toMatchObject({
      success: false,
      friends: { cy: { success: true }, bo: { success: false, error: { code: 'ERR_NOT_A_FRIEND' } } },
    });
    expect(await friendsOf('ana')).toEqual([]);
  });

  it('is a success where all are ended', async () => {
    await must(server.app.friendships.befriend('ana', 'cy'));
    const got = await server.key('DELETE /users/ana/friends', { friends: ['cy'] });
    expect(got.data).toMatchObject({ success: true, message: 'Deleted the friend relations successfully.' });
  });

  it('refuses what names nobody', async () => {
    expect((await server.key('DELETE /users/ana/friends', { friends: [] })).error).toMatchObject({
      details: { friends: [expect.any(String)] },
    });
    expect(await server.key('DELETE /users/nobody/friends', { friends: ['bo'] })).toMatchObject(
      refusal(404, 'ERR_UID_NOT_FOUND'),
    );
  });
});
