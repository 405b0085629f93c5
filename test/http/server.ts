/**
 * A handler to test, over an app in memory.
 *
 * Whatever it answers is held against the contract of the endpoint, so that each test of an example is also one of that.
 *
 * @module
 */
import type { App, OpenAppOptions } from 'kithkin';
import { type CreateHandlerOptions, createHandler, type ServerFailure } from 'kithkin/http';
import { expect } from 'vitest';
import { createUsers, must, openTestApp, TestClock } from '../support/test-app.ts';
import { type Answer, breachIn, endpointAt } from './contract.ts';

/** An answer, with its parts at hand. */
export interface Got extends Answer {
  /** `data` of the answer. */
  readonly data: unknown;
  readonly meta: unknown;
  readonly error: unknown;
}

/** Sends `GET /users?page=2`, say, and perhaps a body that is made JSON. */
export type Send = (line: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Got>;

/** A handler, and the app behind it. */
export interface TestServer {
  readonly app: App;
  readonly clock: TestClock;
  readonly handle: (request: Request) => Promise<Response>;
  /** The plain text of a key that may do everything. */
  readonly apiKey: string;
  /** What the log was told of. */
  readonly failures: ServerFailure[];
  /** Sends as nobody. */
  readonly send: Send;
  /** Sends with that key. */
  readonly key: Send;
  /** Logs a user in, and sends with its token. */
  readonly login: (uid: string) => Promise<Send>;
}

/** What a server is opened with. */
export interface TestServerOptions {
  readonly app?: Partial<OpenAppOptions>;
  readonly handler?: CreateHandlerOptions;
}

/** The request of a line such as `GET /users`. */
export function requestOf(
  line: string,
  {
    headers,
    body,
  }: { readonly headers?: Readonly<Record<string, string>>; readonly body?: RequestInit['body'] } = {},
): Request {
  const [method = '', path = ''] = line.split(' ');
  return new Request(`https://chat.example/v3${path}`, {
    method,
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
  });
}

/** Sends a request, and holds the answer against the contract. */
export async function answerTo(
  handle: (request: Request) => Promise<Response>,
  request: Request,
): Promise<Got> {
  const response = await handle(request);
  const text = await response.text();
  const answer = { status: response.status, headers: response.headers, body: parsed(text) };
  const path = new URL(request.url).pathname.replace(/^\/v3(\.0)?/, '');
  expect(breachIn(endpointAt(request.method, path), answer)).toBeUndefined();
  // SAFETY: an object, as the contract says.
  const { data, meta, error } = answer.body as Partial<Got>;
  return { ...answer, data, meta, error };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return `not JSON: ${text}`;
  }
}

/** Opens a server in which nobody is but a key. */
export async function openServer(options: TestServerOptions = {}): Promise<TestServer> {
  const clock = new TestClock();
  const app = openTestApp({ clock: clock.read, ...options.app });
  const failures: ServerFailure[] = [];
  const handle = createHandler({
    app,
    clock: clock.read,
    onFailure: (failure) => {
      failures.push(failure);
    },
    ...options.handler,
  });
  const { apiKey } = await must(app.apiKeys.create({ name: 'server', scope: 'fullAccess' }));
  const send: Send = (line, body, headers) =>
    answerTo(
      handle,
      requestOf(line, {
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  return {
    app,
    clock,
    handle,
    apiKey,
    failures,
    send,
    key: (line, body, headers) => send(line, body, { apikey: apiKey, ...headers }),
    login: async (uid) => {
      const { authToken } = await must(app.authTokens.issue(uid));
      return (line, body, headers) => send(line, body, { authToken, ...headers });
    },
  };
}

/** Opens a server with these users. */
export async function openServerWith(...uids: readonly string[]): Promise<TestServer> {
  const server = await openServer();
  await createUsers(server.app, ...uids);
  return server;
}

/** An error of this code, as it is answered. */
export function refusal(status: number, code: string, message?: string): object {
  return { status, error: expect.objectContaining({ code, ...(message !== undefined && { message }) }) };
}
