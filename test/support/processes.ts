/**
 * Processes: the same store in several of them, some of which are killed.
 *
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type App, openApp } from 'kithkin';
import { checkStore, renderReport } from 'kithkin/testing';
import { describe, expect, it, onTestFailed } from 'vitest';
import { drawn, runs } from './setup.ts';
import { type SharedStore, untilSaid, useProcesses } from './store-processes.ts';
import { allOf, codeOf, must } from './test-app.ts';
import { within } from './wrapped-store.ts';

/** Defines the tests of a store in several processes. */
export function testProcesses({ name, module, newPlace, open, defects }: SharedStore): void {
  const { start, folder } = useProcesses({ name, module });
  const startFour = async (script: 'open.mjs' | 'befriend.mjs', place: string) => {
    const four = ['a', 'b', 'c', 'd'].map((worker) => start(script, place, worker));
    // Else the first has done all that is to be done before the last has come up.
    await untilSaid(four, 'ready');
    for (const { child } of four) child.stdin?.write('go');
    const ends = await Promise.all(four.map(({ ended }) => ended));
    expect(ends.map(({ complained }) => complained)).toEqual(['', '', '', '']);
    return ends.flatMap(({ lines }) => lines);
  };
  const openAt = (place: string): App =>
    openApp({ store: open(place), appId: 'app', limits: { friendshipsPerUserMax: 100_000 } });

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
        await untilSaid(workers, 'member');
        const delayMs = drawn(40 * round, `${name} ${round}`);
        onTestFailed(() => console.error(`They were killed ${delayMs} ms after each had told of a member.`));
        await pause(delayMs);
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
