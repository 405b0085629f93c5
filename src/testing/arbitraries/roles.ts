/**
 * Arbitraries of what the commands on roles take.
 *
 * @module
 */

import type fc from 'fast-check';
import type { CreateRoleInput, UpdateRoleInput } from '../../role/role-commands.ts';
import { allAndSomeOf, anyDescription, anyDisplayName, anyMetadata, updateOf } from './fields.ts';
import { anyRoleId, type Names, namesWith } from './names.ts';

const profileFields = { description: anyDescription, metadata: anyMetadata };

/** What `roles.create` takes. */
export function anyCreateRoleInput(names?: Partial<Names>): fc.Arbitrary<CreateRoleInput> {
  const drawn = namesWith(names);
  return allAndSomeOf({ role: anyRoleId(drawn), name: anyDisplayName(drawn) }, profileFields);
}

/** What `roles.update` takes. */
export function anyUpdateRoleInput(names?: Partial<Names>): fc.Arbitrary<UpdateRoleInput> {
  return updateOf({ name: anyDisplayName(namesWith(names)), ...profileFields }, ['description', 'metadata']);
}
