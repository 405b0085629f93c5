/**
 * Role: a named kind of user, defined before anyone holds it.
 *
 * `default` needs no defining: it exists in every app, stored or not, and stays. A role that somebody holds stays too,
 * so a user's role always exists.
 *
 * @module
 */

import { canonicalId, type RoleId } from '../shared/ids.ts';
import type { JsonObject } from '../shared/json.ts';
import { amended, extended, without } from '../shared/record.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { UnixSeconds } from '../shared/time.ts';
import type { Commit } from '../store/store.ts';

/** The most roles of one app, `default` not counted. */
export const rolesPerAppMax = 25;

/** The role of every user who was given no other. */
export const defaultRoleId: RoleId = canonicalId('default');

// Types

/** A role. What is not set is absent. */
export interface Role {
  readonly role: RoleId;
  readonly name: string;
  readonly description?: string;
  readonly metadata?: JsonObject;
  /** Absent on `default`, which was never created. */
  readonly createdAt?: UnixSeconds;
  readonly updatedAt?: UnixSeconds;
}

/** A role to be. */
export interface NewRole {
  readonly role: RoleId;
  readonly name: string;
  readonly description?: string;
  readonly metadata?: JsonObject;
}

/** The names of the fields of a role that an update can take away. */
export const unsettableRoleFields = ['description', 'metadata'] as const;

/** The fields of a role that an update can take away. */
export type UnsettableRoleField = (typeof unsettableRoleFields)[number];

/** What an update changes: the fields that are present, and those named in `unset`. */
export interface RoleChanges {
  readonly name?: string;
  readonly description?: string;
  readonly metadata?: JsonObject;
  readonly unset?: readonly UnsettableRoleField[];
}

// Errors

/** The app has no such role. */
export interface RoleNotFound {
  readonly code: 'ERR_ROLE_NOT_FOUND';
  readonly role: RoleId;
}

/** The app has a role of that id. `default` always is one. */
export interface RoleAlreadyExists {
  readonly code: 'ERR_ROLE_ALREADY_EXISTS';
  readonly role: RoleId;
}

/** The app has as many roles as the limit allows. */
export interface RolesLimitExceeded {
  readonly code: 'ERR_ROLES_LIMIT_EXCEEDED';
  readonly limit: number;
}

/** `default` cannot be deleted. */
export interface RoleDeleteDenied {
  readonly code: 'ERR_ROLE_DELETE_DENIED';
  readonly role: RoleId;
}

/** Some user holds the role, perhaps a deactivated one. */
export interface RoleInUse {
  readonly code: 'ERR_ROLE_IN_USE';
  readonly role: RoleId;
}

/** Why a role was not created. When several apply, the first listed is returned. */
export type CreateRoleRefusal = RoleAlreadyExists | RolesLimitExceeded;

/** Why a role was not deleted. When several apply, the first listed is returned. */
export type DeleteRoleRefusal = RoleDeleteDenied | RoleNotFound | RoleInUse;

// Decisions

/** The role `default` of an app that never changed it. */
export const builtInDefaultRole: Role = Object.freeze({ role: defaultRoleId, name: 'Default role' });

/** The role of that id, given what is stored under it. */
export function roleOf(role: RoleId, stored: Role | undefined): Role | undefined {
  return stored ?? (role === defaultRoleId ? builtInDefaultRole : undefined);
}

/** Decides whether a role may be created. */
export function decideCreateRole(
  wanted: NewRole,
  seen: { readonly role: Role | undefined; readonly roleCount: number },
  now: UnixSeconds,
  limit: number = rolesPerAppMax,
): Result<Commit<Role>, CreateRoleRefusal> {
  if (roleOf(wanted.role, seen.role)) return err({ code: 'ERR_ROLE_ALREADY_EXISTS', role: wanted.role });
  if (seen.roleCount >= limit) return err({ code: 'ERR_ROLES_LIMIT_EXCEEDED', limit });
  const role: Role = extended(wanted, { createdAt: now });
  return ok({ changes: [{ type: 'addRole', role }], value: role });
}

/** Decides what is shown of a role. */
export function decideGetRole(
  id: RoleId,
  seen: { readonly role: Role | undefined },
): Result<Role, RoleNotFound> {
  const role = roleOf(id, seen.role);
  return role ? ok(role) : err({ code: 'ERR_ROLE_NOT_FOUND', role: id });
}

/** Decides whether a role may be changed. */
export function decideUpdateRole(
  id: RoleId,
  wanted: RoleChanges,
  seen: { readonly role: Role | undefined },
  now: UnixSeconds,
): Result<Commit<Role>, RoleNotFound> {
  return decideGetRole(id, seen).map((role) => {
    const { unset, ...fields } = wanted;
    const changed = amended(role, fields, { updatedAt: now });
    const next: Role = unset ? without(changed, ...unset) : changed;
    // The first change of the built-in role is what stores it.
    return { changes: [{ type: seen.role ? 'replaceRole' : 'addRole', role: next }], value: next };
  });
}

/** Decides whether a role may be deleted. */
export function decideDeleteRole(
  id: RoleId,
  seen: { readonly role: Role | undefined; readonly inUse: boolean },
): Result<Commit<Role>, DeleteRoleRefusal> {
  if (id === defaultRoleId) return err({ code: 'ERR_ROLE_DELETE_DENIED', role: id });
  if (!seen.role) return err({ code: 'ERR_ROLE_NOT_FOUND', role: id });
  if (seen.inUse) return err({ code: 'ERR_ROLE_IN_USE', role: id });
  return ok({ changes: [{ type: 'removeRole', role: id }], value: seen.role });
}
