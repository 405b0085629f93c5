/**
 * What is asked of the SQL stores: commands, each followed where possible by the one that takes it back, so that a store
 * is after a round what it was before it.
 */
import {
  groupCount,
  guidOf,
  joinAt,
  lists,
  pageLimit,
  pairAt,
  spread,
  uidOf,
  userWithTags,
} from '../workload.mjs';
import { fullTokenOwners } from './filling.mjs';

/** Commands by the steps that they take one after the other; `countMax` bounds those whose rows are counted. */
export const commands = [
  { phases: ['create'] },
  { phases: ['befriend', 'unfriend'] },
  { phases: ['join', 'leave'] },
  { phases: ['block', 'unblock'] },
  { phases: ['create-bot', 'remove-bot'], countMax: 64 },
  { phases: ['issue'] },
  { phases: ['issue-full'] },
  { phases: ['befriend-again'], isRefused: true },
];

/** What only reads, and is one row. */
export const lookups = [{ phases: ['get'] }, { phases: ['authenticate'] }];

/** Pages of a hundred: from the middle of the lists of all users, and the first of what belongs to one owner. */
export const pages = [...Object.keys(lists), 'page-friends', 'page-members', 'page-tokens'].map((name) => ({
  phases: [name],
  isPage: true,
}));

/** The limits of all contenders: so many bots that all callers may make some. */
export const benchLimits = { botsPerAppMax: 1000 };

/** The most rows that are gone through to be in the middle of a list. */
const walkMax = 50_000;

/**
 * A contender in its app, whose steps go on from where `drawn` is, which is changed with each. Contenders whose `drawn`
 * are alike are asked the same; those who share one never.
 */
export function laneOf(contender, { users, drawn, tokens }) {
  const { unwrap } = contender;
  const cursors = {};
  const step = async (asked) => unwrap(await asked);

  const steps = {
    create: (user) => step(contender.create(user)),
    befriend: (a, b) => step(contender.befriend(a, b)),
    unfriend: (a, b) => step(contender.unfriend(a, b)),
    join: (uid, guid) => step(contender.join(uid, guid)),
    leave: (uid, guid) => step(contender.leave(uid, guid)),
    block: (a, b) => step(contender.block(a, b)),
    unblock: (a, b) => step(contender.unblock(a, b)),
    'create-bot': (uid) => step(contender.createBot({ uid, webhookURL: 'https://bots.example.com/' })),
    'remove-bot': (uid) => step(contender.removeBot(uid)),
    issue: (uid) => step(contender.issue(uid)),
    'issue-full': (uid) => step(contender.issue(uid)),
    'befriend-again': (a, b) => refused('ERR_ALREADY_FRIEND', contender.befriend(a, b)),
    get: (uid) => step(contender.get(uid)),
    authenticate: (token) => step(contender.authenticate(token)),
    'page-friends': (uid) => step(contender.friends(uid)),
    'page-members': (guid) => step(contender.members(guid)),
    'page-tokens': (uid) => step(contender.tokens(uid)),
  };
  for (const [name, { options }] of Object.entries(lists)) {
    steps[name] = () => step(contender.list({ ...options, limit: pageLimit, cursor: cursors[name] }));
  }

  async function refused(code, asked) {
    try {
      unwrap(await asked);
    } catch (error) {
      if (error.code === code) return;
      throw error;
    }
    throw new Error(`bench: what has to be refused with ${code} was done`);
  }

  /** The next inputs of an operation, the same for all its steps. */
  function prepare([name], count) {
    const from = drawn[name] ?? 0;
    drawn[name] = from + count;
    return Array.from({ length: count }, (_, index) => inputAt(name, from + index));
  }

  function inputAt(name, index) {
    switch (name) {
      case 'create':
        return [userWithTags(index)];
      case 'befriend':
      case 'block':
        return pairAt(index, users).map(uidOf);
      case 'befriend-again':
        return pairAt(index % users, users).map(uidOf);
      case 'join': {
        const [user, group] = joinAt(index, users);
        return [uidOf(user), guidOf(group)];
      }
      case 'issue-full':
        return [uidOf(index % fullTokenOwners)];
      case 'authenticate':
        return [tokens[index % tokens.length]];
      case 'page-members':
        return [guidOf(index % groupCount)];
      default:
        return [uidOf(spread(index, users))];
    }
  }

  /** Goes to the middle of each list of all users. */
  async function walk() {
    for (const [name, { options, share }] of Object.entries(lists)) {
      const total = Math.floor(users / share);
      let left = Math.min(walkMax, Math.floor(total / 2), total - pageLimit);
      while (left > 0) {
        const limit = Math.min(1000, left);
        const page = await step(contender.list({ ...options, limit, cursor: cursors[name] }));
        cursors[name] = page.nextCursor;
        left -= limit;
      }
    }
  }

  return { steps, prepare, walk };
}
