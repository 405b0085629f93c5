/**
 * Leave of absence: a deactivated user is found by nobody, keeps every place, and comes back to all of it.
 *
 * @module
 */

import { guestUid } from './friends.ts';
import type { Stage } from './stage.ts';

/** What somebody has: friends, groups and active tokens. */
async function belongings({ app, ask }: Stage, uid: string): Promise<string> {
  const counted = { limit: 1, count: true } as const;
  const friends = await ask.quietly(`friends of ${uid}`, app.friendships.list(uid, counted));
  const groups = await ask.quietly(`groups of ${uid}`, app.groupMemberships.listGroups(uid, counted));
  const tokens = await ask.quietly(`tokens of ${uid}`, app.authTokens.list(uid, counted));
  return `friends: ${friends.count}, groups: ${groups.count}, tokens: ${tokens.count}`;
}

export async function leaveOfAbsence(stage: Stage): Promise<void> {
  const { app, clock, say, ask } = stage;
  const cap = app.limits.friendshipsPerUserMax;
  say.chapter(
    'Kofi goes on leave',
    'leave-of-absence.ts',
    'Deactivation hides a user and keeps its places in every cap, so the way back cannot fail.',
  );
  const { authToken } = await ask.ok(
    'Kofi logs in once more',
    app.authTokens.issue('kofi'),
    ({ authToken }) => `${authToken.slice(0, 20)}…`,
  );
  const before = await belongings(stage, 'kofi');
  say.done('He has', before);
  const house = await ask.ok(
    'The pilot house has',
    app.groups.get('pilot-house'),
    ({ membersCount }) => `${membersCount} members`,
  );

  await ask.ok(
    'Kofi and a typo are deactivated',
    app.users.deactivate(['kofi', 'koffi']),
    ({ deactivated, notFound }) => `deactivated: ${deactivated.join(', ')}; notFound: ${notFound.join(', ')}`,
  );
  await ask.refused('His token is tried', app.authTokens.authenticate(authToken), {
    code: 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND',
  });
  await ask.refused('Inês looks him up', app.users.view('kofi', { as: 'ines' }), {
    code: 'ERR_UID_NOT_FOUND',
    uid: 'kofi',
  });
  await ask.refused('Another Kofi signs on', app.users.create({ uid: 'kofi', name: 'Kofi Boateng' }), {
    code: 'ERR_UID_ALREADY_EXISTS',
    uid: 'kofi',
  });
  await ask.counts(
    'Maren’s list shows',
    app.friendships.list('maren', { limit: 1, count: true }),
    cap - 1,
    'friends',
  );
  await ask.refused('… but his place is not for sale', app.friendships.befriend('maren', guestUid(1)), {
    code: 'ERR_FRIENDS_LIMIT_EXCEEDED',
    uid: 'maren',
  });
  const meanwhile = await ask.ok(
    'The pilot house still has',
    app.groups.get('pilot-house'),
    ({ membersCount }) => `${membersCount} members`,
  );
  ask.same('The members of the pilot house', meanwhile.membersCount, house.membersCount);

  clock.advance(14 * 24);
  say.aside('Two weeks later.');
  await ask.ok(
    'Kofi is reactivated',
    app.users.reactivate(['kofi']),
    ({ reactivated }) => `reactivated: ${reactivated.join(', ')}`,
  );
  const after = await belongings(stage, 'kofi');
  ask.same('What Kofi has', after, before);
  say.done('He has, as before', after);
  await ask.ok('His token works again', app.authTokens.authenticate(authToken), ({ uid }) => uid);
}
