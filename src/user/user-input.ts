/**
 * What the user commands are given.
 *
 * @module
 */

import type { PageOptions } from '../shared/page.ts';
import type { PresenceStatus, UnsettableField, UserOrder } from './user.ts';

/** A user to create or to bring up to date. */
export interface UpsertUserInput {
  /** 1–100 of `[A-Za-z0-9_-]`, lower-cased on the way in. Never changes. */
  readonly uid: string;
  /** 1–100 characters. */
  readonly name: string;
  /** An absolute http or https URL of at most 3,000 characters. */
  readonly avatar?: string | undefined;
  /** An absolute http or https URL of at most 3,000 characters. */
  readonly link?: string | undefined;
  /** The id of an existing role; `default` when absent. */
  readonly role?: string | undefined;
  /** A JSON object of at most 5 KB. What is under `@private` only the user and administration see. */
  readonly metadata?: object | undefined;
  /** At most 25 distinct tags of 1–100 characters. */
  readonly tags?: readonly string[] | undefined;
  /** 1–255 characters. */
  readonly statusMessage?: string | undefined;
}

/** A user to create. */
export interface CreateUserInput extends UpsertUserInput {
  /** Whether to issue an auth token along with the user, in the same atomic step. */
  readonly withAuthToken?: boolean | undefined;
}

/** What a user may change of its own profile; absent fields stay. */
export interface UpdateSelfInput {
  readonly name?: string | undefined;
  readonly avatar?: string | undefined;
  readonly link?: string | undefined;
  /** Replaces the metadata as a whole. */
  readonly metadata?: object | undefined;
  /** Replaces the tags as a whole. */
  readonly tags?: readonly string[] | undefined;
  readonly statusMessage?: string | undefined;
  /** Fields to take away. */
  readonly unset?: readonly UnsettableField[] | undefined;
}

/** What administration may change of a profile; absent fields stay. */
export interface UpdateUserInput extends UpdateSelfInput {
  /** The id of an existing role. */
  readonly role?: string | undefined;
}

/** Which users to list. Filters combine with AND, the values of one filter with OR. */
export interface ListUsersOptions extends PageOptions {
  /** Only users whose uid or name begins with this text, in any case. */
  readonly searchKey?: string | undefined;
  /** Where `searchKey` is looked for; both when absent. */
  readonly searchIn?: readonly ('uid' | 'name')[] | undefined;
  readonly status?: PresenceStatus | undefined;
  /** Only users with one of these roles; at most 25. */
  readonly roles?: readonly string[] | undefined;
  /** Only users with one of these tags; at most 25; case counts. */
  readonly tags?: readonly string[] | undefined;
  /** Only these users; at most 25. */
  readonly uids?: readonly string[] | undefined;
  /** Only friends of this user. */
  readonly friendsOf?: string | undefined;
  /** Leaves out whom this user has blocked, and who has blocked it. */
  readonly hideBlockedFor?: string | undefined;
  /** Lists deactivated users among the others. */
  readonly withDeactivated?: boolean | undefined;
  /** Lists deactivated users only; wins over `withDeactivated`. */
  readonly onlyDeactivated?: boolean | undefined;
  /** `newest` (default) first, or by lower-cased `name` then uid, or by `uid`. */
  readonly order?: UserOrder | undefined;
  /** The uid of a user, who is shown what it may see of each; which users are listed does not depend on it. */
  readonly as?: string | undefined;
}
