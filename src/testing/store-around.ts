/**
 * Stores around stores: what recordings, watches and broken stores have in common.
 *
 * @module
 */

import { ok, type Result, type ResultAsync } from '../shared/result.ts';
import type { Change } from '../store/changes.ts';
import type { AppStore, Commit, Store } from '../store/store.ts';
import type { StoreError } from '../store/store-error.ts';

/** An app store in which some operations are replaced. */
export function appStoreWith(
  app: AppStore,
  replaced: { readonly [Name in keyof AppStore]?: unknown },
): AppStore {
  return new Proxy(app, {
    get: (target, name) => {
      if (Object.hasOwn(replaced, name)) return Reflect.get(replaced, name);
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

/** One operation, such as `transact` or `users.list`, and what it was given. */
export interface AskedOperation {
  readonly name: string;
  readonly given: readonly unknown[];
}

/** Takes the place of an operation, and mostly lets it proceed: with what it was given, or with something else. */
export type Around = (
  operation: AskedOperation,
  proceed: (given?: readonly unknown[]) => ResultAsync<unknown, unknown>,
) => ResultAsync<unknown, unknown>;

type Method = (...given: unknown[]) => ResultAsync<unknown, unknown>;

/** A store whose operations all go through `around`. */
export function storeAround(inner: Store, around: Around): Store {
  const wrapped = (holder: object, path: string): object =>
    new Proxy(holder, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        const place = `${path}${String(name)}`;
        if (typeof member === 'function') {
          return (...given: readonly unknown[]) =>
            around({ name: place, given }, (other = given) => (member as Method).apply(target, [...other]));
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

/** Commits changes that somebody else has decided on. */
export function applyTo(
  app: Pick<AppStore, 'transact'>,
  changes: readonly Change[],
): ResultAsync<undefined, StoreError> {
  const plan = { anchors: { write: [], read: [] }, load: {} };
  return app.transact(plan, (): Result<Commit<undefined>, never> => ok({ changes, value: undefined }));
}
