import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideDeleteRole } from '../../src/role/role.ts';
import { roleCommands } from '../model/commands/small-commands.ts';
import { userCommands } from '../model/commands/user-commands.ts';
import { historyOf, live, newWorld } from '../model/histories.ts';
import { roleId, roleOf } from '../support/records.ts';
import { runs } from '../support/setup.ts';
import { allOf, codeOf, must } from '../support/test-app.ts';

const history = historyOf([...roleCommands, ...roleCommands, ...userCommands]);

describe('roles', () => {
  it('ROLE-EXISTS: the role of every user exists', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (commands) => {
        const world = await newWorld();
        await live(world, commands, async () => {
          const roles = (await must(world.app.roles.list())).items.map(({ role }) => role);
          const users = (await must(world.app.users.list({ withDeactivated: true }))).items;
          for (const { role } of users) expect(roles).toContain(role);
        });
      }),
      { numRuns: runs(30) },
    );
  });

  it('ROLE-CAP: no app ever has more than rolesPerAppMax roles beside default', async () => {
    await fc.assert(
      fc.asyncProperty(historyOf(roleCommands), fc.nat({ max: 2 }), async (commands, cap) => {
        const world = await newWorld({ limits: { rolesPerAppMax: cap + 1 } });
        await live(world, commands, async () => {
          const roles = await allOf((page) => world.app.roles.list(page), 1);
          expect(roles.filter(({ role }) => role !== 'default').length).toBeLessThanOrEqual(cap + 1);
        });
      }),
      { numRuns: runs(30) },
    );
  });

  it('ROLE-IN-USE: a role is deleted exactly if it exists, is not default and nobody holds it', () => {
    const id = fc.constantFrom('default', 'vip').map(roleId);
    fc.assert(
      fc.property(id, fc.boolean(), fc.boolean(), (role, isStored, inUse) => {
        const stored = isStored ? roleOf(role) : undefined;
        const decided = decideDeleteRole(role, { role: stored, inUse });
        expect(decided.isOk()).toBe(role === 'vip' && isStored && !inUse);
        if (decided.isOk())
          expect(decided.value).toEqual({ changes: [{ type: 'removeRole', role }], value: stored });
        else expect(decided.error.role).toBe(role);
      }),
    );
  });

  it('ROLE-DEFAULT: default is there in every app, whatever is done', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (commands) => {
        const world = await newWorld();
        await live(world, commands, async () => {
          expect(await codeOf(world.app.roles.delete('Default'))).toBe('ERR_ROLE_DELETE_DENIED');
          expect(await codeOf(world.app.roles.create({ role: 'DEFAULT', name: 'Mine' }))).toBe(
            'ERR_ROLE_ALREADY_EXISTS',
          );
          expect((await must(world.app.roles.get('default'))).role).toBe('default');
        });
        expect((await must(world.app.roles.list())).items.map(({ role }) => role)).toContain('default');
        const { user } = await must(world.app.users.create({ uid: 'new-here', name: 'New' }));
        expect(user.role).toBe('default');
      }),
      { numRuns: runs(30) },
    );
  });
});
