import { beforeEach, describe, expect, it } from 'vitest';
import { allOf, epoch, must } from '../support/test-app.ts';
import { openServerWith, refusal, type Send, type TestServer } from './server.ts';

let server: TestServer;
let asAna: Send;

// Ana owns the group; Bo is a moderator, Cy a participant; Dee and Eve are outside.
beforeEach(async () => {
  server = await openServerWith('ana', 'bo', 'cy', 'dee', 'eve');
  await must(server.app.groups.create({ guid: 'g1', name: 'One', owner: 'ana' }));
  await must(server.app.groupMemberships.add('g1', ['bo'], { scope: 'moderator' }));
  await must(server.app.groupMemberships.add('g1', ['cy']));
  asAna = await server.login('ana');
});

const scopes = async () =>
  Object.fromEntries(
    (await allOf((page) => server.app.groupMemberships.listMembers('g1', page))).map(({ uid, scope }) => [
      uid,
      scope,
    ]),
  );
const banned = async () =>
  (await allOf((page) => server.app.groupMemberships.listBanned('g1', page))).map(({ uid }) => uid as string);
const uidsOf = (data: unknown) => (data as { uid: string }[]).map(({ uid }) => uid);

describe('GET /groups/:guid/members', () => {
  it.each([
    ['', ['ana', 'bo', 'cy']],
    ['scopes=admin', ['ana']],
    ['scopes=admin,participant', ['ana', 'cy']],
    ['scopes[0]=moderator&scopes[1]=participant', ['bo', 'cy']],
    ['per_page=1&page=3', ['cy']],
  ])('lists with "%s" just %j', async (query, uids) => {
    expect(uidsOf((await server.key(`GET /groups/G1/members?${query}`)).data)).toEqual(uids);
    expect(uidsOf((await asAna(`GET /groups/g1/members?${query}`)).data)).toEqual(uids);
  });

  it('tells scope and time of joining, and nothing private', async () => {
    await must(server.app.users.update('bo', { metadata: { '@private': 1 } }));
    const got = await server.key('GET /groups/g1/members?scopes=moderator');
    expect(got.data).toEqual([expect.objectContaining({ uid: 'bo', scope: 'moderator', joinedAt: epoch })]);
    expect(JSON.stringify(got.body)).not.toContain('private');
  });

  it('is not for users who are not in the group', async () => {
    const asDee = await server.login('dee');
    expect(await asDee('GET /groups/g1/members')).toMatchObject(refusal(401, 'ERR_GROUP_NOT_JOINED'));
    for (const [onBehalfOf, status, code] of [
      ['Dee', 401, 'ERR_GROUP_NOT_JOINED'],
      ['nobody', 404, 'ERR_UID_NOT_FOUND'],
      ['cy', 200, undefined],
    ] as const) {
      const got = await server.key('GET /groups/g1/members', undefined, { onBehalfOf });
      expect(got.status).toBe(status);
      if (code) expect(got.error).toMatchObject({ code });
    }
    expect(await asDee('GET /groups/none/members')).toMatchObject(refusal(404, 'ERR_GUID_NOT_FOUND'));
  });

  it('refuses what it cannot filter by', async () => {
    for (const query of ['status=available', 'scopes=owner', 'searchKey=b', 'search_key=b']) {
      expect(await server.key(`GET /groups/g1/members?${query}`)).toMatchObject(
        refusal(400, 'ERR_BAD_REQUEST'),
      );
    }
  });
});

describe('POST /groups/:guid/members', () => {
  it('adds, promotes and bans, each with its own outcome', async () => {
    const got = await server.key('POST /groups/G1/members', {
      admins: ['DEE', 'cy'],
      participants: ['nobody', 'dee'],
      usersToBan: ['bo', 'eve'],
    });
    expect(got.data).toMatchObject({
      admins: {
        dee: { success: true, data: { guid: 'g1', uid: 'dee', scope: 'admin', joinedAt: epoch } },
        cy: { success: true, data: { scope: 'admin' } },
      },
      participants: { nobody: { success: false, error: { code: 'ERR_UID_NOT_FOUND' } } },
      usersToBan: { bo: { success: true }, eve: { success: false, error: { code: 'ERR_NOT_A_MEMBER' } } },
    });
    expect(await scopes()).toEqual({ ana: 'admin', cy: 'admin', dee: 'admin' });
    expect(await banned()).toEqual(['bo']);
  });

  it('tells who is in already, with the scope asked for', async () => {
    const got = await server.key('POST /groups/g1/members', { participants: ['cy'] });
    expect(got.data).toMatchObject({
      participants: { cy: { success: false, message: 'Member already has the same scope participant.' } },
    });
  });

  it('needs the clearance of whom the key acts for', async () => {
    for (const [onBehalfOf, status, code] of [
      ['Bo', 403, 'ERR_GROUP_NO_CLEARANCE'],
      ['DEE', 401, 'ERR_GROUP_NOT_JOINED'],
      ['nobody', 404, 'ERR_UID_NOT_FOUND'],
    ] as const) {
      const got = await server.key('POST /groups/g1/members', { participants: ['eve'] }, { onBehalfOf });
      expect(got).toMatchObject(refusal(status, code));
    }
    expect(await scopes()).not.toHaveProperty('eve');
    const got = await server.key('POST /groups/g1/members', { admins: ['eve'] }, { onBehalfOf: 'ana' });
    expect(got.data).toMatchObject({ admins: { eve: { success: true } } });
  });

  it.each([
    [{ admins: 'bo' }, 'admins'],
    [{ participants: ['a b'] }, 'participants.0'],
    [{ usersToBan: Array.from({ length: 26 }, (_, index) => `u${index}`) }, 'usersToBan'],
    [
      {
        admins: Array.from({ length: 13 }, (_, index) => `a${index}`),
        participants: Array.from({ length: 13 }, (_, index) => `p${index}`),
      },
      'body',
    ],
  ])('refuses %j', async (body, field) => {
    const got = await server.key('POST /groups/g1/members', body);
    expect(Object.keys((got.error as { details: object }).details)).toEqual([field]);
  });

  it('adds to no group that is not there', async () => {
    expect(await server.key('POST /groups/none/members', { participants: ['eve'] })).toMatchObject(
      refusal(404, 'ERR_GUID_NOT_FOUND'),
    );
  });
});

describe('a user', () => {
  it('joins, and is told so in the words of a message', async () => {
    const asDee = await server.login('dee');
    const { data } = await asDee('POST /groups/G1/members');
    expect(data).toMatchObject({
      category: 'action',
      data: {
        action: 'joined',
        entities: {
          by: { entity: { uid: 'dee' } },
          for: { entity: { guid: 'g1', membersCount: 4, hasJoined: true, scope: 'participant' } },
        },
      },
    });
    expect(await scopes()).toMatchObject({ dee: 'participant' });
    expect(await asDee('POST /groups/g1/members')).toMatchObject(refusal(417, 'ERR_ALREADY_JOINED'));
  });

  it('joins a group that has a password with it', async () => {
    await must(server.app.groups.create({ guid: 'g2', name: 'Two', type: 'password', password: 'sesame' }));
    const asDee = await server.login('dee');
    expect(await asDee('POST /groups/g2/members', {})).toMatchObject(refusal(400, 'ERR_EMPTY_GROUP_PASS'));
    expect(await asDee('POST /groups/g2/members', { password: 'x' })).toMatchObject(
      refusal(403, 'ERR_WRONG_GROUP_PASS'),
    );
    expect((await asDee('POST /groups/g2/members', { password: 'sesame' })).status).toBe(200);
  });

  it('leaves, unless it owns the group', async () => {
    const asCy = await server.login('cy');
    expect((await asCy('DELETE /groups/G1/members')).data).toEqual({
      success: true,
      message: 'The user with uid cy has left the Group with g1.',
    });
    expect(await scopes()).not.toHaveProperty('cy');
    expect(await asCy('DELETE /groups/g1/members')).toMatchObject(refusal(401, 'ERR_GROUP_NOT_JOINED'));
    expect(await asAna('DELETE /groups/g1/members')).toMatchObject(refusal(403, 'ERR_GROUP_OWNER'));
    expect(await server.key('DELETE /groups/g1/members')).toMatchObject(
      refusal(401, 'AUTH_ERR_EMPTY_AUTH_TOKEN'),
    );
  });
});

/** The same as administration, as a member on whose behalf a key acts, and as that member. */
const admins: readonly (readonly [string, Send])[] = [
  ['administration', (line, body) => server.key(line, body)],
  ['a key on behalf of an admin', (line, body) => server.key(line, body, { onBehalfOf: 'ANA' })],
  ['an admin', (line, body) => asAna(line, body)],
];

describe.each(admins)('%s', (_, send) => {
  it('changes scopes', async () => {
    expect((await send('PUT /groups/g1/members/CY', { scope: 'admin' })).data).toEqual({
      guid: 'g1',
      uid: 'cy',
      scope: 'admin',
      joinedAt: epoch,
    });
    expect(await scopes()).toMatchObject({ cy: 'admin' });
    expect((await send('PUT /groups/g1/members/cy', {})).data).toMatchObject({ scope: 'participant' });
    expect(await send('PUT /groups/g1/members/cy')).toMatchObject(refusal(403, 'ERR_SAME_SCOPE'));
    expect(await send('PUT /groups/g1/members/dee', { scope: 'admin' })).toMatchObject(
      refusal(404, 'ERR_NOT_A_MEMBER'),
    );
    expect((await send('PUT /groups/g1/members/cy', { scope: 'owner' })).error).toMatchObject({
      details: { scope: [expect.any(String)] },
    });
  });

  it('kicks', async () => {
    expect((await send('DELETE /groups/G1/members/CY')).data).toEqual({
      success: true,
      message: 'The member with cy has been kicked from the Group with g1.',
    });
    expect(await scopes()).not.toHaveProperty('cy');
    expect(await send('DELETE /groups/g1/members/cy')).toMatchObject(refusal(404, 'ERR_NOT_A_MEMBER'));
  });

  it('bans, and lifts bans', async () => {
    expect((await send('POST /groups/G1/bannedusers/CY')).data).toEqual({
      success: true,
      message: 'The user with uid cy has been banned from the Group with g1.',
    });
    expect(await banned()).toEqual(['cy']);
    expect(await send('POST /groups/g1/bannedusers/cy')).toMatchObject(refusal(400, 'ERR_ALREADY_BANNED'));
    expect((await send('DELETE /groups/g1/bannedusers/cy')).data).toMatchObject({
      message: 'The user with uid cy has been unbanned from the Group with g1.',
    });
    expect(await banned()).toEqual([]);
    expect(await send('DELETE /groups/g1/bannedusers/cy')).toMatchObject(
      refusal(404, 'ERR_NOT_A_BANNED_USER'),
    );
  });
});

describe('a moderator', () => {
  it.each(['PUT /groups/g1/members/ana', 'DELETE /groups/g1/members/ana', 'POST /groups/g1/bannedusers/ana'])(
    'may not %s',
    async (line) => {
      const got = await server.key(line, { scope: 'participant' }, { onBehalfOf: 'bo' });
      expect(got).toMatchObject(refusal(403, 'ERR_GROUP_NO_CLEARANCE'));
      expect(await scopes()).toMatchObject({ ana: 'admin' });
    },
  );

  it('does nothing to itself', async () => {
    const asBo = await server.login('bo');
    for (const line of ['PUT /groups/g1/members/bo', 'DELETE /groups/g1/members/bo']) {
      expect(await asBo(line, { scope: 'participant' })).toMatchObject(
        refusal(403, 'ERR_GROUP_NO_SELF_ACTION'),
      );
    }
  });
});

describe('GET /groups/:guid/bannedusers', () => {
  it('lists who is kept out, for administration', async () => {
    for (const uid of ['bo', 'cy']) await must(server.app.groupMemberships.ban(uid, 'g1'));
    const got = await server.key('GET /groups/g1/bannedusers?per_page=1&page=2');
    expect(got.data).toEqual([
      expect.objectContaining({ uid: 'cy', isBanned: true, bannedAt: epoch, status: 'offline' }),
    ]);
    expect(got.meta).toMatchObject({ pagination: { total: 2 } });
    expect(await server.key('GET /groups/none/bannedusers')).toMatchObject(
      refusal(404, 'ERR_GUID_NOT_FOUND'),
    );
  });

  it('lists them to the members who may lift a ban, and to no other user', async () => {
    await must(server.app.groupMemberships.add('g1', ['eve']));
    await must(server.app.groupMemberships.ban('eve', 'g1'));
    for (const [uid, status, code] of [
      ['ana', 200, undefined],
      ['bo', 200, undefined],
      ['cy', 403, 'ERR_GROUP_NO_CLEARANCE'],
      ['dee', 401, 'ERR_GROUP_NOT_JOINED'],
      ['eve', 401, 'ERR_GROUP_NOT_JOINED'],
    ] as const) {
      const asUser = await server.login(uid);
      for (const got of [
        await asUser('GET /groups/G1/bannedusers'),
        await server.key('GET /groups/g1/bannedusers', undefined, { onBehalfOf: uid.toUpperCase() }),
      ]) {
        if (code === undefined) expect([got.status, uidsOf(got.data)]).toEqual([200, ['eve']]);
        else expect(got).toMatchObject(refusal(status, code));
      }
    }
    for (const [guid, onBehalfOf, code] of [
      ['none', 'ana', 'ERR_GUID_NOT_FOUND'],
      ['g1', 'nobody', 'ERR_UID_NOT_FOUND'],
    ] as const) {
      expect(await server.key(`GET /groups/${guid}/bannedusers`, undefined, { onBehalfOf })).toMatchObject(
        refusal(404, code),
      );
    }
  });
});
