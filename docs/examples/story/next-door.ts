/**
 * Next door: a second app on the same store, with limits of its own.
 *
 * @module
 */

import { type App, openApp } from 'kithkin';
import type { Stage } from './stage.ts';

/** The club's app, which has smaller boats than most. */
export function openClub(stage: Stage): App {
  return openApp({
    store: stage.store,
    appId: stage.appId('rowing-club'),
    clock: stage.clock.read,
    limits: { membersPerGroupMax: 4 },
  });
}

export async function nextDoor(stage: Stage): Promise<void> {
  const { say, ask } = stage;
  say.chapter(
    'The rowing club next door',
    'next-door.ts',
    'Several apps share a store and never see each other. Each may lower or raise its limits.',
  );
  const club = openClub(stage);
  await ask.refused('Does the club know Maren?', club.users.get('maren'), {
    code: 'ERR_UID_NOT_FOUND',
    uid: 'maren',
  });
  const rowers = ['maren', 'ada', 'bo', 'cato', 'dag'];
  await ask.each(
    'Five rowers sign on, another maren first',
    rowers,
    (uid) => club.users.create({ uid, name: `Rower ${uid}` }),
    (created) => `${created.length} users`,
  );
  await ask.ok(
    'Their boat has four seats',
    club.groups.create({ guid: 'coxless-four', name: 'Coxless Four' }),
    ({ guid }) => `${guid}, in a club with membersPerGroupMax: ${club.limits.membersPerGroupMax}`,
  );
  const seats = await ask.ok(
    'All five get in',
    club.groupMemberships.add('coxless-four', rowers),
    (all) => `${all.filter(({ ok }) => ok).length} of ${all.length}`,
  );
  ask.outcomes(seats, { dag: 'ERR_NO_VACANCY' }, ({ scope }) => scope);
}
