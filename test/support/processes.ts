/**
 * Processes: the same store in several of them, some of which are killed.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type App, openApp, type Store } from 'kithkin';
import { checkStore, renderReport } from 'kithkin/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { build } from './built-package.ts';
import { runs } from './setup.ts';
import { allOf, codeOf, must } from './test-app.ts';
import { within } from './wrapped-store.ts';

/** A store that several processes can open. */
export interface SharedStore {
  readonly name: string;
  /** A module in which `openStore(where)` opens the store; it imports `kithkin` as it was built. */
  readonly module: string;
  /** A place that is empty yet, as `openStore` takes it. */
  readonly newPlace: () => string;
  /** Opens the store in this process. */
  readonly open: (place: string) => Store;
  /** Owners whose counts are not those of their rows, and whatever else is wrong with the data. */
  readonly defects: (place: string) => Promise<readonly unknown[]>;
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
    const { open } = await import('./app.mjs');
    const created = await open().users.create({ uid: 'of-' + process.argv[3], name: 'Somebody' });
    if (created.isErr()) throw created.error.cause ?? new Error(JSON.stringify(created.error));
    process.exit();`,

  /** Wants to be a friend of the hub, again and again, and tells each answer. */
  'befriend.mjs': `
    const { open, tell } = await import('./app.mjs');
    const app = open({ friendshipsPerUserMax: 10 });
    for (let index = 0; index < 40; index += 1) {
      const uid = process.argv[3] + '-' + index;
      const created = await app.users.create({ uid, name: uid });
      const befriended = await app.friendships.befriend('hub', uid);
      tell({ created: created.isOk(), befriended: befriended.isOk() ? 'ok' : befriended.error.code });
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

  'app.mjs': `
    import { writeSync } from 'node:fs';
    import { openApp } from 'kithkin';
    import { openStore } from './store.mjs';
    export const open = (limits = { friendshipsPerUserMax: 100000 }) =>
      openApp({ store: openStore(process.argv[2]), appId: 'app', limits });
    export const tell = (line) => writeSync(1, JSON.stringify(line) + '\\n');`,
};

/** Defines the tests of a store in several processes. */
export function testProcesses({ name, module, newPlace, open, defects }: SharedStore): void {
  const folder = `${inject('builtFolder')}/${name}`;
  const children = new Set<ChildProcess>();

  const start = (script: keyof typeof scripts, place: string, worker: string) => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = spawn(process.execPath, [script, place, worker], { cwd: folder, env });
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
    return { child, ended, hasSaid: (what: string) => said.includes(what) };
  };
  const startFour = async (script: keyof typeof scripts, place: string) => {
    const ends = await Promise.all(['a', 'b', 'c', 'd'].map((worker) => start(script, place, worker).ended));
    expect(ends.map(({ complained }) => complained)).toEqual(['', '', '', '']);
    return ends.flatMap(({ lines }) => lines);
  };
  const openAt = (place: string): App =>
    openApp({ store: open(place), appId: 'app', limits: { friendshipsPerUserMax: 100_000 } });

  beforeAll(async () => {
    await build(inject('builtFolder'));
    mkdirSync(folder);
    writeFileSync(`${folder}/store.mjs`, module);
    for (const [script, text] of Object.entries(scripts)) writeFileSync(`${folder}/${script}`, text);
  }, 120_000);

  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  describe(`several processes on one ${name} database`, () => {
    it('may all make its tables at once', { timeout: 60_000 }, async () => {
      const place = newPlace();
      await startFour('open.mjs', place);
      expect(await must(openAt(place).users.list({ count: true }))).toMatchObject({ count: 4 });
    });

    it('hold a cap between them, and get every answer', { timeout: 60_000 }, async () => {
      const place = newPlace();
      const app = openAt(place);
      await must(app.users.create({ uid: 'hub', name: 'Hub' }));
      const answers = await startFour('befriend.mjs', place);
      expect(answers.filter(({ created }) => created === true)).toHaveLength(160);
      expect(answers.filter(({ befriended }) => befriended === 'ok')).toHaveLength(10);
      expect(answers.filter(({ befriended }) => befriended === 'ERR_FRIENDS_LIMIT_EXCEEDED')).toHaveLength(
        150,
      );
      expect(await must(app.friendships.list('hub', { count: true }))).toMatchObject({ count: 10 });
    });
  });

  it(`the kit finds nothing between processes on one ${name} database, some of them killed`, {
    timeout: 240_000,
  }, async () => {
    const place = newPlace();
    const target = {
      name,
      open: (namespace: string) => within(namespace, open(place)),
      capabilities: { process: [process.execPath, `${folder}/serve.mjs`, place] },
    };
    const report = await checkStore(target, { rules: ['S1', 'S12'], runs: runs(40), budgetMs: 200_000 });
    expect(report.failures, renderReport(report)).toEqual([]);
    for (const { untested = '' } of report.rules) expect(untested).not.toMatch(/process/);
  });

  describe('a process that is killed', () => {
    it.each([1, 2, 3, 4])(
      'loses nothing that was acknowledged, and leaves nothing half done (%i)',
      { timeout: 60_000 },
      async (round) => {
        const place = newPlace();
        const app = openAt(place);
        await must(app.users.create({ uid: 'hub', name: 'Hub' }));
        await must(app.groups.create({ guid: 'club', name: 'Club' }));

        const workers = [start('work.mjs', place, 'a'), start('work.mjs', place, 'b')];
        while (!workers.every(({ hasSaid }) => hasSaid('member'))) await pause(5);
        await pause(40 * round * Math.random());
        for (const { child } of workers) child.kill('SIGKILL');
        const said = (await Promise.all(workers.map(({ ended }) => ended))).flatMap(({ lines }) => lines);
        // What a server was asked before is done or dropped before it takes what comes now.
        await must(app.users.create({ uid: 'after', name: 'After', tags: ['other'] }));
        await must(app.friendships.befriend('hub', 'after'));

        const users = new Set(
          (await allOf((page) => app.users.list({ ...page, tags: ['made'] }))).map(({ uid }) => uid),
        );
        const friends = new Set(
          (await allOf((page) => app.friendships.list('hub', page))).map(({ uid }) => uid),
        );
        const listed = await allOf((page) => app.groupMemberships.listMembers('club', page));
        const members = new Set(listed.map(({ uid }) => uid));
        for (const { user, friend, member } of said) {
          if (typeof user === 'string') expect(users).toContain(user);
          if (typeof friend === 'string') expect(friends).toContain(friend);
          if (typeof member === 'string') expect(members).toContain(member);
        }

        // Each worker may have finished one step more than it could tell, and not two.
        expect(users.size).toBeLessThanOrEqual(said.filter(({ user }) => user).length + 2);
        expect((await must(app.groups.get('club'))).membersCount).toBe(members.size);
        expect(await defects(place)).toEqual([]);
        expect(await codeOf(app.friendships.befriend('hub', 'after'))).toBe('ERR_ALREADY_FRIEND');
      },
    );
  });
}
