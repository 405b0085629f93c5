import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openApp } from 'kithkin';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { newFile, storeOn } from '../adapters/sqlite/files.ts';
import { type Serving, usePrograms } from '../support/command-line.ts';
import { codeOf, createUsers, must } from '../support/test-app.ts';
import { storeTransacting, unavailable } from '../support/wrapped-store.ts';

const { start, serve } = usePrograms();

const json = { 'content-type': 'application/json' };

/** Asks the server for something, with the key that may do everything unless another is given. */
function ask(
  { address, keys }: Serving,
  [method, path]: readonly [string, string],
  { key = keys[0] ?? '', body }: { readonly key?: string; readonly body?: object } = {},
): Promise<Response> {
  return fetch(address + path, {
    method,
    headers: { ...json, apikey: key },
    ...(body && { body: JSON.stringify(body) }),
  });
}

const ana = { uid: 'ana', name: 'Ana Lima' };

const createAna = (server: Serving, key?: string): Promise<Response> =>
  ask(server, ['POST', '/users'], { body: ana, ...(key !== undefined && { key }) });

/** A request whose body is still to come. */
async function begin({ address, keys }: Serving, body: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  socket.write(
    `POST /v3/users HTTP/1.1\r\nhost: ${hostname}\r\napikey: ${keys[0]}\r\ncontent-type: application/json\r\n` +
      `content-length: ${body.length}\r\n\r\n${body.slice(0, 1)}`,
  );
  // The server has seen what was written before what is asked now.
  await ask({ address, keys } as Serving, ['GET', '/users']);
  return socket;
}

async function allOf(socket: Socket): Promise<string> {
  let received = '';
  socket.on('data', (chunk) => {
    received += String(chunk);
  });
  await once(socket, 'close');
  return received;
}

describe('kithkin serve', () => {
  it('says how to make the first call, which works', async () => {
    const server = await serve();
    const { out, error } = server.said();
    expect(error).toBe('');
    expect(out).toContain(`Kithkin serves my-chat at ${server.address}\n`);
    expect(out).toMatch(/store {6}memory, which is gone when this ends/);

    const shown = /curl (\S+) -H 'apikey: (\w+)' \\\n +-H 'content-type: (\S+)' -d '(.+)'/.exec(out) ?? [];
    const [, url = '', apikey = '', type = '', body = ''] = shown;
    const created = await fetch(url, { method: 'POST', headers: { apikey, 'content-type': type }, body });
    expect(created.status).toBe(200);
    expect(await created.json()).toMatchObject({ data: { ...ana, status: 'offline', role: 'default' } });
    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, error: '' });
  });

  it('creates two keys of different scopes', async () => {
    const server = await serve();
    const [fullAccess, authOnly] = server.keys;
    expect(server.keys).toHaveLength(2);
    expect((await ask(server, ['DELETE', '/users/ana'], { key: authOnly ?? '' })).status).toBe(403);
    expect((await ask(server, ['DELETE', '/users/ana'], { key: fullAccess ?? '' })).status).toBe(404);
  });

  it('keeps keys and users in a file, and shows no key again', async () => {
    const file = newFile();
    const first = await serve(`--store=sqlite:${file}`);
    const [key = ''] = first.keys;
    expect((await createAna(first)).status).toBe(200);
    first.child.kill('SIGINT');
    expect(await first.ended).toMatchObject({ code: 0, error: '' });

    const second = await serve(`--store=sqlite:${file}`);
    expect(second.keys).toEqual([]);
    expect(second.said().out).toContain('Its API keys were shown when they were created.');
    expect(second.said().out).not.toMatch(/[0-9a-f]{40}/);
    const found = await ask(second, ['GET', '/users/ana'], { key });
    expect(await found.json()).toMatchObject({ data: ana });
  });

  it('serves each app of a file by itself', async () => {
    const file = newFile();
    const [one, other] = [
      await serve(`--store=sqlite:${file}`),
      await serve(`--store=sqlite:${file}`, '--app=other'),
    ];
    expect((await createAna(one)).status).toBe(200);
    expect((await ask(other, ['GET', '/users/ana'])).status).toBe(404);
    expect((await ask(other, ['GET', '/users/ana'], { key: one.keys[0] ?? '' })).status).toBe(404);
    expect(other.said().out).toContain('Kithkin serves other at ');
  });

  it('shows servers that begin in one file at once two keys in all', async () => {
    const file = newFile();
    const servers = await Promise.all([1, 2, 3].map(() => serve(`--store=sqlite:${file}`)));
    const keys = servers.flatMap((server) => server.keys);
    expect(keys).toHaveLength(2);
    for (const server of servers) {
      expect((await ask(server, ['GET', '/roles'], { key: keys[0] ?? '' })).status).toBeLessThan(404);
    }
  });

  it('limits requests and origins when it is told to', async () => {
    const free = await serve();
    const limited = await serve('--rate-limit', '--origin=https://a.example', '--origin=https://b.example');
    const headersOf = async (server: Serving) => {
      const answer = await fetch(`${server.address}/users`, { headers: { origin: 'https://b.example' } });
      return [answer.headers.get('x-rate-limit'), answer.headers.get('access-control-allow-origin')];
    };
    expect(await headersOf(free)).toEqual([null, '*']);
    expect(await headersOf(limited)).toEqual(['20000', 'https://b.example']);
    const foreign = await fetch(`${limited.address}/users`, { headers: { origin: 'https://c.example' } });
    expect(foreign.headers.get('access-control-allow-origin')).toBe(null);
  });

  it('answers what is no request in the words of the API', async () => {
    const { hostname, port } = new URL((await serve()).address);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.write('GET /v3/users HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n');
    expect(await allOf(socket)).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"ERR_BAD_REQUEST"/);
  });

  it('finishes deletions that were begun before', async () => {
    const file = newFile();
    const store = storeOn(file);
    const app = openApp({ store, appId: 'my-chat' });
    await createUsers(app, 'ana', 'ben');
    await must(app.friendships.befriend('ana', 'ben'));
    let transacts = 0;
    const breaking = storeTransacting(store, ({ transact }) => (plan, decide) => {
      transacts += 1;
      return transacts > 1 ? unavailable() : transact(plan, decide);
    });
    const deletion = openApp({ store: breaking, appId: 'my-chat' }).users.delete('ana', { permanent: true });
    expect(await codeOf(deletion)).toBe('STORE_UNAVAILABLE');
    expect(await codeOf(app.users.create(ana))).toBe('ERR_UID_ALREADY_EXISTS');
    await store.close();

    const server = await serve(`--store=sqlite:${file}`);
    while (!server.said().out.includes('deletions that were begun earlier: 1.')) await pause(10);
    expect((await createAna(server)).status).toBe(200);
  });

  it('logs a failure in a line that names nobody', { timeout: 30_000 }, async () => {
    const file = newFile();
    const server = await serve(`--store=sqlite:${file}`);
    await createAna(server);
    const other = new Database(file);
    other.exec('begin immediate');
    const failed = await ask(server, ['PUT', '/users/ana'], { body: { name: 'Ana L.' } });
    other.exec('rollback');
    other.close();
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '1']);
    expect(server.said().error).toMatch(
      /^\d{4}-\d\d-\d\dT\S+Z PUT \/users\/:uid my-chat STORE_CONTENTION, committed: false\n$/,
    );
  });
});

describe('kithkin serve, told to stop', () => {
  it('finishes the request that is under way, and takes no other', async () => {
    const server = await serve();
    const body = JSON.stringify(ana);
    const slow = await begin(server, body);
    server.child.kill('SIGTERM');
    while (!server.said().out.includes('Stopping')) await pause(10);
    await expect(ask(server, ['GET', '/users'])).rejects.toThrow();

    const answer = allOf(slow);
    slow.write(body.slice(1));
    expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*"uid":"ana"/);
    expect(await server.ended).toMatchObject({ code: 0, error: '' });
  });

  it('does not wait for who asks for nothing', async () => {
    const server = await serve();
    const { hostname, port } = new URL(server.address);
    const idle = connect({ host: hostname, port: Number(port) });
    await once(idle, 'connect');
    await ask(server, ['GET', '/users']);
    const began = Date.now();
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    expect(Date.now() - began).toBeLessThan(5_000);
    idle.destroy();
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends at once when %s comes twice', async (signal, code) => {
    const server = await serve();
    const slow = await begin(server, JSON.stringify(ana));
    slow.on('error', () => undefined);
    server.child.kill(signal);
    while (!server.said().out.includes('Stopping')) await pause(10);
    server.child.kill(signal);
    expect((await server.ended).code).toBe(code);
  });
});

describe('kithkin serve, when it cannot start', () => {
  it('says that a port is taken, and creates no key that nobody sees', async () => {
    const server = await serve();
    const file = newFile();
    const { port } = new URL(server.address);
    const { code, error } = await start('serve', `--port=${port}`, `--store=sqlite:${file}`).ended;
    expect(code).toBe(2);
    expect(error).toBe(
      `Port ${port} is taken: choose another with --port=N, or --port=0 for one that is free.\n`,
    );
    expect((await serve(`--store=sqlite:${file}`)).keys).toHaveLength(2);
  });

  it('says what is wrong with its arguments, and how they are meant', async () => {
    const { code, out, error } = await start('serve', '--port=abc').ended;
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(/^--port must be .*\nUsage: kithkin serve /);
  });

  it('says what is wrong with a file', async () => {
    const { code, out, error } = await start('serve', `--store=sqlite:${import.meta.filename}`).ended;
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toMatch(/^\S+serve\.test\.ts cannot be opened as a SQLite database: .*\n$/);
  });
});

describe('kithkin keys create', () => {
  it('creates another key, which works', async () => {
    const file = newFile();
    const server = await serve(`--store=sqlite:${file}`);
    const create = (...args: readonly string[]) =>
      start('keys', 'create', `--store=sqlite:${file}`, ...args).ended;
    const created = await create('--name=Backup');
    expect(created).toMatchObject({ code: 0, error: '' });
    const [key = ''] = /[0-9a-f]{40}/.exec(created.out) ?? [];
    expect(server.keys).not.toContain(key);
    expect((await createAna(server, key)).status).toBe(200);

    const login = await create('--name=Login page', '--scope=authOnly');
    const [authOnly = ''] = /[0-9a-f]{40}/.exec(login.out) ?? [];
    expect((await ask(server, ['DELETE', '/users/ana'], { key: authOnly })).status).toBe(403);
  });
});
