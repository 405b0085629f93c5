/**
 * Stores around stores: what test doubles have in common.
 *
 * @module
 */
import { type AppStore, errAsync, type ResultAsync, type Store, type StoreUnavailable } from 'kithkin';
import { appStoreWith } from '../../src/testing/store-around.ts';

export { storeAround } from '../../src/testing/store-around.ts';

/** The answer of a store that cannot be reached. */
export function unavailable(): ResultAsync<never, StoreUnavailable> {
  return errAsync({ code: 'STORE_UNAVAILABLE', committed: false });
}

/** A store that transacts, and perhaps reads, in another way and does everything else as `inner` does. */
export function storeTransacting(
  inner: Store,
  transactIn: (app: AppStore) => AppStore['transact'],
  readIn: (app: AppStore) => AppStore['read'] = (app) => app.read.bind(app),
): Store {
  return {
    forApp: (appId) => {
      const app = inner.forApp(appId);
      return appStoreWith(app, { transact: transactIn(app), read: readIn(app) });
    },
    close: () => inner.close(),
  };
}

/** The same store, in which the app ids begin with a text: a namespace of its own in a database that is shared. */
export function within(namespace: string, store: Store): Store {
  return {
    forApp: (appId) => store.forApp(`${namespace}-${appId}` as typeof appId),
    close: () => store.close(),
  };
}
