/**
 * The handler: a web-standard fetch handler that speaks the REST user domain of CometChat over one app or many.
 *
 * Each request goes the same way: size, endpoint, app, rate, caller, parameters, body, and then the core. The first
 * that does not hold is answered.
 *
 * @module
 */

import { Hono, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { type BadRequest, badRequest, Problem } from '../shared/input.ts';
import { systemSeconds } from '../shared/web.ts';
import { endpoints } from './endpoints/index.ts';
import { type CreateHandlerOptions, mistakeIn, type ServerFailure } from './handler-options.ts';
import { OffsetPages } from './offset-pages.ts';
import { openApiDocument } from './openapi.ts';
import { PasswordTries } from './password-tries.ts';
import { RateLimit } from './rate-limit.ts';
import { announcesTooMuch, bodyBytesMax, readBytes } from './request-body.ts';
import { type Env, respond, type Service } from './respond.ts';
import { quotaHeaderNames, refusalResponse } from './responses.ts';

/** The versions of the API that are spoken; they are the same. */
const versions = ['/v3', '/v3.0'];

/** The most characters of a URL. */
const urlLengthMax = 16_384;

/** What browsers may send: the last two are those of the service's own client. */
const requestHeaders = ['apikey', 'authToken', 'appId', 'onBehalfOf', 'content-type', 'resource', 'sdk'];

const urlTooLong: BadRequest = badRequest(
  new Problem([['url', `must be at most ${urlLengthMax} characters long`]]),
);

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
  const service: Service = {
    apps: options,
    rateLimit: rateLimits && new RateLimit(rateLimits),
    pages: new OffsetPages(() => clock() * 1000),
    passwordTries: new PasswordTries(clock),
    clock,
    report: (failure) => void tell(onFailure, failure),
  };
  const description = JSON.stringify(openApiDocument(endpoints, basePath));

  // What holds for every request stands outside the base path: others come here, too, and are told that they are lost.
  const everywhere = new Hono<Env>({ strict: false });
  everywhere.use(
    cors({
      origin: origins === '*' ? '*' : [...origins],
      allowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
      allowHeaders: requestHeaders,
      exposeHeaders: [...quotaHeaderNames],
      maxAge: 86_400,
    }),
  );
  everywhere.use(readWithin(bodyBytesMax));
  everywhere.use(async ({ req }, next) =>
    req.url.length > urlLengthMax ? refusalResponse(urlTooLong) : await next(),
  );
  const hono = everywhere.basePath(basePath);
  hono.get(
    '/openapi.json',
    () => new Response(description, { headers: { 'content-type': 'application/json' } }),
  );
  for (const endpoint of endpoints) {
    hono.on(
      endpoint.method,
      versions.map((version) => version + endpoint.path),
      (context) => respond(context, endpoint, service),
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
    service.report({ method: req.method, endpoint: 'unknown', error });
    return refusalResponse({ code: 'ERR_EXCEPTION' });
  });
  return async (request) => await hono.fetch(request);
}

/** Tells a log, whose own failure must not fail a request, nor the process. */
async function tell(log: CreateHandlerOptions['onFailure'], failure: ServerFailure): Promise<void> {
  try {
    await log?.(failure);
  } catch {
    // There is nobody left to tell.
  }
}

/** Reads bodies, and refuses those that are too large before they are read whole, and those that break off. */
function readWithin(bytesMax: number): MiddlewareHandler<Env> {
  const tooLarge = { code: 'BODY_TOO_LARGE', bytesMax } as const;
  return async (context, next) => {
    const { raw } = context.req;
    if (raw.method === 'GET' || raw.method === 'HEAD') {
      // They have no body that a fetch handler could read, yet one may be on its way: servers would take it in to no end.
      if (announcesTooMuch(raw, bytesMax) || raw.headers.has('transfer-encoding'))
        return refusalResponse(tooLarge, { headers: { connection: 'close' } });
      return await next();
    }
    const body = await readBytes(raw, bytesMax);
    if (body.isErr()) return refusalResponse(body.error);
    context.set('body', body.value);
    return await next();
  };
}
