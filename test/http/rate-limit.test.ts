import { createHandler } from 'kithkin/http';
import { memoryStore } from 'kithkin/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { RateLimit } from '../../src/http/rate-limit.ts';
import { createUsers, epoch, must, openTestApp } from '../support/test-app.ts';
import { storeAround } from '../support/wrapped-store.ts';
import { openServer, refusal, requestOf, type TestServer } from './server.ts';

const headersOf = ({ headers }: { readonly headers: Headers }) =>
  ['x-rate-limit', 'x-rate-limit-remaining', 'x-rate-limit-reset', 'retry-after'].map((name) =>
    headers.get(name),
  );

// The epoch of tests is 20 seconds into a minute.
const nextMinute = epoch + 40;

describe('rate limits', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await openServer({ handler: { rateLimits: { core: 1, standard: 2 } } });
  });

  it('are off unless they are asked for', async () => {
    const free = await openServer();
    for (let step = 0; step < 50; step += 1) {
      expect(headersOf(await free.key('GET /roles'))).toEqual([null, null, null, null]);
    }
  });

  it('are told with every answer, and refuse what is beyond', async () => {
    expect(headersOf(await server.key('GET /users'))).toEqual(['2', '1', null, null]);
    expect(headersOf(await server.key('GET /users/none'))).toEqual(['2', '0', null, null]);
    const got = await server.key('GET /users');
    expect(got).toMatchObject(refusal(429, 'ERR_TOO_MANY_REQUESTS'));
    expect(headersOf(got)).toEqual(['2', '0', `${nextMinute}`, '40']);
  });

  it('count core apart from the rest', async () => {
    for (const line of ['GET /users', 'GET /roles', 'GET /users']) await server.key(line);
    expect(headersOf(await server.key('POST /users', { uid: 'ana', name: 'Ana' }))).toEqual([
      '1',
      '0',
      null,
      null,
    ]);
    for (const [line, body] of [
      ['POST /users', { uid: 'bo', name: 'Bo' }],
      ['DELETE /users/ana'],
      ['POST /groups', { guid: 'g', name: 'G' }],
      ['DELETE /groups/g'],
      ['POST /groups/g/members', {}],
      ['DELETE /groups/g/members'],
    ] as const) {
      const got = await server.key(line, body);
      expect(got).toMatchObject(refusal(429, 'ERR_TOO_MANY_REQUESTS'));
      expect([line, headersOf(got)[0]]).toEqual([line, '1']);
    }
    expect((await must(server.app.users.list({ count: true }))).count).toBe(1);
  });

  it('are told with an answer that a bug has spoilt, too', async () => {
    const store = storeAround(memoryStore(), ({ name }, proceed) => {
      if (name === 'groups.list') throw new Error('a bug');
      return proceed();
    });
    const { handle, apiKey, failures } = await openServer({
      app: { store },
      handler: { rateLimits: { core: 1, standard: 2 }, clock: () => epoch },
    });
    const response = await handle(requestOf('GET /groups', { headers: { apikey: apiKey } }));
    expect(response.status).toBe(500);
    expect(headersOf(response)).toEqual(['2', '1', null, null]);
    expect(failures).toMatchObject([{ endpoint: '/groups', appId: 'app' }]);
  });

  it('of the own callers of an app are not used up by strangers who know its name', async () => {
    await createUsers(server.app, 'ana');
    const { authToken } = await must(server.app.authTokens.issue('ana'));
    const strangers = [{}, { apikey: 'wrong' }, { authToken: 'wrong' }, { apikey: '', authToken: '' }];
    const statuses: number[] = [];
    for (const headers of strangers) {
      statuses.push((await server.send('GET /users', undefined, headers)).status);
    }
    expect(statuses).toEqual([401, 404, 429, 429]);
    expect(headersOf(await server.key('GET /users'))).toEqual(['2', '1', null, null]);
    expect(headersOf(await server.send('GET /users', undefined, { authToken }))).toEqual([
      '2',
      '0',
      null,
      null,
    ]);
  });

  it('count a key that may not do what it asks for as one of the own callers', async () => {
    const { apiKey } = await must(server.app.apiKeys.create({ name: 'auth' }));
    const got = await server.send('GET /users', undefined, { apikey: apiKey });
    expect(got).toMatchObject(refusal(403, 'AUTH_ERR_NO_ACCESS'));
    expect(headersOf(await server.key('GET /users'))).toEqual(['2', '0', null, null]);
  });

  it('that are used up cost the store nothing', async () => {
    const asked: string[] = [];
    const store = storeAround(memoryStore(), ({ name }, proceed) => {
      asked.push(name);
      return proceed();
    });
    const { key } = await openServer({
      app: { store },
      handler: { rateLimits: { core: 1, standard: 1 }, clock: () => epoch },
    });
    await key('GET /users');
    asked.length = 0;
    expect(await key('GET /users')).toMatchObject(refusal(429, 'ERR_TOO_MANY_REQUESTS'));
    expect(asked).toEqual([]);
  });

  it('begin anew with each minute of the clock', async () => {
    for (let step = 0; step < 3; step += 1) await server.key('GET /users');
    server.clock.now = nextMinute - 1;
    expect((await server.key('GET /users')).headers.get('retry-after')).toBe('1');
    server.clock.now = nextMinute;
    expect(headersOf(await server.key('GET /users'))).toEqual(['2', '1', null, null]);
  });

  it('count each app by itself, and no app that there is not', async () => {
    const store = memoryStore();
    const opened = { a: openTestApp({ store, appId: 'a' }), b: openTestApp({ store, appId: 'b' }) };
    const handle = createHandler({
      apps: (appId) => (Object.hasOwn(opened, appId) ? opened[appId as 'a' | 'b'] : undefined),
      rateLimits: { core: 1, standard: 1 },
      clock: () => epoch,
    });
    const statusOf = async (appId: string) =>
      (await handle(new Request('https://chat.example/v3/users', { headers: { appId } }))).status;
    expect([await statusOf('a'), await statusOf('a'), await statusOf('b'), await statusOf('b')]).toEqual([
      401, 429, 401, 429,
    ]);
    const unknown = await Promise.all(Array.from({ length: 200 }, (_, index) => statusOf(`app-${index}`)));
    expect(new Set(unknown)).toEqual(new Set([404]));
  });

  it('remember no minute but the current one', () => {
    const limit = new RateLimit({ core: 1, standard: 1 });
    const remembered = () => limit.size;
    for (let app = 0; app < 1000; app += 1) limit.admit({ appId: `app-${app}`, kind: 'core' }, epoch);
    expect(remembered()).toBe(1000);
    limit.admit({ appId: 'app-0', kind: 'core' }, nextMinute);
    expect(remembered()).toBe(1);
  });
});
