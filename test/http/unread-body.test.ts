/**
 * Unread bodies: what is on its way behind a request that takes no body is not taken in.
 *
 * How much is sent is counted, never timed, and no duration decides anything.
 *
 * @module
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Listening, listen } from '../../src/cli/server.ts';
import { openServerWith, type TestServer } from './server.ts';

const chunk = Buffer.alloc(65_536, 'x');

/** More than the buffers on the way hold, and less than is worth waiting for. */
const patience = 256 * 1024 * 1024;

let server: TestServer;
let listening: Listening;
let socket: Socket;
let answer: string;
let closed: Promise<unknown>;

beforeEach(async () => {
  server = await openServerWith('ana');
  listening = await listen(server.handle, { host: 'localhost', port: 0 });
  socket = connect({ port: listening.port, host: 'localhost', autoSelectFamily: true });
  socket.on('error', () => undefined);
  closed = new Promise((resolve) => {
    socket.once('close', resolve);
  });
  answer = '';
  socket.setEncoding('latin1').on('data', (part: string) => {
    answer += part;
  });
  await once(socket, 'connect');
});

afterEach(async () => {
  socket.destroy();
  await listening.stop(0);
});

const head = (line: string, headers: string) =>
  `${line} HTTP/1.1\r\nhost: chat.example\r\napikey: ${server.apiKey}\r\n${headers}\r\n\r\n`;

/** Sends a request and then its body, on and on. Resolves with how many bytes went before the server hung up. */
async function sendUntilClosed(text: string): Promise<number> {
  socket.write(text);
  let sent = 0;
  while (!socket.destroyed && sent < patience) {
    const isTaken = socket.write(chunk);
    sent += chunk.length;
    const drained = isTaken
      ? turn()
      : new Promise<void>((resolve) => {
          socket.once('drain', resolve);
        });
    await Promise.race([drained, closed]);
  }
  return sent;
}

describe('a body that no one reads', () => {
  const long = 'content-length: 20000000000';
  const tooLong = `GET /v3/users/${'x'.repeat(20_000)}`;
  it.each([
    ['GET /v3/users', long],
    ['HEAD /v3/users', long],
    ['GET /v3/nothing', long],
    ['GET /elsewhere', long],
    ['GET /openapi.json', long],
    // Two gigabytes are the first chunk, of which there may be many.
    ['GET /v3/users', 'transfer-encoding: chunked\r\n\r\n7fffffff'],
  ])('is refused with its connection: %s, %s', async (line, headers) => {
    expect(await sendUntilClosed(head(line, headers))).toBeLessThan(patience);
  });

  it('is refused even with a URL that is too long', async () => {
    expect(await sendUntilClosed(head(tooLong, long))).toBeLessThan(patience);
  });

  it('is told of before the connection is closed', async () => {
    socket.write(head('GET /v3/users', 'content-length: 10241'));
    await closed;
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"details":{"body":["must be at most 10240 bytes long"]}');
  });

  it('may be there if it is small, and the connection goes on', async () => {
    const asked = head('GET /v3/users/ana', `content-length: 10240`) + 'x'.repeat(10_240);
    socket.write(asked);
    socket.write(head('GET /v3/users/ana', 'connection: close'));
    await closed;
    expect(answer.match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
  });
});

it.each([
  ['GET /v3/users', 32_768],
  [`GET /v3/users/${'x'.repeat(16_384)}`, 16_384],
])('refuses a URL and headers that are too large together, without a body: %.20s', async (line, length) => {
  socket.write(head(line, `x-more: ${'x'.repeat(length)}`));
  await closed;
  expect(answer).toMatch(/^HTTP\/1\.1 431 .*\r\n\r\n$/s);
});
