/**
 * A dead line: a store that fails is neither a success nor a refusal, and says whether anything was committed.
 *
 * @module
 */

import { openApp } from 'kithkin';
import { befriendSentence } from './sentences.ts';
import type { Stage } from './stage.ts';

export async function closedStore({ openStore, say, ask }: Stage): Promise<void> {
  say.chapter(
    'The line goes dead',
    'closed-store.ts',
    'A failing store is a third thing beside a value and a refusal: was anything committed?',
  );
  const store = openStore();
  const app = openApp({ store, appId: 'lightship' });
  await store.close();
  const error = await ask.refused(
    'Two befriend on a store that is closed',
    app.friendships.befriend('ada', 'bo'),
    {
      code: 'STORE_UNAVAILABLE',
      committed: false,
    },
  );
  say.note(`to Ada: “${befriendSentence('ada', error)}”`);
}
