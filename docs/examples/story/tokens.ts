/**
 * A hundred logins: auth tokens roll, and the oldest goes to the archive.
 *
 * @module
 */

import type { Stage } from './stage.ts';

/** A token as it may be printed: its beginning. */
const begin = (token: string): string => `${token.slice(0, 20)}…`;

export async function tokens({ app, clock, say, ask }: Stage): Promise<void> {
  const cap = app.limits.activeAuthTokensPerUserMax;
  const pilot = 'kofi';
  say.chapter(
    'A hundred logins',
    'tokens.ts',
    `A user has at most ${cap} active tokens. One more is not refused: it archives the oldest.`,
  );
  const first = await ask.ok('Kofi logs in at the pilot station', app.authTokens.issue(pilot), (token) =>
    begin(token.authToken),
  );
  await ask.ok('The token tells who he is', app.authTokens.authenticate(first.authToken), ({ uid }) => uid);
  await ask.refused('Its handle, which is no secret, does not', app.authTokens.authenticate(first.handle), {
    code: 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND',
  });
  await ask.ok(
    'He notes where he uses it',
    app.authTokens.annotate(pilot, first.handle, { platform: 'wheelhouse tablet' }),
    ({ handle, platform }) => `${begin(handle)} on “${platform}”`,
  );
  clock.advance(1);
  await ask.each(
    `He logs in ${cap - 1} times more, and never out`,
    Array.from({ length: cap - 1 }, (_, index) => index),
    () => app.authTokens.issue(pilot),
    () => 'ok, each time',
  );
  const counted = { limit: 1, count: true } as const;
  await ask.counts('Kofi now has', app.authTokens.list(pilot, counted), cap, 'active tokens');

  clock.advance(1);
  const newest = await ask.ok(`One more, number ${cap + 1}`, app.authTokens.issue(pilot), (token) =>
    begin(token.authToken),
  );
  await ask.counts('Kofi still has', app.authTokens.list(pilot, counted), cap, 'active tokens');
  await ask.refused('The first token is tried', app.authTokens.authenticate(first.authToken), {
    code: 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND',
  });
  const archive = await ask.ok('The archive holds', app.authTokens.listArchived(pilot), ({ items }) =>
    items.map((token) => `${begin(token.handle)} on “${token.platform}”`).join(', '),
  );
  ask.same(
    'The archive',
    archive.items.map(({ handle }) => handle),
    [first.handle],
  );
  await ask.ok('The newest works', app.authTokens.authenticate(newest.authToken), ({ uid }) => uid);
  await ask.ok('It is revoked', app.authTokens.revoke(pilot, newest.handle), ({ handle }) => begin(handle));
  await ask.refused('… but the first does not come back', app.authTokens.authenticate(first.authToken), {
    code: 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND',
  });
  await ask.ok('Kofi takes the free place', app.authTokens.issue(pilot), (token) => begin(token.authToken));

  say.aside('Inês borrows a tablet for two hours.');
  const expiresAt = clock.read() + 2 * 3600;
  const dayPass = await ask.ok(
    'She asks for a token that expires',
    app.authTokens.issue('ines', { expiresAt }),
    (token) => begin(token.authToken),
  );
  await ask.ok('It works at once', app.authTokens.authenticate(dayPass.authToken), ({ uid }) => uid);
  clock.advance(2);
  await ask.refused('… and no more two hours later', app.authTokens.authenticate(dayPass.authToken), {
    code: 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND',
  });
  await ask.ok(
    'She logs out everywhere',
    app.authTokens.flush('ines'),
    ({ revoked }) => `${revoked} token revoked`,
  );
}
