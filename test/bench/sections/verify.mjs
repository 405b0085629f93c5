/**
 * A contestant that does less work than it claims would win: what all of them answer is compared.
 */
import { guidOf, joinAt, pairAt, uidOf } from '../workload.mjs';
import { expectEqual } from './expect.mjs';
import { rowsOf } from './seeding.mjs';

const sampleSize = 20;

/** Compares each contestant's counts with what its steps add up to. */
export async function verifyCounts({ name, users, contestant, done }) {
  const friends = new Map();
  const members = new Map();
  const bump = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (let step = 0; step < done.befriend; step += 1)
    for (const user of pairAt(step, users)) bump(friends, user);
  for (let step = 0; step < done.join; step += 1) bump(members, joinAt(step, users)[1]);

  for (let sample = 0; sample < sampleSize; sample += 1) {
    const user = Math.floor((sample * users) / sampleSize);
    expectEqual(`${name}: friends`, await contestant.friendCount(uidOf(user)), friends.get(user) ?? 0);
    expectEqual(`${name}: members`, await contestant.memberCount(guidOf(sample)), members.get(sample) ?? 0);
  }
  expectEqual(`${name}: active tokens`, await contestant.tokenCount(uidOf(0)), 100);
}

/** Compares the pages of contestants that hold the same users. */
export async function verifyPages(stores, operations) {
  for (const operation of operations.filter((name) => name.startsWith('page'))) {
    const seen = new Map();
    for (const store of stores) {
      const uids = await store.pageUids(operation);
      expectEqual(`${store.name}: rows of ${operation}`, new Set(uids).size, rowsOf(operation, store.users));
      // better-auth sorts names by locale, the others by code unit.
      if (store.name === 'better-auth' && operation.endsWith('name')) continue;
      const first = seen.get(store.users);
      if (first === undefined) seen.set(store.users, uids);
      else expectEqual(`${store.name}: ${operation}`, uids.join(), first.join());
    }
  }
}
