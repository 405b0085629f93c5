/**
 * Respond: how a request to one endpoint is answered, step by step.
 *
 * A step that refuses is the last; what one throws is a bug, which the log is told of. Once an app is known, whatever is
 * answered tells what is left of its quota.
 *
 * @module
 */

import type { Context } from 'hono';
import { err, ok, type Result } from '../shared/result.ts';
import { isStoreError } from '../store/store-error.ts';
import { type Apps, chooseApp } from './app-choice.ts';
import { type Admitted, admitted, isStranger } from './caller.ts';
import type { Answer, Endpoint, PlainCall } from './endpoint.ts';
import type { ServerFailure } from './handler-options.ts';
import type { OffsetPages } from './offset-pages.ts';
import type { PasswordTries } from './password-tries.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Exception, HttpError } from './refusals.ts';
import { readBody } from './request-body.ts';
import { jsonResponse, quotaHeaders, refusalResponse } from './responses.ts';

/** What a request brings to its endpoint. */
export interface Env {
  /** The bytes of the body; none with methods that have none. */
  readonly Variables: { readonly body?: Uint8Array };
}

/** What all requests to a handler share. */
export interface Service {
  readonly apps: Apps;
  readonly rateLimit: RateLimit | undefined;
  readonly pages: OffsetPages;
  readonly passwordTries: PasswordTries;
  readonly clock: () => number;
  readonly report: (failure: ServerFailure) => void;
}

/** Answers a request to one endpoint. */
export async function respond(
  context: Context<Env>,
  endpoint: Endpoint,
  service: Service,
): Promise<Response> {
  const { raw } = context.req;
  const { apps, rateLimit, pages, passwordTries, clock } = service;
  const place = { method: endpoint.method, endpoint: endpoint.path };

  const chosen = await caught(
    () => chooseApp(raw, apps),
    (error) => service.report({ ...place, error }),
  );
  if (chosen.isErr()) return refusalResponse(chosen.error);
  const app = chosen.value;
  const report = (error: unknown) => service.report({ ...place, appId: app.appId, error });

  // Who calls decides what a request counts against, but where nothing is left anyway, nobody need be looked up.
  const counted = { appId: app.appId, kind: endpoint.isCore ? 'core' : 'standard' } as const;
  const spent = rateLimit?.spent(counted, clock());
  if (spent) return refusalResponse(spent.refusal, { headers: quotaHeaders(spent) });
  const caller = await caught(() => admitted(raw.headers, app, endpoint), report);
  const isStrangers = caller.isErr() && isStranger(caller.error);
  const quota = rateLimit?.admit({ ...counted, isStrangers }, clock());
  const headers = quotaHeaders(quota);
  if (quota?.refusal) return refusalResponse(quota.refusal, { headers });

  const response = await caught(async () => {
    const answer = await answerOf(context, endpoint, caller, { app, pages, passwordTries, report });
    if (answer.isErr() && isStoreError(answer.error)) report(answer.error);
    return answer.map((shown) => jsonResponse(200, shown, headers));
  }, report);
  return response.isOk() ? response.value : refusalResponse(response.error, { endpoint, headers });
}

/** What a step comes to. What it throws is a bug, which is told to the log. */
async function caught<T, E>(
  step: () => Promise<Result<T, E>>,
  report: (error: unknown) => void,
): Promise<Result<T, E | Exception>> {
  try {
    return await step();
  } catch (error) {
    report(error);
    return err({ code: 'ERR_EXCEPTION' });
  }
}

async function answerOf(
  { req, var: { body: bytes } }: Context<Env>,
  endpoint: Endpoint,
  caller: Result<Admitted, HttpError>,
  given: Pick<PlainCall, 'app' | 'pages' | 'passwordTries' | 'report'>,
): Promise<Result<Answer, HttpError>> {
  if (caller.isErr()) return err(caller.error);
  const query = endpoint.readQuery(new URL(req.url).searchParams);
  if (query.isErr()) return err(query.error);
  const body = endpoint.body && bytes ? readBody(bytes) : ok({});
  if (body.isErr()) return err(body.error);
  const path = (name: string) => req.param(name) ?? '';
  return await caller.value({ ...given, path, query: query.value, body: body.value });
}
