/**
 * Looks: everything that a program can have left, in one cut.
 *
 * @module
 */

import type { Guid, RoleId, Uid } from '../shared/ids.ts';
import type { Load } from '../store/loads.ts';
import { names } from './program.ts';

// SAFETY: the names of programs are canonical.
const uids = names.uids as readonly string[] as readonly Uid[];
const guids = names.guids as readonly string[] as readonly Guid[];
const roles = names.roles as readonly string[] as readonly RoleId[];

const loads: readonly Load[] = [
  ...uids.flatMap((uid): Load[] => [
    { type: 'user', uid },
    { type: 'activeAuthTokens', uid, keep: 0, most: 10 },
    { type: 'friendCount', uid },
    { type: 'membershipCount', uid },
    { type: 'ownedGroup', uid },
    { type: 'bot', uid },
    ...uids
      .filter((other) => other !== uid)
      .flatMap((other): Load[] => [
        { type: 'friendship', uids: [uid, other] },
        { type: 'block', blocker: uid, blocked: other },
      ]),
    ...guids.flatMap((guid): Load[] => [
      { type: 'membership', uid, guid },
      { type: 'ban', uid, guid },
    ]),
  ]),
  ...guids.flatMap((guid): Load[] => [
    { type: 'group', guid },
    { type: 'membersCount', guid },
  ]),
  ...roles.flatMap((role): Load[] => [
    { type: 'role', role },
    { type: 'roleInUse', role },
  ]),
  { type: 'roleCount' },
  { type: 'botCount' },
];

function nameOf(load: Load): string {
  return Object.values(load).map(String).join(' ');
}

/** Loads that show all that a program can have left. */
export const everything: Readonly<Record<string, Load>> = Object.fromEntries(
  loads.map((load) => [nameOf(load), load]),
);

/** Whether a look shows a friendship that one side has and the other has not. */
export function hasHalfFriendship(seen: unknown): boolean {
  if (!isLook(seen)) return false;
  const has = (a: Uid, b: Uid) => seen[nameOf({ type: 'friendship', uids: [a, b] })] !== undefined;
  return uids.some((a) => uids.some((b) => a !== b && has(a, b) !== has(b, a)));
}

function isLook(seen: unknown): seen is Readonly<Record<string, unknown>> {
  return typeof seen === 'object' && seen !== null && Object.hasOwn(seen, nameOf({ type: 'roleCount' }));
}

/** Whether a look shows a count that is not the number of the rows it shows. */
export function hasDriftingCount(seen: unknown): boolean {
  if (!isLook(seen)) return false;
  const rows = (...wanted: readonly Load[]) =>
    wanted.filter((load) => seen[nameOf(load)] !== undefined).length;
  const counts = [
    ...uids.flatMap((uid) => [
      [
        seen[nameOf({ type: 'friendCount', uid })],
        rows(
          ...uids
            .filter((other) => other !== uid)
            .map((other): Load => ({ type: 'friendship', uids: [uid, other] })),
        ),
      ],
      [
        seen[nameOf({ type: 'membershipCount', uid })],
        rows(...guids.map((guid): Load => ({ type: 'membership', uid, guid }))),
      ],
    ]),
    ...guids.map((guid) => [
      seen[nameOf({ type: 'membersCount', guid })],
      rows(...uids.map((uid): Load => ({ type: 'membership', uid, guid }))),
    ]),
    [seen[nameOf({ type: 'roleCount' })], rows(...roles.map((role): Load => ({ type: 'role', role })))],
    [seen[nameOf({ type: 'botCount' })], rows(...uids.map((uid): Load => ({ type: 'bot', uid })))],
  ];
  return counts.some(([count, held]) => count !== held);
}
