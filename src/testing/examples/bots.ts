/**
 * Examples of the commands on bots.
 *
 * @module
 */

import type { App } from '../../app.ts';
import { difficultIds } from './difficult.ts';
import { does, type Example, keeps, refuses, shows } from './example.ts';
import { botsLook, userLook } from './looks.ts';
import { bot, deactivated, users } from './scenes.ts';

const webhookURL = 'https://bots.example/hook?a=%00&b=1#c';
const ana = users('ana');
const anaIsBot = [...ana, bot('ana')];
const twoBots = [...users('bo', '__proto__'), bot('bo'), bot('__proto__')];
const anaIsGone = [...anaIsBot, deactivated('ana')];

const named = [
  ['bots.get', (app: App, uid: string) => app.bots.get(uid)],
  ['bots.update', (app: App, uid: string) => app.bots.update(uid, { enabled: true })],
  ['bots.remove', (app: App, uid: string) => app.bots.remove(uid)],
] as const;

const refusalsOfNamed: readonly Example[] = named.flatMap(([command, run]) => [
  refuses(command, 'ERR_BOT_NOT_FOUND', 'a uid that nobody has', ana, (app) => run(app, 'nobody')),
  refuses(command, 'ERR_BOT_NOT_FOUND', 'a user who is no bot', ana, (app) => run(app, 'ana')),
  refuses(command, 'ERR_BOT_NOT_FOUND', 'the bot of a deactivated user', anaIsGone, (app) => run(app, 'ana')),
]);

/** Of every command on bots. */
export const botExamples: readonly Example[] = [
  does(
    'bots.register',
    'makes a user a bot',
    ana,
    (app) => app.bots.register({ uid: 'ana', webhookURL, enabled: true, groupChatSetting: 'allMessages' }),
    botsLook,
    userLook('ana'),
  ),
  ...difficultIds.map((uid) =>
    keeps(
      'bots.register',
      `keeps the uid ${uid} as it is`,
      users(uid),
      (app) => app.bots.register({ uid, webhookURL }),
      { title: 'the bot', run: (app) => app.bots.get(uid) },
    ),
  ),
  refuses('bots.register', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', ana, (app) =>
    app.bots.register({ uid: 'nobody', webhookURL }),
  ),
  refuses('bots.register', 'ERR_UID_NOT_FOUND', 'a deactivated user', anaIsGone, (app) =>
    app.bots.register({ uid: 'ana', webhookURL }),
  ),
  refuses('bots.register', 'ERR_BOT_ALREADY_EXISTS', 'a user who is a bot', anaIsBot, (app) =>
    app.bots.register({ uid: 'ana', webhookURL }),
  ),
  refuses(
    'bots.register',
    'ERR_BOTS_LIMIT_EXCEEDED',
    'a bot more than an app may have, those of deactivated users counted',
    [...users('ana', 'bo', 'cy'), bot('ana'), bot('bo'), deactivated('bo')],
    (app) => app.bots.register({ uid: 'cy', webhookURL }),
  ),
  shows('bots.get', 'shows a bot', anaIsBot, (app) => app.bots.get('ana')),
  does(
    'bots.update',
    'replaces what is given and leaves the rest',
    anaIsBot,
    (app) => app.bots.update('ana', { enabled: true, groupChatSetting: 'mentionedMessages' }),
    botsLook,
  ),
  does(
    'bots.remove',
    'removes a bot, leaves the user, and frees a place',
    [...users('ana', 'bo', 'cy'), bot('ana'), bot('bo')],
    (app) => app.bots.remove('ana'),
    botsLook,
    userLook('ana'),
    bot('cy'),
  ),
  ...refusalsOfNamed,
  shows('bots.list', 'lists bots in order of uid', twoBots, (app) => app.bots.list({ count: true })),
  shows('bots.list', 'lists bots whose uid begins so', twoBots, (app) =>
    app.bots.list({ searchKey: 'B', count: true }),
  ),
  shows('bots.list', 'leaves out the bots of deactivated users', [...twoBots, deactivated('bo')], (app) =>
    app.bots.list({ count: true }),
  ),
];
