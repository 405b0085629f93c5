/**
 * A full app: a fixed state in which each parameter of a load and each filter of a list makes a difference.
 *
 * Somebody of every kind is related to somebody of every other: active, deactivated, and buried with all that still hangs
 * on it. Ids, names and moments are in different orders.
 *
 * @module
 */

import { type Limits, limitsWith } from '../../limits.ts';
import {
  apiKey,
  blocked,
  bot,
  buried,
  buriedGroup,
  deactivated,
  friends,
  group,
  member,
  role,
  token,
} from '../examples/scenes.ts';
import { type Question, twinsTime } from '../twins.ts';

/** Low enough that tokens are archived, and high enough for everything else. */
export const fullAppLimits: Limits = limitsWith({ activeAuthTokensPerUserMax: 3 });

/** Whoever is named in the tables of what is asked. */
export const people = {
  /** Active, with as much of everything as there is. */
  ana: 'ana',
  /** Active, with something of everything. */
  bo: 'bo',
  /** Deactivated. */
  cy: 'cy',
  /** Buried. */
  di: 'di',
  /** Active, with little. */
  el: 'el',
  /** Not there. */
  nobody: 'nobody',
} as const;

/** The groups of the full app; the second is buried. */
export const guids = ['club', 'tomb', 'attic', 'cellar', 'a-club'] as const;

function user(uid: string, name: string, given: object = {}): Question {
  return {
    title: `${uid} is created by the name ${name}${Object.keys(given).length > 0 ? ` with ${JSON.stringify(given)}` : ''}`,
    run: (app) => app.users.create({ uid, name, ...given }),
  };
}

function ban(uid: string, guid: string): readonly Question[] {
  return [
    member(uid, guid),
    { title: `${uid} is banned from ${guid}`, run: (app) => app.groupMemberships.ban(uid, guid) },
  ];
}

const metadata = { '@private': { note: [1, { deep: null }] }, seen: true };

const users: readonly Question[] = [
  ...[role('vip'), role('ghost'), role('grave'), role('free')],
  {
    title: 'the role default is given a name',
    run: (app) => app.roles.update('default', { name: 'Everybody', description: 'Whoever is nothing else' }),
  },
  user('el', 'éva', { tags: ['blue'] }),
  user('ana', 'Zoë', { role: 'vip', tags: ['red', 'blue'], metadata, avatar: 'https://a.example/a.png' }),
  user('cy', 'adam', { role: 'ghost', tags: ['red'] }),
  user('bo', 'Adam', { tags: ['Red', 'red'], statusMessage: 'away' }),
  user('di', 'adam', { role: 'grave', tags: ['red', 'blue'] }),
  user('a-b', 'ana', { role: 'vip' }),
  user('a_b', 'ΟΔΟΣ', { tags: ['blue'] }),
  { title: 'ana is online', run: (app) => app.users.touch('ana', { status: 'online' }) },
  { title: 'cy is online', run: (app) => app.users.touch('cy', { status: 'online' }) },
];

const tokens: readonly Question[] = [
  ...[token('cy'), token('bo'), token('ana'), token('bo'), token('ana', twinsTime + 5000)],
  ...[token('ana'), token('di'), token('bo'), token('bo')],
  {
    title: 'bo says where the 3rd token is used',
    run: (app, shown) =>
      app.authTokens.annotate('bo', shown.authToken('bo', { nth: 2, by: 'handle' }), {
        platform: 'web',
        userAgent: 'Browser/1.0',
        appInfo: { build: 7 },
      }),
  },
  // Of ana's tokens some are archived that were issued before the first of bo's that was.
  ...[token('ana'), token('ana'), token('di'), token('di'), token('di'), token('cy')],
];

const relations: readonly Question[] = [
  ...[friends('ana', 'el'), friends('bo', 'el'), friends('ana', 'cy'), friends('bo', 'ana')],
  ...[friends('di', 'ana'), friends('di', 'bo'), friends('a_b', 'ana'), friends('a-b', 'ana')],
  ...[friends('cy', 'di'), friends('cy', 'bo')],
  ...[blocked('ana', 'bo'), blocked('el', 'ana'), blocked('bo', 'el'), blocked('el', 'bo')],
  ...[blocked('ana', 'cy'), blocked('cy', 'el'), blocked('di', 'ana'), blocked('ana', 'di')],
];

const groups: readonly Question[] = [
  group('club', { owner: 'ana', tags: ['sea', 'boat'], name: 'Zeta', metadata: { a: [1] } }),
  group('tomb', { owner: 'ana', tags: ['sea'], name: 'alpha' }),
  group('attic', {
    type: 'password',
    password: 'secret',
    tags: ['Sea'],
    name: 'beta',
    description: 'Up there',
  }),
  group('cellar', { type: 'private', owner: 'bo', tags: ['boat'], name: 'Beta' }),
  group('a-club', { name: 'óga' }),
  ...[member('di', 'club', 'moderator'), member('bo', 'club', 'moderator'), member('cy', 'club')],
  ...[member('a_b', 'club'), member('el', 'club', 'admin')],
  ...[member('bo', 'tomb'), member('ana', 'attic'), member('el', 'attic'), member('ana', 'cellar')],
  ...[member('di', 'attic'), member('cy', 'a-club'), member('bo', 'a-club')],
  ...[...ban('a-b', 'club'), ...ban('a_b', 'attic'), ...ban('cy', 'attic'), ...ban('el', 'tomb')],
  ...[...ban('di', 'cellar'), ...ban('bo', 'attic')],
];

const rest: readonly Question[] = [
  ...[bot('cy'), bot('ana'), bot('di'), bot('a-b')],
  {
    title: 'ana is a bot that answers to everything',
    run: (app) => app.bots.update('ana', { enabled: true, groupChatSetting: 'allMessages' }),
  },
  ...[apiKey('server'), apiKey('Admin', 'fullAccess'), apiKey('mobile')],
  ...[deactivated('cy'), buried('di'), buriedGroup('tomb')],
];

/** What makes the app, step by step. */
export const fullApp: readonly Question[] = [...users, ...tokens, ...relations, ...groups, ...rest];
