/**
 * Endpoints: users.
 *
 * @module
 */

import { ok } from '../../shared/result.ts';
import { unsettableUserFields } from '../../user/user.ts';
import type { CreateUserInput, UpdateUserInput } from '../../user/user-input.ts';
import { type Endpoint, endpoint, unread } from '../endpoint.ts';
import { parsedMetadata } from '../request-body.ts';
import { bodies, component, fieldSchemas, listSchema, objectSchema } from '../schemas.ts';
import { userView } from '../views.ts';
import { answerUsers, userListParameters } from './user-list.ts';

const { id, boolean, uids } = fieldSchemas;

const unset = listSchema({ type: 'string', enum: unsettableUserFields });

const fates = listSchema(id);

/** What of each list is not empty. */
function filled(lists: Readonly<Record<string, readonly string[]>>): object {
  return Object.fromEntries(Object.entries(lists).filter(([, uids]) => uids.length > 0));
}

/** The endpoints of users. */
export const userEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/users',
    tag: 'Users',
    summary: 'List users: newest first with an API key, by name as a user',
    parameters: userListParameters,
    data: listSchema(component('User')),
    paged: true,
    key: {
      operation: 'users.list',
      onBehalfOf: true,
      answer: (call) => answerUsers(call, { as: call.as, byDefault: 'newest', showsDeactivated: true }),
    },
    user: { answer: (call) => answerUsers(call, { as: call.user.uid, byDefault: 'name' }) },
    refusals: ['ERR_UID_NOT_FOUND'],
    names: {
      order: 'sortBy',
      friendsOf: 'onBehalfOf',
      hideBlockedFor: 'onBehalfOf',
      as: 'onBehalfOf',
      limit: 'perPage',
    },
  }),
  endpoint({
    method: 'POST',
    path: '/users',
    tag: 'Users',
    summary: 'Create a user',
    isCore: true,
    body: objectSchema({ 'uid!': id, ...bodies.profile, 'name!': fieldSchemas.name, withAuthToken: boolean }),
    data: { allOf: [component('User'), objectSchema({ authToken: { type: 'string' } })] },
    key: {
      operation: 'users.create',
      answer: ({ app, body }) =>
        app.users.create(unread<CreateUserInput>(parsedMetadata(body))).andThen(({ user, authToken }) =>
          // Some clients take any `authToken` for their own from now on: it is shown only where it was asked for.
          ok({ data: { ...userView(user), authToken: authToken?.authToken } }),
        ),
    },
    refusals: ['ERR_UID_ALREADY_EXISTS', 'ERR_ROLE_NOT_FOUND'],
  }),
  endpoint({
    method: 'PUT',
    path: '/users',
    tag: 'Users',
    summary: 'Reactivate users',
    body: objectSchema({ 'uidsToActivate!': uids }),
    data: objectSchema({ reactivatedUids: fates, nonDeactivatedUids: fates, notFound: fates }),
    key: {
      operation: 'users.reactivate',
      answer: ({ app, body }) =>
        app.users.reactivate(unread(body.uidsToActivate)).andThen((became) =>
          ok({
            data: filled({
              reactivatedUids: became.reactivated,
              nonDeactivatedUids: became.alreadyActive,
              notFound: became.notFound,
            }),
          }),
        ),
    },
    names: { uids: 'uidsToActivate' },
  }),
  endpoint({
    method: 'DELETE',
    path: '/users',
    tag: 'Users',
    summary: 'Deactivate users',
    body: objectSchema({ 'uidsToDeactivate!': uids }),
    data: objectSchema({ deactivatedUids: fates, alreadyDeactivatedUids: fates, notFound: fates }),
    key: {
      operation: 'users.deactivate',
      answer: ({ app, body }) =>
        app.users.deactivate(unread(body.uidsToDeactivate)).andThen((became) =>
          ok({
            data: filled({
              deactivatedUids: became.deactivated,
              alreadyDeactivatedUids: became.alreadyDeactivated,
              notFound: became.notFound,
            }),
          }),
        ),
    },
    failure: 'ERR_UID_DELETE_FAILED',
    names: { uids: 'uidsToDeactivate' },
  }),
  endpoint({
    method: 'GET',
    path: '/users/:uid',
    tag: 'Users',
    summary: 'Get a user',
    data: component('User'),
    key: {
      operation: 'users.get',
      onBehalfOf: true,
      answer: ({ app, path, as }) => {
        const uid = path('uid');
        const found = as === undefined ? app.users.get(uid) : app.users.view(uid, { as });
        return found.andThen((user) => ok({ data: userView(user) }));
      },
    },
    user: {
      answer: ({ app, path, user }) =>
        app.users.view(path('uid'), { as: user.uid }).andThen((seen) => ok({ data: userView(seen) })),
    },
    refusals: ['ERR_UID_NOT_FOUND'],
    names: { as: 'onBehalfOf' },
  }),
  endpoint({
    method: 'PUT',
    path: '/users/:uid',
    tag: 'Users',
    summary: 'Update a user',
    body: objectSchema({ ...bodies.profile, unset }),
    data: component('User'),
    key: {
      operation: 'users.update',
      answer: ({ app, path, body }) =>
        app.users
          .update(path('uid'), unread<UpdateUserInput>(parsedMetadata(body)))
          .andThen((user) => ok({ data: userView(user) })),
    },
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_ROLE_NOT_FOUND'],
  }),
  endpoint({
    method: 'DELETE',
    path: '/users/:uid',
    tag: 'Users',
    summary: 'Deactivate a user, or delete it for good',
    isCore: true,
    body: objectSchema({ permanent: { ...boolean, default: false } }),
    data: { allOf: [component('Done'), objectSchema({ deactivatedUids: fates })] },
    key: {
      operation: 'users.delete',
      answer: ({ app, path, body }) =>
        app.users.delete(path('uid'), { permanent: unread(body.permanent) }).andThen(({ uid, permanent }) =>
          ok({
            data: {
              success: true,
              message: `User with UID ${uid} has been ${permanent ? 'deleted' : 'deactivated'} successfully.`,
              ...(!permanent && { deactivatedUids: [uid] }),
            },
          }),
        ),
    },
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_GROUP_OWNER'],
    failure: 'ERR_UID_DELETE_FAILED',
  }),
];
