/**
 * The server: a fetch handler on a port, until it is stopped.
 *
 * @module
 */

import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { refusalResponse } from '../http/responses.ts';
import { badRequest, Problem } from '../shared/input.ts';
import { CannotGoOn } from './failures.ts';

/** How patient the server is with a client, in milliseconds, and how much it reads before it refuses. */
const limits = {
  /** For all headers of a request. */
  headersTimeout: 10_000,
  /** For a whole request. */
  requestTimeout: 30_000,
  /** For the next request on the same connection. */
  keepAliveTimeout: 5_000,
  /** How often the times above are looked at. */
  connectionsCheckingInterval: 2_000,
  /** In bytes; the handler refuses longer URLs by itself, with a sentence. */
  maxHeaderSize: 32_768,
} as const;

/** After so many milliseconds without a byte, a connection is closed: its client reads no more. */
const silenceMs = 60_000;

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
    void respond(request, response);
  });
  server.setTimeout(silenceMs);
  const connections = new Connections(server);
  await begun(server, { host, port });
  return {
    // SAFETY: a server that listens at a port has an address of this kind.
    port: (server.address() as AddressInfo).port,
    stop: async (withinMs) => {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      connections.closeWhenIdle();
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

/** The connections of a server, and which of them wait for an answer. */
class Connections {
  /** How many requests of each are not answered to the end. */
  readonly #waiting = new Map<Socket, number>();
  #isClosing = false;

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#waiting.set(socket, 0);
      socket.once('close', () => {
        this.#waiting.delete(socket);
      });
    });
    server.on('request', (request, response) => {
      const { socket } = request;
      this.#count(socket, 1);
      response.once('close', () => this.#count(socket, -1));
    });
  }

  get busy(): number {
    return [...this.#waiting.values()].filter((requests) => requests > 0).length;
  }

  /** Closes each connection as soon as it waits for nothing. */
  closeWhenIdle(): void {
    this.#isClosing = true;
    for (const [socket, requests] of this.#waiting) if (requests === 0) socket.destroy();
  }

  #count(socket: Socket, more: number): void {
    const requests = this.#waiting.get(socket);
    if (requests === undefined) return;
    this.#waiting.set(socket, requests + more);
    if (this.#isClosing && requests + more === 0) socket.destroySoon();
  }
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
