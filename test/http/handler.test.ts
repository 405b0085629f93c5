import { setImmediate as turn } from 'node:timers/promises';
import { type CreateHandlerOptions, createHandler } from 'kithkin/http';
import { memoryStore } from 'kithkin/memory';
import { describe, expect, it } from 'vitest';
import { createUsers, must, openTestApp, refusalOf } from '../support/test-app.ts';
import { openServer, openServerWith, refusal, requestOf } from './server.ts';

const get = (url: string, headers: Readonly<Record<string, string>> = {}) => new Request(url, { headers });
const codeIn = async (response: Response) =>
  ((await response.json()) as { error?: { code: string } }).error?.code ?? 'ok';

describe('a request that is wrong in several ways', () => {
  // Each is wrong in all ways from its own on; what comes first is answered.
  it('is refused for the first: size, endpoint, app, rate, caller, parameters, body, core', async () => {
    const server = await openServer({ handler: { rateLimits: { core: 1, standard: 0 } } });
    const large = `"${'x'.repeat(10_240)}"`;
    const steps: readonly (readonly [string, string, Record<string, string>, Sendable, string])[] = [
      ['POST', '/nothing?page=0', { appId: 'other' }, large, '413 ERR_BAD_REQUEST'],
      ['POST', '/nothing?page=0', { appId: 'other' }, 'no JSON', '404 ERR_API_NOT_FOUND'],
      ['PUT', '/roles/vip', { appId: 'other' }, 'no JSON', '404 AUTH_ERR_INVALID_APPID'],
      ['PUT', '/roles/vip', {}, 'no JSON', '429 ERR_TOO_MANY_REQUESTS'],
    ];
    for (const [method, path, headers, body, expected] of steps) {
      const response = await server.handle(requestOf(`${method} ${path}`, { headers, body }));
      expect(`${response.status} ${await codeIn(response)}`).toBe(expected);
    }
    const free = await openServer();
    const { apiKey } = await must(free.app.apiKeys.create({ name: 'auth' }));
    const later: readonly (readonly [string, Record<string, string>, Sendable | undefined, string])[] = [
      ['PUT /roles/none', {}, 'no JSON', '401 AUTH_ERR_EMPTY_APIKEY'],
      ['PUT /roles/none', { apikey: 'wrong' }, 'no JSON', '404 AUTH_ERR_APIKEY_NOT_FOUND'],
      ['PUT /roles/none', { apikey: apiKey }, 'no JSON', '403 AUTH_ERR_NO_ACCESS'],
      ['GET /users/none/friends?page=0', { apikey: free.apiKey }, undefined, '400 ERR_BAD_REQUEST'],
      ['PUT /roles/none', { apikey: free.apiKey }, 'no JSON', '400 ERR_BAD_REQUEST'],
      ['PUT /roles/none', { apikey: free.apiKey }, '{"name":"x"}', '404 ERR_ROLE_NOT_FOUND'],
    ];
    for (const [line, headers, body, expected] of later) {
      const response = await free.handle(requestOf(line, { headers, ...(body !== undefined && { body }) }));
      expect(`${response.status} ${await codeIn(response)}`).toBe(expected);
    }
  });
});

type Sendable = NonNullable<RequestInit['body']>;

describe('a body', () => {
  const send = async (body: Sendable, headers: Record<string, string> = {}) => {
    const server = await openServer();
    const init = {
      method: 'POST',
      body,
      headers: { apikey: server.apiKey, ...headers },
      duplex: 'half' as const,
    };
    return { ...server, response: await server.handle(new Request('https://chat.example/v3/users', init)) };
  };
  const detailsOf = async (response: Response) =>
    ((await response.json()) as { error: { details: object } }).error.details;

  it.each([
    ['no JSON', '{"uid":'],
    ['no object', '[1]'],
    ['no object', 'null'],
    ['no object', '"text"'],
    ['no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['too deep', '['.repeat(10_000)],
  ])('is refused that is %s', async (_, body) => {
    const { response } = await send(body);
    expect(response.status).toBe(400);
    expect(await detailsOf(response)).toEqual({ body: [expect.any(String)] });
  });

  it('may hold 10 KB and not a byte more, in UTF-8', async () => {
    const bodyOf = (bytes: number) => {
      const frame = JSON.stringify({ uid: 'ana', name: 'Ana', more: '' });
      const room = bytes - frame.length;
      return frame.replace('""', `"${'é'.repeat(room >> 1)}${'e'.repeat(room & 1)}"`);
    };
    for (const headers of [{}, { 'content-length': '10240' }]) {
      expect((await send(bodyOf(10_240), headers)).response.status).toBe(200);
    }
    const { response, app } = await send(bodyOf(10_241));
    expect(response.status).toBe(413);
    expect(await detailsOf(response)).toEqual({ body: ['must be at most 10240 bytes long'] });
    expect(await refusalOf(app.users.get('ana'))).toMatchObject({ code: 'ERR_UID_NOT_FOUND' });
  });

  it.each(['5', 'abc', '-1', '', '5, 5'])(
    'is counted, and not believed to be %j bytes long',
    async (announced) => {
      let pulled = 0;
      const stream = new ReadableStream({
        pull: (controller) => {
          pulled += 1;
          controller.enqueue(
            new TextEncoder().encode(pulled === 1 ? '{"uid":"ana","name":"Ana"' : ' '.repeat(1024)),
          );
          if (pulled < 2000) return;
          controller.enqueue(new TextEncoder().encode('}'));
          controller.close();
        },
      });
      const { response } = await send(stream, { 'content-length': announced });
      expect(response.status).toBe(413);
      expect(pulled).toBeLessThan(15);
    },
  );

  it('may come byte by byte', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ uid: 'ana', name: 'é'.repeat(50) }));
    const stream = new ReadableStream({
      start: (controller) => {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    const { response, app } = await send(stream);
    expect(response.status).toBe(200);
    expect((await must(app.users.get('ana'))).name).toBe('é'.repeat(50));
  });

  it('is refused that is no bytes', async () => {
    const words = new ReadableStream({
      start: (controller) => {
        controller.enqueue({ length: 1, byteLength: 1 });
        controller.close();
      },
    });
    const { response } = await send(words);
    expect(response.status).toBe(400);
    expect(await detailsOf(response)).toEqual({ body: ['could not be read to its end'] });
  });

  it('is refused by its length before any of it is read', async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    const announced = await send(endless, { 'content-length': '10241' });
    expect(announced.response.status).toBe(413);
    expect(pulled).toBeLessThan(3);
  });

  it('is refused that never ends, after little more than it may hold', async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    expect((await send(endless)).response.status).toBe(413);
    expect(pulled).toBeLessThan(15);
  });

  // Regression: the library answered in plain text, and printed the error.
  it('that breaks off is refused in JSON, and is no failure of the server', async () => {
    const cut = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('{"uid":"ana",'));
        controller.error(new Error('the secret reason'));
      },
    });
    const { response, failures } = await send(cut);
    expect(response.status).toBe(400);
    expect(await detailsOf(response)).toEqual({ body: ['could not be read to its end'] });
    expect(failures).toEqual([]);
  });

  it('pollutes no prototype', async () => {
    const { response, app } = await send(
      '{"uid":"ana","name":"Ana","__proto__":{"polluted":1},"metadata":{"__proto__":{"polluted":1}}}',
    );
    expect(await response.text()).toContain('"__proto__":{"polluted":1}');
    expect(Object.hasOwn((await must(app.users.get('ana'))).metadata as object, '__proto__')).toBe(true);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('a path', () => {
  it.each(['/v3/users', '/v3.0/users', '/v3/users/', '/v3.0/users/?page=1'])('%s is one', async (path) => {
    const { handle, apiKey } = await openServer();
    expect((await handle(get(`https://chat.example${path}`, { apikey: apiKey }))).status).toBe(200);
  });

  it.each([
    ['/v2/users', 'ERR_INVALID_API_VERSION'],
    ['/v3.1/users', 'ERR_INVALID_API_VERSION'],
    ['/users', 'ERR_API_NOT_FOUND'],
    ['/', 'ERR_API_NOT_FOUND'],
    ['/v3', 'ERR_API_NOT_FOUND'],
    ['/v3/__proto__', 'ERR_API_NOT_FOUND'],
    ['/v3/users//friends', 'ERR_API_NOT_FOUND'],
    ['/v3/users/a/b/c/d', 'ERR_API_NOT_FOUND'],
    ['/v3/users/%zz', 'ERR_BAD_REQUEST'],
    ['/v3/users/a%2Fb', 'ERR_BAD_REQUEST'],
    ['/v3/users/%00', 'ERR_BAD_REQUEST'],
    [`/v3/users/${'x'.repeat(20_000)}`, 'ERR_BAD_REQUEST'],
  ])('%s is none', async (path, code) => {
    const { handle, apiKey } = await openServer();
    expect(await codeIn(await handle(get(`https://chat.example${path}`, { apikey: apiKey })))).toBe(code);
  });

  it('is not of every method', async () => {
    const { handle, apiKey } = await openServer();
    for (const method of ['PATCH', 'DELETE', 'FOO']) {
      const request = new Request('https://chat.example/v3/roles', { method, headers: { apikey: apiKey } });
      expect(await codeIn(await handle(request))).toBe('ERR_API_NOT_FOUND');
    }
  });

  it('stands behind a base path', async () => {
    const { app, apiKey } = await openServer();
    const handle = createHandler({ app, basePath: '/api/chat' });
    const at = (path: string) => handle(get(`https://chat.example${path}`, { apikey: apiKey }));
    expect((await at('/api/chat/v3/users')).status).toBe(200);
    expect(await codeIn(await at('/v3/users'))).toBe('ERR_API_NOT_FOUND');
    const description = (await (await at('/api/chat/openapi.json')).json()) as { servers: object[] };
    expect(description.servers).toEqual([{ url: '/api/chat/v3' }]);
  });

  it('that is not below the base path is told so in a browser, too', async () => {
    const { app } = await openServer();
    const handle = createHandler({ app, basePath: '/api/chat' });
    const { headers, status } = await handle(
      get('https://chat.example/v3/users', { origin: 'https://a.example' }),
    );
    expect([status, headers.get('access-control-allow-origin')]).toEqual([404, '*']);
  });
});

describe('an app', () => {
  const store = memoryStore();
  const open = (appId: string) => openTestApp({ store, appId });
  const asked: string[] = [];
  const handler = (options: CreateHandlerOptions = {}) =>
    createHandler({
      apps: async (appId) => {
        asked.push(appId);
        return ['shop', 'Blog'].includes(appId) ? open(appId) : undefined;
      },
      ...options,
    });
  const keyOf = async (appId: string) =>
    (
      await must(
        open(appId).apiKeys.create({ name: `${asked.length} ${Math.random()}`, scope: 'fullAccess' }),
      )
    ).apiKey;

  it('is named by a header, else by the host, else it is the default', async () => {
    const main = open('Main');
    await createUsers(main, 'main');
    await createUsers(open('shop'), 'shop');
    const handle = handler({ app: main });
    const inMain = { apikey: await keyOf('Main') };
    const inShop = { apikey: await keyOf('shop') };
    const uids = async (response: Response) =>
      ((await response.json()) as { data: { uid: string }[] }).data.map(({ uid }) => uid);
    expect(await uids(await handle(get('https://chat.example/v3/users', inMain)))).toEqual(['main']);
    expect(await uids(await handle(get('https://main.api-eu.cometchat.io/v3/users', inMain)))).toEqual([
      'main',
    ]);
    for (const [url, headers] of [
      ['https://chat.example/v3/users', { appId: 'shop' }],
      ['https://shop.api-eu.cometchat.io/v3/users', {}],
      ['https://shop.apiclient-us.chat.example/v3/users', {}],
      ['https://main.api-eu.cometchat.io/v3/users', { appId: ' shop ' }],
    ] as const) {
      expect(await uids(await handle(get(url, { ...headers, ...inShop })))).toEqual(['shop']);
    }
  });

  it('is not got into with the key or the token of another', async () => {
    const main = open('Main');
    const handle = handler({ app: main });
    const apikey = await keyOf('shop');
    await createUsers(main, 'token-holder');
    const { authToken } = await must(main.authTokens.issue('token-holder'));
    expect(await codeIn(await handle(get('https://chat.example/v3/users', { apikey })))).toBe(
      'AUTH_ERR_APIKEY_NOT_FOUND',
    );
    const elsewhere = get('https://chat.example/v3/me', { authToken, appId: 'shop' });
    expect(await codeIn(await handle(elsewhere))).toBe('AUTH_ERR_AUTH_TOKEN_NOT_FOUND');
  });

  it.each(['nobody', 'a b', '../shop', 'x'.repeat(101), '__proto__'])('is not %s', async (appId) => {
    const handle = handler();
    expect(await codeIn(await handle(get('https://chat.example/v3/users', { appId })))).toBe(
      'AUTH_ERR_INVALID_APPID',
    );
    expect(asked.every((each) => /^[\w-]{1,100}$/.test(each))).toBe(true);
  });

  it('has no default where only a function finds apps', async () => {
    const response = await handler()(get('https://chat.example/v3/users'));
    expect(response.status).toBe(400);
    expect(await codeIn(response)).toBe('AUTH_ERR_EMPTY_APPID');
  });

  it('that cannot be found for a bug is an exception, without its reason', async () => {
    const failures: unknown[] = [];
    const handle = handler({
      apps: () => {
        throw new Error('the secret reason');
      },
      onFailure: (failure) => {
        failures.push(failure);
        throw new Error('a log that fails too');
      },
    });
    const response = await handle(get('https://chat.example/v3/users/ana', { appId: 'shop' }));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(failures).toMatchObject([{ method: 'GET', endpoint: '/users/:uid' }]);
  });
});

describe('a log', () => {
  it('is told of a bug, and may fail in its own time', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => {
      unhandled.push(reason);
    };
    process.on('unhandledRejection', note);
    let told = 0;
    const handle = createHandler({
      apps: () => {
        throw new Error('a bug');
      },
      onFailure: async () => {
        told += 1;
        throw new Error('a log that fails later');
      },
    });
    const response = await handle(get('https://chat.example/v3/users', { appId: 'shop' }));
    await turn();
    process.off('unhandledRejection', note);
    expect([response.status, told, unhandled]).toEqual([500, 1, []]);
  });
});

describe('a browser', () => {
  const preflight = (origin: string) =>
    new Request('https://chat.example/v3/users', {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'apikey,content-type',
      },
    });

  it('may call from anywhere unless told otherwise, and reads every answer', async () => {
    const { handle } = await openServer();
    const asked = await handle(preflight('https://a.example'));
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('access-control-allow-methods')).toBe('GET,POST,PUT,DELETE');
    expect(asked.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('onbehalfof');
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    for (const path of ['/users', '/nothing', `/users/${'x'.repeat(20_000)}`]) {
      const response = await handle(get(`https://chat.example/v3${path}`, { origin: 'https://a.example' }));
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('access-control-expose-headers')).toContain('X-Rate-Limit');
    }
  });

  it('may call only from the origins that are listed', async () => {
    const { app } = await openServer();
    const handle = createHandler({ app, origins: ['https://a.example'] });
    const allowed = async (origin: string) =>
      (await handle(preflight(origin))).headers.get('access-control-allow-origin');
    expect(await allowed('https://a.example')).toBe('https://a.example');
    expect(await allowed('https://b.example')).toBeNull();
  });
});

describe('an answer', () => {
  it('is JSON that nobody on the way keeps or takes for something else', async () => {
    const { key } = await openServerWith('ana');
    for (const line of ['GET /users/ana', 'GET /users/none', 'GET /nothing']) {
      const { headers } = await key(line);
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('has no body for HEAD', async () => {
    const { handle, apiKey } = await openServerWith('ana');
    const request = new Request('https://chat.example/v3/users/ana', {
      method: 'HEAD',
      headers: { apikey: apiKey },
    });
    const response = await handle(request);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});

describe('a caller', () => {
  it('is the key where a key and a token are sent', async () => {
    const server = await openServerWith('ana');
    const { authToken } = await must(server.app.authTokens.issue('ana'));
    const got = await server.key('GET /users/ana', undefined, { authToken });
    expect(got.data).not.toHaveProperty('blockedByMe');
    expect(await server.send('GET /users', undefined, { authToken, apikey: 'wrong' })).toMatchObject(
      refusal(404, 'AUTH_ERR_APIKEY_NOT_FOUND'),
    );
  });

  it('is told by the header that is not blank, where one of the two is', async () => {
    const server = await openServerWith('ana');
    const { authToken } = await must(server.app.authTokens.issue('ana'));
    const asUser = await server.send('GET /users/ana', undefined, { apikey: ' ', authToken });
    expect(asUser.data).toHaveProperty('blockedByMe');
    const asKey = await server.key('GET /users/ana', undefined, { authToken: '' });
    expect([asKey.status, Object.hasOwn(asKey.data as object, 'blockedByMe')]).toEqual([200, false]);
  });

  it.each([
    ['GET /users', { apikey: '' }, 'AUTH_ERR_EMPTY_APIKEY'],
    ['GET /users', { apikey: '', authToken: '' }, 'AUTH_ERR_EMPTY_APIKEY'],
    ['GET /users', { authToken: ' ' }, 'AUTH_ERR_EMPTY_AUTH_TOKEN'],
    ['GET /roles', { apikey: '', authToken: 'any' }, 'AUTH_ERR_EMPTY_APIKEY'],
    ['GET /me', { apikey: 'any', authToken: '' }, 'AUTH_ERR_EMPTY_AUTH_TOKEN'],
  ])('is missed by %s with %j', async (line, headers, code) => {
    const { send } = await openServer();
    expect(await send(line, undefined, headers)).toMatchObject(refusal(401, code));
  });

  it.each(['', '   ', '\u00a0'])(
    'acts on behalf of somebody, or nobody, but not of %j',
    async (onBehalfOf) => {
      const { key } = await openServerWith('ana');
      for (const line of ['GET /users', 'GET /users/ana', 'POST /groups']) {
        const got = await key(line, line.startsWith('GET') ? undefined : { guid: 'g', name: 'G' }, {
          onBehalfOf,
        });
        expect(got).toMatchObject(refusal(400, 'ERR_BAD_REQUEST'));
        expect(got.error).toMatchObject({ details: { onBehalfOf: ['must not be blank'] } });
      }
      // It is not understood here, whatever it holds.
      expect((await key('GET /roles', undefined, { onBehalfOf })).status).toBe(200);
    },
  );

  it('gives none of its secrets away when it is refused', async () => {
    const server = await openServerWith('ana');
    const { apiKey } = await must(server.app.apiKeys.create({ name: 'auth' }));
    const { authToken } = await must(server.app.authTokens.issue('ana'));
    const sent = [
      await server.send('GET /users', undefined, { apikey: apiKey }),
      await server.send('GET /users', undefined, { apikey: `${apiKey}0` }),
      await server.send('GET /me', undefined, { authToken: `${authToken}0` }),
      await server.send('GET /users?page=0', undefined, { authToken }),
    ];
    for (const { status, body } of sent) {
      expect(status).not.toBe(200);
      for (const secret of [apiKey, authToken]) expect(JSON.stringify(body)).not.toContain(secret);
    }
  });
});

describe('createHandler', () => {
  const app = openTestApp();
  it.each([
    [undefined, 'app must be'],
    [{}, 'app must be'],
    [{ app: {} }, 'app must be one of openApp'],
    [{ apps: {} }, 'apps must be a function'],
    [{ app, basePath: 'api' }, 'basePath must be'],
    [{ app, basePath: '/api/' }, 'basePath must be'],
    [{ app, basePath: '/:uid' }, 'basePath must be'],
    [{ app, origins: 'https://a.example' }, 'origins must be'],
    [{ app, origins: [1] }, 'origins must be'],
    [{ app, rateLimits: { core: 1 } }, 'rateLimits must have'],
    [{ app, rateLimits: { core: -1, standard: 1 } }, 'rateLimits must have'],
    [{ app, clock: 5 }, 'clock must be'],
    [{ app, onFailure: 'log' }, 'onFailure must be'],
  ])('says what is wrong with %o', (options, sentence) => {
    // SAFETY: what a caller without a compiler may pass.
    expect(() => createHandler(options as unknown as CreateHandlerOptions)).toThrow(sentence);
  });
});
