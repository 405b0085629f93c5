/**
 * A store around a store: what recordings and broken stores have in common.
 *
 * @module
 */

import { ok, type Result, type ResultAsync } from '../shared/result.ts';
import type { Change } from '../store/changes.ts';
import type { AppStore, Commit } from '../store/store.ts';
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

/** Commits changes that somebody else has decided on. */
export function applyTo(
  app: Pick<AppStore, 'transact'>,
  changes: readonly Change[],
): ResultAsync<undefined, StoreError> {
  const plan = { anchors: { write: [], read: [] }, load: {} };
  return app.transact(plan, (): Result<Commit<undefined>, never> => ok({ changes, value: undefined }));
}
