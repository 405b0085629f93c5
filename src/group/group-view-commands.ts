/**
 * The group commands that show groups.
 *
 * @module
 */

import type { Context } from '../context.ts';
import { readGuid, readSearchKey, readTagFilter, readUid } from '../shared/fields.ts';
import { argumentsOf, listOf, objectOf, oneOf, optional } from '../shared/input.ts';
import { listPage, type Page, pageFields } from '../shared/page.ts';
import type { ResultAsync } from '../shared/result.ts';
import { nameKeyOf } from '../shared/text.ts';
import { showEach } from '../store/show-each.ts';
import { requireActive } from '../user/user-reads.ts';
import {
  decideGetGroup,
  decideViewGroup,
  type Group,
  type GroupView,
  groupViewOf,
  publicGroup,
} from './group.ts';
import type { Groups, ListGroupsError, ListGroupsOptions } from './group-commands.ts';
import { readGroupType } from './group-type.ts';

const readNamed = argumentsOf({ guid: readGuid });

const readView = argumentsOf({ guid: readGuid }, objectOf({ as: readUid }));

const readList = argumentsOf(
  {},
  objectOf({
    ...pageFields,
    searchKey: optional(readSearchKey),
    searchIn: optional(listOf(oneOf(['guid', 'name']), { min: 1, max: 2 })),
    types: optional(listOf(readGroupType, { min: 1, max: 3 })),
    tags: optional(readTagFilter),
    order: optional(oneOf(['newest', 'name', 'guid'])),
    as: optional(readUid),
  }),
);

/** The part of the commands on groups that shows them, over the given app. */
export function groupViewCommands({ appId, store }: Context): Pick<Groups, 'get' | 'view' | 'list'> {
  function list(
    options: ListGroupsOptions & { readonly as: string },
  ): ResultAsync<Page<GroupView>, ListGroupsError>;
  function list(options?: ListGroupsOptions): ResultAsync<Page<Group>, ListGroupsError>;
  function list(options?: ListGroupsOptions): ResultAsync<Page<Group>, ListGroupsError> {
    return readList({}, options).asyncAndThen(
      ({ limit, cursor, count, order = 'newest', as, ...filters }) => {
        const { searchKey, searchIn = ['guid', 'name'], types, tags } = filters;
        const listed = listPage(
          { limit, cursor, count },
          {
            identity: ['groups', appId, order, searchKey, searchIn, types, tags],
            key: order === 'newest' ? 'number' : 'string',
          },
          {
            require: () => requireActive(store, as),
            fetch: (query) =>
              store.groups.list({
                order,
                ...query,
                ...(searchKey !== undefined && { prefix: { text: nameKeyOf(searchKey), in: searchIn } }),
                ...(types && { types }),
                ...(tags && { tags }),
              }),
            show: publicGroup,
          },
        );
        if (as === undefined) return listed;
        return listed.andThen((page) =>
          showEach(
            store,
            page,
            ({ guid }) => ({ membership: { type: 'membership', uid: as, guid } }) as const,
            (group, { membership }) => groupViewOf(group, membership),
          ),
        );
      },
    );
  }

  return {
    get: (guid) =>
      readNamed({ guid }).asyncAndThen(({ guid }) =>
        store.read({ group: { type: 'group', guid }, membersCount: { type: 'membersCount', guid } }, (seen) =>
          decideGetGroup(guid, seen),
        ),
      ),

    view: (guid, options) =>
      readView({ guid }, options).asyncAndThen(({ guid, as }) =>
        store.read(
          {
            viewer: { type: 'user', uid: as },
            group: { type: 'group', guid },
            membersCount: { type: 'membersCount', guid },
            membership: { type: 'membership', uid: as, guid },
          },
          (seen) => decideViewGroup(guid, as, seen),
        ),
      ),

    list,
  };
}
