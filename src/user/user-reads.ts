/**
 * The questions with which most reads begin.
 *
 * @module
 */

import type { Uid } from '../shared/ids.ts';
import { err, ok, okAsync, type ResultAsync } from '../shared/result.ts';
import type { AppStore } from '../store/store.ts';
import type { StoreError } from '../store/store-error.ts';
import { isActive, type UidNotFound, type User, uidNotFound } from './user.ts';

/** The active user of that uid; a deactivated one is not found. */
export function findActiveUser(store: AppStore, uid: Uid): ResultAsync<User, UidNotFound | StoreError> {
  return store.read({ user: { type: 'user', uid } }, ({ user }) =>
    isActive(user) ? ok(user) : err(uidNotFound(uid)),
  );
}

/** Refuses a uid that no active user has; one that is not given is fine. */
export function requireActive(
  store: AppStore,
  uid: Uid | undefined,
): ResultAsync<void, UidNotFound | StoreError> {
  return uid === undefined ? okAsync(undefined) : findActiveUser(store, uid).andThen(() => ok(undefined));
}
