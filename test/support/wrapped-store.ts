/**
 * Stores around stores: what test doubles have in common.
 *
 * @module
 */
import { type AppStore, errAsync, type ResultAsync, type Store, type StoreUnavailable } from 'kithkin';
import { appStoreWith } from '../../src/testing/app-store-with.ts';

/** One operation, such as `transact` or `users.list`, and what it was given. */
export interface Operation {
  readonly name: string;
  readonly given: readonly unknown[];
}

/** Takes the place of an operation, and mostly lets it proceed. */
export type Around = (
  operation: Operation,
  proceed: () => ResultAsync<unknown, unknown>,
) => ResultAsync<unknown, unknown>;

type Method = (...given: unknown[]) => ResultAsync<unknown, unknown>;

/** The answer of a store that cannot be reached. */
export function unavailable(): ResultAsync<never, StoreUnavailable> {
  return errAsync({ code: 'STORE_UNAVAILABLE', committed: false });
}

/** A store whose operations all go through `around`. */
export function storeAround(inner: Store, around: Around): Store {
  const wrapped = (holder: object, path: string): object =>
    new Proxy(holder, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        const place = `${path}${String(name)}`;
        if (typeof member === 'function') {
          return (...given: unknown[]) =>
            around({ name: place, given }, () => (member as Method).apply(target, given));
        }
        return typeof member === 'object' && member !== null ? wrapped(member, `${place}.`) : member;
      },
    });
  return {
    // SAFETY: a proxy that answers as the store does.
    forApp: (appId) => wrapped(inner.forApp(appId), '') as AppStore,
    close: () => inner.close(),
  };
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
