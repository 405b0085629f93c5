/**
 * Two thousand channels: one user in as many groups as there may be.
 *
 * @module
 */

import { allOf } from './asking.ts';
import { readable } from './layout.ts';
import type { Stage } from './stage.ts';

const channelGuid = (number: number): string => `channel-${String(number).padStart(4, '0')}`;

export async function channels({ app, say, ask }: Stage): Promise<void> {
  const cap = app.limits.groupMembershipsPerUserMax;
  say.chapter(
    'Two thousand channels',
    'channels.ts',
    `Yuki listens in on everything. A user belongs to at most ${readable(cap)} groups.`,
  );
  const numbers = Array.from({ length: cap + 1 }, (_, index) => index + 1);
  await ask.each(
    'Every berth gets a radio channel',
    numbers,
    (number) => app.groups.create({ guid: channelGuid(number), name: `Berth ${number}`, tags: ['radio'] }),
    (made) => `${readable(made.length)} groups`,
  );
  await ask.each(
    'Yuki joins one after the other',
    numbers.slice(0, cap),
    (number) => app.groupMemberships.join('yuki', channelGuid(number)),
    (made) => `${readable(made.length)} memberships`,
  );
  const last = channelGuid(cap + 1);
  const full = { code: 'ERR_GROUPS_LIMIT_EXCEEDED', uid: 'yuki', limit: cap } as const;
  await ask.refused('… and one more', app.groupMemberships.join('yuki', last), full);
  await ask.refused(
    'Administration adds her to it',
    app.groupMemberships.add(last, ['yuki']).andThen(allOf),
    full,
  );
  await ask.refused(
    'She opens a group of her own',
    app.groups.create({ guid: 'static', name: 'Static', owner: 'yuki' }),
    full,
  );
  await ask.ok(
    'She leaves one where nobody ever speaks',
    app.groupMemberships.leave('yuki', channelGuid(1)),
    ({ guid }) => `out of ${guid}`,
  );
  await ask.ok('… and joins the other', app.groupMemberships.join('yuki', last), ({ guid }) => `in ${guid}`);
  await ask.counts(
    'Yuki is in',
    app.groupMemberships.listGroups('yuki', { limit: 1, count: true }),
    cap,
    'groups',
  );
}
