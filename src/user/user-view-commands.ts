/**
 * The user commands that show users.
 *
 * @module
 */

import { mutualBlockLoads } from '../block/mutual-block-loads.ts';
import type { Context } from '../context.ts';
import {
  readRoleId,
  readSearchKey,
  readTagFilter,
  readUid,
  readUids,
  uidsPerCallMax,
} from '../shared/fields.ts';
import { argumentsOf, listOf, objectOf, oneOf, optional, readBoolean } from '../shared/input.ts';
import { listPage, type Page, pageFields } from '../shared/page.ts';
import type { ResultAsync } from '../shared/result.ts';
import { nameKeyOf } from '../shared/text.ts';
import { showEach } from '../store/show-each.ts';
import { decideViewUser, type User, type UserView, viewFor } from './user.ts';
import type { ListUsersError, Users } from './user-commands.ts';
import type { ListUsersOptions } from './user-input.ts';
import { findActiveUser, requireActive } from './user-reads.ts';

const readNamed = argumentsOf({ uid: readUid });

const readView = argumentsOf({ uid: readUid }, objectOf({ as: readUid }));

const readList = argumentsOf(
  {},
  objectOf({
    ...pageFields,
    searchKey: optional(readSearchKey),
    searchIn: optional(listOf(oneOf(['uid', 'name']), { min: 1, max: 2 })),
    status: optional(oneOf(['online', 'offline'])),
    roles: optional(listOf(readRoleId, { min: 1, max: uidsPerCallMax })),
    tags: optional(readTagFilter),
    uids: optional(readUids),
    friendsOf: optional(readUid),
    hideBlockedFor: optional(readUid),
    withDeactivated: optional(readBoolean),
    onlyDeactivated: optional(readBoolean),
    order: optional(oneOf(['newest', 'name', 'uid'])),
    as: optional(readUid),
  }),
);

/** The part of the commands on users that shows them, over the given app. */
export function userViewCommands({ appId, store }: Context): Pick<Users, 'get' | 'view' | 'list'> {
  function list(
    options: ListUsersOptions & { readonly as: string },
  ): ResultAsync<Page<UserView>, ListUsersError>;
  function list(options?: ListUsersOptions): ResultAsync<Page<User>, ListUsersError>;
  function list(options?: ListUsersOptions): ResultAsync<Page<User>, ListUsersError> {
    return readList({}, options).asyncAndThen(
      ({ limit, cursor, count, order = 'newest', as, ...filters }) => {
        const {
          searchKey,
          searchIn = ['uid', 'name'],
          withDeactivated,
          onlyDeactivated,
          ...others
        } = filters;
        const deactivated = onlyDeactivated ? 'only' : withDeactivated ? 'with' : 'without';
        const listed = listPage(
          { limit, cursor, count },
          {
            identity: ['users', appId, order, deactivated, searchKey, searchIn, others],
            key: order === 'newest' ? 'number' : 'string',
          },
          {
            require: () =>
              requireActive(store, others.friendsOf)
                .andThen(() => requireActive(store, others.hideBlockedFor))
                .andThen(() => requireActive(store, as)),
            fetch: (query) =>
              store.users.list({
                order,
                deactivated,
                ...query,
                ...others,
                ...(searchKey !== undefined && { prefix: { text: nameKeyOf(searchKey), in: searchIn } }),
              }),
            show: (user) => user,
          },
        );
        if (as === undefined) return listed;
        return listed.andThen((page) =>
          showEach(
            store,
            page,
            ({ uid }) => mutualBlockLoads(as, uid),
            (user, blocks) => viewFor(as, user, blocks),
          ),
        );
      },
    );
  }

  return {
    get: (uid) => readNamed({ uid }).asyncAndThen(({ uid }) => findActiveUser(store, uid)),

    view: (uid, options) =>
      readView({ uid }, options).asyncAndThen(({ uid, as }) =>
        store.read(
          {
            user: { type: 'user', uid },
            viewer: { type: 'user', uid: as },
            ...mutualBlockLoads(as, uid),
          },
          (seen) => decideViewUser(uid, as, seen),
        ),
      ),

    list,
  };
}
