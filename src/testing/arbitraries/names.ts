/**
 * Names: what generated inputs speak of, few enough that the same user, group or tag turns up again.
 *
 * @module
 */

import fc from 'fast-check';
import { idLengthMax, isIdText } from '../../shared/ids.ts';

/** What generated inputs speak of. No list may be empty; the first three ids of one are spoken of more often. */
export interface Names {
  /** 1–100 of `[A-Za-z0-9_-]` each; so are guids and roles. */
  readonly uids: readonly string[];
  readonly guids: readonly string[];
  /** `default` among them stands for the role that always exists. */
  readonly roles: readonly string[];
  /** Display names of users, groups, roles and API keys, trimmed, beside others that are drawn at random. */
  readonly displayNames: readonly string[];
  /** Trimmed, beside others that are drawn at random. */
  readonly tags: readonly string[];
  /** Of groups: 1–100 characters each. */
  readonly passwords: readonly string[];
}

/**
 * What generated inputs speak of unless they are told otherwise: a few everyday names of each kind, then such at which
 * stores have gone wrong. There are more of each kind than {@link tightLimits} has room for, so that caps are met.
 */
export const someNames: Names = Object.freeze({
  uids: ['ana', 'bo', 'cy', '__proto__', '-', 'u'.repeat(idLengthMax)],
  guids: ['club', 'constructor', '_'],
  roles: ['vip', 'staff', 'default', '__proto__'],
  displayNames: ['Ana Lima', 'ana maria', 'ΟΔΟΣ', 'οδοσ', 'İzmir', '😀'],
  tags: ['red', 'Red', 'blue', '__proto__'],
  passwords: ['sesame', 'Sesame', 'open'],
});

/** The names given, and {@link someNames} where none are. An id that no command would take is a bug, and throws. */
export function namesWith(given: Partial<Names> = {}): Names {
  const {
    uids = someNames.uids,
    guids = someNames.guids,
    roles = someNames.roles,
    displayNames = someNames.displayNames,
    tags = someNames.tags,
    passwords = someNames.passwords,
  } = given;
  const names: Names = { uids, guids, roles, displayNames, tags, passwords };
  for (const [kind, list] of Object.entries(names)) {
    if (list.length === 0) throw new RangeError(`Cannot draw from no ${kind}: name at least one`);
  }
  const wrong = [...uids, ...guids, ...roles].find((id) => !isIdText(id));
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot draw the id ${JSON.stringify(wrong)}: it must be 1 to ${idLengthMax} characters of A-Z, a-z, 0-9, "_" and "-"`,
    );
  }
  return names;
}

/** The first three more often than the others, so that they meet. Mostly in lower case: an id means the same in any. */
function inAnyCase(ids: readonly string[]): fc.Arbitrary<string> {
  const anyOfThem = fc.constantFrom(...ids);
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: fc.constantFrom(...ids.slice(0, 3)) },
    { weight: 4, arbitrary: anyOfThem },
    { weight: 1, arbitrary: anyOfThem.map((id) => id.toUpperCase()) },
  );
}

/** The uid of one of a few users, now and then in upper case, which means the same. */
export function anyUid(names?: Partial<Names>): fc.Arbitrary<string> {
  return inAnyCase(namesWith(names).uids);
}

/** The guid of one of a few groups, now and then in upper case, which means the same. */
export function anyGuid(names?: Partial<Names>): fc.Arbitrary<string> {
  return inAnyCase(namesWith(names).guids);
}

/** The id of one of a few roles, now and then in upper case, which means the same. */
export function anyRoleId(names?: Partial<Names>): fc.Arbitrary<string> {
  return inAnyCase(namesWith(names).roles);
}
