/**
 * A chat service for tests of clients: an app behind its HTTP face, on a real socket.
 *
 * @module
 */
import { once } from 'node:events';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { App } from 'kithkin';
import { createHandler, type ServerFailure } from 'kithkin/http';
import { expect, onTestFinished } from 'vitest';
import { breachIn, endpointAt } from '../http/contract.ts';
import { must, openTestApp, TestClock } from './test-app.ts';

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A service that answers until the test ends. */
export interface ChatService {
  readonly app: App;
  readonly clock: TestClock;
  readonly port: number;
  /** The key that the documents call the REST API key. */
  readonly fullAccess: string;
  /** The key that the documents call the Auth Key. */
  readonly authOnly: string;
  /** What was asked, as `METHOD host/path`, in order. */
  readonly asked: readonly string[];
}

interface Settings {
  /** Speaks TLS; plain HTTP when absent. */
  readonly certificate?: Certificate;
  /** Answers instead of the service where it answers anything. */
  readonly before?: (request: Request) => Response | undefined;
}

/**
 * Starts a service for the test that runs, with an app named `my-chat`. It fails the test if the
 * server fails, or answers anything that its own description does not tell of.
 */
export async function startChatService({ certificate, before }: Settings = {}): Promise<ChatService> {
  const clock = new TestClock();
  const app = openTestApp({ appId: 'my-chat', clock: clock.read });
  const keyOf = async (scope: 'fullAccess' | 'authOnly') =>
    (await must(app.apiKeys.create({ name: scope, scope }))).apiKey;
  const failures: ServerFailure[] = [];
  const handler = createHandler({
    app,
    clock: clock.read,
    onFailure: (failure) => void failures.push(failure),
  });
  const asked: string[] = [];
  const breaches: string[] = [];

  const server = serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async (request: Request) => {
      const { host, pathname } = new URL(request.url);
      const line = `${request.method} ${host}${pathname}`;
      asked.push(line);
      const other = before?.(request);
      if (other) return other;
      const answer = await handler(request);
      const breach = await breachBy(request, answer.clone());
      if (breach !== undefined) breaches.push(`${line}: ${breach}`);
      return answer;
    },
    ...(certificate && { createServer: createSecureServer, serverOptions: certificate }),
  });
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
    await closed;
    expect({ failures, breaches }).toEqual({ failures: [], breaches: [] });
  });
  return {
    app,
    clock,
    port: (server.address() as AddressInfo).port,
    fullAccess: await keyOf('fullAccess'),
    authOnly: await keyOf('authOnly'),
    asked,
  };
}

/** In what an answer breaks the contract of its endpoint; undefined where it keeps it. */
async function breachBy({ method, url }: Request, answer: Response): Promise<string | undefined> {
  if (method === 'OPTIONS') return undefined;
  const path = new URL(url).pathname.replace(/^\/v3(\.0)?/, '');
  const { status, headers } = answer;
  return breachIn(endpointAt(method, path), { status, headers, body: await answer.json() });
}
