import { describe, expect, it } from 'vitest';
import { growthVerdict, pauseVerdict, rateVerdict, workVerdict } from './goals.mjs';
import { median, pairedRatio } from './measure.mjs';
import { contestantNames, operationNames, optionsFrom } from './options.mjs';
import { report, table } from './report.mjs';
import { guidOf, joinAt, pairAt, uidOf } from './workload.mjs';

describe('options', () => {
  it('runs everything but the big section when asked for nothing', () => {
    const options = optionsFrom([]);
    expect(options.sections).toEqual(['work', 'growth', 'load', 'sql', 'sql-growth', 'http']);
    expect(options.operations).toEqual(operationNames);
    expect(options.contestants).toEqual(contestantNames);
  });

  it.each([
    [['--big'], ['work', 'growth', 'load', 'sql', 'sql-growth', 'http', 'big']],
    [['--only=http'], ['http']],
    [['--only=big'], ['big']],
    [
      ['--only=load', '--big'],
      ['load', 'big'],
    ],
    [['--only=befriend'], ['work', 'growth']],
    [['--only=growth,befriend'], ['growth']],
    [['--only=sqlite'], ['work', 'growth', 'load']],
    [['--only=block'], ['sql', 'sql-growth']],
    [['--only=sql,befriend'], ['sql']],
  ])('takes %j to mean the sections %j', (args, sections) => {
    expect(optionsFrom(args).sections).toEqual(sections);
  });

  it('always lets the yardstick run', () => {
    expect(optionsFrom(['--only=kithkin']).contestants).toEqual(['raw', 'kithkin']);
  });

  it.each(['--fast', '--only=nobody', 'work'])('refuses %s', (arg) => {
    expect(() => optionsFrom([arg])).toThrow();
  });
});

describe('workload', () => {
  it('never repeats a pair, a membership or a uid', () => {
    const users = 50;
    const pairs = Array.from({ length: users * 20 }, (_, step) =>
      pairAt(step, users)
        .sort((a, b) => a - b)
        .join(),
    );
    const joins = Array.from({ length: users * 20 }, (_, step) => joinAt(step, users).join());
    const uids = Array.from({ length: 10_000 }, (_, index) => uidOf(index));
    for (const drawn of [pairs, joins, uids]) expect(new Set(drawn).size).toBe(drawn.length);
    expect(guidOf(3)).toBe('group-3');
  });
});

describe('figures', () => {
  it('compares within rounds, so that one slow round for both changes nothing', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(pairedRatio([20, 2000, 20], [10, 1000, 10])).toBe(2);
  });

  it('holds writes to a ratio, lookups to a difference, and others to nothing', () => {
    const kithkin = { operation: 'befriend', contestant: 'kithkin', medianNs: 900, ratioToRaw: 1.8 };
    expect(workVerdict(kithkin, 500)).toBe('limit');
    expect(workVerdict({ ...kithkin, ratioToRaw: 2.1 }, 500)).toBe('OVER');
    expect(workVerdict({ ...kithkin, operation: 'get', ratioToRaw: 9 }, 500)).toBe('goal');
    expect(workVerdict({ ...kithkin, contestant: 'sqlite' }, 500)).toBe('');
    expect(workVerdict({ ...kithkin, operation: 'page-tag' }, 500)).toBe('');
  });

  it('does not blame growth on kithkin when raw code grows as much', () => {
    expect(growthVerdict({ growth: 1.2, rawGrowth: 0.9 })).toBe('goal');
    expect(growthVerdict({ growth: 3, rawGrowth: 2.5 })).toBe('goal, caches aside');
    expect(growthVerdict({ growth: 3, rawGrowth: 1 })).toBe('OVER');
  });

  it('does not blame a pause on kithkin in which others had the processor', () => {
    expect(pauseVerdict({ maxMs: 30, ownMaxMs: 8 })).toBe('goal');
    expect(pauseVerdict({ maxMs: 150, ownMaxMs: 8 })).toBe('goal, neighbours aside');
    expect(pauseVerdict({ maxMs: 150, ownMaxMs: 140 })).toBe('OVER');
  });

  it('holds PostgreSQL to a part of the rate of a bare insert, and SQLite to nothing', () => {
    expect(rateVerdict('postgres', { rateOfBare: [0.2, 0.33, 0.5] })).toBe('goal');
    expect(rateVerdict('postgres', { rateOfBare: [0.3, 0.32, 0.5] })).toBe('MISSED');
    expect(rateVerdict('sqlite', { rateOfBare: [0.1, 0.2, 0.3] })).toBe('');
    expect(rateVerdict('postgres', { rateOfBare: undefined })).toBe('');
  });

  it('aligns columns', () => {
    expect(table(['a', 'bb'], [['long', '1']])).toBe('a     bb\n----  --\nlong   1');
  });

  it('renders every section, and survives JSON', () => {
    const pauses = { stepsPerSecond: 250_000, maxMs: 61, ownMaxMs: 58, p999Ms: 3.2, gcMaxMs: 40 };
    const result = {
      machine: '2 × a processor, 8 GiB',
      node: '20.20.2',
      date: '2026-11-21T00:00:00.000Z',
      quick: false,
      figures: {
        work: [
          { operation: 'get', contestant: 'raw', users: 1000, minNs: 90, medianNs: 100, ratioToRaw: 1 },
          {
            operation: 'get',
            contestant: 'kithkin',
            users: 1000,
            minNs: 1e3,
            medianNs: 1300,
            ratioToRaw: 13,
          },
        ],
        growth: [
          {
            operation: 'get',
            users: [10, 20],
            medianNs: [1, 2e6],
            growth: 2e6,
            rawMedianNs: [1, 1],
            rawGrowth: 1,
          },
        ],
        load: {
          users: 1_000_000,
          edges: 5_000_000,
          tokens: 500_000,
          memberships: 500_000,
          bytes: { user: 321, fullUser: 1500, edge: 24.4, membership: 90, token: 119 },
          mebibytes: 900,
          idle: pauses,
          mixed: pauses,
        },
        http: [
          {
            operation: 'get',
            users: 1000,
            connections: 16,
            perSecond: 9000,
            barePerSecond: 18_000,
            rateToBare: 0.5,
            p99Ms: 2.5,
            bareP99Ms: 1.25,
            p99ToBare: 2,
          },
        ],
        big: { tokens: 2e7, edges: 2e7, tokensPerSecond: 1e5, friendshipsPerSecond: 3e5, mebibytes: 3000 },
      },
    };
    const text = report(result);
    for (const part of [
      '13.00  OVER',
      '2.00 ms',
      '24.4  goal',
      '61.0  OVER',
      '18,000     0.50',
      '20,000,000',
    ]) {
      expect(text).toContain(part);
    }
    expect(report(JSON.parse(JSON.stringify(result)))).toBe(text);
    expect(report({ ...result, quick: true })).toContain('A quick run');
  });
});
