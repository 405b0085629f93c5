/**
 * Farewell: a permanent deletion takes everything along and frees the uid, whose next holder inherits nothing.
 *
 * @module
 */

import { guestUid } from './friends.ts';
import type { Stage } from './stage.ts';

const counted = { limit: 1, count: true } as const;

export async function farewell({ app, say, ask }: Stage): Promise<void> {
  const cap = app.limits.friendshipsPerUserMax;
  say.chapter(
    'Dmitri retires',
    'farewell.ts',
    'A permanent deletion takes all relations along, and then frees the uid.',
  );
  const { authToken } = await ask.ok(
    'He logs in a last time',
    app.authTokens.issue('dmitri'),
    ({ authToken }) => `${authToken.slice(0, 20)}…`,
  );
  await ask.ok(
    'He opens a group for his tools',
    app.groups.create({ guid: 'winches', name: 'Winches & Dacha', owner: 'dmitri' }),
    ({ guid, owner }) => `${guid}, owned by ${owner}`,
  );
  await ask.ok('Arjun joins it', app.groupMemberships.join('arjun', 'winches'), ({ scope }) => scope);
  await ask.ok(
    '… and befriends him',
    app.friendships.befriend('arjun', 'dmitri'),
    ({ lower, higher }) => `${lower} – ${higher}`,
  );

  await ask.counts('So Arjun has', app.friendships.list('arjun', counted), 1, 'friend');
  await ask.counts('… and Maren', app.friendships.list('maren', counted), cap, 'friends');

  await ask.refused('Dmitri is deleted for good', app.users.delete('dmitri', { permanent: true }), {
    code: 'ERR_GROUP_OWNER',
    uid: 'dmitri',
    guid: 'winches',
  });
  await ask.ok(
    'So he hands over the winches',
    app.groups.transferOwnership('winches', 'arjun', { as: 'dmitri' }),
    ({ owner }) => `${owner} owns them`,
  );
  await ask.ok(
    'Now he can go',
    app.users.delete('dmitri', { permanent: true }),
    ({ uid, permanent }) => `${uid} is gone${permanent ? ' for good' : ''}`,
  );
  await ask.refused('Arjun looks him up', app.users.view('dmitri', { as: 'arjun' }), {
    code: 'ERR_UID_NOT_FOUND',
    uid: 'dmitri',
  });
  await ask.counts('Arjun now has', app.friendships.list('arjun', counted), 0, 'friends');
  await ask.counts('… and Maren', app.friendships.list('maren', counted), cap - 1, 'friends');
  const winches = await ask.ok(
    'The winches have',
    app.groups.get('winches'),
    ({ membersCount }) => `${membersCount} member`,
  );
  ask.same('The members of the winches', winches.membersCount, 1);
  await ask.ok(
    'guest-0001 makes up with her',
    app.friendships.befriend('maren', guestUid(1)),
    () => 'friends again',
  );

  say.aside('His uid is free, and comes without a past:');
  await ask.ok(
    'His grandson signs on',
    app.users.create({ uid: 'dmitri', name: 'Дмитрий Павлович Волков', tags: ['crew'] }),
    ({ user }) => `${user.uid}, ${user.name}`,
  );
  await ask.counts('He has', app.friendships.list('dmitri', counted), 0, 'friends');
  await ask.counts('… and', app.groupMemberships.listGroups('dmitri', counted), 0, 'groups');
  await ask.refused('The old token is tried', app.authTokens.authenticate(authToken), {
    code: 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND',
  });
}
