import { beforeEach, describe, expect, it } from 'vitest';
import { allOf, epoch, must } from '../support/test-app.ts';
import { openServerWith, refusal, type Send, type TestServer } from './server.ts';

let server: TestServer;
let asAna: Send;
beforeEach(async () => {
  server = await openServerWith('ana', 'bo', 'cy');
  asAna = await server.login('ana');
});

const blockedBy = async (uid: string) =>
  (await allOf((page) => server.app.blocks.list(uid, { direction: 'blockedByMe', ...page }))).map(
    (user) => user.uid as string,
  );

/** The same of both sides: under the path of the user for a key, by itself for the user. */
const sides: readonly (readonly [string, (line: string, body?: unknown) => ReturnType<Send>])[] = [
  ['a key', (line, body) => server.key(line.replace(' /', ' /users/Ana/'), body)],
  ['the user', (line, body) => asAna(line, body)],
];

describe.each(sides)('blocked users, by %s', (_, send) => {
  it('are blocked, each with its own outcome, and twice without harm', async () => {
    const got = await send('POST /blockedusers', { blockedUids: ['BO', 'nobody', 'ana'] });
    expect(got.data).toEqual({
      bo: { success: true, message: 'The user with UID ana has blocked user with UID bo successfully.' },
      nobody: expect.objectContaining({
        success: false,
        error: expect.objectContaining({ code: 'ERR_UID_NOT_FOUND' }),
      }),
      ana: expect.objectContaining({
        success: false,
        message: 'The UID ana cannot block UID ana.',
        error: expect.objectContaining({ code: 'ERR_CANNOT_BLOCK_SELF' }),
      }),
    });
    expect(await blockedBy('ana')).toEqual(['bo']);
    expect((await send('POST /blockedusers', { blockedUids: ['bo'] })).data).toEqual({
      bo: { success: true, message: 'The user with UID ana has already blocked user with UID bo.' },
    });
  });

  it('are unblocked, and twice without harm', async () => {
    await must(server.app.blocks.block('ana', ['bo']));
    expect((await send('DELETE /blockedusers', { blockedUids: ['bo'] })).data).toEqual({
      bo: { success: true, message: 'The user with UID ana has unblocked user with UID bo successfully.' },
    });
    expect(await blockedBy('ana')).toEqual([]);
    expect((await send('DELETE /blockedusers', { blockedUids: ['bo'] })).data).toEqual({
      bo: { success: true, message: 'The user with UID ana has not blocked user with UID bo.' },
    });
  });

  it('are listed, in both directions or one', async () => {
    await must(server.app.blocks.block('ana', ['bo']));
    await must(server.app.blocks.block('cy', ['ana']));
    const uids = async (query: string) =>
      ((await send(`GET /blockedusers?${query}`)).data as { uid: string }[]).map(({ uid }) => uid);
    expect(await uids('')).toEqual(['bo', 'cy']);
    expect(await uids('direction=both')).toEqual(['bo', 'cy']);
    expect(await uids('direction=blockedByMe')).toEqual(['bo']);
    expect(await uids('direction=hasBlockedMe')).toEqual(['cy']);
    expect(await uids('searchKey=C')).toEqual(['cy']);
    expect(await uids('search_key=user%20b')).toEqual(['bo']);
    expect(await uids('per_page=1&page=2')).toEqual(['cy']);
    const got = await send('GET /blockedusers?direction=blockedByMe');
    expect(got.data).toMatchObject([
      { uid: 'bo', blockedByMe: true, hasBlockedMe: false, blockedByMeAt: epoch, blockedAt: epoch },
    ]);
    expect((await send('GET /blockedusers?direction=x')).error).toMatchObject({
      details: { direction: [expect.any(String)] },
    });
  });

  it.each([undefined, [], [' '], 'bo', Array.from({ length: 26 }, (_, index) => `u${index}`)])(
    'are not %j',
    async (blockedUids) => {
      for (const method of ['POST', 'DELETE']) {
        const got = await send(`${method} /blockedusers`, { blockedUids });
        expect(got).toMatchObject(refusal(400, 'ERR_BAD_REQUEST'));
        expect(Object.keys((got.error as { details: object }).details)[0]).toMatch(/^blockedUids/);
      }
    },
  );
});

describe('blocked users of nobody', () => {
  it.each(['GET', 'POST', 'DELETE'])('are not found: %s', async (method) => {
    const body = method === 'GET' ? undefined : { blockedUids: ['bo'] };
    expect(await server.key(`${method} /users/nobody/blockedusers`, body)).toMatchObject(
      refusal(404, 'ERR_UID_NOT_FOUND'),
    );
  });
});
