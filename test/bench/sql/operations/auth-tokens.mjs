/**
 * What is asked of auth tokens. A step that needs a token finds the one that the step before it got in `held`, which is
 * new for each input.
 */
import { spread, uidOf } from '../../workload.mjs';
import { fullTokenOwners, losingTokens } from '../filling.mjs';

const notes = { platform: 'web', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0)' };

async function issueInto(held, contender, uid) {
  const issued = await contender.issue(uid);
  held.token = contender.unwrap(issued).authToken;
  return issued;
}

export const authTokenCommands = [
  {
    steps: {
      issue: (contender, uid, held) => issueInto(held, contender, uid),
      annotate: (contender, uid, held) => contender.annotate(uid, held.token, notes),
      revoke: (contender, uid, held) => contender.revoke(uid, held.token),
    },
    inputAt: (index, { users }) => [uidOf(spread(index, users)), {}],
  },
  {
    steps: { 'issue-full': (contender, uid) => contender.issue(uid) },
    inputAt: (index) => [uidOf(index % fullTokenOwners)],
  },
  {
    // Of users whose tokens nobody logs in with, so that there is always one to revoke.
    steps: {
      'issue-one': (contender, uid) => contender.issue(uid),
      flush: (contender, uid) => contender.flush(uid),
    },
    inputAt: (index, { users }) => [uidOf(losingTokens(index, users))],
  },
];

export const authTokenLookups = [
  {
    steps: { authenticate: (contender, token) => contender.authenticate(token) },
    inputAt: (index, { tokens }) => [tokens[index % tokens.length]],
  },
];
