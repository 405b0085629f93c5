/**
 * Friends: one by one and in bulk, until Maren has room for just one more.
 *
 * @module
 */

import { allOf } from './asking.ts';
import { readable } from './layout.ts';
import type { Stage } from './stage.ts';

/** The uid of somebody who came for the regatta. */
export const guestUid = (number: number): string => `guest-${String(number).padStart(4, '0')}`;

/** All who came. */
export const guestUids: readonly string[] = Array.from({ length: 1000 }, (_, index) => guestUid(index + 1));

/** As many uids as a bulk command takes. */
const uidsPerCall = 25;

export async function friends({ app, say, ask }: Stage): Promise<void> {
  const cap = app.limits.friendshipsPerUserMax;
  say.chapter(
    'Friends',
    'friends.ts',
    `A friendship has no direction, and counts towards the ${readable(cap)} of both.`,
  );
  await ask.ok(
    'Maren befriends Kofi',
    app.friendships.befriend('maren', 'kofi'),
    ({ lower, higher }) => `${lower} – ${higher}`,
  );
  await ask.refused('Kofi befriends Maren', app.friendships.befriend('kofi', 'maren'), {
    code: 'ERR_ALREADY_FRIEND',
    lower: 'kofi',
    higher: 'maren',
  });
  await ask.refused('Maren befriends herself', app.friendships.befriend('maren', 'MAREN'), {
    code: 'ERR_CANNOT_FORM_SELF_RELATION',
    uid: 'maren',
  });
  await ask.refused('Kofi ends a friendship that never was', app.friendships.unfriend('kofi', 'noa'), {
    code: 'ERR_NOT_A_FRIEND',
  });

  say.aside('In bulk, each pair is an atomic step of its own, with an outcome of its own.');
  const outcomes = await ask.ok(
    'Kofi befriends four at once',
    app.friendships.befriendAll('kofi', ['ines', 'maren', 'nemo', 'eleni']),
    (all) => `${all.filter((outcome) => outcome.ok).length} of ${all.length}`,
  );
  ask.outcomes(
    outcomes,
    { maren: 'ERR_ALREADY_FRIEND', nemo: 'ERR_UID_NOT_FOUND' },
    ({ lower, higher }) => `${lower} – ${higher}`,
  );

  say.aside(`Then the regatta comes to town, and everybody wants to know the harbour master.`);
  await ask.each(
    'Guests sign up',
    guestUids,
    (uid) => app.users.create({ uid, name: uid.replace('guest-', 'Regatta guest '), tags: ['regatta'] }),
    (created) => `${readable(created.length)} users`,
  );
  await ask.ok(
    'Maren befriends three more of the crew',
    app.friendships.befriendAll('maren', ['yuki', 'dmitri', 'siobhan']).andThen(allOf),
    (made) => `${made.length} friendships`,
  );
  // With Kofi and these three, all but one of her places are taken.
  const wanted = guestUids.slice(0, cap - 5);
  const calls = Array.from({ length: Math.ceil(wanted.length / uidsPerCall) }, (_, call) =>
    wanted.slice(call * uidsPerCall, (call + 1) * uidsPerCall),
  );
  await ask.each(
    `… and ${wanted.length} guests, ${uidsPerCall} in a call`,
    calls,
    (uids) => app.friendships.befriendAll('maren', uids).andThen(allOf),
    (made) => `${made.flat().length} friendships in ${made.length} calls`,
  );
  await ask.counts(
    'Maren now has',
    app.friendships.list('maren', { limit: 1, count: true }),
    cap - 1,
    'friends',
  );
  await ask.ok(
    '… among them, beginning with 田',
    app.friendships.list('maren', { searchKey: '田' }),
    ({ items }) => items.map(({ uid, name }) => `${uid} (${name})`).join(', '),
  );
}
