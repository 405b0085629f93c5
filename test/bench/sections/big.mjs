/**
 * Big: more rows of one kind than a `Map` or `Set` of V8 can hold, which is 16,777,216.
 */
import { open } from '../contestants/kithkin.mjs';
import { bytesInUse, progressOf } from '../measure.mjs';
import { minimalUser, pairAt, tokensMax, uidOf } from '../workload.mjs';
import { expectEqual } from './expect.mjs';

const friendsMax = 1000;

export async function run({ sizes }) {
  const { tokens, edges } = sizes.big;
  const owners = Math.ceil(tokens / tokensMax);
  // Enough users that the pairs, which lie ever further apart, do not come round again.
  const befriended = Math.max(Math.ceil(edges / friendsMax), 2 * friendsMax);
  const store = open();
  const { unwrap } = store;
  const before = bytesInUse();
  for (let index = 0; index < Math.max(owners, befriended); index += 1) {
    unwrap(await store.create(minimalUser(index)));
  }

  const samples = [];
  const tokensAt = await filled('tokens', tokens, async (index) => {
    const owner = index % owners;
    const { authToken } = unwrap(await store.issue(uidOf(owner)));
    if (index % 999_983 === 0) samples.push({ authToken, uid: uidOf(owner) });
  });
  for (const { authToken, uid } of samples) {
    expectEqual('big: owner of a token', unwrap(await store.authenticate(authToken)).uid, uid);
  }

  const edgesAt = await filled('edges', edges / 2, async (index) => {
    const [a, b] = pairAt(index, befriended);
    unwrap(await store.befriend(uidOf(a), uidOf(b)));
  });
  let sum = 0;
  for (let index = 0; index < befriended; index += 1) sum += await store.friendCount(uidOf(index));
  expectEqual('big: edges', sum, edges);
  return { tokens, edges, tokensPerSecond: tokensAt, friendshipsPerSecond: edgesAt, mebibytes: used() };

  function used() {
    return (bytesInUse() - before) / 2 ** 20;
  }
}

/** Takes `count` steps. Returns how many a second. */
async function filled(what, count, step) {
  const progress = progressOf(`big: ${what}`, count);
  const began = performance.now();
  for (let index = 0; index < count; index += 1) {
    await step(index);
    progress(index);
  }
  return (1000 * count) / (performance.now() - began);
}
