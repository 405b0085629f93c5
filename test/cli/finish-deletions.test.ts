import { type App, okAsync } from 'kithkin';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { finishDeletions } from '../../src/cli/serve.ts';
import { openTestApp } from '../support/test-app.ts';
import { unavailable } from '../support/wrapped-store.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Finishes with such a command, and answers with what was said. The time goes by meanwhile. */
async function said(
  resumeDeletions: App['users']['resumeDeletions'],
  { stopped = new AbortController().signal, seconds = 0 } = {},
): Promise<{ readonly out: readonly string[]; readonly error: readonly string[] }> {
  const app = openTestApp();
  const out: string[] = [];
  const error: string[] = [];
  const terminal = {
    out: (line: string) => out.push(line),
    error: (line: string) => error.push(line),
    stopped,
  };
  const finishing = finishDeletions(
    { ...app, users: { ...app.users, resumeDeletions } },
    { isDebugging: false },
    terminal,
  );
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  await finishing;
  expect(vi.getTimerCount()).toBe(0);
  return { out, error };
}

const throws = () => {
  throw new Error('a secret');
};

it('logs what is thrown, in a line without its message, and ends nothing', async () => {
  const { out, error } = await said(throws);
  expect(out).toEqual([]);
  expect(error).toEqual([expect.stringMatching(/ users\.resumeDeletions app ERR_EXCEPTION: Error/)]);
  expect(error[0]).not.toContain('secret');
});

it('logs a store that fails', async () => {
  const { error } = await said(unavailable);
  expect(error).toEqual([expect.stringMatching(/ users\.resumeDeletions app STORE_UNAVAILABLE/)]);
});

it('logs nothing of a store that was closed because it is time to stop', async () => {
  const stopped = AbortSignal.abort();
  expect(await said(throws, { stopped })).toEqual({ out: [], error: [] });
  expect(await said(unavailable, { stopped })).toEqual({ out: [], error: [] });
});

it('tells every 5 seconds that it is still at it, and in the end what it has done', async () => {
  const slowly = () =>
    okAsync(undefined).map(async () => {
      await new Promise<void>((resolve) => {
        setTimeout(resolve, 11_000);
      });
      return { finished: 2 };
    });
  const { out } = await said(slowly as App['users']['resumeDeletions'], { seconds: 11 });
  expect(out).toEqual([
    'Deletions that were begun earlier are being finished, for 5 seconds by now.',
    'Deletions that were begun earlier are being finished, for 10 seconds by now.',
    'Finished what was left of deletions that were begun earlier: 2.',
  ]);
});
