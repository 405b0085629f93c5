/**
 * Arbitraries of what the commands on users take.
 *
 * @module
 */

import fc from 'fast-check';
import { type PresenceStatus, statusMessageLengthMax, unsettableUserFields } from '../../user/user.ts';
import type {
  CreateUserInput,
  ListUsersOptions,
  UpdateSelfInput,
  UpdateUserInput,
  UpsertUserInput,
} from '../../user/user-input.ts';
import {
  allAndSomeOf,
  anyDisplayName,
  anyMetadata,
  anyProfileTags,
  anySearchKey,
  anyTagsOf,
  anyTextTo,
  anyUids,
  anyUrlTo,
  pageFields,
  someOf,
  updateOf,
} from './fields.ts';
import { anyRoleId, anyUid, type Names, namesWith } from './names.ts';

/** Whether a user is connected. */
export const anyPresenceStatus: fc.Arbitrary<PresenceStatus> = fc.constantFrom('offline', 'online');

function profileFields(names: Names) {
  return {
    avatar: anyUrlTo(),
    link: anyUrlTo(),
    metadata: anyMetadata,
    tags: anyProfileTags(names),
    statusMessage: anyTextTo(statusMessageLengthMax),
  };
}

/** What `users.upsert` takes. The role, which the app may not have, is mostly absent. */
export function anyUpsertUserInput(names?: Partial<Names>): fc.Arbitrary<UpsertUserInput> {
  const drawn = namesWith(names);
  return fc
    .tuple(
      allAndSomeOf({ uid: anyUid(drawn), name: anyDisplayName(drawn) }, profileFields(drawn)),
      someOf({ role: anyRoleId(drawn) }, 'seldom'),
    )
    .map(([profile, role]) => ({ ...profile, ...role }));
}

/**
 * What `users.create` takes. Whether it is refused depends on the app: the uid may be taken, the role missing.
 *
 * @example
 * ```ts
 * import fc from 'fast-check';
 * import { anyCreateUserInput } from 'kithkin/testing';
 *
 * const inputs = fc.sample(anyCreateUserInput({ uids: ['ana', 'bo'] }), 20);
 * inputs.every(({ uid }) => ['ana', 'bo'].includes(uid.toLowerCase())); // => true
 * ```
 */
export function anyCreateUserInput(names?: Partial<Names>): fc.Arbitrary<CreateUserInput> {
  return fc
    .tuple(anyUpsertUserInput(names), someOf({ withAuthToken: fc.boolean() }))
    .map(([profile, token]) => ({ ...profile, ...token }));
}

/** What `users.updateSelf` takes. */
export function anyUpdateSelfInput(names?: Partial<Names>): fc.Arbitrary<UpdateSelfInput> {
  const drawn = namesWith(names);
  return updateOf({ name: anyDisplayName(drawn), ...profileFields(drawn) }, unsettableUserFields);
}

/** What `users.update` takes. */
export function anyUpdateUserInput(names?: Partial<Names>): fc.Arbitrary<UpdateUserInput> {
  const drawn = namesWith(names);
  return updateOf(
    { name: anyDisplayName(drawn), role: anyRoleId(drawn), ...profileFields(drawn) },
    unsettableUserFields,
  );
}

/** What `users.list` takes, but for the cursor, which only a page can give. */
export function anyListUsersOptions(names?: Partial<Names>): fc.Arbitrary<ListUsersOptions> {
  const drawn = namesWith(names);
  return someOf(
    {
      ...pageFields,
      searchKey: anySearchKey(drawn, drawn.uids),
      searchIn: fc.subarray<'uid' | 'name'>(['uid', 'name'], { minLength: 1 }),
      status: anyPresenceStatus,
      roles: fc.array(anyRoleId(drawn), { minLength: 1, maxLength: 3 }),
      tags: anyTagsOf(drawn),
      uids: anyUids(drawn),
      friendsOf: anyUid(drawn),
      hideBlockedFor: anyUid(drawn),
      withDeactivated: fc.boolean(),
      onlyDeactivated: fc.boolean(),
      order: fc.constantFrom<'newest' | 'name' | 'uid'>('newest', 'name', 'uid'),
      as: anyUid(drawn),
    },
    'seldom',
  );
}
