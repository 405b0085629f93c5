import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { listen } from '../../src/cli/server.ts';

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
