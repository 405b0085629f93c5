/**
 * What is asked of friendships and blocks.
 */
import { pairAt, uidOf } from '../../workload.mjs';

const pair = (index, { users }) => pairAt(index, users).map(uidOf);

export const relationCommands = [
  {
    steps: {
      befriend: (contender, a, b) => contender.befriend(a, b),
      unfriend: (contender, a, b) => contender.unfriend(a, b),
    },
    inputAt: pair,
  },
  {
    steps: {
      block: (contender, a, b) => contender.block(a, b),
      unblock: (contender, a, b) => contender.unblock(a, b),
    },
    inputAt: pair,
  },
  {
    steps: { 'befriend-again': (contender, a, b) => contender.befriend(a, b) },
    inputAt: (index, { users }) => pairAt(index % users, users).map(uidOf),
    refusal: 'ERR_ALREADY_FRIEND',
  },
];
