/**
 * The list of groups, which administration and users ask for alike.
 *
 * @module
 */

import { type GroupType, groupTypes } from '../../group/group.ts';
import type { GroupOrder } from '../../group/group-repository.ts';
import { type BadRequest, badRequest, Problem } from '../../shared/input.ts';
import { without } from '../../shared/record.ts';
import { err, ok } from '../../shared/result.ts';
import type { Answered, SideCall } from '../endpoint.ts';
import { orderOf } from '../list-order.ts';
import { answerPage, type PageParameters, pageParameters } from '../offset-pages.ts';
import { flag, list, type Parameter, type ParametersRead, text, unsupported, word } from '../parameters.ts';
import { groupView } from '../views.ts';

/** What the list of groups may be asked for. */
export type GroupListParameters = PageParameters & {
  readonly searchKey: Parameter<string>;
  readonly searchIn: Parameter<readonly string[]>;
  readonly type: Parameter<GroupType>;
  readonly types: Parameter<readonly string[]>;
  readonly tags: Parameter<readonly string[]>;
  readonly withTags: Parameter<boolean>;
  readonly hasJoined: Parameter<boolean>;
  readonly sortBy: Parameter<'name' | 'guid' | 'createdAt'>;
  readonly sortOrder: Parameter<'asc' | 'desc'>;
  readonly updatedAt: Parameter<never>;
  readonly affix: Parameter<never>;
};

/** How each of it is read. */
export const groupListParameters: GroupListParameters = {
  ...pageParameters,
  searchKey: text('Only groups whose guid or name begins with this text, in any case'),
  searchIn: list('Where searchKey is looked for; both when absent', ['guid', 'name']),
  type: word(groupTypes, 'Only groups of this type'),
  types: list('Only groups of one of these types', groupTypes),
  tags: list('Only groups with one of these tags'),
  withTags: flag('Whether to show tags'),
  hasJoined: flag('Only groups that the user who asks has joined; goes with no other filter'),
  sortBy: word(['name', 'guid', 'createdAt'], 'The order'),
  sortOrder: word(['asc', 'desc'], 'asc for name and guid, desc for createdAt: no other is kept'),
  updatedAt: unsupported('no order by time of update is kept'),
  affix: unsupported('no order by time of update is kept'),
};

type Asked = ParametersRead<typeof groupListParameters>;

/** Private groups are not listed to users, whatever they ask for; those that they have joined are, with `hasJoined`. */
function typesForUsers(asked: readonly string[]): readonly string[] {
  return asked.length === 0 ? ['public', 'password'] : asked.filter((type) => type !== 'private');
}

/** Why the groups that a user has joined are not listed as asked. */
function wrongJoined(asked: Asked, as: string | undefined): BadRequest | undefined {
  if (as === undefined) {
    return badRequest(new Problem([['hasJoined', 'needs a user: send the header onBehalfOf']]));
  }
  const filters = ['searchKey', 'searchIn', 'type', 'types', 'tags', 'sortBy', 'sortOrder'] as const;
  const given = filters.filter((name) => asked[name] !== undefined);
  if (given.length === 0) return undefined;
  return badRequest(new Problem(given.map((name) => [name, 'does not go together with hasJoined'])));
}

/** Answers a page of groups, as `as` sees them if there is one. */
export async function answerGroups(
  call: SideCall<typeof groupListParameters>,
  as: string | undefined,
): Promise<Answered> {
  const { app, query } = call;
  const { searchKey, searchIn, type, types = [], tags, withTags, hasJoined } = query;
  const show = (group: Parameters<typeof groupView>[0]) =>
    groupView(withTags ? group : without(group, 'tags'));
  if (hasJoined) {
    const wrong = wrongJoined(query, as);
    if (wrong || as === undefined) return err(wrong ?? badRequest(new Problem('must be')));
    return answerPage(call, ['joinedGroups'], {
      fetch: (page) => app.groupMemberships.listGroups(as, page),
      show: (group) => ({ ...show(group), hasJoined: true }),
    });
  }

  const order = orderOf<GroupOrder>(query, 'newest');
  if (order.isErr()) return err(order.error);
  const asked = [...types, ...(type === undefined ? [] : [type])];
  const wantedTypes = as === undefined ? asked : typesForUsers(asked);
  const wanted = {
    order: order.value,
    searchKey,
    // SAFETY: the core reads the words and refuses others.
    searchIn: searchIn as readonly ('guid' | 'name')[] | undefined,
    types: (wantedTypes.length > 0 ? wantedTypes : undefined) as readonly GroupType[] | undefined,
    tags,
  };
  if (as !== undefined && wantedTypes.length === 0) {
    return answerPage(call, ['noGroups', wanted], {
      // The rest of what was asked is still read, and refused if it is not valid.
      fetch: (page) =>
        app.groups.list({ ...wanted, ...page, as, limit: 1 }).andThen(() => ok({ items: [], count: 0 })),
      show,
    });
  }
  return answerPage(call, ['groups', wanted], {
    fetch: (page) =>
      as === undefined
        ? app.groups.list({ ...wanted, ...page })
        : app.groups.list({ ...wanted, ...page, as }),
    pass: (page) => app.groups.list({ ...wanted, ...page }),
    show,
  });
}
