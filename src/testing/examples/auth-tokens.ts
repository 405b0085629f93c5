/**
 * Examples of the commands on auth tokens.
 *
 * @module
 */

import type { App } from '../../app.ts';
import type { SecretReference, Shown } from '../arbitraries/shown.ts';
import { twinsTime } from '../twins.ts';
import { difficultJson, longText } from './difficult.ts';
import { does, type Example, keeps, refuses, shows } from './example.ts';
import { archiveOf, tokensOf } from './looks.ts';
import { deactivated, token, users } from './scenes.ts';

const nobody: Example['before'] = [];
const ana = users('ana');
const oneToken = [...ana, token('ana')];
/** One more than may be active. */
const threeTokens = [...ana, token('ana'), token('ana'), token('ana')];
const tokenOfBo = [...users('ana', 'bo'), token('bo')];

const first: SecretReference = { nth: 0, by: 'text' };
const third: SecretReference = { nth: 2, by: 'text' };

/** Commands on one token, each refused alike. */
const named = [
  ['authTokens.get', (app: App, uid: string, text: string) => app.authTokens.get(uid, text)],
  [
    'authTokens.annotate',
    (app: App, uid: string, text: string) => app.authTokens.annotate(uid, text, { platform: 'web' }),
  ],
  ['authTokens.revoke', (app: App, uid: string, text: string) => app.authTokens.revoke(uid, text)],
] as const;

const refusalsOfNamed: readonly Example[] = named.flatMap(([command, run]) => [
  refuses(command, 'ERR_UID_NOT_FOUND', 'a user who is nobody', nobody, (app, shown) =>
    run(app, 'ana', shown.authToken('ana', first)),
  ),
  refuses(command, 'ERR_AUTH_TOKEN_NOT_FOUND', 'a token that was never issued', ana, (app, shown) =>
    run(app, 'ana', shown.authToken('ana', first)),
  ),
  refuses(command, 'ERR_AUTH_TOKEN_NOT_FOUND', 'the token of another', tokenOfBo, (app, shown) =>
    run(app, 'ana', shown.authToken('bo', first)),
  ),
  ...(command === 'authTokens.get'
    ? []
    : [
        refuses(command, 'ERR_AUTH_TOKEN_NOT_FOUND', 'an archived token', threeTokens, (app, shown) =>
          run(app, 'ana', shown.authToken('ana', first)),
        ),
      ]),
]);

const logIn = (app: App, shown: Shown) => app.authTokens.authenticate(shown.authToken('ana', first));

const rejected = (what: string, before: Example['before'], run: Example['run'] = logIn): Example =>
  refuses('authTokens.authenticate', 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND', what, before, run);

/** Of every command on auth tokens. */
export const authTokenExamples: readonly Example[] = [
  does('authTokens.issue', 'issues a token', ana, (app) => app.authTokens.issue('ana'), tokensOf('ana')),
  does(
    'authTokens.issue',
    'archives the oldest when one more than allowed would be active',
    [...ana, token('ana'), token('ana')],
    (app) => app.authTokens.issue('ana', { expiresAt: twinsTime + 1000 }),
    tokensOf('ana'),
    archiveOf('ana'),
  ),
  refuses('authTokens.issue', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', nobody, (app) =>
    app.authTokens.issue('ana'),
  ),
  shows('authTokens.list', 'lists active tokens, newest first', threeTokens, (app) =>
    app.authTokens.list('ana', { count: true }),
  ),
  refuses('authTokens.list', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', nobody, (app) =>
    app.authTokens.list('ana'),
  ),
  shows(
    'authTokens.listArchived',
    'lists archived tokens, newest first',
    [...threeTokens, token('ana')],
    (app) => app.authTokens.listArchived('ana', { count: true }),
  ),
  refuses('authTokens.listArchived', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', nobody, (app) =>
    app.authTokens.listArchived('ana'),
  ),
  shows('authTokens.get', 'shows an active token by its handle', threeTokens, (app, shown) =>
    app.authTokens.get('ana', shown.authToken('ana', { nth: 2, by: 'handle' })),
  ),
  shows('authTokens.get', 'shows an archived token by its text', threeTokens, (app, shown) =>
    app.authTokens.get('ana', shown.authToken('ana', first)),
  ),
  keeps(
    'authTokens.annotate',
    'notes on a token where it is used, and keeps every text as it is',
    oneToken,
    (app, shown) =>
      app.authTokens.annotate('ana', shown.authToken('ana', { nth: 0, by: 'handle' }), {
        platform: longText(100),
        userAgent: longText(512),
        appInfo: difficultJson,
      }),
    tokensOf('ana'),
  ),
  does(
    'authTokens.revoke',
    'takes a token away, which logs nobody in any more',
    threeTokens,
    (app, shown) => app.authTokens.revoke('ana', shown.authToken('ana', third)),
    tokensOf('ana'),
    {
      title: 'somebody logs in with it',
      run: (app, shown) => app.authTokens.authenticate(shown.authToken('ana', third)),
    },
  ),
  ...refusalsOfNamed,
  does(
    'authTokens.flush',
    'takes all active tokens away and leaves the archive',
    threeTokens,
    (app) => app.authTokens.flush('ana'),
    tokensOf('ana'),
    archiveOf('ana'),
  ),
  refuses('authTokens.flush', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', nobody, (app) =>
    app.authTokens.flush('ana'),
  ),
  shows('authTokens.authenticate', 'tells whose token it is', tokenOfBo, (app, shown) =>
    app.authTokens.authenticate(shown.authToken('bo', first)),
  ),
  refuses('authTokens.authenticate', 'AUTH_ERR_EMPTY_AUTH_TOKEN', 'a blank text', nobody, (app) =>
    app.authTokens.authenticate(' '),
  ),
  rejected('a token that was never issued', ana),
  rejected('a handle', oneToken, (app, shown) =>
    app.authTokens.authenticate(shown.authToken('ana', { nth: 0, by: 'handle' })),
  ),
  rejected('an archived token', threeTokens),
  rejected('a token that has expired', [...ana, token('ana', twinsTime + 3)]),
  rejected('the token of a deactivated user', [...oneToken, deactivated('ana')]),
  does(
    'authTokens.purgeArchive',
    'forgets what was archived before a time, and nothing else',
    [...threeTokens, token('ana')],
    // Archived in the seconds 4 and 5.
    (app) => app.authTokens.purgeArchive({ before: twinsTime + 5 }),
    tokensOf('ana'),
    archiveOf('ana'),
  ),
];
