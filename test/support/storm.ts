/**
 * A storm: commands of every kind by four processes at once, on few users and at caps of two to five, of which none may
 * ever be exceeded.
 *
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type App, openApp, type Store } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { stateOf } from './app-state.ts';
import { runs } from './setup.ts';
import { type SharedStore, useProcesses } from './store-processes.ts';
import { stormLimits } from './storm.mjs';
import { must } from './test-app.ts';

/** How many commands all processes give together. The long run of a hundred thousand is `KITHKIN_RUNS=50`. */
const usual = 2000;

interface Said {
  readonly codes: Readonly<Record<string, number>>;
  readonly slowestMs: number;
}

/** Defines the tests of a store under a storm. */
export function testStorm(shared: SharedStore): void {
  const { start } = useProcesses({ ...shared, name: `${shared.name}-storm` });
  const commands = runs(usual);

  describe(`${commands} commands by four processes on one ${shared.name} database`, () => {
    it('exceed no cap, and leave both sides of everything agreed', {
      timeout: 60_000 + commands * 60,
    }, async () => {
      const place = shared.newPlace();
      const stores: readonly Store[] = [shared.open(place), shared.open(place)];
      const [one, two] = stores.map((store) => openApp({ store, appId: 'app', limits: stormLimits })) as [
        App,
        App,
      ];
      await must(one.users.list());

      const began = Date.now();
      const seed = Number(process.env.KITHKIN_SEED);
      const workers = ['1', '2', '3', '4'].map((worker) =>
        start('storm.mjs', place, worker, String(seed), String(Math.ceil(commands / 4))),
      );
      let isOver = false;
      let looks = 0;
      const reader = (async () => {
        for (; !isOver; looks += 1) {
          expect(await shared.defects(place, stormLimits), `look ${looks}`).toEqual([]);
          await pause(50);
        }
      })();
      // What it finds is told of once the storm is over.
      reader.catch(() => undefined);
      const ends = await Promise.all(workers.map(({ ended }) => ended));
      isOver = true;
      await reader;
      const tookMs = Date.now() - began;

      expect(ends.map(({ complained }) => complained)).toEqual(['', '', '', '']);
      const said = ends.flatMap(({ lines }) => lines) as unknown as readonly Said[];
      const codes: Record<string, number> = {};
      for (const each of said) {
        for (const [code, times] of Object.entries(each.codes)) codes[code] = (codes[code] ?? 0) + times;
      }
      const slowestMs = Math.max(...said.map((each) => each.slowestMs));
      if (process.env.KITHKIN_FIGURES) console.log({ commands, tookMs, looks, slowestMs, codes });
      expect(Object.values(codes).reduce((sum, times) => sum + times, 0)).toBe(4 * Math.ceil(commands / 4));
      expect(looks).toBeGreaterThan(0);
      // Nothing stood in the way but each other, and there was time.
      expect(Object.keys(codes).filter((code) => code.startsWith('STORE_'))).toEqual([]);
      expect(codes).toHaveProperty('ERR_FRIENDS_LIMIT_EXCEEDED');
      expect(codes).toHaveProperty('ERR_BOTS_LIMIT_EXCEEDED');
      // It is met by one command in a thousand only: in a short storm, perhaps by none.
      if (commands >= 20_000) expect(codes).toHaveProperty('ERR_GROUPS_LIMIT_EXCEEDED');

      await must(one.users.resumeDeletions());
      expect(await shared.defects(place, stormLimits)).toEqual([]);
      const state = await stateOf(one);
      expect(await stateOf(two)).toEqual(state);
      expectAgreement(state);
    });
  });
}

type Listed = Readonly<Record<string, readonly { readonly uid?: string; readonly guid?: string }[]>>;

/** Expects that whoever lists a friend is listed by it, and whoever lists a group is a member of it. */
function expectAgreement(state: Readonly<Record<string, unknown>>): void {
  const pairs = (kind: string, list: string, id: 'uid' | 'guid') =>
    Object.entries(state).flatMap(([key, lists]) => {
      const [type, name] = key.split(' ');
      return type === kind && name !== undefined
        ? ((lists as Listed)[list] ?? []).map((each) => [name, String(each[id])] as const)
        : [];
    });
  const friends = pairs('user', 'friends', 'uid').map(([a, b]) => `${a} ${b}`);
  expect(friends.map((each) => each.split(' ').reverse().join(' ')).sort()).toEqual([...friends].sort());
  const members = pairs('group', 'members', 'uid').map(([guid, uid]) => `${uid} ${guid}`);
  const memberships = pairs('user', 'groups', 'guid').map(([uid, guid]) => `${uid} ${guid}`);
  expect(memberships.sort()).toEqual(members.sort());
}
