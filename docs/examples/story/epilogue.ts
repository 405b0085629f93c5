/**
 * The epilogue: for whoever comes back when all was told. It looks at what is kept in the store, tries every cap, and
 * leaves everything as it was, so that it can be told again and again.
 *
 * @module
 */

import { guestUids } from './friends.ts';
import { expectAsBefore, inventoryOf } from './inventory.ts';
import { readable } from './layout.ts';
import { openClub } from './next-door.ts';
import type { Stage } from './stage.ts';

const counted = { limit: 1, count: true } as const;

export async function epilogue(stage: Stage): Promise<void> {
  const { app, crew, say, ask } = stage;
  say.aside(
    'All chapters were told here before. This is what is there now: it was read from the store just now, ' +
      'and compared with what the story has left behind.',
  );
  const before = await inventoryOf(stage);
  // Abel came for the night watch; the ice machine is gone for good.
  const expected = [...crew.people, ...crew.bots].map(({ uid }) => uid).concat(guestUids, 'abel');
  ask.same<readonly string[]>(
    'Who is there',
    before.users.map(({ uid }) => uid),
    expected.filter((uid) => uid !== 'ice-machine').sort(),
  );
  say.done('Everyone is there', `${readable(before.users.length)} users`);
  await ask.ok('… the master of the harbour', app.users.get('maren'), ({ name, role }) => `${name}, ${role}`);
  await ask.ok('… and her friends', app.friendships.list('maren', { searchKey: 'ko' }), ({ items }) =>
    items.map(({ uid, name }) => `${uid} (${name})`).join(', '),
  );

  say.aside('Maren logs in. The tokens of earlier days were shown once, and nobody has written them down.');
  const { authToken, handle } = await ask.ok(
    'She gets a new token',
    app.authTokens.issue('maren'),
    () => 'issued',
  );
  await ask.ok('It tells who she is', app.authTokens.authenticate(authToken), ({ uid }) => uid);
  await ask.ok('She logs out', app.authTokens.revoke('maren', handle), () => 'revoked');
  await ask.refused('The token is tried again', app.authTokens.authenticate(authToken), {
    code: 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND',
  });

  say.aside('Every cap is as full as it was, and holds:');
  const { limits } = app;
  await ask.counts(
    'Maren has',
    app.friendships.list('maren', counted),
    limits.friendshipsPerUserMax,
    'friends',
  );
  await ask.refused('… and Noa wants to be one', app.friendships.befriend('noa', 'maren'), {
    code: 'ERR_FRIENDS_LIMIT_EXCEEDED',
    uid: 'maren',
    limit: limits.friendshipsPerUserMax,
  });
  await ask.counts(
    'Kofi has',
    app.authTokens.list('kofi', counted),
    limits.activeAuthTokensPerUserMax,
    'tokens',
  );
  await ask.counts(
    'Yuki is in',
    app.groupMemberships.listGroups('yuki', counted),
    limits.groupMembershipsPerUserMax,
    'groups',
  );
  await ask.refused('… and joins the quay', app.groupMemberships.join('yuki', 'quay'), {
    code: 'ERR_GROUPS_LIMIT_EXCEEDED',
    uid: 'yuki',
    limit: limits.groupMembershipsPerUserMax,
  });
  await ask.refused(
    'Luka becomes a bot',
    app.bots.register({ uid: 'luka', webhookURL: 'https://bots.merrow-quay.example.org/luka' }),
    { code: 'ERR_BOTS_LIMIT_EXCEEDED', limit: limits.botsPerAppMax },
  );
  await ask.refused('The cat gets a role', app.roles.create({ role: 'rat-catcher', name: 'Rat catcher' }), {
    code: 'ERR_ROLES_LIMIT_EXCEEDED',
    limit: limits.rolesPerAppMax,
  });
  await ask.refused('The ice cream van gets a key', app.apiKeys.create({ name: 'Ice cream van' }), {
    code: 'ERR_APIKEYS_LIMIT_EXCEEDED',
    limit: limits.apiKeysPerAppMax,
  });
  const seats = await ask.ok(
    'Next door, Dag wants a seat in the boat',
    openClub(stage).groupMemberships.add('coxless-four', ['dag']),
    (all) => `${all.filter(({ ok }) => ok).length} of ${all.length}`,
  );
  ask.outcomes(seats, { dag: 'ERR_NO_VACANCY' }, ({ scope }) => scope);

  say.aside('None of that has left a trace:');
  await expectAsBefore(stage, 'Everything is where it was', before);
}
