import { beforeEach, describe, expect, it } from 'vitest';
import { codeOf, createUsers, epoch, must } from '../support/test-app.ts';
import { openServerWith, refusal, type TestServer } from './server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await openServerWith('ana', 'bo', 'cy');
});

const groupOf = (guid: string) => must(server.app.groups.get(guid));
const guidsOf = (data: unknown) => (data as { guid: string }[]).map(({ guid }) => guid);

describe('POST /groups', () => {
  const profile = {
    icon: 'https://example.org/g.png',
    description: 'For all',
    metadata: { level: 1 },
    tags: ['red'],
  };

  it('creates a group that nobody owns', async () => {
    const got = await server.key('POST /groups', { guid: 'G1', name: 'One', ...profile });
    expect(got.data).toEqual({
      guid: 'g1',
      name: 'One',
      type: 'public',
      ...profile,
      membersCount: 0,
      createdAt: epoch,
    });
    expect(await groupOf('g1')).toEqual(got.data);
  });

  it('creates a group for the owner named, for the user acted for, or for the user who asks', async () => {
    const asCy = await server.login('cy');
    await server.key('POST /groups', { guid: 'named', name: 'N', owner: 'Ana' });
    await server.key('POST /groups', { guid: 'acted', name: 'A', owner: 'ana' }, { onBehalfOf: 'BO' });
    await asCy('POST /groups', { guid: 'own', name: 'O', owner: 'ana' });
    const owners = await Promise.all(
      ['named', 'acted', 'own'].map(async (guid) => (await groupOf(guid)).owner),
    );
    expect(owners).toEqual(['ana', 'bo', 'cy']);
    expect(await server.key('POST /groups', { guid: 'x', name: 'X', owner: 'nobody' })).toMatchObject(
      refusal(404, 'ERR_UID_NOT_FOUND'),
    );
    expect(await codeOf(server.app.groups.get('x'))).toBe('ERR_GUID_NOT_FOUND');
  });

  it('adds members that come with it, each with its own outcome', async () => {
    const got = await server.key('POST /groups', {
      guid: 'g1',
      name: 'One',
      owner: 'ana',
      members: { admins: ['bo'], participants: ['BO', 'cy', 'nobody'], usersToBan: ['bo'] },
    });
    expect(got.data).toMatchObject({
      membersCount: 3,
      members: {
        admins: { bo: { success: true, data: { uid: 'bo', scope: 'admin' } } },
        participants: {
          cy: { success: true },
          nobody: { success: false, error: { code: 'ERR_UID_NOT_FOUND' } },
        },
      },
    });
    expect((got.data as { members: object }).members).not.toHaveProperty('usersToBan');
    expect((await groupOf('g1')).membersCount).toBe(3);
  });

  it('creates nothing where the members are not valid', async () => {
    const many = Array.from({ length: 13 }, (_, index) => `u${index}`);
    for (const [members, field] of [
      [{ admins: many, participants: many.map((uid) => `p${uid}`) }, 'members'],
      [{ admins: ['a b'] }, 'members.admins.0'],
      [[], 'members'],
      [{ participants: ['bo'], usersToBan: ['cy'] }, 'members.usersToBan'],
    ] as const) {
      const got = await server.key('POST /groups', { guid: 'g1', name: 'One', members });
      expect(got.error).toMatchObject({ details: { [field]: [expect.any(String)] } });
    }
    expect(await codeOf(server.app.groups.get('g1'))).toBe('ERR_GUID_NOT_FOUND');
  });

  it('never shows a password', async () => {
    const got = await server.key('POST /groups', {
      guid: 'g1',
      name: 'One',
      type: 'password',
      password: 'sesame',
    });
    expect(got.data).toMatchObject({ type: 'password' });
    expect(JSON.stringify([got.body, (await server.key('GET /groups/g1')).body])).not.toMatch(/sesame|hash/i);
    expect(await server.key('POST /groups', { guid: 'g2', name: 'Two', type: 'password' })).toMatchObject(
      refusal(400, 'ERR_EMPTY_GROUP_PASS'),
    );
    expect(await server.key('POST /groups', { guid: 'g1', name: 'Two' })).toMatchObject(
      refusal(400, 'ERR_GUID_ALREADY_EXISTS'),
    );
  });
});

describe('GET /groups/:guid', () => {
  it('shows a group, and to a user what it is there', async () => {
    await must(server.app.groups.create({ guid: 'g1', name: 'One', owner: 'ana' }));
    const asAna = await server.login('ana');
    expect((await server.key('GET /groups/G1')).data).toEqual(await groupOf('g1'));
    for (const got of [
      await asAna('GET /groups/g1'),
      await server.key('GET /groups/g1', undefined, { onBehalfOf: 'Ana' }),
    ]) {
      expect(got.data).toMatchObject({ guid: 'g1', hasJoined: true, scope: 'admin', joinedAt: epoch });
    }
    expect((await server.key('GET /groups/g1', undefined, { onBehalfOf: 'bo' })).data).toMatchObject({
      hasJoined: false,
    });
    expect(await asAna('GET /groups/none')).toMatchObject(refusal(404, 'ERR_GUID_NOT_FOUND'));
    expect(await server.key('GET /groups/g1', undefined, { onBehalfOf: 'nobody' })).toMatchObject(
      refusal(404, 'ERR_UID_NOT_FOUND'),
    );
  });

  it('shows a private group to its members and to administration, and to nobody else', async () => {
    await must(server.app.groups.create({ guid: 'den', name: 'Den', type: 'private', owner: 'ana' }));
    const [asAna, asBo] = [await server.login('ana'), await server.login('bo')];
    expect((await server.key('GET /groups/den')).data).toMatchObject({ name: 'Den' });
    expect((await asAna('GET /groups/den')).data).toMatchObject({ name: 'Den', hasJoined: true });
    expect((await server.key('GET /groups/den', undefined, { onBehalfOf: 'ana' })).status).toBe(200);
    for (const got of [
      await asBo('GET /groups/den'),
      await server.key('GET /groups/DEN', undefined, { onBehalfOf: 'Bo' }),
      await asBo('GET /groups/den/members'),
    ]) {
      expect(got).toMatchObject(refusal(404, 'ERR_GUID_NOT_FOUND'));
      expect(JSON.stringify(got.body)).not.toMatch(/Den|ana/);
    }
  });

  it('tells who acts on a private group from outside nothing of it', async () => {
    await must(server.app.groups.create({ guid: 'den', name: 'Den', type: 'private', owner: 'ana' }));
    await must(server.app.groupMemberships.add('den', ['cy']));
    const asBo = await server.login('bo');
    for (const line of [
      'PUT /groups/den',
      'DELETE /groups/den',
      'DELETE /groups/den/members',
      'PUT /groups/den/members/cy',
      'DELETE /groups/den/members/cy',
    ]) {
      const got = await asBo(line, { scope: 'moderator' });
      expect(got).toMatchObject(refusal(401, 'ERR_GROUP_NOT_JOINED'));
      expect(JSON.stringify(got.body)).not.toMatch(/Den|ana/);
    }
    expect(await asBo('POST /groups/den/members')).toMatchObject(refusal(403, 'ERR_GROUP_JOIN_NOT_ALLOWED'));
  });
});

describe('PUT /groups/:guid', () => {
  beforeEach(async () => {
    await must(server.app.groups.create({ guid: 'g1', name: 'One', owner: 'ana', description: 'Old' }));
    await must(server.app.groupMemberships.add('g1', ['bo']));
  });

  it('changes what is given and takes away what is in unset', async () => {
    const got = await server.key('PUT /groups/g1', { name: 'Uno', tags: ['red'], unset: ['description'] });
    expect(got.data).toMatchObject({ name: 'Uno', tags: ['red'], updatedAt: epoch });
    const kept = await groupOf('g1');
    expect(kept).toMatchObject({ name: 'Uno', tags: ['red'] });
    expect(kept).not.toHaveProperty('description');
  });

  it('lets administration name another owner, along with other changes', async () => {
    const got = await server.key('PUT /groups/g1', { name: 'Uno', owner: 'BO' });
    expect(got.data).toMatchObject({ name: 'Uno', owner: 'bo' });
    expect(await groupOf('g1')).toMatchObject({ name: 'Uno', owner: 'bo' });
    expect((await server.key('PUT /groups/g1', { name: 'Due', owner: 'bo' })).data).toMatchObject({
      name: 'Due',
      owner: 'bo',
    });
  });

  // Regression: a new owner was set even where the other changes were refused.
  it.each([
    [{ owner: 'bo', name: '' }, 'ERR_BAD_REQUEST'],
    [{ owner: 'bo', type: 'password' }, 'ERR_EMPTY_GROUP_PASS'],
    [{ owner: 'a b', name: 'Uno' }, 'ERR_BAD_REQUEST'],
    [{ owner: 'cy', name: 'Uno' }, 'ERR_NOT_A_MEMBER'],
    [{ owner: 'nobody', name: 'Uno' }, 'ERR_UID_NOT_FOUND'],
  ])('changes nothing with %j', async (body, code) => {
    const before = await groupOf('g1');
    expect((await server.key('PUT /groups/g1', body)).error).toMatchObject({ code });
    expect(await groupOf('g1')).toEqual(before);
  });

  it('names a malformed owner as it was sent', async () => {
    expect((await server.key('PUT /groups/g1', { owner: 7 })).error).toMatchObject({
      details: { owner: ['must be a string'] },
    });
  });

  it('takes no owner from a user, and needs its clearance', async () => {
    const asAna = await server.login('ana');
    expect((await asAna('PUT /groups/g1', { name: 'Mine', owner: 'bo' })).data).toMatchObject({
      name: 'Mine',
      owner: 'ana',
    });
    for (const [uid, status, code] of [
      ['bo', 403, 'ERR_GROUP_NO_CLEARANCE'],
      ['cy', 401, 'ERR_GROUP_NOT_JOINED'],
    ] as const) {
      const asUser = await server.login(uid);
      expect(await asUser('PUT /groups/g1', { name: 'X' })).toMatchObject(refusal(status, code));
      const got = await server.key('PUT /groups/g1', { name: 'X' }, { onBehalfOf: uid.toUpperCase() });
      expect(got).toMatchObject(refusal(status, code));
    }
    expect(await groupOf('g1')).toMatchObject({ name: 'Mine' });
  });
});

describe('DELETE /groups/:guid', () => {
  it('deletes a group for good, for administration and for an admin', async () => {
    for (const guid of ['g1', 'g2', 'g3']) {
      await must(server.app.groups.create({ guid, name: guid, owner: 'ana' }));
      await must(server.app.groupMemberships.add(guid, ['bo']));
    }
    const asAna = await server.login('ana');
    expect((await server.key('DELETE /groups/G1')).data).toEqual({
      success: true,
      message: 'Group with guid g1 has been deleted successfully.',
    });
    expect((await asAna('DELETE /groups/g2')).status).toBe(200);
    expect(await server.key('DELETE /groups/g3', undefined, { onBehalfOf: 'bo' })).toMatchObject(
      refusal(403, 'ERR_GROUP_NO_CLEARANCE'),
    );
    expect(guidsOf((await server.key('GET /groups')).data)).toEqual(['g3']);
  });
});

describe('GET /groups', () => {
  beforeEach(async () => {
    const { app } = server;
    await must(app.groups.create({ guid: 'g1', name: 'Zebra', tags: ['red'] }));
    await must(
      app.groups.create({ guid: 'g2', name: 'Apple', type: 'password', password: 'x', tags: ['blue'] }),
    );
    await must(app.groups.create({ guid: 'g3', name: 'Mango', type: 'private', owner: 'ana' }));
    await must(app.groupMemberships.join('ana', 'g1'));
  });

  it.each([
    ['', ['g3', 'g2', 'g1']],
    ['searchKey=ZE', ['g1']],
    ['search_key=g2', ['g2']],
    ['searchKey=g&searchIn=name', []],
    ['search_key=g&search_in[]=guid', ['g3', 'g2', 'g1']],
    ['type=private', ['g3']],
    ['types=public,private', ['g3', 'g1']],
    ['types[0]=public&types[1]=password', ['g2', 'g1']],
    ['types=public&type=password', ['g2', 'g1']],
    ['tags=red', ['g1']],
    ['tags=red&tags=blue', ['g2', 'g1']],
    ['sortBy=guid', ['g1', 'g2', 'g3']],
    ['sort_by=name&sort_order=asc', ['g2', 'g3', 'g1']],
    ['sortBy=createdAt&sortOrder=desc', ['g3', 'g2', 'g1']],
    ['perPage=1&page=2', ['g2']],
  ])('finds for administration with "%s" just %j', async (query, guids) => {
    expect(guidsOf((await server.key(`GET /groups?${query}`)).data)).toEqual(guids);
  });

  it.each([
    ['', ['g2', 'g1']],
    ['hasJoined=true', ['g3', 'g1']],
    ['has_joined=1&per_page=1&page=2', ['g1']],
    ['hasJoined=false', ['g2', 'g1']],
  ])('finds for a user with "%s" just %j', async (query, guids) => {
    const asAna = await server.login('ana');
    for (const got of [
      await asAna(`GET /groups?${query}`),
      await server.key(`GET /groups?${query}`, undefined, { onBehalfOf: 'ana' }),
    ]) {
      expect(guidsOf(got.data)).toEqual(guids);
      const joined = (got.data as { guid: string; hasJoined: boolean }[]).map(({ hasJoined }) => hasJoined);
      expect(joined).toEqual(guids.map((guid) => guid !== 'g2'));
    }
  });

  it('shows tags only with withTags', async () => {
    const [plain] = (await server.key('GET /groups?tags=red')).data as object[];
    expect(plain).not.toHaveProperty('tags');
    expect((await server.key('GET /groups?tags=red&with_tags=1')).data).toMatchObject([{ tags: ['red'] }]);
  });

  it('lists no private groups to a user, not even by type', async () => {
    const asBo = await server.login('bo');
    expect(guidsOf((await asBo('GET /groups?type=private')).data)).toEqual([]);
    expect((await asBo('GET /groups?type=private')).meta).toMatchObject({ pagination: { total: 0 } });
    expect(guidsOf((await asBo('GET /groups?types=private,public')).data)).toEqual(['g1']);
    expect(await asBo('GET /groups?type=private&tags=%00')).toMatchObject(refusal(400, 'ERR_BAD_REQUEST'));
    expect(await asBo('GET /groups?type=protected')).toMatchObject(refusal(400, 'ERR_BAD_REQUEST'));
  });

  it.each([
    ['sortBy=guid&sortOrder=desc', 'sortOrder'],
    ['updatedAt=1', 'updatedAt'],
    ['affix=append', 'affix'],
    ['hasJoined=1', 'hasJoined'],
    ['type=protected', 'type'],
    ['types=protected', 'types.0'],
    ['searchIn=tags', 'searchIn.0'],
  ])('refuses %s, and names the field', async (query, field) => {
    const got = await server.key(`GET /groups?${query}`);
    expect(Object.keys((got.error as { details: object }).details)).toEqual([field]);
  });

  it('refuses other filters beside hasJoined, and whom nobody knows', async () => {
    const got = await server.key('GET /groups?hasJoined=1&tags=red', undefined, { onBehalfOf: 'ana' });
    expect(got.error).toMatchObject({ details: { tags: [expect.any(String)] } });
    for (const query of ['', '?hasJoined=1']) {
      expect(await server.key(`GET /groups${query}`, undefined, { onBehalfOf: 'nobody' })).toMatchObject(
        refusal(404, 'ERR_UID_NOT_FOUND'),
      );
    }
    await createUsers(server.app, 'eve');
    expect((await server.key('GET /groups?hasJoined=1', undefined, { onBehalfOf: 'eve' })).data).toEqual([]);
  });
});
