import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type Listening, listen, type ServerLimits, serverLimits } from '../../src/cli/server.ts';

const here = { host: '127.0.0.1', port: 0 };

it('cuts off in the end what does not end by itself, and tells how much that was', async () => {
  const { port, stop } = await listen(() => new Promise(() => undefined), here);
  const asking = [1, 2].map(() =>
    fetch(`http://127.0.0.1:${port}/`).then(
      () => 'answered',
      () => 'cut off',
    ),
  );
  await pause(100);
  expect(await stop(50)).toBe(2);
  expect(await Promise.all(asking)).toEqual(['cut off', 'cut off']);
});

it('waits for what was asked by somebody who has hung up', async () => {
  let isDone = false;
  let begin = (): void => undefined;
  const hasBegun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const { port, stop } = await listen(async () => {
    begin();
    await pause(200);
    isDone = true;
    return new Response();
  }, here);
  const controller = new AbortController();
  const asking = fetch(`http://127.0.0.1:${port}/`, { signal: controller.signal }).catch(() => undefined);
  await hasBegun;
  controller.abort();
  await asking;
  expect(await stop(10_000)).toBe(0);
  expect(isDone).toBe(true);
});

it('sends an answer to its end to whoever is still reading it', async () => {
  const body = 'x'.repeat(32 * 2 ** 20);
  const { port, stop } = await listen(async () => new Response(body), here);
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  const stopped = stop(30_000);
  await pause(50);
  expect(await answer.text()).toHaveLength(body.length);
  expect(await stopped).toBe(0);
});

describe('a limit', () => {
  /** So long, and so many, that no test gets there: what ends one is the limit that it is about. */
  const patient: ServerLimits = {
    headersTimeout: 600_000,
    requestTimeout: 600_000,
    keepAliveTimeout: 600_000,
    connectionsCheckingInterval: 20,
    maxHeaderSize: 2 ** 20,
    connectionsMax: 1000,
    requestsPerConnectionMax: 1000,
    unsentBytesMax: 2 ** 30,
    silenceTimeout: 600_000,
  };
  const shortMs = 100;
  const ask = 'GET / HTTP/1.1\r\nhost: chat.example\r\n\r\n';
  const answer = async () => new Response('answered');
  const never = () => new Promise<Response>(() => undefined);
  const mebibyte = 2 ** 20;

  let server: Listening | undefined;
  const sockets = new Set<Socket>();
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await server?.stop(0);
  });

  async function openWith(
    limits: Partial<ServerLimits>,
    handle: (request: Request) => Promise<Response> = answer,
  ): Promise<() => Promise<Socket>> {
    const opened = await listen(handle, here, { ...patient, ...limits });
    server = opened;
    return async () => {
      const socket = connect({ host: here.host, port: opened.port });
      sockets.add(socket);
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      return socket;
    };
  }

  /** What comes until the server closes the connection. */
  async function untilClosed(socket: Socket): Promise<string> {
    let received = '';
    socket.on('data', (part) => {
      received += String(part);
    });
    if (!socket.closed) await once(socket, 'close');
    return received;
  }

  const asked = async (socket: Socket): Promise<string> => {
    socket.write(ask);
    return String(await once(socket, 'data'));
  };

  it('of headersTimeout ends a request whose headers do not come', async () => {
    const open = await openWith({ headersTimeout: shortMs });
    const socket = await open();
    socket.write(ask.slice(0, 20));
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('of requestTimeout ends a request whose body does not come', async () => {
    const limits = { headersTimeout: shortMs, requestTimeout: shortMs };
    const open = await openWith(limits, async (request) => new Response(await request.text()));
    const socket = await open();
    socket.write('POST / HTTP/1.1\r\nhost: chat.example\r\ncontent-length: 10\r\n\r\nhalf');
    expect(await untilClosed(socket)).not.toContain('HTTP/1.1 200');
  });

  it('of keepAliveTimeout closes a connection that asks no more', async () => {
    const open = await openWith({ keepAliveTimeout: shortMs });
    const socket = await open();
    expect(await asked(socket)).toContain('answered');
    await untilClosed(socket);
  });

  it('of maxHeaderSize refuses headers that are longer', async () => {
    const open = await openWith({ maxHeaderSize: 10_000 });
    const send = async (length: number) => {
      const socket = await open();
      socket.write(ask.replace('\r\n\r\n', `\r\npadding: ${'x'.repeat(length)}\r\n\r\n`));
      return String(await once(socket, 'data'));
    };
    expect(await send(9_000)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await send(11_000)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('of connectionsMax closes the connections beyond, and serves the others', async () => {
    const open = await openWith({ connectionsMax: 3 });
    const [first, ...others] = [await open(), await open(), await open()] as const;
    for (const socket of [first, ...others]) expect(await asked(socket)).toContain('answered');
    expect(await untilClosed(await open())).toBe('');
    first.destroy();
    // The server hears of it a little later.
    let said = '';
    while (said === '') {
      const another = await open();
      another.write(ask);
      const [part = ''] = await Promise.race([once(another, 'data'), once(another, 'close').then(() => [])]);
      said = String(part);
    }
    expect(said).toContain('answered');
  });

  it('of requestsPerConnectionMax closes a connection that asks on without an answer', async () => {
    const open = await openWith({ requestsPerConnectionMax: 3 }, never);
    const patientOne = await open();
    patientOne.write(ask.repeat(3));
    const socket = await open();
    socket.write(ask.repeat(4));
    expect(await untilClosed(socket)).toBe('');
    expect(patientOne.closed).toBe(false);
  });

  it('of requestsPerConnectionMax counts no request that was answered', async () => {
    const open = await openWith({ requestsPerConnectionMax: 1 });
    const socket = await open();
    for (let step = 0; step < 10; step += 1) expect(await asked(socket)).toContain('answered');
  });

  it('of unsentBytesMax closes who has read nothing for longest, and whoever reads gets all', async () => {
    const size = 8 * mebibyte;
    const body = 'x'.repeat(size);
    let answers = 0;
    const open = await openWith({ unsentBytesMax: 40 * mebibyte }, async () => {
      answers += 1;
      return new Response(body);
    });
    const askOnce = ask.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n');
    const deaf = await Promise.all(Array.from({ length: 20 }, open));
    const before = process.memoryUsage().external;
    for (const [index, socket] of deaf.entries()) {
      socket.pause();
      socket.write(askOnce);
      while (answers <= index) await pause(1);
    }
    const reader = await open();
    reader.write(askOnce);
    expect((await untilClosed(reader)).length).toBeGreaterThan(size);
    expect(process.memoryUsage().external - before).toBeLessThan(80 * mebibyte);

    const lengths = await Promise.all(
      deaf.map((socket) => {
        socket.resume();
        return untilClosed(socket);
      }),
    ).then((all) => all.map(({ length }) => length));
    expect(lengths[0]).toBeLessThan(size);
    expect(lengths.at(-1)).toBeGreaterThan(size);
    expect(lengths.filter((length) => length < size).length).toBeGreaterThan(5);
  });

  it('of silenceTimeout closes a connection whose client reads no more', async () => {
    const body = 'x'.repeat(32 * mebibyte);
    const open = await openWith({ silenceTimeout: shortMs }, async () => new Response(body));
    const socket = await open();
    socket.pause();
    socket.write(ask);
    await pause(shortMs);
    // It waits for whoever still reads: were the connection not closed, until the test is out of time.
    expect(await server?.stop(600_000)).toBe(0);
  });

  it('is set for kithkin serve, and is what the documents say', () => {
    const docs = readFileSync('docs/http.md', 'utf8');
    const [, slow = ''] = /\*\*Slow and greedy clients\*\*([\s\S]*?)\n- \*\*/.exec(docs) ?? [];
    const figures = [...slow.matchAll(/\d[\d,]*/g)].map(([figure]) => Number(figure.replaceAll(',', '')));
    expect(figures).toEqual([
      serverLimits.headersTimeout / 1000,
      serverLimits.requestTimeout / 1000,
      serverLimits.keepAliveTimeout / 1000,
      serverLimits.silenceTimeout / 1000,
      serverLimits.maxHeaderSize,
      serverLimits.connectionsMax,
      serverLimits.requestsPerConnectionMax,
      serverLimits.unsentBytesMax / mebibyte,
    ]);
    expect(serverLimits.connectionsCheckingInterval).toBe(2_000);
  });
});
