/**
 * Arbitraries of what the commands on groups and on their members take.
 *
 * @module
 */

import fc from 'fast-check';
import type { ActingOptions } from '../../group/acting.ts';
import { type GroupType, unsettableGroupFields } from '../../group/group.ts';
import type { CreateGroupInput, ListGroupsOptions, UpdateGroupInput } from '../../group/group-commands.ts';
import { groupPasswordLengthMax } from '../../group/group-password.ts';
import type { GroupOrder } from '../../group/group-repository.ts';
import { type GroupScope, groupScopes } from '../../group-membership/clearance.ts';
import type {
  AddMembersOptions,
  JoinOptions,
  ListMembersOptions,
} from '../../group-membership/group-membership-commands.ts';
import {
  allAndSomeOf,
  anyDescription,
  anyDisplayName,
  anyMetadata,
  anyProfileTags,
  anySearchKey,
  anyTagsOf,
  anyTextTo,
  anyUrlTo,
  mostly,
  pageFields,
  someOf,
  updateOf,
} from './fields.ts';
import { anyGuid, anyUid, type Names, namesWith } from './names.ts';

const groupTypes: readonly GroupType[] = ['public', 'password', 'private'];
/** How much a member may do. */
export const anyGroupScope: fc.Arbitrary<GroupScope> = fc.constantFrom<GroupScope>(
  'participant',
  'moderator',
  'admin',
);

function profileFields(names: Names) {
  return {
    icon: anyUrlTo(),
    description: anyDescription,
    metadata: anyMetadata,
    tags: anyProfileTags(names),
  };
}

/** A password of a group, one of a few or any. */
export function anyGroupPassword({ passwords }: Names): fc.Arbitrary<string> {
  return mostly(fc.constantFrom(...passwords), anyTextTo(groupPasswordLengthMax));
}

interface Access {
  readonly type?: GroupType;
  readonly password?: string;
}

/** A type, and a password with the one type that has any: mostly where a group is made, now and then in an update. */
function anyAccess(names: Names, password: 'mostly' | 'perhaps'): fc.Arbitrary<Access> {
  const none = fc.constant<Access>({ type: 'password' });
  const some = anyGroupPassword(names).map((given): Access => ({ type: 'password', password: given }));
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 2, arbitrary: fc.constant<Access>({}) },
    { weight: 1, arbitrary: fc.constant<Access>({ type: 'public' }) },
    { weight: 2, arbitrary: fc.constant<Access>({ type: 'private' }) },
    { weight: 3, arbitrary: password === 'mostly' ? mostly(some, none) : fc.oneof(some, none) },
  );
}

/**
 * What `groups.create` takes. The owner, whom the app may not have, is mostly absent. A password comes with the type
 * `password` only, which is now and then without one and is refused with `ERR_EMPTY_GROUP_PASS` then.
 */
export function anyCreateGroupInput(names?: Partial<Names>): fc.Arbitrary<CreateGroupInput> {
  const drawn = namesWith(names);
  return fc
    .tuple(
      allAndSomeOf({ guid: anyGuid(drawn), name: anyDisplayName(drawn) }, profileFields(drawn)),
      anyAccess(drawn, 'mostly'),
      someOf({ owner: anyUid(drawn) }, 'seldom'),
    )
    .map(([profile, access, owner]) => ({ ...profile, ...access, ...owner }));
}

/** What `groups.update` takes; a password comes with the type `password` only. */
export function anyUpdateGroupInput(names?: Partial<Names>): fc.Arbitrary<UpdateGroupInput> {
  const drawn = namesWith(names);
  return fc
    .tuple(
      updateOf({ name: anyDisplayName(drawn), ...profileFields(drawn) }, unsettableGroupFields),
      anyAccess(drawn, 'perhaps'),
    )
    .map(([changes, access]) => ({ ...changes, ...access }));
}

/** What `groups.list` takes, but for the cursor, which only a page can give. */
export function anyListGroupsOptions(names?: Partial<Names>): fc.Arbitrary<ListGroupsOptions> {
  const drawn = namesWith(names);
  return someOf(
    {
      ...pageFields,
      searchKey: anySearchKey(drawn, drawn.guids),
      searchIn: fc.subarray<'guid' | 'name'>(['guid', 'name'], { minLength: 1 }),
      types: fc.subarray([...groupTypes], { minLength: 1 }),
      tags: anyTagsOf(drawn),
      order: fc.constantFrom<GroupOrder>('newest', 'name', 'guid'),
      as: anyUid(drawn),
    },
    'seldom',
  );
}

/** On whose behalf a command on a group is carried out: every other time administration's. */
export function anyActingOptions(names?: Partial<Names>): fc.Arbitrary<ActingOptions> {
  return someOf({ as: anyUid(names) });
}

/** What `groupMemberships.join` takes. */
export function anyJoinOptions(names?: Partial<Names>): fc.Arbitrary<JoinOptions> {
  return someOf({ password: anyGroupPassword(namesWith(names)) });
}

/** What `groupMemberships.add` takes. */
export function anyAddMembersOptions(names?: Partial<Names>): fc.Arbitrary<AddMembersOptions> {
  return someOf({ as: anyUid(names), scope: anyGroupScope });
}

/** What `groupMemberships.listMembers` takes, but for the cursor, which only a page can give. */
export function anyListMembersOptions(): fc.Arbitrary<ListMembersOptions> {
  return someOf({ ...pageFields, scopes: fc.subarray([...groupScopes], { minLength: 1 }) }, 'seldom');
}
