import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, inject, it } from 'vitest';
import { sqlOperationNames } from './options.mjs';
import { report } from './report.mjs';
import { run as runSql } from './sections/sql.mjs';
import { run as runGrowth } from './sections/sql-growth.mjs';
import { fill } from './sql/filling.mjs';
import { commands, lookups, pages } from './sql/operations.mjs';
import { openPostgres, openSqlite, withPlaces } from './sql/places.mjs';
import { expectLocks, expectSameAnswers, smallLimits } from './sql/same-work.mjs';
import { pairedQuartiles, timeByClock } from './wall.mjs';

const server = inject('postgres');
const databases = 'url' in server ? ['sqlite', 'postgres'] : ['sqlite'];
const users = 60;

const options = {
  sqlOperations: sqlOperationNames,
  postgres: { url: undefined, missing: undefined, ...server },
  sizes: {
    sql: { users, isDurable: [false], callers: [1, 3], rounds: 1, budgetMs: { durable: 1, other: 1 } },
    'sql-growth': { users: [200, 400], rounds: 1, budgetMs: 1, countMax: 2 },
  },
};

const phases = (operations: readonly { readonly phases: readonly string[] }[]) =>
  operations.flatMap((each) => each.phases);

function reportOf(figures: object): string {
  return report({ machine: 'a machine', node: '20', date: 'today', quick: true, figures });
}

const openings: { readonly [database: string]: () => Promise<Place> } = {
  sqlite: () => openSqlite({ isDurable: false }),
  postgres: () => openPostgres({ url: 'url' in server ? server.url : '', isDurable: false, connections: 8 }),
};

type Place = Awaited<ReturnType<typeof openSqlite>> | Awaited<ReturnType<typeof openPostgres>>;

function onPlace<T>(database: string, work: (place: Place) => Promise<T>): Promise<T> {
  return withPlaces([openings[database]], ([place]: Place[]) => work(place as Place));
}

describe('the sections of SQL', () => {
  it('compare each command with the same by hand and with a bare insert, for as many callers as asked for', async () => {
    const { places, missing } = await runSql(options);
    expect(places.map(({ database }) => database)).toEqual(databases);
    expect(missing === undefined).toBe('url' in server);
    for (const { rows } of places) {
      expect(
        rows
          .map(({ command, callers }: { command: string; callers: number }) => `${command} ${callers}`)
          .sort(),
      ).toEqual(
        phases([...commands, ...lookups])
          .flatMap((phase) => [`${phase} 1`, `${phase} 3`])
          .sort(),
      );
      for (const { command, toHand, rateOfBare } of rows) {
        const isWrite = !['get', 'authenticate', 'authorize', 'befriend-again'].includes(command);
        expect(rateOfBare !== undefined, command).toBe(isWrite);
        for (const figure of [...toHand, ...(rateOfBare ?? [])]) expect(figure).toBeGreaterThan(0);
      }
    }
    const text = reportOf({ sql: { places, missing } });
    for (const database of databases) expect(text).toContain(`### ${database}, ${users} users`);
  }, 120_000);

  it('tell how much more each command and each page costs when there are more users', async () => {
    const { places, missing } = await runGrowth(options);
    expect(places.map(({ database }) => database)).toEqual(databases);
    for (const { rows } of places) {
      expect(rows.map(({ operation }: { operation: string }) => operation)).toEqual(
        phases([...commands, ...lookups, ...pages]),
      );
      for (const { medianNs, growth, handGrowth } of rows) {
        expect(medianNs).toHaveLength(2);
        for (const figure of [...medianNs, ...growth, ...handGrowth]) expect(figure).toBeGreaterThan(0);
      }
    }
    expect(reportOf({ 'sql-growth': { places, missing } })).toContain('page-members');
  }, 120_000);

  it('say plainly that there is no PostgreSQL', () => {
    const missing = 'no PostgreSQL, so its store was not tried';
    expect(reportOf({ sql: { places: [], missing } })).toContain(missing);
    expect(reportOf({ 'sql-growth': { places: [], missing } })).toContain(missing);
  });
});

describe.each(databases)('a contender on %s', (database) => {
  it('is found out if it answers without doing', async () => {
    await onPlace(database, async (place) => {
      const filled = await fill(place, ['kithkin', 'hand'], users);
      const contenders = [
        place.kithkin('kithkin', smallLimits),
        {
          ...place.hand('hand', smallLimits),
          block: async (_: string, blocked: string) => ({ blocked, changed: true }),
        },
      ];
      const same = expectSameAnswers(place, users, filled, contenders, ['kithkin', 'hand']);
      await expect(same).rejects.toThrow(/block .*changed/s);
    });
  });

  it('is found out if it miscounts', async () => {
    await onPlace(database, async (place) => {
      const filled = await fill(place, ['kithkin', 'hand'], users);
      const hand = place.hand('hand', {});
      const miscounting = {
        ...hand,
        leave: async (uid: string, guid: string) => {
          await hand.leave(uid, guid);
          await place.ask(
            `update kithkin_anchors set members = members + 1 where app_id = 'hand' and type = 'group'`,
          );
        },
      };
      const contenders = [place.kithkin('kithkin', {}), miscounting];
      const same = expectSameAnswers(place, users, filled, contenders, ['kithkin', 'hand']);
      await expect(same).rejects.toThrow('rows of anchors');
    });
  });

  it('is found out if it lets in one more than there is room for', async () => {
    await onPlace(database, async (place) => {
      const app = 'generous';
      const generous = { ...smallLimits, friendshipsPerUserMax: smallLimits.friendshipsPerUserMax + 1 };
      await expect(expectLocks(place, app, place.hand(app, generous))).rejects.toThrow('befriend at once: 6');
    });
  });

  it('leaves nothing behind, also when a section fails', async () => {
    let where = '';
    const failing = onPlace(database, async (place) => {
      where = place.where;
      expect(await isThere(where)).toBe(true);
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    expect(await isThere(where)).toBe(false);

    async function isThere(name: string): Promise<boolean> {
      if (database === 'sqlite') return existsSync(name);
      const client = new pg.Client({ connectionString: 'url' in server ? server.url : '' });
      await client.connect();
      const { rows } = await client.query('select 1 from pg_namespace where nspname = $1', [name]);
      await client.end();
      return rows.length > 0;
    }
  });
});

interface Timed {
  readonly samples: { readonly step: readonly number[] };
  readonly seen: unknown;
}

describe('rounds by the clock', () => {
  it('ask every lane as often, and let no more ask at once than there are callers', async () => {
    const taken = [0, 0];
    let underWay = 0;
    let most = 0;
    const lanes = taken.map((_, index) => ({
      prepare: (_phases: readonly string[], count: number) => new Array(count).fill([]),
      steps: {
        step: async () => {
          most = Math.max(most, (underWay += 1));
          await pause(index);
          underWay -= 1;
          taken[index] = (taken[index] ?? 0) + 1;
        },
      },
      inspect: async () => taken[index],
    }));
    const timed: readonly Timed[] = await timeByClock(lanes, {
      phases: ['step'],
      callers: 3,
      rounds: 4,
      budgetMs: 5,
    });
    expect(most).toBe(3);
    expect(taken[0]).toBeGreaterThan(0);
    expect(taken[1]).toBe(taken[0]);
    expect(timed.map(({ seen }) => seen)).toEqual(taken);
    for (const { samples } of timed) expect(samples.step).toHaveLength(4);
  });

  it('tell the quartiles of ratios within a round', () => {
    expect(pairedQuartiles([10, 40, 90, 160, 250], [10, 20, 30, 40, 50])).toEqual([2, 3, 4]);
    expect(pairedQuartiles([3, 4], [1, 2])).toEqual([2.25, 2.5, 2.75]);
  });
});
