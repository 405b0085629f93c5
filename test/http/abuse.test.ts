/**
 * Abuse: what slow, broken and hostile clients do on a real socket must leave the server answering and its memory as it
 * was. The server is that of `kithkin serve`, with its limits; test/cli/server.test.ts is about each of them.
 *
 * How much is sent is counted, never timed, and no duration decides anything.
 *
 * @module
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Listening, listen, serverLimits } from '../../src/cli/server.ts';
import { runs } from '../support/setup.ts';
import { createUsers, must } from '../support/test-app.ts';
import { openServer, type TestServer } from './server.ts';

let server: TestServer;
let listening: Listening;
const sockets = new Set<Socket>();

const mebibyte = 2 ** 20;

/** Less than a machine that is busy with other tests would miss. */
const unsentBytesMax = 2 * mebibyte;

beforeEach(async () => {
  server = await openServer();
  await createUsers(server.app, 'ana');
  listening = await listen(
    server.handle,
    { host: 'localhost', port: 0 },
    { ...serverLimits, unsentBytesMax },
  );
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await listening.stop(0);
});

/** A connection that a test owns. What happens to it is not an error of the test's. */
async function open(): Promise<Socket> {
  const socket = connect({ port: listening.port, host: 'localhost', autoSelectFamily: true });
  sockets.add(socket);
  socket.on('error', () => undefined);
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  return socket;
}

/** All that comes back until the server closes the connection, or until so many answers have come. */
async function answersOf(socket: Socket, count = Number.POSITIVE_INFINITY): Promise<string> {
  const parts: string[] = [];
  let seen = 0;
  let tail = '';
  return new Promise((resolve) => {
    const done = () => resolve(parts.join(''));
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => {
      parts.push(part);
      // A status line may come in two parts.
      seen += (`${tail}${part}`.match(/HTTP\/1\.1 \d{3} /g) ?? []).length;
      tail = `${tail}${part}`.slice(-12);
      if (seen >= count && part.endsWith('}')) done();
    });
    socket.on('close', done);
  });
}

const statusesIn = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

function head(line: string, headers: Readonly<Record<string, string>> = {}): string {
  const fields = Object.entries({ host: 'chat.example', apikey: server.apiKey, ...headers });
  return `${line} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

/** One request over a connection of its own. */
async function exchange(text: string | Uint8Array): Promise<string> {
  const socket = await open();
  socket.write(text);
  return answersOf(socket, 1);
}

async function stillAnswers(): Promise<void> {
  const text = await exchange(head('GET /v3/users/ana'));
  expect(text).toContain('HTTP/1.1 200');
  expect(text).toContain('"uid":"ana"');
  expect(server.failures).toEqual([]);
}

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc') as () => void;

/** Bytes that live, on the heap and beside it: what waits to be sent stands in buffers. */
async function memoryUsed(): Promise<number> {
  for (let step = 0; step < 3; step += 1) {
    collect();
    await turn();
  }
  // Those of array buffers are among the external ones.
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Does something twice: the first time may fill caches, the second must leave the memory as it was. */
async function withoutGrowth(bytesMax: number, abuse: () => Promise<void>): Promise<void> {
  await abuse();
  const before = await memoryUsed();
  await abuse();
  expect((await memoryUsed()) - before).toBeLessThan(bytesMax);
}

describe('the server goes on answering', () => {
  it('while clients are slow with their headers, and with their bodies', async () => {
    const trickle = async (text: string, keepBack: number) => {
      const socket = await open();
      for (const letter of text.slice(0, -keepBack)) socket.write(letter);
      return { socket, rest: text.slice(-keepBack) };
    };
    const body = '{"uid":"slow","name":"Slow"}';
    const whole = head('POST /v3/users', { 'content-length': `${body.length}` }) + body;
    const slow = [await trickle(whole, body.length + 10), await trickle(whole, 5)];
    for (let step = 0; step < 100; step += 1) slow.push(await trickle(whole, 1 + (step % 60)));
    await stillAnswers();
    const [first] = slow;
    const answered = answersOf(first?.socket as Socket, 1);
    first?.socket.write(first.rest);
    expect(await answered).toContain('"uid":"slow"');
  });

  it('when connections are cut in the middle of bodies, and nothing half sent is done', async () => {
    await withoutGrowth(2 * mebibyte, async () => {
      for (let step = 0; step < 90; step += 1) {
        const socket = await open();
        const headers = step % 2 ? { 'content-length': '200' } : { 'transfer-encoding': 'chunked' };
        socket.write(
          `${head('POST /v3/users', headers)}${step % 2 ? '' : '20\r\n'}{"uid":"cut","name":"Cut"}`,
        );
        if (step % 3) await turn();
        socket.destroy();
      }
      await stillAnswers();
    });
    expect((await server.key('GET /users/cut')).status).toBe(404);
  });

  it('to 2,000 connections at once, most of which say nothing', async () => {
    const all = await Promise.all(Array.from({ length: 2000 }, open));
    expect(all.filter((socket) => !socket.destroyed)).toHaveLength(2000);
    await stillAnswers();
    const answers = await Promise.all(
      all.slice(0, 500).map((socket) => {
        const answer = answersOf(socket, 1);
        socket.write(head('GET /v3/users/ana'));
        return answer;
      }),
    );
    expect(new Set(answers.flatMap(statusesIn))).toEqual(new Set([200]));
  });

  it('when headers are too many or too long', async () => {
    for (const [headers, status] of [
      [{ padding: 'x'.repeat(40_000) }, 431],
      [{ apikey: 'x'.repeat(15_000) }, 404],
      [Object.fromEntries(Array.from({ length: 12_000 }, (_, index) => [`h${index}`, 'x'])), 431],
    ] as const) {
      expect(statusesIn(await exchange(head('GET /v3/users', headers)))).toEqual([status]);
    }
    await stillAnswers();
  });

  it('to clients that ask for much and read nothing, and keeps little of it', async () => {
    const metadata = { text: 'x'.repeat(4_900) };
    for (let index = 0; index < 200; index += 1) {
      await must(server.app.users.create({ uid: `u${index}`, name: 'Somebody', metadata }));
    }
    const sizes: number[] = [];
    const askAndNotRead = async () => {
      const socket = await open();
      socket.pause();
      // Answers of some 1 MB each.
      socket.write(head('GET /v3/users?perPage=200').repeat(8));
    };
    const before = await memoryUsed();
    for (let client = 0; client < 8; client += 1) {
      await askAndNotRead();
      await stillAnswers();
      sizes.push((await memoryUsed()) - before);
    }
    expect(Math.max(...sizes)).toBeLessThan(unsentBytesMax + 8 * mebibyte);
  });

  it('when bodies are too large, whether they say so or not', async () => {
    await withoutGrowth(2 * mebibyte, async () => {
      for (let step = 0; step < 20; step += 1) {
        const announced = await exchange(head('POST /v3/users', { 'content-length': '1000000000' }));
        expect(statusesIn(announced)).toEqual([413]);
        const socket = await open();
        const answer = answersOf(socket, 1);
        socket.write(head('POST /v3/users', { 'transfer-encoding': 'chunked' }));
        for (let chunk = 0; chunk < 30; chunk += 1) socket.write(`400\r\n${'x'.repeat(1024)}\r\n`);
        expect(statusesIn(await answer)).toEqual([413]);
        socket.destroy();
      }
    });
    await stillAnswers();
  });

  it('to requests in one go, as far as they make sense', async () => {
    const good = head('GET /v3/users/ana');
    const socket = await open();
    const answers = answersOf(socket, 3);
    socket.write(`${good}${good}${head('GET /v3/nothing')}`);
    expect(statusesIn(await answers)).toEqual([200, 200, 404]);

    const rest = answersOf(socket);
    socket.write(`${good}GARBAGE \0\xff\r\n\r\n${good}`, 'latin1');
    expect(statusesIn(await rest).at(-1)).toBe(400);
    await stillAnswers();
  });

  it('after any bytes whatever', async () => {
    const samples = fc.sample(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc
          .string({ unit: 'binary' })
          .map((text) => new TextEncoder().encode(`GET /v3/${text} HTTP/1.1\r\n\r\n`)),
        fc
          .tuple(
            fc.constantFrom('content-length', 'transfer-encoding', 'host', 'connection', 'expect'),
            fc.string(),
          )
          .map(([name, value]) =>
            new TextEncoder().encode(`POST /v3/users HTTP/1.1\r\n${name}: ${value}\r\n\r\n{}`),
          ),
      ),
      runs(80),
    );
    for (const sample of samples) {
      const socket = await open();
      socket.end(sample);
      if (sample.length % 4 === 0) await answersOf(socket);
    }
    await stillAnswers();
  });

  it('to fuzzed JSON, by the thousand, without a heap that grows', async () => {
    const bodies = fc.sample(
      fc.oneof(
        fc.json({ maxDepth: 4, stringUnit: 'binary' }),
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc
          .record({ uid: fc.jsonValue(), name: fc.jsonValue(), metadata: fc.jsonValue() })
          .map((each) => JSON.stringify(each)),
        fc.integer({ min: 1, max: 10_000 }).map((depth) => '{"metadata":'.repeat(depth).slice(0, 10_000)),
      ),
      runs(150),
    );
    const statuses = new Set<number>();
    await withoutGrowth(2 * mebibyte, async () => {
      const socket = await open();
      const all = [...bodies, ...bodies];
      for (let sent = 0; sent < all.length; sent += 50) {
        const some = all.slice(sent, sent + 50);
        const answers = answersOf(socket, some.length);
        for (const body of some) {
          const length = `${Buffer.byteLength(body)}`;
          // A user who is there: whatever is accepted makes nobody new.
          socket.write(head('PUT /v3/users/ana', { 'content-length': length }) + body);
        }
        for (const status of statusesIn(await answers)) statuses.add(status);
        socket.removeAllListeners('data').removeAllListeners('close');
      }
      socket.destroy();
    });
    expect([...statuses].filter((status) => status !== 200 && status !== 400)).toEqual([]);
    await stillAnswers();
  });
});
