/**
 * Night: the store is closed and opened again, and everything is where it was.
 *
 * @module
 */

import { expectAsBefore, inventoryOf } from './inventory.ts';
import type { Stage } from './stage.ts';

export async function night(stage: Stage): Promise<void> {
  const { clock, say, ask } = stage;
  say.chapter(
    'The harbour closes for the night',
    'night.ts',
    'An app keeps nothing: all of it is in the store, for whoever opens that again.',
  );
  const { authToken } = await ask.ok(
    'Tomáš logs in, and forgets to log out',
    stage.app.authTokens.issue('tomas'),
    (token) => `${token.authToken.slice(0, 20)}…`,
  );
  const evening = await inventoryOf(stage);
  await stage.close();
  say.aside('The store is closed. Eight hours later it is opened again.');
  clock.advance(8);
  stage.open();
  await expectAsBefore(stage, 'Everything is where it was', evening);
  // Another app than in the evening, on another handle.
  await ask.ok('Tomáš is still logged in', stage.app.authTokens.authenticate(authToken), ({ uid }) => uid);
  await ask.ok(
    'He logs out',
    stage.app.authTokens.flush('tomas'),
    ({ revoked }) => `${revoked} token revoked`,
  );
}
