/**
 * Processes that open a store: what they run, and how they are started and ended.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Limits, Store } from 'kithkin';
import { afterAll, beforeAll, inject } from 'vitest';
import { build } from './built-package.ts';

/** A store that several processes can open. */
export interface SharedStore {
  readonly name: string;
  /** A module in which `openStore(where)` opens the store; it imports `kithkin` as it was built. */
  readonly module: string;
  /** A place that is empty yet, as `openStore` takes it. */
  readonly newPlace: () => string;
  /** Opens the store in this process. */
  readonly open: (place: string) => Store;
  /** Whatever is wrong with the data: at least owners whose counts are not those of their rows, and caps exceeded. */
  readonly defects: (place: string, limits?: Limits) => Promise<readonly unknown[]>;
}

const scripts = {
  /** Serves the store to the kit. */
  'serve.mjs': `
    import { serveStore } from 'kithkin/testing';
    import { openStore } from './store.mjs';
    const place = process.argv[2];
    await serveStore((namespace) => {
      const store = openStore(place);
      return { forApp: (appId) => store.forApp(namespace + '-' + appId), close: () => store.close() };
    });`,

  /** Opens a store, which perhaps others open in the same moment. */
  'open.mjs': `
    import { open, together } from './app.mjs';
    await together();
    const created = await open().users.create({ uid: 'of-' + process.argv[3], name: 'Somebody' });
    if (created.isErr()) throw created.error.cause ?? new Error(JSON.stringify(created.error));
    process.exit();`,

  /** Wants to be a friend of the hub, again and again, and tells each answer. */
  'befriend.mjs': `
    import { open, tell, together } from './app.mjs';
    const app = open({ friendshipsPerUserMax: 10 });
    const uids = Array.from({ length: 40 }, (_, index) => process.argv[3] + '-' + index);
    for (const uid of uids) tell({ created: (await app.users.create({ uid, name: uid })).isOk() });
    await together();
    for (const uid of uids) {
      const befriended = await app.friendships.befriend('hub', uid);
      tell({ befriended: befriended.isOk() ? 'ok' : befriended.error.code });
    }
    process.exit();`,

  /** Makes users and their relations until it is killed, and tells what was acknowledged. */
  'work.mjs': `
    const { open, tell } = await import('./app.mjs');
    const app = open();
    const must = (result) => {
      if (result.isErr()) throw new Error(JSON.stringify(result.error));
    };
    for (let index = 0; ; index += 1) {
      const uid = process.argv[3] + '-' + index;
      must(await app.users.create({ uid, name: uid, tags: ['made'] }));
      tell({ user: uid });
      must(await app.friendships.befriend('hub', uid));
      tell({ friend: uid });
      must(await app.groupMemberships.join(uid, 'club'));
      tell({ member: uid });
      must(await app.authTokens.issue('hub'));
    }`,

  /** Has its share in a storm. */
  'storm.mjs': `
    import { openApp } from 'kithkin';
    import { openStore } from './store.mjs';
    import { storm, stormLimits } from './storm-commands.mjs';
    import { tell } from './app.mjs';
    const [place, worker, seed, commands] = process.argv.slice(2);
    // How busy the machine is must not decide.
    const store = openStore(place, { budgetMs: 60_000 });
    const app = openApp({ store, appId: 'app', limits: stormLimits });
    tell(await storm(app, Number(seed) + Number(worker), Number(commands)));
    process.exit();`,

  /** Deletes the hub for good, and tells each step of the drain. */
  'delete.mjs': `
    import { openApp } from 'kithkin';
    import { openStore } from './store.mjs';
    import { tell } from './app.mjs';
    const inner = openStore(process.argv[2]);
    const store = {
      close: () => inner.close(),
      forApp: (appId) => {
        const app = inner.forApp(appId);
        const transact = (plan, decide) => app.transact(plan, decide).map((value) => (tell({ step: true }), value));
        return { ...app, transact };
      },
    };
    await openApp({ store, appId: 'app' }).users.delete('hub', { permanent: true });
    tell({ over: true });
    process.exit();`,

  'app.mjs': `
    import { once } from 'node:events';
    import { writeSync } from 'node:fs';
    import { openApp } from 'kithkin';
    import { openStore } from './store.mjs';
    export const open = (limits = { friendshipsPerUserMax: 100000 }) =>
      openApp({ store: openStore(process.argv[2]), appId: 'app', limits });
    export const tell = (line) => writeSync(1, JSON.stringify(line) + '\\n');
    /** Says that it is ready, and waits for the others. */
    export const together = async () => {
      tell({ ready: true });
      await once(process.stdin, 'data');
    };`,
};

/** A process that was started. */
export interface Started {
  readonly child: ChildProcess;
  /** What it said until its end, and what it complained of. */
  readonly ended: Promise<{
    readonly complained: string;
    readonly lines: readonly Record<string, unknown>[];
  }>;
  /** Whether it has said something so often by now. */
  hasSaid(what: string, times?: number): boolean;
}

/** Waits until each of some processes has said something so often, or has ended, which the test will tell of. */
export async function untilSaid(started: readonly Started[], what: string, times = 1): Promise<void> {
  const isOver = ({ child, hasSaid }: Started) =>
    hasSaid(what, times) || child.exitCode !== null || child.signalCode !== null;
  while (!started.every(isOver)) await pause(1);
}

/** Starts processes for the tests of a file, which it kills in the end. */
export function useProcesses({ name, module }: Pick<SharedStore, 'name' | 'module'>): {
  readonly start: (script: keyof typeof scripts, place: string, ...given: readonly string[]) => Started;
  readonly folder: string;
} {
  const folder = `${inject('builtFolder')}/${name}`;
  const children = new Set<ChildProcess>();

  const start = (script: keyof typeof scripts, place: string, ...given: readonly string[]): Started => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = spawn(process.execPath, [script, place, ...given], { cwd: folder, env });
    children.add(child);
    let said = '';
    let complained = '';
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      complained += String(chunk);
    });
    const ended = once(child, 'close').then(() => {
      children.delete(child);
      const lines = said.split('\n').slice(0, -1);
      return { complained, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
    });
    return { child, ended, hasSaid: (what: string, times = 1) => said.split(what).length > times };
  };

  beforeAll(async () => {
    await build(inject('builtFolder'));
    mkdirSync(folder);
    cpSync(new URL('storm.mjs', import.meta.url), `${folder}/storm-commands.mjs`);
    writeFileSync(`${folder}/store.mjs`, module);
    for (const [script, text] of Object.entries(scripts)) writeFileSync(`${folder}/${script}`, text);
  }, 120_000);

  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  return { start, folder };
}
