import { beforeEach, describe, expect, it } from 'vitest';
import { codeOf, epoch, must } from '../support/test-app.ts';
import { openServer, refusal, type TestServer } from './server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await openServer();
  await must(server.app.roles.create({ role: 'vip', name: 'VIP', description: 'Very' }));
});

describe('roles', () => {
  it('are listed by id, the default among them', async () => {
    const got = await server.key('GET /roles?per_page=1&page=2');
    expect(got.data).toEqual([{ role: 'vip', name: 'VIP', description: 'Very', createdAt: epoch }]);
    expect(got.meta).toMatchObject({ pagination: { total: 2, current_page: 2, total_pages: 2 } });
  });

  it('are created, once', async () => {
    const role = { role: 'Staff', name: 'Staff', description: 'They work here', metadata: { level: 2 } };
    const got = await server.key('POST /roles', role);
    expect(got.data).toEqual({ ...role, role: 'staff', createdAt: epoch });
    expect(await must(server.app.roles.get('staff'))).toEqual(got.data);
    expect(await server.key('POST /roles', role)).toMatchObject(refusal(400, 'ERR_ROLE_ALREADY_EXISTS'));
    expect((await server.key('POST /roles', {})).error).toMatchObject({
      details: { role: ['is required'], name: ['is required'] },
    });
  });

  it('carry no permissions, and say so', async () => {
    const settings = { listUsers: 'friendsOnly' };
    for (const line of ['POST /roles', 'PUT /roles/vip']) {
      const got = await server.key(line, { role: 'staff', name: 'Staff', settings });
      expect(got.error).toMatchObject({ details: { settings: [expect.any(String)] } });
    }
    expect(await codeOf(server.app.roles.get('staff'))).toBe('ERR_ROLE_NOT_FOUND');
    expect(await must(server.app.roles.get('vip'))).toMatchObject({ name: 'VIP' });
  });

  it('are got in any case', async () => {
    expect((await server.key('GET /roles/VIP')).data).toMatchObject({ role: 'vip' });
    expect(await server.key('GET /roles/none')).toMatchObject(refusal(404, 'ERR_ROLE_NOT_FOUND'));
  });

  it('are updated', async () => {
    const got = await server.key('PUT /roles/vip', {
      name: 'V',
      metadata: '{"level":3}',
      unset: ['description'],
    });
    const expected = { role: 'vip', name: 'V', metadata: { level: 3 }, createdAt: epoch, updatedAt: epoch };
    expect(got.data).toEqual(expected);
    expect(await must(server.app.roles.get('vip'))).toEqual(expected);
    expect(await server.key('PUT /roles/none', { name: 'V' })).toMatchObject(
      refusal(404, 'ERR_ROLE_NOT_FOUND'),
    );
  });

  it('are deleted when nobody holds them', async () => {
    await must(server.app.users.create({ uid: 'ana', name: 'Ana', role: 'vip' }));
    expect(await server.key('DELETE /roles/vip')).toMatchObject(refusal(400, 'ERR_ROLE_IN_USE'));
    await must(server.app.users.update('ana', { role: 'default' }));
    expect((await server.key('DELETE /roles/VIP')).data).toEqual({
      success: true,
      message: 'Role vip has been deleted successfully.',
    });
    expect(await codeOf(server.app.roles.get('vip'))).toBe('ERR_ROLE_NOT_FOUND');
    expect(await server.key('DELETE /roles/default')).toMatchObject(refusal(403, 'ERR_ROLE_DELETE_DENIED'));
  });
});
