/**
 * Groups: three types of door.
 *
 * @module
 */

import { guestUids } from './friends.ts';
import { readable } from './layout.ts';
import type { Stage } from './stage.ts';

export async function groups({ app, say, ask }: Stage): Promise<void> {
  say.chapter(
    'Three kinds of door',
    'groups.ts',
    'A group is public, or asks for a password, or is private: then one has to be added.',
  );
  await ask.each(
    'Maren, Kofi and Noa make a group each',
    [
      { guid: 'quay', name: 'The Quay', owner: 'maren' },
      {
        guid: 'pilot-house',
        name: 'Pilot House',
        type: 'password',
        password: 'two lights over green',
        owner: 'kofi',
      },
      { guid: 'strongroom', name: 'Strongroom', type: 'private', owner: 'noa' },
    ] as const,
    (group) => app.groups.create(group),
    (made) => made.map(({ guid, type }) => `${guid} (${type})`).join(', '),
  );
  await ask.ok(
    'Luka joins the quay',
    app.groupMemberships.join('luka', 'quay'),
    ({ uid, scope }) => `${uid} is a ${scope}`,
  );
  await ask.refused('… and once more', app.groupMemberships.join('luka', 'QUAY'), {
    code: 'ERR_ALREADY_JOINED',
    uid: 'luka',
    guid: 'quay',
  });
  await ask.refused(
    'Inês joins the pilot house without a word',
    app.groupMemberships.join('ines', 'pilot-house'),
    {
      code: 'ERR_EMPTY_GROUP_PASS',
    },
  );
  await ask.refused(
    '… with the wrong word',
    app.groupMemberships.join('ines', 'pilot-house', { password: 'red over green' }),
    { code: 'ERR_WRONG_GROUP_PASS', guid: 'pilot-house' },
  );
  await ask.ok(
    '… with the right one',
    app.groupMemberships.join('ines', 'pilot-house', { password: 'two lights over green' }),
    ({ uid, scope }) => `${uid} is a ${scope}`,
  );
  await ask.refused('Chidi joins the strongroom', app.groupMemberships.join('chidi', 'strongroom'), {
    code: 'ERR_GROUP_JOIN_NOT_ALLOWED',
    guid: 'strongroom',
  });
  const added = await ask.ok(
    'Noa adds two, and one she made up',
    app.groupMemberships.add('strongroom', ['liwei', 'priya', 'nemo'], { as: 'noa' }),
    (all) => `${all.filter(({ ok }) => ok).length} of ${all.length}`,
  );
  ask.outcomes(added, { nemo: 'ERR_UID_NOT_FOUND' }, ({ scope }) => scope);
  await ask.each(
    'The guests of the regatta join the quay',
    guestUids,
    (uid) => app.groupMemberships.join(uid, 'quay'),
    (made) => `${readable(made.length)} memberships`,
  );
  await ask.ok(
    'How many is that?',
    app.groups.get('quay'),
    ({ membersCount }) => `${readable(membersCount)} members, with Maren and Luka`,
  );
}
