import { beforeEach, describe, expect, it } from 'vitest';
import { must } from '../support/test-app.ts';
import { openServerWith, refusal, type TestServer } from './server.ts';

let server: TestServer;
let authToken: string;
beforeEach(async () => {
  server = await openServerWith('ana');
  ({ authToken } = await must(server.app.authTokens.issue('ana')));
});

const asAna = (line: string, body?: unknown) => server.send(line, body, { authToken });
const tokenOfAna = () => must(server.app.authTokens.get('ana', authToken));

describe('/me', () => {
  it('shows the user all of itself, and the token it came with', async () => {
    await must(server.app.users.update('ana', { metadata: { '@private': 1 }, tags: ['red'] }));
    const got = await asAna('GET /me');
    expect(got.data).toMatchObject({ uid: 'ana', metadata: { '@private': 1 }, tags: ['red'], authToken });
  });

  it('logs in: notes where the token is used, and leaves the profile as it is', async () => {
    const notes = { platform: 'javascript', userAgent: 'Browser', appInfo: { version: '4' } };
    const got = await asAna('PUT /me', { ...notes, deviceId: 'unheard of' });
    expect(got.data).toMatchObject({ uid: 'ana', name: 'User ana', authToken });
    expect(await tokenOfAna()).toMatchObject(notes);
    expect(await must(server.app.users.get('ana'))).not.toHaveProperty('updatedAt');
  });

  it('changes the profile, and never the role', async () => {
    await must(server.app.roles.create({ role: 'vip', name: 'VIP' }));
    const got = await asAna('PUT /me', { name: 'Ana L.', role: 'vip', uid: 'bo', metadata: '{"a":1}' });
    expect(got.data).toMatchObject({ uid: 'ana', name: 'Ana L.', role: 'default', metadata: { a: 1 } });
    expect(await must(server.app.users.get('ana'))).toMatchObject({ name: 'Ana L.', role: 'default' });
  });

  it('does both or neither', async () => {
    const both = await asAna('PUT /me', { name: 'Ana L.', platform: 'web' });
    expect(both.data).toMatchObject({ name: 'Ana L.' });
    for (const body of [
      { name: 'Other', platform: 7 },
      { name: '', platform: 'ios' },
    ]) {
      expect(await asAna('PUT /me', body)).toMatchObject(refusal(400, 'ERR_BAD_REQUEST'));
      expect(await must(server.app.users.get('ana'))).toMatchObject({ name: 'Ana L.' });
      expect(await tokenOfAna()).toMatchObject({ platform: 'web' });
    }
  });

  it('logs out: the token works no more', async () => {
    expect((await asAna('DELETE /me')).data).toEqual({
      success: true,
      message: 'The user with UID ana has been logged out successfully.',
    });
    expect(await asAna('GET /me')).toMatchObject(refusal(401, 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND'));
  });

  it('is nobody without a token, whatever key there is', async () => {
    expect(await server.key('GET /me')).toMatchObject(refusal(401, 'AUTH_ERR_EMPTY_AUTH_TOKEN'));
    expect(await server.send('GET /me', undefined, { authToken: 'ana_x' })).toMatchObject(
      refusal(401, 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND'),
    );
  });

  it('is nobody once the user is deactivated, and somebody again afterwards', async () => {
    await must(server.app.users.deactivate(['ana']));
    expect(await asAna('GET /me')).toMatchObject(refusal(401, 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND'));
    await must(server.app.users.reactivate(['ana']));
    expect((await asAna('GET /me')).status).toBe(200);
  });

  it('takes note of a session', async () => {
    expect((await asAna('POST /user_sessions', { any: 'thing' })).data).toEqual({});
    expect(await server.send('POST /user_sessions', {})).toMatchObject(
      refusal(401, 'AUTH_ERR_EMPTY_AUTH_TOKEN'),
    );
  });
});
