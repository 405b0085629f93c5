import { describe, expect, it } from 'vitest';
import { clearances, decideClearance } from '../../src/group-membership/clearance.ts';
import { bo, club, cy, groupOf, membershipOf, userOf } from '../support/records.ts';

const asActor = (scope: 'admin' | 'moderator' | 'participant') => ({
  uid: bo,
  user: userOf(bo),
  membership: membershipOf(bo, scope),
});

describe('clearance', () => {
  const group = groupOf(club, { owner: bo });

  it('needs none where administration acts', () => {
    for (const action of Object.keys(clearances) as (keyof typeof clearances)[]) {
      expect(decideClearance(action, group, undefined, { has: 'admin', gets: 'admin' }).isOk()).toBe(true);
    }
  });

  it('is a table', () => {
    const table = Object.keys(clearances).map((action) => {
      const rows = (['admin', 'moderator', 'participant'] as const).map((scope) => {
        const may = (target?: object) =>
          decideClearance(action as keyof typeof clearances, group, asActor(scope), target).isOk();
        const on = (['admin', 'moderator', 'participant'] as const).filter((has) => may({ has }));
        const gives = (['admin', 'moderator', 'participant'] as const).filter((gets) => may({ gets }));
        return `${scope}: ${may()} on ${on.join()} gives ${gives.join()}`;
      });
      return [action, ...rows];
    });
    const nothing = 'false on  gives ';
    const all = 'admin,moderator,participant';
    expect(table).toEqual([
      [
        'updateGroup',
        `admin: true on ${all} gives `,
        `moderator: true on ${all} gives `,
        `participant: ${nothing}`,
      ],
      ['deleteGroup', `admin: true on ${all} gives `, `moderator: ${nothing}`, `participant: ${nothing}`],
      ['addMember', `admin: true on ${all} gives ${all}`, `moderator: ${nothing}`, `participant: ${nothing}`],
      [
        'kickMember',
        `admin: true on ${all} gives `,
        'moderator: true on participant gives ',
        `participant: ${nothing}`,
      ],
      [
        'banMember',
        `admin: true on ${all} gives `,
        'moderator: true on participant gives ',
        `participant: ${nothing}`,
      ],
      [
        'unbanUser',
        `admin: true on ${all} gives `,
        `moderator: true on ${all} gives `,
        `participant: ${nothing}`,
      ],
      [
        'changeScope',
        `admin: true on ${all} gives ${all}`,
        'moderator: true on participant gives moderator,participant',
        `participant: ${nothing}`,
      ],
      [
        'transferOwnership',
        `admin: true on ${all} gives `,
        `moderator: ${nothing}`,
        `participant: ${nothing}`,
      ],
    ]);
  });

  it('is for members, and some of it for the owner', () => {
    const stray = { ...asActor('admin'), membership: undefined };
    expect(decideClearance('updateGroup', group, stray)._unsafeUnwrapErr()).toEqual({
      code: 'ERR_NOT_A_MEMBER',
      uid: bo,
      guid: club,
    });
    const held = groupOf(club, { owner: cy });
    expect(decideClearance('transferOwnership', held, asActor('admin')).isErr()).toBe(true);
  });
});
