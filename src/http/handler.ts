/**
 * The handler: a web-standard fetch handler that speaks the REST user domain of CometChat over one app or many.
 *
 * Each request goes the same way: size, endpoint, app, rate, caller, parameters, body, and then the core. The first
 * that does not hold is answered.
 *
 * @module
 */

import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { type BadRequest, badRequest, Problem } from '../shared/input.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { systemSeconds } from '../shared/web.ts';
import type { StoreError } from '../store/store-error.ts';
import { type Apps, chooseApp } from './app-choice.ts';
import { admitted } from './caller.ts';
import type { Answer, Endpoint, PlainCall } from './endpoint.ts';
import { endpoints } from './endpoints/index.ts';
import { isStoreError } from './error-answers.ts';
import { OffsetPages } from './offset-pages.ts';
import { openApiDocument } from './openapi.ts';
import { PasswordTries } from './password-tries.ts';
import { RateLimit, type RateLimits } from './rate-limit.ts';
import type { HttpError } from './refusals.ts';
import { bodyBytesMax, readBody } from './request-body.ts';
import { jsonResponse, quotaHeaderNames, quotaHeaders, refusalResponse } from './responses.ts';

/** Something that went wrong on the server, for its log and never for a client. It holds no secret of a request. */
export interface ServerFailure {
  readonly method: string;
  /** The path of the endpoint, with `:uid` and the like in place of what was asked. */
  readonly endpoint: string;
  readonly appId?: string;
  /** The `StoreError` of a store that failed, or what was thrown. */
  readonly error: unknown;
}

/** What a handler is made with. One of `app` and `apps` must be there. */
export interface CreateHandlerOptions extends Apps {
  /** What stands before `/v3` where the handler is mounted: `/api/chat`, say. Nothing when absent. */
  readonly basePath?: string | undefined;
  /** The origins whose pages may call from a browser; `*`, all of them, when absent. */
  readonly origins?: '*' | readonly string[] | undefined;
  /** How many requests a minute an app may send; any number when absent. The documented limits are 10,000 and 20,000. */
  readonly rateLimits?: RateLimits | undefined;
  /** The time in UNIX seconds, by which requests are counted. The system's when absent. */
  readonly clock?: (() => number) | undefined;
  /** Told of what went wrong on the server. What it throws is ignored. */
  readonly onFailure?: ((failure: ServerFailure) => void) | undefined;
}

/** The versions of the API that are spoken; they are the same. */
const versions = ['/v3', '/v3.0'];

/** The most characters of a URL. */
const urlLengthMax = 16_384;

/** What browsers may send: the last two are those of the service's own client. */
const requestHeaders = ['apikey', 'authToken', 'appId', 'onBehalfOf', 'content-type', 'resource', 'sdk'];

const urlTooLong: BadRequest = badRequest(
  new Problem([['url', `must be at most ${urlLengthMax} characters long`]]),
);

const bodyCut: BadRequest = badRequest(new Problem([['body', 'could not be read to its end']]));

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** What is wrong with the options; undefined if nothing is. */
function mistakeIn({
  app,
  apps,
  basePath = '',
  origins = '*',
  rateLimits,
  clock,
  onFailure,
}: CreateHandlerOptions): string | undefined {
  if (app === undefined && apps === undefined)
    return 'app must be one of openApp, or apps a function to find one';
  if (app !== undefined && typeof app?.apiKeys?.authorize !== 'function') return 'app must be one of openApp';
  if (apps !== undefined && typeof apps !== 'function')
    return 'apps must be a function from an app id to an app';
  if (!isText(basePath) || !/^(\/[\w~.-]+)*$/.test(basePath))
    return 'basePath must be a path such as /api/chat';
  const areOrigins = origins === '*' || (Array.isArray(origins) && origins.every(isText));
  if (!areOrigins) return 'origins must be "*" or a list of origins';
  if (rateLimits !== undefined && !(isCount(rateLimits?.core) && isCount(rateLimits.standard))) {
    return 'rateLimits must have core and standard, whole numbers of requests a minute';
  }
  if (clock !== undefined && typeof clock !== 'function')
    return 'clock must be a function that tells UNIX seconds';
  if (onFailure !== undefined && typeof onFailure !== 'function') return 'onFailure must be a function';
  return undefined;
}

/**
 * Makes a fetch handler: it answers every request, and never rejects.
 *
 * Options that cannot work are a bug of the caller's, and throw.
 *
 * @example
 * ```ts
 * import { openApp } from 'kithkin';
 * import { createHandler } from 'kithkin/http';
 * import { memoryStore } from 'kithkin/memory';
 *
 * const app = openApp({ store: memoryStore(), appId: 'my-chat' });
 * const handle = createHandler({ app });
 * const answer = await handle(new Request('https://my-chat.example/v3/users'));
 * answer.status; // => 401
 * const { error } = (await answer.json()) as { error: { code: string } };
 * error.code; // => 'AUTH_ERR_EMPTY_APIKEY'
 * ```
 */
export function createHandler(options: CreateHandlerOptions): (request: Request) => Promise<Response> {
  const mistake = mistakeIn(options ?? {});
  if (mistake !== undefined) throw new TypeError(`Cannot make the handler: ${mistake}`);
  const { basePath = '', origins = '*', rateLimits, clock = systemSeconds, onFailure } = options;
  const rateLimit = rateLimits && new RateLimit(rateLimits);
  const shared = { pages: new OffsetPages(() => clock() * 1000), passwordTries: new PasswordTries(clock) };
  const description = JSON.stringify(openApiDocument(endpoints, basePath));

  const report = (failure: ServerFailure) => {
    try {
      onFailure?.(failure);
    } catch {
      // A log that fails must not fail the request.
    }
  };

  const hono = new Hono({ strict: false }).basePath(basePath);
  hono.use(
    cors({
      origin: origins === '*' ? '*' : [...origins],
      allowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
      allowHeaders: requestHeaders,
      exposeHeaders: [...quotaHeaderNames],
      maxAge: 86_400,
    }),
  );
  hono.use(async ({ req }, next) =>
    req.url.length > urlLengthMax ? refusalResponse(urlTooLong) : await next(),
  );
  hono.use(readWithin(bodyBytesMax));
  hono.get(
    '/openapi.json',
    () => new Response(description, { headers: { 'content-type': 'application/json' } }),
  );
  for (const endpoint of endpoints) {
    hono.on(
      endpoint.method,
      versions.map((version) => version + endpoint.path),
      (context) => respond(context, endpoint),
    );
  }
  hono.all('/:version{v[0-9.]+}/*', (context) => {
    const { version } = context.req.param();
    return refusalResponse(
      versions.includes(`/${version}`)
        ? { code: 'ERR_API_NOT_FOUND' }
        : { code: 'ERR_INVALID_API_VERSION', version },
    );
  });
  hono.notFound(() => refusalResponse({ code: 'ERR_API_NOT_FOUND' }));
  hono.onError((error, { req }) => {
    report({ method: req.method, endpoint: 'unknown', error });
    return refusalResponse({ code: 'ERR_EXCEPTION' });
  });

  return async (request) => await hono.fetch(request);

  /** Answers a request to one endpoint. */
  async function respond(context: Context, endpoint: Endpoint): Promise<Response> {
    const { raw } = context.req;
    const place = { method: endpoint.method, endpoint: endpoint.path };
    try {
      const app = await chooseApp(raw, options);
      if (app.isErr()) return refusalResponse(app.error);
      const quota = rateLimit?.admit(app.value.appId, endpoint.isCore ? 'core' : 'standard', clock());
      const headers = quotaHeaders(quota);
      if (quota?.refusal) return refusalResponse(quota.refusal, { headers });

      const { appId } = app.value;
      const reportFailure = (error: StoreError) => report({ ...place, appId, error });
      const answer = await answerOf(context, endpoint, { app: app.value, ...shared, report: reportFailure });
      if (answer.isOk()) return jsonResponse(200, answer.value, headers);
      if (isStoreError(answer.error)) reportFailure(answer.error);
      return refusalResponse(answer.error, { endpoint, headers });
    } catch (error) {
      report({ ...place, error });
      return refusalResponse({ code: 'ERR_EXCEPTION' });
    }
  }
}

/** Refuses bodies that are too large before they are read whole, and those that break off. */
function readWithin(bytesMax: number): MiddlewareHandler {
  const limit = bodyLimit({
    maxSize: bytesMax,
    onError: () => refusalResponse({ code: 'BODY_TOO_LARGE', bytesMax }),
  });
  return async (context, next) => {
    // They have no body, and to look for one costs a server library as much as all the rest.
    if (context.req.method === 'GET' || context.req.method === 'HEAD') return await next();
    let isWithin = false;
    try {
      const refused = await limit(context, async () => {
        isWithin = true;
      });
      if (!isWithin) return refused;
    } catch {
      return refusalResponse(bodyCut);
    }
    return await next();
  };
}

async function answerOf(
  { req }: Context,
  endpoint: Endpoint,
  given: Pick<PlainCall, 'app' | 'pages' | 'passwordTries' | 'report'>,
): Promise<Result<Answer, HttpError>> {
  const caller = await admitted(req.raw.headers, given.app, endpoint);
  if (caller.isErr()) return err(caller.error);
  const query = endpoint.readQuery(new URL(req.url).searchParams);
  if (query.isErr()) return err(query.error);
  const body = endpoint.body ? await readBody(req.raw) : ok({});
  if (body.isErr()) return err(body.error);
  const path = (name: string) => req.param(name) ?? '';
  return await caller.value({ ...given, path, query: query.value, body: body.value });
}
