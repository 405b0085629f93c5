/**
 * Connections: who is connected, who waits for an answer, and whose answers wait to be read.
 *
 * What a client does not read stays in memory. So a connection may have so many requests under way, and all together so
 * many bytes unsent: beyond, the connections are closed whose answers have waited longest, and whoever reads is served.
 *
 * @module
 */

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What clients may keep a server holding. */
export interface ConnectionLimits {
  /** Connections at a time, idle ones among them; others are closed as they come. */
  readonly connectionsMax: number;
  /** Requests of one connection that are not answered to the end. */
  readonly requestsPerConnectionMax: number;
  /** Bytes of answers that no client has taken yet, over all connections. */
  readonly unsentBytesMax: number;
  /** After so many milliseconds without a byte, a connection is closed: its client reads no more. */
  readonly silenceTimeout: number;
}

interface Held {
  /** How many requests are not answered to the end. */
  requests: number;
  unsentBytes: number;
}

/** The connections of a server. */
export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #held = new Map<Socket, Held>();
  /** Those with unsent bytes. Who has taken nothing for longest stands first. */
  readonly #unread = new Set<Socket>();
  #unsentBytes = 0;
  #isClosing = false;

  constructor(server: Server, limits: ConnectionLimits) {
    this.#limits = limits;
    server.maxConnections = limits.connectionsMax;
    server.setTimeout(limits.silenceTimeout);
    // What Node does when a server is closed takes an answer for done that is written and not yet sent.
    server.closeIdleConnections = () => this.#closeWhenIdle();
    server.on('connection', (socket) => {
      this.#held.set(socket, { requests: 0, unsentBytes: 0 });
      socket.once('close', () => this.#forget(socket));
    });
  }

  /** How many wait for an answer. */
  get busy(): number {
    // One that was destroyed may not have been told of yet.
    return [...this.#held].filter(([socket, { requests }]) => requests > 0 && !socket.destroyed).length;
  }

  /** Counts a request, and tells whether it may be answered: a connection with too many is closed. */
  admit({ socket }: IncomingMessage, response: ServerResponse): boolean {
    const held = this.#held.get(socket);
    if (!held || held.requests >= this.#limits.requestsPerConnectionMax) {
      socket.destroy();
      return false;
    }
    held.requests += 1;
    response.once('close', () => {
      held.requests -= 1;
      if (this.#isClosing && held.requests === 0) socket.destroySoon();
    });
    return true;
  }

  /** Counts what of an answer has not been sent at once, until it is. */
  answered({ socket }: IncomingMessage, response: ServerResponse): void {
    const bytes = response.writableLength;
    if (bytes === 0) return;
    this.#hold(socket, bytes);
    response.once('close', () => this.#hold(socket, -bytes));
    for (const slowest of this.#unread) {
      if (this.#unsentBytes <= this.#limits.unsentBytesMax) return;
      this.#forget(slowest);
      slowest.destroy();
    }
  }

  /** Closes each connection as soon as it waits for nothing. */
  #closeWhenIdle(): void {
    this.#isClosing = true;
    for (const [socket, { requests }] of this.#held) if (requests === 0) socket.destroy();
  }

  #hold(socket: Socket, bytes: number): void {
    const held = this.#held.get(socket);
    if (!held) return;
    held.unsentBytes += bytes;
    this.#unsentBytes += bytes;
    // An answer that is through is progress: its client goes to the end of the line.
    if (bytes < 0) this.#unread.delete(socket);
    if (held.unsentBytes > 0) this.#unread.add(socket);
  }

  #forget(socket: Socket): void {
    this.#unsentBytes -= this.#held.get(socket)?.unsentBytes ?? 0;
    this.#held.delete(socket);
    this.#unread.delete(socket);
  }
}
