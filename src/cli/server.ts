/**
 * The server: a fetch handler on a port, until it is stopped.
 *
 * @module
 */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { refusalResponse } from '../http/responses.ts';
import { badRequest, Problem } from '../shared/input.ts';
import { type ConnectionLimits, Connections } from './connections.ts';
import { CannotGoOn } from './failures.ts';

/** What clients may take of a server: times in milliseconds, and sizes. */
export interface ServerLimits extends ConnectionLimits {
  /** For all headers of a request. */
  readonly headersTimeout: number;
  /** For a whole request. */
  readonly requestTimeout: number;
  /** For the next request on the same connection. */
  readonly keepAliveTimeout: number;
  /** How often the times above are looked at. */
  readonly connectionsCheckingInterval: number;
  /** In bytes; the handler refuses longer URLs by itself, with a sentence. */
  readonly maxHeaderSize: number;
}

/** The limits of `kithkin serve`. */
export const serverLimits: ServerLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 32_768,
  connectionsMax: 10_000,
  requestsPerConnectionMax: 100,
  unsentBytesMax: 64 * 2 ** 20,
  silenceTimeout: 60_000,
};

/** A server that listens. */
export interface Listening {
  /** The port that was free, where any was wanted. */
  readonly port: number;
  /**
   * Takes no more connections, closes those that wait for nothing, and waits for what is under way.
   *
   * @returns How many requests were cut off after so many milliseconds.
   */
  readonly stop: (withinMs: number) => Promise<number>;
}

/** Answers requests at a port. */
export async function listen(
  handle: (request: Request) => Promise<Response>,
  { host, port }: { readonly host: string; readonly port: number },
  limits: ServerLimits = serverLimits,
): Promise<Listening> {
  const underWay = new Set<Promise<unknown>>();
  const answer = (request: Request): Promise<Response> => {
    const answering = handle(request);
    underWay.add(answering);
    return answering.finally(() => {
      underWay.delete(answering);
    });
  };
  const respond = getRequestListener(answer, { errorHandler: () => malformed() });
  const server = createServer(limits, (request, response) => {
    if (!connections.admit(request, response)) return;
    void respond(request, response).then(() => connections.answered(request, response));
  });
  const connections = new Connections(server, limits);
  await begun(server, { host, port });
  return {
    // SAFETY: a server that listens at a port has an address of this kind.
    port: (server.address() as AddressInfo).port,
    stop: async (withinMs) => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      const patience = new AbortController();
      const timeIsUp = pause(withinMs, undefined, { signal: patience.signal }).catch(() => undefined);
      // Whoever hung up is not told what became of its request, which is under way all the same.
      await Promise.race([closed.then(() => Promise.allSettled(underWay)), timeIsUp]);
      patience.abort();
      const cutOff = Math.max(underWay.size, connections.busy);
      server.closeAllConnections();
      await closed;
      return cutOff;
    },
  };
}

/** Resolves once the server listens. */
function begun(server: Server, at: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(whyNotListening(error, at)));
    server.listen(at.port, at.host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function whyNotListening(
  error: NodeJS.ErrnoException,
  { host, port }: { readonly host: string; readonly port: number },
): Error {
  const { code = '' } = error;
  const noAddress = `${host} is no address of this machine: choose another with --host=HOST.`;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} is taken: choose another with --port=N, or --port=0 for one that is free.`,
    EACCES: `Port ${port} is not yours to listen at: choose one above 1023 with --port=N.`,
    EADDRNOTAVAIL: noAddress,
    ENOTFOUND: noAddress,
    EAI_AGAIN: noAddress,
  };
  const reason = reasons[code];
  return reason === undefined ? error : new CannotGoOn(reason);
}

/** What HTTP cannot make a request of, such as one for no host. */
function malformed(): Response {
  return refusalResponse(badRequest(new Problem([['url', 'and the header host must name what is asked']])));
}
