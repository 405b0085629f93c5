/**
 * Load: the memory that a full store takes, and the pauses while it is worked on.
 */
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { open } from '../contestants/kithkin.mjs';
import { bytesInUse, processorTime, progressOf } from '../measure.mjs';
import {
  fullUser,
  groupCount,
  guidOf,
  joinAt,
  lists,
  minimalUser,
  pairAt,
  roleId,
  spread,
  uidOf,
  userWithTags,
} from '../workload.mjs';
import { expectEqual } from './expect.mjs';

/**
 * Operations between two turns of the event loop: as a server reads a few requests from its sockets at a
 * time.
 */
const stepsPerTurn = 16;

export async function run({ sizes }) {
  const { users, fullUsers, befriended, friendsEach, tokens, memberships, seconds } = sizes.load;
  const store = open();
  const { unwrap } = store;
  unwrap(await store.createRole(roleId));
  for (let index = 0; index < groupCount; index += 1) unwrap(await store.createGroup(guidOf(index)));

  const kept = [];
  const bytes = {};
  const phase = async (what, count, step, rowsPerStep = 1) => {
    const progress = progressOf(`load: ${what}`, count);
    const before = bytesInUse();
    for (let index = 0; index < count; index += 1) {
      const value = unwrap(await step(index));
      if (what === 'token' && index % 64 === 0) kept.push(value.authToken);
      progress(index);
    }
    bytes[what] = (bytesInUse() - before) / (count * rowsPerStep);
  };
  const friendships = (befriended * friendsEach) / 2;

  await phase('user', users, (index) => store.create(minimalUser(index)));
  await phase('fullUser', fullUsers, (index) => store.create(fullUser(users + index)));
  await phase(
    'edge',
    friendships,
    (index) => {
      const [a, b] = pairAt(index, befriended);
      return store.befriend(uidOf(a), uidOf(b));
    },
    2,
  );
  await phase('membership', memberships, (index) => {
    const [user, group] = joinAt(index, befriended);
    return store.join(uidOf(user), guidOf(group));
  });
  await phase('token', tokens, (index) => store.issue(uidOf(spread(index, befriended))));
  for (let sample = 0; sample < befriended; sample += Math.ceil(befriended / 50)) {
    expectEqual('load: friends', await store.friendCount(uidOf(sample)), friendsEach);
  }
  const mebibytes = bytesInUse() / 2 ** 20;

  // What the machine itself does to such a loop, so that its share of the pauses can be told.
  const idle = await pausesDuring(seconds / 4, async () => {});
  const next = { user: users + fullUsers, pair: friendships, join: memberships };
  const all = users + fullUsers;
  const mixed = await pausesDuring(seconds, () => mixedStep(store, kept, next, { all, befriended }));
  return { users: all, edges: 2 * friendships, tokens, memberships, bytes, mebibytes, idle, mixed };
}

async function mixedStep(store, tokens, next, { all, befriended }) {
  const any = (count) => Math.floor(Math.random() * count);
  const dice = any(100);
  const { unwrap } = store;
  if (dice < 50) return unwrap(await store.get(uidOf(any(all))));
  if (dice < 70) return unwrap(await store.authenticate(tokens[any(tokens.length)]));
  if (dice < 80) {
    const [a, b] = pairAt(next.pair++, befriended);
    return unwrap(await store.befriend(uidOf(a), uidOf(b)));
  }
  if (dice < 85) {
    const [user, group] = joinAt(next.join++, befriended);
    return unwrap(await store.join(uidOf(user), guidOf(group)));
  }
  if (dice < 90) return unwrap(await store.create(userWithTags(next.user++)));
  if (dice < 95) return unwrap(await store.issue(uidOf(any(all))));
  const { options } = Object.values(lists)[dice - 95];
  return unwrap(await store.list(options));
}

/**
 * Runs `step` again and again, a few at each turn of the event loop, and tells how long turns were held up.
 */
async function pausesDuring(seconds, step) {
  globalThis.gc();
  let gcMaxMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) gcMaxMs = Math.max(gcMaxMs, duration);
  });
  observer.observe({ entryTypes: ['gc'] });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const began = performance.now();
  let steps = 0;
  let ownMaxNs = 0;
  while (performance.now() - began < 1000 * seconds) {
    const turnBegan = processorTime();
    for (let index = 0; index < stepsPerTurn; index += 1) await step();
    steps += stepsPerTurn;
    ownMaxNs = Math.max(ownMaxNs, processorTime() - turnBegan);
    await new Promise(setImmediate);
  }
  delay.disable();
  // Entries are handed over at a later turn.
  await new Promise((resolve) => setTimeout(resolve, 50));
  observer.disconnect();
  const milliseconds = (nanoseconds) => nanoseconds / 1e6;
  return {
    stepsPerSecond: steps / seconds,
    maxMs: milliseconds(delay.max),
    // What of that the process itself did, and not those who share the machine with it.
    ownMaxMs: milliseconds(ownMaxNs),
    p999Ms: milliseconds(delay.percentile(99.9)),
    gcMaxMs,
  };
}
