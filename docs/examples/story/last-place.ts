/**
 * The last place: two ask for it at the same moment, and exactly one gets it.
 *
 * @module
 */

import { guestUid } from './friends.ts';
import { readable } from './layout.ts';
import { befriendSentence } from './sentences.ts';
import type { Stage } from './stage.ts';

export async function lastPlace({ app, say, ask }: Stage): Promise<void> {
  const cap = app.limits.friendshipsPerUserMax;
  say.chapter(
    'The last place',
    'last-place.ts',
    `Maren has ${readable(cap - 1)} friends, and two guests ask at the same moment. Exactly one gets in.`,
  );
  const rivals = [guestUid(cap - 1), guestUid(cap)] as const;
  const results = await Promise.all(
    rivals.map((rival) =>
      ask.either(`${rival} befriends Maren`, app.friendships.befriend(rival, 'maren'), () => 'friends'),
    ),
  );
  const winners = rivals.filter((_, index) => results[index]?.isOk());
  ask.same('The number of winners', winners.length, 1);
  await ask.counts(
    'Maren now has',
    app.friendships.list('maren', { limit: 1, count: true }),
    cap,
    'friends, and is full',
  );

  say.aside('Whoever asks now is told who is full. Making a sentence of it is up to the application.');
  const loser = winners[0] === rivals[0] ? rivals[1] : rivals[0];
  const full = { code: 'ERR_FRIENDS_LIMIT_EXCEEDED', uid: 'maren', limit: cap } as const;
  const toLoser = await ask.refused(
    'The other guest tries again',
    app.friendships.befriend(loser, 'maren'),
    full,
  );
  say.note(`to ${loser}: “${befriendSentence(loser, toLoser)}”`);
  const toMaren = await ask.refused('Maren asks the guest', app.friendships.befriend('maren', loser), full);
  say.note(`to Maren: “${befriendSentence('maren', toMaren)}”`);
  await ask.counts(
    'The guest has, as before',
    app.friendships.list(loser, { limit: 1, count: true }),
    0,
    'friends',
  );

  await ask.ok(
    'Maren and guest-0001 quarrel over a knot',
    app.friendships.unfriend('maren', guestUid(1)),
    () => 'a place is free',
  );
  await ask.ok(
    'The guest tries once more',
    app.friendships.befriend(loser, 'maren'),
    ({ lower, higher }) => `${lower} – ${higher}`,
  );
}
