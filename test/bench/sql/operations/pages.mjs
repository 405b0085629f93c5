/**
 * Pages of a hundred: from the middle of the lists of all users, and the first of what belongs to one owner.
 */
import { groupCount, guidOf, lists, pageLimit, spread, uidOf } from '../../workload.mjs';

const userAt = (index, { users }) => [uidOf(spread(index, users))];

const pagesOfLists = Object.entries(lists).map(([name, { options }]) => ({
  steps: {
    [name]: (contender, cursors) => contender.list({ ...options, limit: pageLimit, cursor: cursors[name] }),
  },
  inputAt: (_, { cursors }) => [cursors],
}));

export const pageOperations = [
  ...pagesOfLists,
  { steps: { 'page-friends': (contender, uid) => contender.friends(uid) }, inputAt: userAt },
  {
    steps: { 'page-members': (contender, guid) => contender.members(guid) },
    inputAt: (index) => [guidOf(index % groupCount)],
  },
  { steps: { 'page-tokens': (contender, uid) => contender.tokens(uid) }, inputAt: userAt },
];
