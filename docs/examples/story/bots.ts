/**
 * Bots: an app has twenty-five, each a user with a webhook.
 *
 * @module
 */

import type { Stage } from './stage.ts';

export async function bots({ app, crew, say, ask }: Stage): Promise<void> {
  const cap = app.limits.botsPerAppMax;
  say.chapter(
    'Bots',
    'bots.ts',
    `A bot is an existing user with a webhook. An app has at most ${cap}, the disabled ones counted.`,
  );
  const webhookURL = (uid: string): string => `https://bots.merrow-quay.example.org/${uid}`;
  await ask.refused(
    'Tide Clock becomes a bot, being no user',
    app.bots.register({ uid: 'tide-clock', webhookURL: webhookURL('tide-clock') }),
    { code: 'ERR_UID_NOT_FOUND', uid: 'tide-clock' },
  );
  await ask.each(
    'The machines sign on as users',
    crew.bots,
    (machine) => app.users.create({ ...machine, tags: ['machine'] }),
    (created) => `${created.length} users`,
  );
  const [first, ...others] = crew.bots.slice(0, cap);
  const late = crew.bots[cap];
  if (!first || !late) throw new Error(`harbour-crew.json must name ${cap + 1} bots`);
  await ask.ok(
    `${first.name} becomes a bot`,
    app.bots.register({ uid: first.uid, webhookURL: webhookURL(first.uid), enabled: true }),
    ({ webhookURL }) => webhookURL,
  );
  await ask.each(
    `… and ${others.length} more, switched off`,
    others,
    ({ uid }) => app.bots.register({ uid, webhookURL: webhookURL(uid) }),
    (made) => `${made.length} bots, ${made.filter(({ enabled }) => enabled).length} enabled`,
  );
  const lateBot = { uid: late.uid, webhookURL: webhookURL(late.uid) };
  await ask.refused(`… and ${late.name}, one too many`, app.bots.register(lateBot), {
    code: 'ERR_BOTS_LIMIT_EXCEEDED',
    limit: cap,
  });
  await ask.ok(
    'Gull Counter is retired',
    app.bots.remove('gull-counter'),
    ({ uid }) => `${uid} is no bot any more`,
  );
  await ask.ok('… but is still a user', app.users.get('gull-counter'), ({ name }) => name);
  await ask.ok(`${late.name} takes its place`, app.bots.register(lateBot), ({ uid }) => uid);
  const gulls = { uid: 'gull-counter', webhookURL: webhookURL('gull-counter') };
  await ask.refused('The gulls are back', app.bots.register(gulls), {
    code: 'ERR_BOTS_LIMIT_EXCEEDED',
    limit: cap,
  });
  await ask.ok(
    'Ice Machine is deleted for good',
    app.users.delete('ice-machine', { permanent: true }),
    ({ uid }) => `${uid} is gone, user and bot`,
  );
  await ask.ok('Gull Counter has a place again', app.bots.register(gulls), ({ uid }) => uid);
}
