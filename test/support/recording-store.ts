/**
 * A store that remembers, word for word, all that it was ever asked and told.
 *
 * @module
 */
import type { Store } from 'kithkin';
import { storeAround, storeTransacting } from './wrapped-store.ts';

/** A store that adds to `record` every plan, every commit and every other operation, as JSON. */
export function storeRecording(inner: Store, record: string[]): Store {
  const asked = storeAround(inner, ({ name, given }, proceed) => {
    record.push(`${name} ${JSON.stringify(given)}`);
    return proceed();
  });
  return storeTransacting(asked, (app) => (plan, decide) => {
    record.push(JSON.stringify(plan));
    return app.transact(plan, (seen) => {
      const decided = decide(seen);
      if (decided.isOk()) record.push(JSON.stringify(decided.value.changes));
      return decided;
    });
  });
}
