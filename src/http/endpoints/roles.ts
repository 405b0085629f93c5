/**
 * Endpoints: roles.
 *
 * @module
 */

import { unsettableRoleFields } from '../../role/role.ts';
import type { CreateRoleInput, UpdateRoleInput } from '../../role/role-commands.ts';
import { ok } from '../../shared/result.ts';
import { type Endpoint, endpoint, unread } from '../endpoint.ts';
import { answerPage, pageParameters } from '../offset-pages.ts';
import { parsedMetadata, refusingFields } from '../request-body.ts';
import { component, fieldSchemas, listSchema, objectSchema } from '../schemas.ts';

const { id, name, description, metadata } = fieldSchemas;
const tag = 'Roles';
const names = { limit: 'perPage' };

// A client that sets permissions must not believe that they are in force.
const refuseSettings = refusingFields({ settings: 'is not kept here: roles carry no permissions' });

/** The endpoints of roles. */
export const roleEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/roles',
    tag,
    summary: 'List roles, by id',
    parameters: pageParameters,
    data: listSchema(component('Role')),
    paged: true,
    key: {
      operation: 'roles.list',
      answer: (call) =>
        answerPage(call, ['roles'], {
          fetch: (page) => call.app.roles.list(page),
          show: (role) => role,
        }),
    },
    names,
  }),
  endpoint({
    method: 'POST',
    path: '/roles',
    tag,
    summary: 'Create a role',
    body: objectSchema({ 'role!': id, 'name!': name, description, metadata }),
    data: component('Role'),
    key: {
      operation: 'roles.create',
      answer: ({ app, body }) =>
        refuseSettings(body).asyncAndThen(() =>
          app.roles
            .create(unread<CreateRoleInput>(parsedMetadata(body)))
            .andThen((role) => ok({ data: role })),
        ),
    },
    refusals: ['ERR_ROLE_ALREADY_EXISTS', 'ERR_ROLES_LIMIT_EXCEEDED'],
  }),
  endpoint({
    method: 'GET',
    path: '/roles/:role',
    tag,
    summary: 'Get a role',
    data: component('Role'),
    key: {
      operation: 'roles.get',
      answer: ({ app, path }) => app.roles.get(path('role')).andThen((role) => ok({ data: role })),
    },
    refusals: ['ERR_ROLE_NOT_FOUND'],
  }),
  endpoint({
    method: 'PUT',
    path: '/roles/:role',
    tag,
    summary: 'Update a role',
    body: objectSchema({
      name,
      description,
      metadata,
      unset: listSchema({ type: 'string', enum: unsettableRoleFields }),
    }),
    data: component('Role'),
    key: {
      operation: 'roles.update',
      answer: ({ app, path, body }) =>
        refuseSettings(body).asyncAndThen(() =>
          app.roles
            .update(path('role'), unread<UpdateRoleInput>(parsedMetadata(body)))
            .andThen((role) => ok({ data: role })),
        ),
    },
    refusals: ['ERR_ROLE_NOT_FOUND'],
  }),
  endpoint({
    method: 'DELETE',
    path: '/roles/:role',
    tag,
    summary: 'Delete a role that nobody holds',
    data: component('Done'),
    key: {
      operation: 'roles.delete',
      answer: ({ app, path }) =>
        app.roles
          .delete(path('role'))
          .andThen(({ role }) =>
            ok({ data: { success: true, message: `Role ${role} has been deleted successfully.` } }),
          ),
    },
    refusals: ['ERR_ROLE_DELETE_DENIED', 'ERR_ROLE_NOT_FOUND', 'ERR_ROLE_IN_USE'],
    failure: 'ERR_ROLE_DELETE_FAILED',
  }),
];
