/** curl: the requests of the documents, word for word but for the host and the values in pointed or curly brackets. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type ChatService, startChatService } from '../support/chat-service.ts';
import { findProgram } from '../support/programs.ts';
import { createUsers, epoch, must, refusalOf } from '../support/test-app.ts';
import { createdUser, shell } from './documents.ts';

const hasCurl = findProgram('curl') !== undefined;
if (!hasCurl) console.warn('SKIPPED: no curl on the path, so the requests of the documents were not sent');

/** Fills in what the documents leave open: `"uid": "<string>"`, `{region}`, `<api-key>` and the like. */
function filled(command: string, values: Readonly<Record<string, string>>): string {
  return command
    .replaceAll(/"(\w+)": "<string>"/g, (open, name: string) =>
      name in values ? `"${name}": "${values[name]}"` : open,
    )
    .replaceAll(/\{(\w+)\}/g, (open, name: string) => values[name] ?? open)
    .replaceAll(/<api-key>|YOUR_API_KEY/g, (open) => values.apiKey ?? open);
}

/** Has a shell run the command, with the host of the documents at the service. */
async function run(command: string, { port }: ChatService): Promise<{ status: number; body: unknown }> {
  const here = `curl --silent --noproxy '*' --connect-to ::127.0.0.1:${port} --write-out '%{stderr}%{http_code}' `;
  const line = command.replace(/^curl /, here).replace('https://', 'http://');
  const child = spawn('sh', ['-c', line], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk) => {
      said[name] += String(chunk);
    });
  }
  await once(child, 'close');
  return { status: Number(said.stderr), body: said.stdout && JSON.parse(said.stdout) };
}

const place = { appId: 'my-chat', region: 'us' };

const kevin = {
  uid: 'Kevin-1',
  name: 'Kevin 🎉',
  avatar: 'https://example.com/a.png',
  link: 'https://example.com/kevin',
  role: 'manager',
  statusMessage: 'Available',
};

describe.skipIf(!hasCurl)('with curl', () => {
  it('creates a user as the documents do', async () => {
    const service = await startChatService();
    const { app } = service;
    await must(app.roles.create({ role: 'manager', name: 'Manager' }));

    const command = filled(shell.create, { ...place, ...kevin, apiKey: service.fullAccess });
    const { status, body } = await run(command, service);

    const kept = {
      ...kevin,
      uid: 'kevin-1',
      metadata: { '@private': { email: 'user@email.com', contactNumber: '0123456789' } },
      status: 'offline',
      createdAt: epoch,
    };
    const { data } = body as { data: { authToken: string } };
    expect(status).toBe(200);
    expect(data).toEqual({ ...kept, authToken: expect.stringMatching(/^kevin-1_1700000000[0-9a-f]{30}$/) });
    expect(await must(app.users.get('kevin-1'))).toEqual(kept);
    expect((await must(app.authTokens.authenticate(data.authToken))).uid).toBe('kevin-1');
    expect(service.asked).toEqual(['POST my-chat.api-us.cometchat.io/v3/users']);
    expect(await run(command, service)).toMatchObject({
      status: 400,
      body: { error: { code: 'ERR_UID_ALREADY_EXISTS' } },
    });
  });

  it('answers what the documents show', async () => {
    const service = await startChatService();
    const { createdAt, authToken, ...sent } = createdUser.data;
    service.clock.now = createdAt;
    await must(service.app.roles.create({ role: 'manager', name: 'Manager' }));

    const body = JSON.stringify({ ...sent, withAuthToken: true }).replaceAll("'", `'\\''`);
    const command = filled(shell.create, { ...place, apiKey: service.fullAccess });
    const answer = await run(command.replace(/'\n\{.*\}\n'/s, `'${body}'`), service);

    const sameForm = expect.stringMatching(new RegExp(`^${sent.uid}_${createdAt}[0-9a-f]{30}$`));
    expect(authToken).toEqual(sameForm);
    expect(answer).toEqual({ status: 200, body: { data: { ...createdUser.data, authToken: sameForm } } });
  });

  it('refuses the request whose brackets nobody filled in, field by field', async () => {
    const service = await startChatService();
    const command = filled(shell.create, { ...place, apiKey: service.fullAccess });
    const { status, body } = await run(command, service);
    expect([status, body]).toMatchObject([400, { error: { code: 'ERR_BAD_REQUEST' } }]);
    const { error } = body as { error: { details: object } };
    expect(Object.keys(error.details).sort()).toEqual(['avatar', 'link', 'role', 'uid']);
    expect((await must(service.app.users.list())).items).toEqual([]);
  });

  it.each([
    ['the placeholder of the documents', () => '<api-key>', 404, 'AUTH_ERR_APIKEY_NOT_FOUND'],
    ['no key', () => '', 401, 'AUTH_ERR_EMPTY_APIKEY'],
  ])('refuses to create with %s', async (_, apiKeyOf, status, code) => {
    const service = await startChatService();
    const { role, ...values } = kevin;
    const command = filled(shell.create, { ...place, ...values, apiKey: apiKeyOf() }).replace(
      / *"role".*\n/,
      '',
    );
    expect(await run(command, service)).toMatchObject({ status, body: { error: { code } } });
    expect(await refusalOf(service.app.users.get(kevin.uid))).toMatchObject({ code: 'ERR_UID_NOT_FOUND' });
  });

  it('deletes a user as the documents do, which keeps what the user was', async () => {
    const service = await startChatService();
    const { app } = service;
    await createUsers(app, 'kevin-1');
    const values = { ...place, uid: 'Kevin-1' };

    const command = filled(shell.delete, { ...values, apiKey: service.fullAccess });
    const refused = await run(filled(shell.delete, { ...values, apiKey: service.authOnly }), service);
    expect(refused).toMatchObject({ status: 403, body: { error: { code: 'AUTH_ERR_NO_ACCESS' } } });
    expect(await must(app.users.get('kevin-1'))).toMatchObject({ uid: 'kevin-1' });

    expect(await run(command, service)).toEqual({
      status: 200,
      body: {
        data: {
          success: true,
          message: 'User with UID kevin-1 has been deactivated successfully.',
          deactivatedUids: ['kevin-1'],
        },
      },
    });
    expect(await refusalOf(app.users.get('kevin-1'))).toMatchObject({ code: 'ERR_UID_NOT_FOUND' });
    expect(await run(command, service)).toMatchObject({
      status: 404,
      body: { error: { code: 'ERR_UID_NOT_FOUND' } },
    });
    expect(await must(app.users.reactivate(['kevin-1']))).toMatchObject({ reactivated: ['kevin-1'] });
  });

  it('speaks for the app that the host names, and for no other', async () => {
    const service = await startChatService();
    const command = filled(shell.create, {
      ...place,
      ...kevin,
      appId: 'your-chat',
      apiKey: service.fullAccess,
    });
    expect(await run(command, service)).toMatchObject({
      status: 404,
      body: { error: { code: 'AUTH_ERR_INVALID_APPID' } },
    });
    expect((await must(service.app.users.list())).items).toEqual([]);
  });
});
