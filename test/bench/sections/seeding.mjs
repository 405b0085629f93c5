/**
 * Fills a contestant with the data that every contestant gets, and measures its operations on them.
 */
import { progressOf } from '../measure.mjs';
import {
  groupCount,
  guidOf,
  joinAt,
  listLength,
  lists,
  pageLimit,
  pairAt,
  roleId,
  spread,
  tokensMax,
  uidOf,
  userWithTags,
} from '../workload.mjs';
import { expectEqual } from './expect.mjs';

/** Users who hold as many tokens as they may from the start. */
const fullTokenOwners = 4;

/**
 * Opens the contestant of that module with `users` users, and a tenth as many friendships, tokens and
 * memberships. What is returned knows how far each kind of step has come, and `lane(operation)` goes on from
 * there.
 */
export async function seeded(name, users, { countMax = defaultCounts } = {}) {
  const { open } = await import(`../contestants/${name}.mjs`);
  const contestant = open();
  const { unwrap } = contestant;
  const progress = progressOf(`${name}: users`, users);
  unwrap(await contestant.createRole(roleId));
  for (let index = 0; index < groupCount; index += 1) unwrap(await contestant.createGroup(guidOf(index)));
  for (let index = 0; index < users; index += 1) {
    unwrap(await contestant.create(userWithTags(index)));
    progress(index);
  }
  const done = { create: users, befriend: 0, join: 0, issue: 0 };
  const tokens = [];
  const tenth = Math.floor(users / 10);
  for (let step = 0; step < tenth; step += 1) {
    await take('befriend');
    await take('join');
    const { authToken } = await take('issue');
    // Their first tokens are soon archived, and log nobody in.
    if (spread(step, users) >= fullTokenOwners) tokens.push(authToken);
  }
  for (let owner = 0; owner < fullTokenOwners; owner += 1) {
    for (let step = 0; step < tokensMax; step += 1) unwrap(await contestant.issue(uidOf(owner)));
  }
  const cursors = {};
  for (const operation of Object.keys(lists)) cursors[operation] = await middleOf(operation);

  return { name, users, contestant, done, lane, pageUids };

  async function take(operation) {
    const { xs, ys } = inputs(operation, 1);
    return unwrap(await contestant[operation](xs[0], ys[0]));
  }

  /** The next `count` inputs of an operation, made afresh. */
  function inputs(operation, count) {
    const xs = new Array(count);
    const ys = new Array(count).fill(undefined);
    const from = done[operation] ?? 0;
    for (let index = 0; index < count; index += 1) {
      const step = from + index;
      if (operation === 'create') xs[index] = userWithTags(step);
      else if (operation === 'get') xs[index] = uidOf(anyOf(users));
      else if (operation === 'issue') xs[index] = uidOf(spread(step, users));
      else if (operation === 'issue-full') xs[index] = uidOf(index % fullTokenOwners);
      else if (operation === 'authenticate')
        xs[index] = Buffer.from(tokens[anyOf(tokens.length)]).latin1Slice();
      else if (operation === 'befriend') {
        const [a, b] = pairAt(step, users);
        xs[index] = uidOf(a);
        ys[index] = uidOf(b);
      } else if (operation === 'join') {
        const [user, group] = joinAt(step, users);
        xs[index] = uidOf(user);
        ys[index] = guidOf(group);
      } else xs[index] = { ...lists[operation].options, limit: pageLimit, cursor: cursors[operation] };
    }
    if (operation in done) done[operation] += count;
    return { xs, ys };
  }

  function lane(operation) {
    const isPage = operation in lists;
    const method = isPage ? 'list' : operation === 'issue-full' ? 'issue' : operation;
    return {
      prepare: (count) => inputs(operation, count),
      step: contestant[method],
      unwrap,
      check: (value) => {
        if (!isPage) return;
        // A list that was shorter than a page may have grown since.
        const rows = Math.min(value.items.length, rowsOf(operation, users));
        expectEqual(`${name}: rows of ${operation}`, rows, rowsOf(operation, users));
      },
      countMax: countMax[operation],
    };
  }

  /** The cursor behind which the second half of a list begins, or its last page if that is longer. */
  async function middleOf(operation) {
    const { options } = lists[operation];
    const total = listLength(operation, users);
    let left = Math.min(Math.floor(total / 2), total - pageLimit);
    let cursor;
    while (left > 0) {
      const limit = Math.min(1000, left);
      cursor = unwrap(await contestant.list({ ...options, limit, cursor })).nextCursor;
      left -= limit;
    }
    return cursor;
  }

  async function pageUids(operation) {
    const { xs } = inputs(operation, 1);
    return unwrap(await contestant.list(xs[0])).items.map(({ uid }) => uid);
  }
}

/** So many steps of each operation in one round, if the time lasts. */
const defaultCounts = {
  create: 2000,
  get: 8000,
  befriend: 2000,
  issue: 2000,
  'issue-full': 2000,
  authenticate: 4000,
  join: 2000,
  'page-tag': 300,
  'page-tag-name': 300,
  'page-rare-name': 300,
  'page-all': 300,
  'page-all-name': 300,
};

/** Fewer writes, so that a small store is still a small one after all rounds. */
export const growthCounts = { ...defaultCounts, create: 400, befriend: 1000, issue: 500, join: 1000 };

function anyOf(count) {
  return Math.floor(Math.random() * count);
}

/** How many rows a page from the middle of a list has: all of them, if the list is that short. */
export function rowsOf(operation, users) {
  return Math.min(pageLimit, listLength(operation, users));
}
