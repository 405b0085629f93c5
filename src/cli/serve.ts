/**
 * Serving: an app over HTTP, from the first look at its store to the last answer.
 *
 * @module
 */

import type { CreatedApiKey } from '../api-key/api-key-commands.ts';
import { type App, openApp } from '../app.ts';
import { createHandler, documentedRateLimits, type ServerFailure } from '../http/index.ts';
import { createFirstKeys, hasKeys } from './api-keys.ts';
import type { ServeOptions } from './command-line.ts';
import { failureInFull, failureLine } from './failures.ts';
import { type Place, placeOf } from './open-store.ts';
import { type Listening, listen } from './server.ts';

/** Where lines go, and what tells that it is time to stop. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
  readonly stopped: AbortSignal;
}

/** How long what is under way may take once it is time to stop, in milliseconds. */
export const graceMs = 10_000;

/** How often it is told that deletions which were begun earlier are not finished yet, in milliseconds. */
const progressMs = 5_000;

/** Serves until it is time to stop. Answers with the exit code: 1 if something was cut off. */
export async function serve(options: ServeOptions, terminal: Terminal): Promise<0 | 1> {
  const place = await placeOf(options.store);
  const store = place.open();
  try {
    const app = openApp({ store, appId: options.appId });
    const isNew = !(await hasKeys(app, place.name));
    const server = await listen(handlerOf(app, options, terminal), options);
    try {
      const keys = isNew ? await createFirstKeys(app, place.name) : [];
      for (const line of greeting(options, { place, port: server.port, keys })) terminal.out(line);
      void finishDeletions(app, options, terminal);
      await isTime(terminal.stopped);
    } catch (error) {
      await server.stop(0);
      throw error;
    }
    return await end(server, terminal);
  } finally {
    await store.close();
  }
}

function handlerOf(
  app: App,
  { origins, isLimited, isDebugging }: ServeOptions,
  { error }: Terminal,
): (request: Request) => Promise<Response> {
  return createHandler({
    app,
    origins: origins.length > 0 ? origins : '*',
    rateLimits: isLimited ? documentedRateLimits : undefined,
    onFailure: (failure) => error(inLog(failure, isDebugging)),
  });
}

function inLog(failure: ServerFailure, isDebugging: boolean): string {
  return (isDebugging ? failureInFull : failureLine)(failure, new Date());
}

async function end(server: Listening, { out, error }: Terminal): Promise<0 | 1> {
  out('Stopping: no more requests are taken, and those under way are finished.');
  const cutOff = await server.stop(graceMs);
  if (cutOff === 0) return 0;
  error(`${cutOff} requests were not finished after ${graceMs / 1000} seconds, and were cut off.`);
  return 1;
}

/**
 * Finishes deletions that an earlier process has begun. Requests are answered meanwhile. It never rejects: whatever
 * goes wrong is for the log, and the next start tries again.
 */
export async function finishDeletions(
  app: App,
  { isDebugging }: Pick<ServeOptions, 'isDebugging'>,
  { out, error, stopped }: Terminal,
): Promise<void> {
  const began = Date.now();
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - began) / 1000);
    out(`Deletions that were begun earlier are being finished, for ${seconds} seconds by now.`);
  }, progressMs).unref();
  const tell = (reason: unknown): void => {
    // Its store may be closed under it when it is time to stop.
    if (stopped.aborted) return;
    const failure = { method: 'start', endpoint: 'users.resumeDeletions', appId: app.appId };
    error(inLog({ ...failure, error: reason }, isDebugging));
  };
  try {
    const resumed = await app.users.resumeDeletions();
    if (resumed.isErr()) return tell(resumed.error);
    const { finished } = resumed.value;
    if (finished > 0) out(`Finished what was left of deletions that were begun earlier: ${finished}.`);
  } catch (thrown) {
    tell(thrown);
  } finally {
    clearInterval(progress);
  }
}

/** What whoever has started it wants to know. */
function greeting(
  { host, appId, store }: ServeOptions,
  {
    place,
    port,
    keys,
  }: { readonly place: Place; readonly port: number; readonly keys: readonly CreatedApiKey[] },
): readonly string[] {
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const kept = place.isDurable
    ? place.name
    : 'memory, which is gone when this ends: --store=sqlite:./chat.db';
  const [key] = keys;
  return [
    `Kithkin serves ${appId} at ${address}/v3`,
    `  store      ${kept}`,
    `  endpoints  ${address}/openapi.json`,
    '',
    ...(keys.length > 0
      ? ['Its API keys are new, and are shown this once:', ...keys.map(keyLine)]
      : [
          'Its API keys were shown when they were created. This creates another:',
          `  npx kithkin keys create --name=Another --app=${appId} --store=${shownStore(store)}`,
        ]),
    '',
    'Create a user:',
    `  curl ${address}/v3/users -H 'apikey: ${key?.apiKey ?? 'KEY'}' \\`,
    `    -H 'content-type: application/json' -d '{"uid":"ana","name":"Ana Lima"}'`,
    '',
    'Ctrl-C ends it.',
  ];
}

/** A key with its name, in columns. */
export function keyLine({ name, scope, apiKey }: CreatedApiKey): string {
  return `  ${name.padEnd(12)}  ${scope.padEnd(10)}  ${apiKey}`;
}

/** A URL of a database may hold a password. */
function shownStore(store: string): string {
  return store.startsWith('sqlite:') ? store : 'postgres://…';
}

function isTime(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
