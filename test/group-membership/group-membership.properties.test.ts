import fc from 'fast-check';
import type { App } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { groupCommands } from '../model/commands/group-commands.ts';
import { membershipCommands } from '../model/commands/membership-commands.ts';
import { historyOf, live, newWorld } from '../model/histories.ts';
import { runs } from '../support/setup.ts';
import {
  allOf,
  codeOf,
  createGroups,
  createUsers,
  must,
  openTestApp,
  smallLimits,
} from '../support/test-app.ts';
import { actions, mayAct, newStage, type Role, roles } from './stage.ts';

const history = historyOf([...membershipCommands, ...membershipCommands, ...groupCommands]);

async function membersOf(app: App, guid: string): Promise<readonly string[]> {
  return (await allOf((page) => app.groupMemberships.listMembers(guid, page), 2)).map(({ uid }) => uid);
}

describe('group memberships', () => {
  it('MEMBERSHIP-UNIQUE: a user belongs to a group at most once', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (commands) => {
        const world = await newWorld({ limits: { groupMembershipsPerUserMax: 9, membersPerGroupMax: 9 } });
        await live(world, commands);
        for (const { guid } of await allOf((page) => world.app.groups.list(page))) {
          const members = await membersOf(world.app, guid);
          expect(members).toEqual([...new Set(members)]);
          for (const uid of members) {
            expect(await codeOf(world.app.groupMemberships.join(uid, guid))).toBe('ERR_ALREADY_JOINED');
            const [added] = await must(world.app.groupMemberships.add(guid, [uid]));
            expect(added).toMatchObject({ ok: false, error: { code: 'ERR_ALREADY_JOINED' } });
          }
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('MEMBERSHIP-CAP: no user ever belongs to more than groupMembershipsPerUserMax groups', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 3 }), async (commands, cap) => {
        const world = await newWorld({ limits: { groupMembershipsPerUserMax: cap } });
        await live(world, commands, async () => {
          for (const uid of ['ana', 'bo', 'cy']) {
            const { count } = await must(world.app.groupMemberships.listGroups(uid, { count: true }));
            expect(count).toBeLessThanOrEqual(cap);
          }
        });
      }),
      { numRuns: runs(30) },
    );
  });

  it('GROUP-VACANCY: no group ever has more than membersPerGroupMax members', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 4 }), async (commands, cap) => {
        const app = openTestApp({ limits: { ...smallLimits, membersPerGroupMax: cap } });
        const world = await newWorld();
        await createUsers(app, 'ana', 'bo', 'cy', '__proto__');
        await createGroups(app, 'g1');
        for (const command of commands) {
          await command.act(app, world);
          for (const { membersCount } of (await must(app.groups.list())).items) {
            expect(membersCount).toBeLessThanOrEqual(cap);
          }
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('BAN-KEEPS-OUT: whoever is banned from a group is no member, and becomes none before the ban is lifted', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (commands) => {
        const world = await newWorld();
        await live(world, commands);
        const { app } = world;
        for (const { guid } of await allOf((page) => app.groups.list(page))) {
          for (const { uid } of await allOf((page) => app.groupMemberships.listBanned(guid, page))) {
            expect(await membersOf(app, guid)).not.toContain(uid);
            for (const password of [undefined, 'sesame']) {
              expect(await codeOf(app.groupMemberships.join(uid, guid, { password }))).toBe(
                'ERR_BANNED_GROUPMEMBER',
              );
            }
            const [added] = await must(app.groupMemberships.add(guid, [uid], { scope: 'admin' }));
            expect(added).toMatchObject({ ok: false, error: { code: 'ERR_BANNED_GROUPMEMBER' } });
            await must(app.groupMemberships.unban(uid, guid));
            const [again] = await must(app.groupMemberships.add(guid, [uid]));
            const isWelcome =
              again?.ok || ['ERR_NO_VACANCY', 'ERR_GROUPS_LIMIT_EXCEEDED'].includes(again?.error.code ?? '');
            expect(isWelcome).toBe(true);
          }
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('BAN-TAKES-NO-PLACE: a ban takes no place among the groups of a user or the members of a group', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), async (bans, cap) => {
        const limits = { ...smallLimits, groupMembershipsPerUserMax: cap, membersPerGroupMax: 1 };
        const app = openTestApp({ limits });
        await createUsers(app, 'ana', 'bo');
        for (let number = 0; number < bans; number += 1) {
          await createGroups(app, `banned-${number}`);
          await must(app.groupMemberships.join('ana', `banned-${number}`));
          await must(app.groupMemberships.ban('ana', `banned-${number}`));
          await must(app.groupMemberships.join('bo', `banned-${number}`));
          await must(app.groupMemberships.leave('bo', `banned-${number}`));
        }
        for (let number = 0; number < cap; number += 1) {
          await createGroups(app, `open-${number}`);
          expect(await codeOf(app.groupMemberships.join('ana', `open-${number}`))).toBe('ok');
        }
        await createGroups(app, 'one-more');
        expect(await codeOf(app.groupMemberships.join('ana', 'one-more'))).toBe('ERR_GROUPS_LIMIT_EXCEEDED');
      }),
      { numRuns: runs(20) },
    );
  });

  it('CLEARANCE: a member does to a group or to its members what the table of clearances says, and nothing else', async () => {
    const actor = fc.constantFrom<Role>(...roles);
    const action = fc.constantFrom(...actions);
    const scope = fc.constantFrom('admin', 'moderator', 'participant');
    await fc.assert(
      fc.asyncProperty(action, actor, actor, scope, async (act, as, on, gives) => {
        const app = await newStage();
        const expected = mayAct(act, as, on, gives);
        expect(await act.run(app, as, on, gives)).toBe(expected);
      }),
      { numRuns: runs(400) },
    );
  });
});
