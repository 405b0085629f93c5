/**
 * What a run is asked for on the command line, and how much of everything that means.
 */
import { parseArgs } from 'node:util';

export const sectionNames = ['work', 'growth', 'load', 'sql', 'sql-growth', 'http', 'big'];

export const operationNames = [
  'create',
  'get',
  'befriend',
  'issue',
  'issue-full',
  'authenticate',
  'join',
  'page-tag',
  'page-tag-name',
  'page-rare-name',
  'page-all',
  'page-all-name',
];

/**
 * Those of the SQL stores, by their first step: what takes it back, such as `unfriend`, or needs what it made, such as
 * `revoke`, follows.
 */
export const sqlOperationNames = [
  'create',
  'upsert',
  'update',
  'touch-online',
  'deactivate',
  'befriend',
  'block',
  'befriend-again',
  'issue',
  'issue-full',
  'issue-one',
  'join',
  'add',
  'add-moderator',
  'create-group',
  'create-bot',
  'create-role',
  'create-key',
  'get',
  'authenticate',
  'authorize',
  'page-tag',
  'page-tag-name',
  'page-rare-name',
  'page-all',
  'page-all-name',
  'page-friends',
  'page-members',
  'page-tokens',
];

const onlySqlNames = sqlOperationNames.filter((name) => !operationNames.includes(name));

export const contestantNames = ['raw', 'kithkin', 'lokijs', 'sqlite', 'better-auth'];

export const usage = `npm run bench -- [--quick] [--big] [--json] [--only=<name>,…]

  --quick  small numbers: shows that everything runs, not how fast it is
  --big    also 20,000,000 tokens and 20,000,000 edges
  --json   one JSON object on stdout instead of tables (npm run -s bench -- --json)
  --only   sections:    ${sectionNames.join(', ')}
           operations:  ${operationNames.join(', ')}
           of SQL alone: ${onlySqlNames.join(', ')}
           contestants: ${contestantNames.join(', ')}

The sections of SQL take a PostgreSQL server from KITHKIN_POSTGRES_URL, or find or start one as the tests do.`;

/** Reads the arguments; throws an error with a message for the terminal when they make no sense. */
export function optionsFrom(args) {
  const flag = { type: 'boolean', default: false };
  const { values } = parseArgs({
    args,
    options: { quick: flag, big: flag, json: flag, help: flag, only: { type: 'string', multiple: true } },
  });
  const only = (values.only ?? []).flatMap((names) => names.split(',')).filter((name) => name !== '');
  for (const name of only) {
    if (![...sectionNames, ...operationNames, ...onlySqlNames, ...contestantNames].includes(name)) {
      throw new Error(`--only=${name}: no section, operation or contestant has this name\n\n${usage}`);
    }
  }
  const { quick, big, json, help } = values;
  const operations = chosen(operationNames, only);
  const sqlOperations = chosen(sqlOperationNames, only);
  const sections = chosenSections(only, big);
  // Everything is told as a ratio to raw, so raw always runs.
  const contestants = contestantNames.filter(
    (name) => name === 'raw' || chosen(contestantNames, only).includes(name),
  );
  const sizes = quick ? quickSizes : fullSizes;
  return { quick, json, help, sections, operations, sqlOperations, contestants, sizes };
}

function chosen(all, only) {
  const named = all.filter((name) => only.includes(name));
  return named.length > 0 ? named : all;
}

function chosenSections(only, big) {
  const named = sectionNames.filter((name) => only.includes(name) || (name === 'big' && big));
  if (named.some((name) => name !== 'big') || only.includes('big')) return named;
  const isNamed = (name) => only.includes(name);
  const isByOperation = operationNames.some(isNamed) || onlySqlNames.some(isNamed);
  const usual = isByOperation
    ? [
        ...(operationNames.some(isNamed) ? ['work', 'growth'] : []),
        ...(onlySqlNames.some(isNamed) ? ['sql', 'sql-growth'] : []),
      ]
    : ['work', 'growth', 'load', ...(contestantNames.some(isNamed) ? [] : ['sql', 'sql-growth', 'http'])];
  return [...usual, ...named];
}

const fullSizes = {
  work: { users: 100_000, slowUsers: 5_000, rounds: 15, budgetMs: 40 },
  growth: { users: [10_000, 100_000, 1_000_000], rounds: 15, budgetMs: 40 },
  load: {
    users: 1_000_000,
    fullUsers: 100_000,
    befriended: 100_000,
    friendsEach: 50,
    tokens: 500_000,
    memberships: 500_000,
    seconds: 20,
  },
  sql: {
    users: 10_000,
    // Whether a commit waits for the disk.
    isDurable: [true, false],
    callers: [1, 16, 64],
    rounds: 9,
    budgetMs: { durable: 80, other: 30 },
  },
  'sql-growth': { users: [10_000, 100_000, 1_000_000], rounds: 9, budgetMs: 30, countMax: 200 },
  http: { users: 100_000, rounds: 7, requests: 10_000, connections: 16 },
  big: { tokens: 20_000_000, edges: 20_000_000 },
};

const quickSizes = {
  work: { users: 2_000, slowUsers: 2_000, rounds: 2, budgetMs: 2 },
  growth: { users: [2_000, 4_000, 8_000], rounds: 2, budgetMs: 2 },
  load: {
    users: 8_000,
    fullUsers: 2_000,
    befriended: 2_000,
    friendsEach: 10,
    tokens: 4_000,
    memberships: 4_000,
    seconds: 1,
  },
  sql: { users: 600, isDurable: [false], callers: [1, 4], rounds: 2, budgetMs: { durable: 4, other: 4 } },
  'sql-growth': { users: [600, 1200, 2400], rounds: 2, budgetMs: 4, countMax: 20 },
  http: { users: 500, rounds: 2, requests: 200, connections: 4 },
  big: { tokens: 20_000, edges: 20_000 },
};
