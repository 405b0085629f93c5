import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/http/endpoint.ts';
import { endpoints } from '../../src/http/endpoints/index.ts';
import {
  anyMetadata,
  anyName,
  anyPassword,
  anyScope,
  anySearchKey,
  anyTags,
  anyText,
  anyUrl,
  goodGuid,
  goodRole,
  goodUid,
} from '../support/arbitraries.ts';
import { runs } from '../support/setup.ts';
import { createUsers, epoch, must, smallLimits } from '../support/test-app.ts';
import { breachIn, endpointAt } from './contract.ts';
import { openServer, type TestServer } from './server.ts';

/** Values of JSON that nobody expects. `__proto__` is an own property, as it is in what JSON.parse makes. */
const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }),
  fc.constantFrom<unknown>(
    null,
    1e308,
    -0,
    2 ** 53 + 2,
    '\0',
    '\ud800',
    '{"a":1}',
    '{"a":',
    'x'.repeat(6000),
    JSON.parse('{"__proto__":{"polluted":true}}'),
    JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'),
    JSON.parse(`${'['.repeat(900)}${']'.repeat(900)}`),
    Array.from({ length: 30 }, (_, index) => `u${index}`),
  ),
);

const orHostile = (good: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: hostileJson });

const uids = fc.array(goodUid, { minLength: 1, maxLength: 3 });

/** What stands in bodies, by the names of their fields. */
const fieldValues: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  uid: goodUid,
  guid: goodGuid,
  name: anyName,
  role: goodRole,
  owner: goodUid,
  avatar: anyUrl,
  icon: anyUrl,
  link: anyUrl,
  webhookURL: anyUrl,
  metadata: anyMetadata,
  appInfo: anyMetadata,
  tags: anyTags,
  statusMessage: anyText,
  description: anyText,
  platform: anyText,
  userAgent: anyText,
  type: fc.constantFrom('public', 'password', 'private'),
  scope: fc.oneof(anyScope, fc.constantFrom('authOnly', 'fullAccess')),
  password: anyPassword,
  enabled: fc.boolean(),
  groupChatSetting: fc.constantFrom('none', 'allMessages'),
  permanent: fc.boolean(),
  withAuthToken: fc.boolean(),
  unset: fc.subarray(['avatar', 'link', 'metadata', 'statusMessage', 'tags', 'icon', 'description']),
  uidsToDeactivate: uids,
  uidsToActivate: uids,
  accepted: uids,
  friends: uids,
  blockedUids: uids,
  admins: uids,
  moderators: uids,
  participants: uids,
  usersToBan: uids,
  members: fc.record({ admins: uids, participants: uids, usersToBan: uids }, { requiredKeys: [] }),
};

interface BodySchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly BodySchema[];
}

/** The names of the fields of a body, and of those that must be there. */
function fieldsOf(schema: BodySchema = {}): {
  readonly all: readonly string[];
  readonly required: readonly string[];
} {
  const within = (schema.anyOf ?? []).map(fieldsOf);
  return {
    all: [...Object.keys(schema.properties ?? {}), ...within.flatMap(({ all }) => all)],
    required: schema.required ?? [],
  };
}

/** A body as it is sent: mostly one that the endpoint is meant for, sometimes any text or bytes. */
function anyBody(endpoint: Endpoint): fc.Arbitrary<string | Uint8Array | undefined> {
  const { all, required } = fieldsOf(endpoint.body as BodySchema);
  const values = Object.fromEntries(all.map((name) => [name, orHostile(fieldValues[name] ?? hostileJson)]));
  const fields = fc.record(values, { requiredKeys: [...required] });
  return fc.oneof(
    { weight: 12, arbitrary: fields.map((given) => JSON.stringify(given)) },
    { weight: 2, arbitrary: hostileJson.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    { weight: 1, arbitrary: fc.constantFrom('', `"${'x'.repeat(10_239)}"`, '['.repeat(10_240)) },
    { weight: 2, arbitrary: fc.constant(undefined) },
  );
}

const anyParameterText = fc.oneof(
  goodUid,
  goodRole,
  anySearchKey.map(String),
  fc.constantFrom(
    '1',
    '2',
    '0',
    '-1',
    '1e3',
    '99999999999999999999',
    'true',
    'false',
    'a,b',
    ',',
    'available',
  ),
  fc.constantFrom(
    'uid',
    'name',
    'guid',
    'createdAt',
    'asc',
    'desc',
    'public',
    'private',
    'both',
    'participant',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constant('x,'.repeat(2000)),
);

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What stands behind the `?`. */
function anyQuery({ parameters = {} }: Endpoint): fc.Arbitrary<string> {
  const names = Object.keys(parameters);
  const name = fc
    .tuple(
      fc.constantFrom(...names, 'page', '__proto__', 'constructor'),
      fc.boolean(),
      fc.constantFrom('', '', '', '[]', '[0]', '[999]', '[x]'),
    )
    .map(([word, isSnake, suffix]) => (isSnake ? snake(word) : word) + suffix);
  return fc
    .array(fc.tuple(name, anyParameterText), { maxLength: 3 })
    .map((pairs) => new URLSearchParams(pairs).toString());
}

const anyPathPart = fc.oneof(
  { weight: 8, arbitrary: fc.oneof(goodUid, goodGuid, goodRole) },
  { weight: 2, arbitrary: fc.constantFrom('HANDLE', 'TOKEN', 'KEY', 'ARCHIVED') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).map(encoded) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('%', '%zz', '%00', '%2F', '%ff', 'x'.repeat(200), '__proto__', ':uid'),
  },
);

function encoded(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

/** A request as it is going to be sent; the texts in capitals stand for secrets that are known only later. */
interface Recipe {
  /** `GET /users`, by which the endpoint is found: the endpoint itself would be printed at length. */
  readonly line: string;
  readonly path: string;
  readonly query: string;
  readonly body: string | Uint8Array | undefined;
  readonly caller: 'key' | 'user' | 'nobody';
  readonly onBehalfOf: string | undefined;
}

function anyRequestTo(endpoint: Endpoint): fc.Arbitrary<Recipe> {
  const parts = endpoint.path
    .split('/')
    .map((part) => (part.startsWith(':') ? anyPathPart : fc.constant(part)));
  const main = endpoint.key ? 'key' : 'user';
  return fc.record({
    line: fc.constant(lineOf(endpoint)),
    path: fc.tuple(...parts).map((texts) => texts.join('/')),
    query: anyQuery(endpoint),
    body: anyBody(endpoint),
    caller: fc.constantFrom<Recipe['caller']>(main, main, main, main, 'user', 'user', 'nobody'),
    onBehalfOf: fc.option(fc.oneof(goodUid, fc.constantFrom('no body', 'é', 'x'.repeat(300))), {
      nil: undefined,
      freq: 2,
    }),
  });
}

function lineOf({ method, path }: Endpoint): string {
  return `${method} ${path}`;
}

const anyRequest = fc.constantFrom(...endpoints).chain(anyRequestTo);

/** A server with a few users, some of whom are in groups, and with little room for more. */
async function openFullServer(): Promise<
  TestServer & { readonly secrets: Readonly<Record<string, string>> }
> {
  const server = await openServer({ app: { limits: { ...smallLimits, apiKeysPerAppMax: 3 } } });
  const { app } = server;
  await createUsers(app, 'ana', 'bo', 'cy');
  await must(
    app.users.update('bo', { metadata: { '@private': 1 }, tags: ['red'], avatar: 'https://example.org' }),
  );
  await must(app.roles.create({ role: 'vip', name: 'VIP' }));
  await must(app.groups.create({ guid: 'g1', name: 'G', owner: 'ana' }));
  await must(app.groupMemberships.join('bo', 'g1'));
  await must(app.groups.create({ guid: 'g2', name: 'G', type: 'password', password: 'sesame' }));
  await must(app.friendships.befriend('ana', 'bo'));
  await must(app.blocks.block('ana', ['cy']));
  await must(app.bots.register({ uid: 'bo', webhookURL: 'https://example.org' }));
  const { handle: KEY } = await must(app.apiKeys.create({ name: 'auth' }));
  // The first of three is archived, as two are as many as may be active.
  const { handle: ARCHIVED } = await must(app.authTokens.issue('ana'));
  await must(app.authTokens.issue('ana'));
  const { authToken: TOKEN, handle: HANDLE } = await must(
    app.authTokens.issue('ana', { expiresAt: epoch + 3600 }),
  );
  return { ...server, secrets: { KEY, TOKEN, HANDLE, ARCHIVED } };
}

function cooked(
  { line, path, query, body, caller, onBehalfOf }: Recipe,
  { apiKey, secrets }: Awaited<ReturnType<typeof openFullServer>>,
): Request {
  const known = path.replace(/KEY|TOKEN|HANDLE|ARCHIVED/, (name) => secrets[name] ?? '');
  const [method = ''] = line.split(' ');
  return new Request(`https://chat.example/v3${known}?${query}`, {
    method,
    headers: {
      ...(caller === 'key' && { apikey: apiKey }),
      ...(caller === 'user' && { authToken: secrets.TOKEN ?? '' }),
      ...(onBehalfOf !== undefined && { onBehalfOf }),
    },
    ...(method !== 'GET' && body !== undefined && { body }),
  });
}

describe('the handler', () => {
  it('HTTP-CONTRACT: every answer to any request whatever is what its endpoint says it answers', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(anyRequest, { minLength: 1, maxLength: 12, size: 'max' }),
        async (recipes) => {
          const server = await openFullServer();
          for (const recipe of recipes) {
            const request = cooked(recipe, server);
            const response = await server.handle(request);
            const text = await response.text();
            const path = new URL(request.url).pathname.replace('/v3', '');
            const answer = {
              status: response.status,
              headers: response.headers,
              body: JSON.parse(text) as unknown,
            };
            expect(breachIn(endpointAt(request.method, path), answer)).toBeUndefined();
            expect(server.failures).toEqual([]);
          }
          expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
        },
      ),
      { numRuns: runs(100) },
    ));

  it('HTTP-REFUSED-UNCHANGED: a request that is refused as a whole changes nothing', () =>
    fc.assert(
      fc.asyncProperty(fc.array(anyRequest, { minLength: 1, maxLength: 6, size: 'max' }), async (recipes) => {
        const server = await openFullServer();
        const look = async () => {
          const lists = [
            'GET /users?withDeactivated=1&withTags=1',
            'GET /groups?withTags=1',
            'GET /roles',
            'GET /bots',
          ];
          const more = [
            'GET /apikeys',
            'GET /groups/g1/members',
            'GET /users/ana/friends',
            'GET /users/ana/auth_tokens',
          ];
          return JSON.stringify(
            await Promise.all([...lists, ...more].map(async (line) => (await server.key(line)).body)),
          );
        };
        let before = await look();
        for (const recipe of recipes) {
          const { status } = await server.handle(cooked(recipe, server));
          const after = await look();
          if (status !== 200 || recipe.line.startsWith('GET')) expect(after).toBe(before);
          before = after;
        }
      }),
      { numRuns: runs(40) },
    ));
});
