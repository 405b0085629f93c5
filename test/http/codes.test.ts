/**
 * Every code that can be answered is provoked, with the status and the sentence it comes with.
 *
 * @module
 */
import type { App, OpenAppOptions, StoreError } from 'kithkin';
import { errAsync } from 'kithkin';
import type { CreateHandlerOptions } from 'kithkin/http';
import { memoryStore } from 'kithkin/memory';
import { describe, expect, it } from 'vitest';
import { wordings } from '../../src/http/error-answers.ts';
import type { Refusal, StoreFailureCode } from '../../src/http/refusals.ts';
import { createUsers, must, smallLimits } from '../support/test-app.ts';
import { storeAround } from '../support/wrapped-store.ts';
import { type Got, openServer, requestOf, type TestServer } from './server.ts';

/** How a code is provoked, and what is answered. */
interface Provocation {
  readonly status: number;
  readonly message: string | RegExp;
  readonly handler?: CreateHandlerOptions;
  readonly app?: Partial<OpenAppOptions>;
  readonly before?: (app: App) => Promise<unknown>;
  readonly provoke: (server: TestServer) => Promise<Got>;
}

const invalid = 'Failed to validate the data sent with the request.';
const webhookURL = 'https://example.org/hook';
const limits = smallLimits;
/** What became of one item of a bulk answer, as if it were an answer of its own. */
function itemOf(got: Got, ...path: readonly string[]): Got {
  let item: unknown = got.data;
  for (const part of path) item = (item as Record<string, unknown>)[part];
  return { ...got, error: (item as { error: unknown }).error };
}

/** What no endpoint lists among its answers. */
async function unheld(handle: TestServer['handle'], request: Request): Promise<Got> {
  const response = await handle(request);
  const body = (await response.json()) as { error: unknown };
  const { status, headers } = response;
  return { status, headers, body, error: body.error, data: undefined, meta: undefined };
}

const group = (app: App, more: object = {}) => must(app.groups.create({ guid: 'g', name: 'G', ...more }));
const befriend = async (app: App, ...pairs: readonly string[]) => {
  for (const pair of pairs) {
    const [a = '', b = ''] = pair.split(' ');
    await must(app.friendships.befriend(a, b));
  }
};

const provocations: { readonly [Code in Refusal['code']]: Provocation } = {
  ERR_BAD_REQUEST: {
    status: 400,
    message: invalid,
    provoke: ({ key }) => key('POST /users', { uid: 7 }),
  },
  BODY_TOO_LARGE: {
    status: 413,
    message: invalid,
    provoke: ({ key }) => key('POST /users', { uid: 'x'.repeat(10_240) }),
  },
  ERR_API_NOT_FOUND: {
    status: 404,
    message: 'The API endpoint is invalid. Please verify the API call.',
    provoke: ({ key }) => key('GET /nothing'),
  },
  ERR_INVALID_API_VERSION: {
    status: 404,
    message: 'The API version v2 is not supported. Please use v3.',
    provoke: ({ handle }) => unheld(handle, new Request('https://chat.example/v2/users')),
  },
  ERR_TOO_MANY_REQUESTS: {
    status: 429,
    message: 'Too many requests. Please try again in 40 seconds.',
    handler: { rateLimits: { core: 0, standard: 0 } },
    provoke: ({ key }) => key('GET /users'),
  },
  ERR_EXCEPTION: {
    status: 500,
    message: 'Something went wrong on the server.',
    app: {
      store: storeAround(memoryStore(), ({ name }, proceed) => {
        if (name === 'groups.list') throw new Error('the secret reason');
        return proceed();
      }),
    },
    provoke: ({ handle, apiKey }) =>
      unheld(handle, requestOf('GET /groups', { headers: { apikey: apiKey } })),
  },

  AUTH_ERR_EMPTY_APPID: {
    status: 400,
    message: 'The app id is missing. Please send it in the header appId.',
    handler: { app: undefined, apps: () => undefined },
    provoke: ({ key }) => key('GET /users'),
  },
  AUTH_ERR_INVALID_APPID: {
    status: 404,
    message: 'There is no app of this id here.',
    provoke: ({ key }) => key('GET /users', undefined, { appId: 'another' }),
  },
  AUTH_ERR_EMPTY_APIKEY: {
    status: 401,
    message: 'The API key is missing. Please send it in the header apikey.',
    provoke: ({ send }) => send('GET /users'),
  },
  AUTH_ERR_APIKEY_NOT_FOUND: {
    status: 404,
    message: 'The API key is not valid.',
    provoke: ({ send }) => send('GET /users', undefined, { apikey: 'f'.repeat(40) }),
  },
  AUTH_ERR_NO_ACCESS: {
    status: 403,
    message:
      /^The API key cannot be used to perform this operation\. Please use API key with a correct scope/,
    provoke: async ({ app, send }) => {
      const { apiKey } = await must(app.apiKeys.create({ name: 'auth' }));
      return send('GET /users', undefined, { apikey: apiKey });
    },
  },
  AUTH_ERR_EMPTY_AUTH_TOKEN: {
    status: 401,
    message: 'The auth token is missing. Please send it in the header authToken.',
    provoke: ({ send }) => send('GET /me'),
  },
  AUTH_ERR_AUTH_TOKEN_NOT_FOUND: {
    status: 401,
    message: /^The auth token does not exist\. Please make sure you are logged in/,
    provoke: ({ send }) => send('GET /me', undefined, { authToken: 'ana_1' }),
  },

  ERR_UID_NOT_FOUND: {
    status: 404,
    message: 'The UID dee does not exist, please make sure you have created a user with UID dee.',
    provoke: ({ key }) => key('GET /users/DEE'),
  },
  ERR_UID_ALREADY_EXISTS: {
    status: 400,
    message: 'The uid ana already exists. Please use another uid or try after permanently deleting the user.',
    provoke: ({ key }) => key('POST /users', { uid: 'ANA', name: 'Ana' }),
  },
  ERR_AUTH_TOKEN_NOT_FOUND: {
    status: 404,
    message: 'Auth token does not exist.',
    provoke: ({ key }) => key('GET /users/ana/auth_tokens/ana_x'),
  },

  ERR_CANNOT_FORM_SELF_RELATION: {
    status: 403,
    message: 'Self friend relationship cannot be formed.',
    provoke: async ({ key }) =>
      itemOf(await key('POST /users/ana/friends', { accepted: ['ana'] }), 'accepted', 'ana'),
  },
  ERR_ALREADY_FRIEND: {
    status: 400,
    message: 'The users with uids ana and bo are friends already.',
    before: (app) => befriend(app, 'ana bo'),
    provoke: async ({ key }) =>
      itemOf(await key('POST /users/bo/friends', { accepted: ['ana'] }), 'accepted', 'ana'),
  },
  ERR_NOT_A_FRIEND: {
    status: 404,
    message: 'The users with uids ana and bo are not friends.',
    provoke: async ({ key }) =>
      itemOf(await key('DELETE /users/bo/friends', { friends: ['ana'] }), 'friends', 'ana'),
  },
  ERR_FRIENDS_LIMIT_EXCEEDED: {
    status: 400,
    message: 'The user with uid bo has 2 friends, as many as allowed.',
    app: { limits },
    before: async (app) => {
      await createUsers(app, 'eve');
      await befriend(app, 'bo cy', 'bo eve');
    },
    provoke: async ({ key }) =>
      itemOf(await key('POST /users/ana/friends', { accepted: ['bo'] }), 'accepted', 'bo'),
  },
  ERR_CANNOT_BLOCK_SELF: {
    status: 400,
    message: 'The UID ana cannot block UID ana.',
    provoke: async ({ key }) =>
      itemOf(await key('POST /users/ana/blockedusers', { blockedUids: ['ana'] }), 'ana'),
  },

  ERR_ROLE_NOT_FOUND: {
    status: 404,
    message: 'The role vip does not exist. Please use correct role or use create role API.',
    provoke: ({ key }) => key('POST /users', { uid: 'new', name: 'New', role: 'VIP' }),
  },
  ERR_ROLE_ALREADY_EXISTS: {
    status: 400,
    message: 'The role default already exists. Please use another role.',
    provoke: ({ key }) => key('POST /roles', { role: 'default', name: 'D' }),
  },
  ERR_ROLE_DELETE_DENIED: {
    status: 403,
    message: 'The role default cannot be deleted.',
    provoke: ({ key }) => key('DELETE /roles/default'),
  },
  ERR_ROLE_IN_USE: {
    status: 400,
    message: 'The role vip is given to users. Please give them another role first.',
    before: async (app) => {
      await must(app.roles.create({ role: 'vip', name: 'VIP' }));
      await must(app.users.update('ana', { role: 'vip' }));
    },
    provoke: ({ key }) => key('DELETE /roles/vip'),
  },
  ERR_ROLES_LIMIT_EXCEEDED: {
    status: 400,
    message: 'The app has 2 roles, as many as allowed.',
    app: { limits },
    before: async (app) => {
      for (const role of ['a', 'b']) await must(app.roles.create({ role, name: role }));
    },
    provoke: ({ key }) => key('POST /roles', { role: 'c', name: 'C' }),
  },

  ERR_GUID_NOT_FOUND: {
    status: 404,
    message: 'The group with guid g does not exist. Please use correct guid or use create group API.',
    provoke: ({ key }) => key('GET /groups/G'),
  },
  ERR_GUID_ALREADY_EXISTS: {
    status: 400,
    message: 'The guid g already exists. Please use another guid.',
    before: (app) => group(app),
    provoke: ({ key }) => key('POST /groups', { guid: 'G', name: 'G' }),
  },
  ERR_GROUP_NOT_JOINED: {
    status: 401,
    message: 'The user with uid bo has not joined the group with guid g.',
    before: (app) => group(app, { owner: 'ana' }),
    provoke: ({ key }) => key('PUT /groups/g', { name: 'X' }, { onBehalfOf: 'BO' }),
  },
  ERR_NOT_A_MEMBER: {
    status: 404,
    message: 'The user with uid bo is not a member of the group with guid g.',
    before: (app) => group(app),
    provoke: ({ key }) => key('DELETE /groups/g/members/bo'),
  },
  ERR_ALREADY_JOINED: {
    status: 417,
    message: 'The user with uid ana has already joined the group with guid g.',
    before: (app) => group(app, { owner: 'ana' }),
    provoke: async ({ login }) => (await login('ana'))('POST /groups/g/members'),
  },
  ERR_BANNED_GROUPMEMBER: {
    status: 403,
    message: 'The user with uid bo is banned from the group with guid g.',
    before: async (app) => {
      await group(app);
      await must(app.groupMemberships.join('bo', 'g'));
      await must(app.groupMemberships.ban('bo', 'g'));
    },
    provoke: async ({ login }) => (await login('bo'))('POST /groups/g/members'),
  },
  ERR_ALREADY_BANNED: {
    status: 400,
    message: 'The user with uid bo is already banned from the group with guid g.',
    before: async (app) => {
      await group(app);
      await must(app.groupMemberships.join('bo', 'g'));
      await must(app.groupMemberships.ban('bo', 'g'));
    },
    provoke: ({ key }) => key('POST /groups/g/bannedusers/bo'),
  },
  ERR_NOT_A_BANNED_USER: {
    status: 404,
    message: 'The user with uid bo is not banned from the group with guid g.',
    before: (app) => group(app),
    provoke: ({ key }) => key('DELETE /groups/g/bannedusers/bo'),
  },
  ERR_GROUP_JOIN_NOT_ALLOWED: {
    status: 403,
    message: 'The private groups cannot be joined. Users need to be added to such groups.',
    before: (app) => group(app, { type: 'private' }),
    provoke: async ({ login }) => (await login('bo'))('POST /groups/g/members'),
  },
  ERR_EMPTY_GROUP_PASS: {
    status: 400,
    message: 'The group with guid g needs a password.',
    provoke: ({ key }) => key('POST /groups', { guid: 'g', name: 'G', type: 'password' }),
  },
  ERR_WRONG_GROUP_PASS: {
    status: 403,
    message: 'The password of the group with guid g is another.',
    before: (app) => group(app, { type: 'password', password: 'sesame' }),
    provoke: async ({ login }) => (await login('bo'))('POST /groups/g/members', { password: 'other' }),
  },
  ERR_GROUPS_LIMIT_EXCEEDED: {
    status: 400,
    message: 'The user with uid ana has joined 2 groups, as many as allowed. Please leave one first.',
    app: { limits },
    before: async (app) => {
      for (const guid of ['a', 'b']) await must(app.groups.create({ guid, name: guid, owner: 'ana' }));
    },
    provoke: ({ key }) => key('POST /groups', { guid: 'c', name: 'C', owner: 'ana' }),
  },
  ERR_NO_VACANCY: {
    status: 400,
    message: 'The group with guid g has 3 members, as many as allowed.',
    app: { limits },
    before: async (app) => {
      await createUsers(app, 'eve');
      await group(app);
      await must(app.groupMemberships.add('g', ['ana', 'bo', 'cy']));
    },
    provoke: async ({ login }) => (await login('eve'))('POST /groups/g/members'),
  },
  ERR_SAME_SCOPE: {
    status: 403,
    message: 'Member already has the same scope participant.',
    before: async (app) => {
      await group(app);
      await must(app.groupMemberships.join('bo', 'g'));
    },
    provoke: ({ key }) => key('PUT /groups/g/members/bo', {}),
  },
  ERR_GROUP_NO_CLEARANCE: {
    status: 403,
    message: 'The user with uid bo does not have enough clearance for deleteGroup in the group with guid g.',
    before: async (app) => {
      await group(app);
      await must(app.groupMemberships.join('bo', 'g'));
    },
    provoke: ({ key }) => key('DELETE /groups/g', undefined, { onBehalfOf: 'bo' }),
  },
  ERR_GROUP_NO_SELF_ACTION: {
    status: 403,
    message: 'The user with uid bo cannot do kickMember to itself.',
    before: async (app) => {
      await group(app);
      await must(app.groupMemberships.join('bo', 'g'));
    },
    provoke: ({ key }) => key('DELETE /groups/g/members/bo', undefined, { onBehalfOf: 'bo' }),
  },
  ERR_GROUP_OWNER: {
    status: 403,
    message: 'The user with uid ana owns the group with guid g. Please transfer the ownership first.',
    before: (app) => group(app, { owner: 'ana' }),
    provoke: ({ key }) => key('DELETE /users/ana', { permanent: true }),
  },

  ERR_BOT_NOT_FOUND: {
    status: 404,
    message: 'There is no bot with uid ana.',
    provoke: ({ key }) => key('GET /bots/ana'),
  },
  ERR_BOT_ALREADY_EXISTS: {
    status: 400,
    message: 'The user with uid ana is a bot already.',
    before: (app) => must(app.bots.register({ uid: 'ana', webhookURL })),
    provoke: ({ key }) => key('POST /bots', { uid: 'ana', webhookURL }),
  },
  ERR_BOTS_LIMIT_EXCEEDED: {
    status: 400,
    message: 'The app has 2 bots, as many as allowed.',
    app: { limits },
    before: async (app) => {
      for (const uid of ['ana', 'bo']) await must(app.bots.register({ uid, webhookURL }));
    },
    provoke: ({ key }) => key('POST /bots', { uid: 'cy', webhookURL }),
  },
  ERR_APIKEY_NOT_FOUND: {
    status: 404,
    message: 'There is no such API key.',
    provoke: ({ key }) => key('GET /apikeys/00000000'),
  },
  ERR_APIKEY_ALREADY_EXISTS: {
    status: 400,
    message: 'There is an API key named server already. Please use another name.',
    provoke: ({ key }) => key('POST /apikeys', { name: 'server' }),
  },
  ERR_APIKEY_NO_SELF_ACTION: {
    status: 403,
    message: 'An API key cannot change or delete itself. Please use another API key.',
    provoke: ({ key, apiKey }) => key(`DELETE /apikeys/${apiKey}`),
  },
  ERR_APIKEYS_LIMIT_EXCEEDED: {
    status: 400,
    message: 'The app has 2 API keys, as many as allowed.',
    app: { limits },
    before: (app) => must(app.apiKeys.create({ name: 'second' })),
    provoke: ({ key }) => key('POST /apikeys', { name: 'third' }),
  },
};

/** Codes of items: they are told of each user by itself, in an answer that is a success as a whole. */
const ofItems = new Set<string>([
  'ERR_CANNOT_FORM_SELF_RELATION',
  'ERR_ALREADY_FRIEND',
  'ERR_NOT_A_FRIEND',
  'ERR_FRIENDS_LIMIT_EXCEEDED',
  'ERR_CANNOT_BLOCK_SELF',
]);

describe('each refusal', () => {
  it.each(Object.entries(provocations))('%s can be provoked', async (code, provocation) => {
    const server = await openServer(provocation);
    await createUsers(server.app, 'ana', 'bo', 'cy');
    await provocation.before?.(server.app);
    const got = await provocation.provoke(server);
    const isItem = ofItems.has(code);
    expect(got.status).toBe(isItem ? 200 : provocation.status);
    const { message } = provocation;
    const sentence = typeof message === 'string' ? message : expect.stringMatching(message);
    expect(got.error).toMatchObject({
      code: code === 'BODY_TOO_LARGE' ? 'ERR_BAD_REQUEST' : code,
      message: sentence,
      devMessage: sentence,
      source: 'kithkin',
    });
    const hasDetails = code === 'ERR_BAD_REQUEST' || code === 'BODY_TOO_LARGE';
    expect(Object.hasOwn(got.error as object, 'details')).toBe(hasDetails);
    expect(JSON.stringify(got.body)).not.toMatch(/secret reason|\.ts:\d/);
    expect(wordings[code as Refusal['code']].status).toBe(provocation.status);
  });
});

type Sent = readonly [line: string, body?: unknown];

const failing: { readonly [Code in StoreFailureCode]: Sent } = {
  ERR_UID_DELETE_FAILED: ['DELETE /users/ana'],
  ERR_AUTH_TOKEN_DELETE_FAILED: ['DELETE /users/ana/auth_tokens/HANDLE'],
  ERR_AUTH_TOKENS_DELETE_FAILED: ['DELETE /users/ana/auth_tokens'],
  ERR_FAILED_TO_ADD_FRIEND: ['POST /users/ana/friends', { accepted: ['bo'] }],
  ERR_ROLE_DELETE_FAILED: ['DELETE /roles/vip'],
  ERR_GROUP_DELETE_FAILED: ['DELETE /groups/g'],
  ERR_MEMBER_DELETE_FAILED: ['DELETE /groups/g/members/ana'],
  ERR_MEMBER_BAN_FAILED: ['POST /groups/g/bannedusers/ana'],
  ERR_MEMBER_UNBAN_FAILED: ['DELETE /groups/g/bannedusers/ana'],
  ERR_MEMBER_SCOPE_CHANGE_FAILED: ['PUT /groups/g/members/ana', {}],
  ERR_OPERATION_FAILED: ['POST /users', { uid: 'new', name: 'New' }],
};

const storeFailures: readonly (readonly [StoreError, number, RegExp])[] = [
  [{ code: 'STORE_CONTENTION', committed: false }, 503, /nothing was changed/],
  [{ code: 'STORE_UNAVAILABLE', committed: false, cause: 'the secret reason' }, 503, /nothing was changed/],
  [{ code: 'STORE_UNAVAILABLE', committed: 'partly' }, 500, /Please look before/],
  [{ code: 'STORE_UNKNOWN_OUTCOME', committed: 'unknown' }, 500, /Please look before/],
];

/** A server whose store begins to fail in one way. */
async function openFailing(error: StoreError, isHit: (name: string) => boolean) {
  let fails = false;
  const store = storeAround(memoryStore(), ({ name }, proceed) =>
    fails && isHit(name) ? errAsync(error) : proceed(),
  );
  const server = await openServer({ app: { store } });
  await createUsers(server.app, 'ana', 'bo', 'cy');
  await group(server.app, { owner: 'ana' });
  return {
    ...server,
    fail: () => {
      fails = true;
    },
  };
}

describe.each(storeFailures)('a store that fails with %j', (error, status, message) => {
  it.each<[string, Sent]>([
    ...Object.entries(failing),
    ['ERR_UID_DELETE_FAILED', ['DELETE /users', { uidsToDeactivate: ['ana'] }]],
  ])('is told as %s, and logged', async (code, [line, body]) => {
    // The key must still be found.
    const server = await openFailing(error, (name) => name !== 'apiKeys.findByDigest');
    const { handle } = await must(server.app.authTokens.issue('ana'));
    server.fail();
    const got = await server.key(line.replace('HANDLE', handle), body);
    expect(got.status).toBe(status);
    expect(got.error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(got.headers.get('retry-after')).toBe(status === 503 ? '1' : null);
    expect(JSON.stringify(got.body)).not.toContain('secret reason');
    expect(server.failures).toEqual([
      { method: line.split(' ')[0], endpoint: expect.stringContaining('/'), appId: 'app', error },
    ]);
    expect(server.failures[0]?.endpoint).not.toContain('ana');
  });
});

describe('a store that fails between two steps', () => {
  const error: StoreError = { code: 'STORE_UNAVAILABLE', committed: false };

  // Regression: it was said that nothing was changed.
  it.each([
    ['POST /groups', { guid: 'h', name: 'H', members: { admins: ['bo'] } }, 'read', 2],
    ['PUT /groups/g', { name: 'X', owner: 'bo' }, 'transact', 2],
    ['PUT /me', { name: 'X', platform: 'web' }, 'transact', 2],
    ['POST /groups/g/members', undefined, 'read', 1],
  ] as const)('is never told as one that changed nothing: %s', async (line, body, operation, nth) => {
    let asked = 0;
    const server = await openFailing(error, (name) => name === operation && (asked += 1) >= nth);
    if (line.startsWith('PUT /groups')) await must(server.app.groupMemberships.join('bo', 'g'));
    const send = line === 'PUT /me' || body === undefined ? await server.login('cy') : server.key;
    server.fail();
    const got = await send(line, body);
    expect(got).toMatchObject({ status: 500, error: { message: expect.stringMatching(/Please look/) } });
  });
});
