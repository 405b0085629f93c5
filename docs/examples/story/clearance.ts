/**
 * Clearance: who may do what to whom in the pilot house, and how it changes hands.
 *
 * With `as`, a member acts; without, the administration does, which needs no clearance.
 *
 * @module
 */

import { allOf } from './asking.ts';
import type { Stage } from './stage.ts';

const house = 'pilot-house';

export async function clearance({ app, say, ask }: Stage): Promise<void> {
  const { groupMemberships: members } = app;
  say.chapter(
    'A quarrel in the pilot house',
    'clearance.ts',
    'Kofi owns it. A moderator acts on participants, a participant on nobody, nobody on the owner.',
  );
  await ask.ok(
    'Kofi adds three',
    members.add(house, ['eleni', 'fatima', 'luka'], { as: 'kofi' }).andThen(allOf),
    (added) => added.map(({ uid }) => uid).join(', '),
  );
  await ask.ok(
    'He makes Eleni a moderator',
    members.changeScope('eleni', house, 'moderator', { as: 'kofi' }),
    ({ uid, scope }) => `${uid} is a ${scope}`,
  );
  await ask.refused('… and once more', members.changeScope('eleni', house, 'moderator', { as: 'kofi' }), {
    code: 'ERR_SAME_SCOPE',
    scope: 'moderator',
  });
  await ask.refused('Luka kicks Eleni', members.kick('eleni', house, { as: 'luka' }), {
    code: 'ERR_GROUP_NO_CLEARANCE',
    uid: 'luka',
    action: 'kickMember',
  });
  await ask.refused('Eleni kicks Kofi', members.kick('kofi', house, { as: 'eleni' }), {
    code: 'ERR_GROUP_NO_CLEARANCE',
    uid: 'eleni',
  });
  await ask.refused('Eleni bans herself', members.ban('eleni', house, { as: 'eleni' }), {
    code: 'ERR_GROUP_NO_SELF_ACTION',
  });
  await ask.refused('Tigist, who is no member, bans Luka', members.ban('luka', house, { as: 'tigist' }), {
    code: 'ERR_NOT_A_MEMBER',
    uid: 'tigist',
  });
  await ask.ok('Eleni bans Luka', members.ban('luka', house, { as: 'eleni' }), ({ uid }) => `${uid} is out`);
  await ask.refused(
    'Luka comes back, with the password',
    members.join('luka', house, { password: 'two lights over green' }),
    {
      code: 'ERR_BANNED_GROUPMEMBER',
      uid: 'luka',
    },
  );
  await ask.refused('Kofi adds him by hand', members.add(house, ['luka'], { as: 'kofi' }).andThen(allOf), {
    code: 'ERR_BANNED_GROUPMEMBER',
    uid: 'luka',
  });
  await ask.ok(
    'Luka says sorry, and Eleni lifts the ban',
    members.unban('luka', house, { as: 'eleni' }),
    ({ uid }) => `${uid} may come again`,
  );
  await ask.ok(
    'Now Kofi can add him',
    members.add(house, ['luka'], { as: 'kofi' }).andThen(allOf),
    () => 'back inside',
  );

  say.aside('Kofi goes on leave soon, and Inês is to have the house.');
  await ask.refused('Kofi leaves', members.leave('kofi', house), { code: 'ERR_GROUP_OWNER', uid: 'kofi' });
  await ask.refused('Inês takes it', app.groups.transferOwnership(house, 'ines', { as: 'ines' }), {
    code: 'ERR_GROUP_NO_CLEARANCE',
    uid: 'ines',
    action: 'transferOwnership',
  });
  await ask.ok(
    'Kofi hands it over',
    app.groups.transferOwnership(house, 'ines', { as: 'kofi' }),
    ({ owner }) => `${owner} owns it`,
  );
  await ask.ok('Who is inside?', members.listMembers(house), ({ items }) =>
    items.map(({ uid, scope }) => `${uid}: ${scope}`).join(', '),
  );
}
