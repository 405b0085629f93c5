/**
 * The role commands.
 *
 * @module
 */

import type { Context } from '../context.ts';
import { readDescription, readName, readRoleId } from '../shared/fields.ts';
import { argumentsOf, type BadRequest, inputOf, objectOf, optional } from '../shared/input.ts';
import { readJsonObject } from '../shared/json.ts';
import { listPage, type Page, type PageOptions, pageFields, pageWithin } from '../shared/page.ts';
import { ok, type ResultAsync } from '../shared/result.ts';
import { updateOf } from '../shared/update.ts';
import { appAnchor, roleAnchor } from '../store/anchors.ts';
import type { StoreError } from '../store/store-error.ts';
import {
  builtInDefaultRole,
  type CreateRoleRefusal,
  type DeleteRoleRefusal,
  decideCreateRole,
  decideDeleteRole,
  decideGetRole,
  decideUpdateRole,
  defaultRoleId,
  type Role,
  type RoleNotFound,
  type UnsettableRoleField,
  unsettableRoleFields,
} from './role.ts';

/** All that `create` may answer but the role, in order of precedence. */
export type CreateRoleError = BadRequest | CreateRoleRefusal | StoreError;

/** All that `get` and `update` may answer but the role, in order of precedence. */
export type NamedRoleError = BadRequest | RoleNotFound | StoreError;

/** All that `delete` may answer but the role that was, in order of precedence. */
export type DeleteRoleError = BadRequest | DeleteRoleRefusal | StoreError;

/** All that `list` may answer but a page, in order of precedence. */
export type ListRolesError = BadRequest | StoreError;

/** A role to create. */
export interface CreateRoleInput {
  /** 1–100 of `[A-Za-z0-9_-]`, lower-cased on the way in. */
  readonly role: string;
  /** 1–100 characters. */
  readonly name: string;
  /** 1–255 characters. */
  readonly description?: string | undefined;
  /** A JSON object of at most 5 KB. */
  readonly metadata?: object | undefined;
}

/** What to change of a role; absent fields stay. */
export interface UpdateRoleInput {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly metadata?: object | undefined;
  /** Fields to take away. */
  readonly unset?: readonly UnsettableRoleField[] | undefined;
}

/** Roles of one app. `default` always is among them. */
export interface Roles {
  /**
   * Defines a role.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_ROLE_ALREADY_EXISTS`, `ERR_ROLES_LIMIT_EXCEEDED`.
   */
  create(input: CreateRoleInput): ResultAsync<Role, CreateRoleError>;

  /** Shows a role. Refusals: `ERR_BAD_REQUEST`, `ERR_ROLE_NOT_FOUND`. */
  get(role: string): ResultAsync<Role, NamedRoleError>;

  /** Changes a role, `default` too. Refusals: `ERR_BAD_REQUEST`, `ERR_ROLE_NOT_FOUND`. */
  update(role: string, input: UpdateRoleInput): ResultAsync<Role, NamedRoleError>;

  /**
   * Deletes a role that nobody holds.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_ROLE_DELETE_DENIED` (of `default`), `ERR_ROLE_NOT_FOUND`,
   * `ERR_ROLE_IN_USE` (deactivated holders count).
   */
  delete(role: string): ResultAsync<Role, DeleteRoleError>;

  /** Lists the roles in order of their id, `default` included. Refusals: `ERR_BAD_REQUEST`. */
  list(options?: PageOptions): ResultAsync<Page<Role>, ListRolesError>;
}

const roleFields = {
  description: optional(readDescription),
  metadata: optional(readJsonObject),
};

const readCreate = inputOf({ role: readRoleId, name: readName, ...roleFields });

const readNamed = argumentsOf({ role: readRoleId });

const readUpdate = argumentsOf(
  { role: readRoleId },
  updateOf({ name: optional(readName), ...roleFields }, unsettableRoleFields),
);

const readList = argumentsOf({}, objectOf(pageFields));

/** The commands on roles, over the given app. */
export function roleCommands({ appId, store, clock, limits }: Context): Roles {
  return {
    create: (input) =>
      readCreate(input).asyncAndThen((wanted) => {
        const now = clock();
        return store.transact(
          {
            anchors: { write: [appAnchor, roleAnchor(wanted.role)], read: [] },
            load: { role: { type: 'role', role: wanted.role }, roleCount: { type: 'roleCount' } },
          },
          (seen) => decideCreateRole(wanted, seen, now, limits.rolesPerAppMax),
        );
      }),

    get: (role) =>
      readNamed({ role }).asyncAndThen(({ role }) =>
        store.read({ role: { type: 'role', role } }, (seen) => decideGetRole(role, seen)),
      ),

    update: (role, input) =>
      readUpdate({ role }, input).asyncAndThen(({ role, ...wanted }) => {
        const now = clock();
        return store.transact(
          { anchors: { write: [roleAnchor(role)], read: [] }, load: { role: { type: 'role', role } } },
          (seen) => decideUpdateRole(role, wanted, seen, now),
        );
      }),

    delete: (role) =>
      readNamed({ role }).asyncAndThen(({ role }) =>
        store.transact(
          {
            anchors: { write: [appAnchor, roleAnchor(role)], read: [] },
            load: { role: { type: 'role', role }, inUse: { type: 'roleInUse', role } },
          },
          (seen) => decideDeleteRole(role, seen),
        ),
      ),

    list: (options) =>
      readList({}, options).asyncAndThen((page) =>
        listPage(
          page,
          { identity: ['roles', appId], key: 'string' },
          {
            fetch: (query) =>
              store.roles.all().andThen((stored) => {
                const isStored = stored.some(({ role }) => role === defaultRoleId);
                const roles = isStored ? [...stored] : [...stored, builtInDefaultRole];
                roles.sort((a, b) => (a.role < b.role ? -1 : 1));
                return ok(pageWithin(roles, query, ({ role }) => ({ key: role, id: role })));
              }),
            show: (role) => role,
          },
        ),
      ),
  };
}
