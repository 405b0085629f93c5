import { describe, expect, it } from 'vitest';
import {
  builtInDefaultRole,
  decideCreateRole,
  decideDeleteRole,
  decideGetRole,
  decideUpdateRole,
  defaultRoleId,
  rolesPerAppMax,
  roleOf as storedOrBuiltIn,
} from '../../src/role/role.ts';
import { roleId, roleOf } from '../support/records.ts';
import { codeOf, epoch, must, openTestApp, refusalOf } from '../support/test-app.ts';

const vip = roleId('vip');
const wanted = { role: vip, name: 'Very important', description: 'Guests' };

describe('the default role', () => {
  it('is built in until it is changed', () => {
    expect(storedOrBuiltIn(defaultRoleId, undefined)).toBe(builtInDefaultRole);
    expect(builtInDefaultRole).toEqual({ role: 'default', name: 'Default role' });
    expect(storedOrBuiltIn(vip, undefined)).toBeUndefined();
    const changed = roleOf('default');
    expect(storedOrBuiltIn(defaultRoleId, changed)).toBe(changed);
  });

  it('is stored by its first change, and replaced by the next', () => {
    const first = decideUpdateRole(defaultRoleId, { name: 'Everybody' }, { role: undefined }, epoch);
    const role = { role: 'default', name: 'Everybody', updatedAt: epoch };
    expect(first._unsafeUnwrap()).toEqual({ changes: [{ type: 'addRole', role }], value: role });
    const stored = first._unsafeUnwrap().value;
    const second = decideUpdateRole(defaultRoleId, {}, { role: stored }, epoch + 1)._unsafeUnwrap();
    expect(second.changes).toEqual([{ type: 'replaceRole', role: { ...role, updatedAt: epoch + 1 } }]);
  });

  it('takes none of the places', async () => {
    const app = openTestApp({ limits: { rolesPerAppMax: 1 } });
    await must(app.roles.update('default', { name: 'Everybody' }));
    expect(await codeOf(app.roles.create({ role: 'vip', name: 'VIP' }))).toBe('ok');
    expect(await codeOf(app.roles.create({ role: 'staff', name: 'Staff' }))).toBe('ERR_ROLES_LIMIT_EXCEEDED');
  });
});

describe('creating a role', () => {
  it('adds it', () => {
    const decided = decideCreateRole(wanted, { role: undefined, roleCount: 24 }, epoch)._unsafeUnwrap();
    const role = { ...wanted, createdAt: epoch };
    expect(decided).toEqual({ changes: [{ type: 'addRole', role }], value: role });
    expect(Object.isFrozen(decided.value)).toBe(true);
  });

  it('is refused when it exists, and then when there are too many', () => {
    const taken = decideCreateRole(wanted, { role: roleOf('vip'), roleCount: 25 }, epoch);
    expect(taken._unsafeUnwrapErr()).toEqual({ code: 'ERR_ROLE_ALREADY_EXISTS', role: vip });
    const builtIn = decideCreateRole(
      { ...wanted, role: defaultRoleId },
      { role: undefined, roleCount: 0 },
      epoch,
    );
    expect(builtIn._unsafeUnwrapErr()).toEqual({ code: 'ERR_ROLE_ALREADY_EXISTS', role: 'default' });
    const full = decideCreateRole(wanted, { role: undefined, roleCount: 2 }, epoch, 2);
    expect(full._unsafeUnwrapErr()).toEqual({ code: 'ERR_ROLES_LIMIT_EXCEEDED', limit: 2 });
  });

  it('refuses the 26th role beside default', async () => {
    const app = openTestApp();
    for (let number = 0; number < rolesPerAppMax; number += 1) {
      await must(app.roles.create({ role: `role-${number}`, name: 'Role' }));
    }
    expect(await refusalOf(app.roles.create({ role: 'one-more', name: 'Role' }))).toEqual({
      code: 'ERR_ROLES_LIMIT_EXCEEDED',
      limit: 25,
    });
    expect((await must(app.roles.list())).items).toHaveLength(26);
    await must(app.roles.delete('ROLE-7'));
    expect(await codeOf(app.roles.create({ role: 'one-more', name: 'Role' }))).toBe('ok');
  });
});

describe('a role', () => {
  it('is shown, or not found', () => {
    expect(decideGetRole(vip, { role: roleOf('vip') })._unsafeUnwrap()).toEqual(roleOf('vip'));
    const missing = { code: 'ERR_ROLE_NOT_FOUND', role: vip };
    expect(decideGetRole(vip, { role: undefined })._unsafeUnwrapErr()).toEqual(missing);
    expect(decideUpdateRole(vip, {}, { role: undefined }, epoch)._unsafeUnwrapErr()).toEqual(missing);
  });

  it('is changed in what is given, and loses what is named', () => {
    const stored = roleOf('vip', { description: 'Guests', metadata: { a: 1 } });
    const decided = decideUpdateRole(
      vip,
      { name: 'New', unset: ['description'] },
      { role: stored },
      epoch + 1,
    );
    const { description: _, ...kept } = stored;
    const role = { ...kept, name: 'New', updatedAt: epoch + 1 };
    expect(decided._unsafeUnwrap()).toStrictEqual({ changes: [{ type: 'replaceRole', role }], value: role });
    expect(Object.isFrozen(decided._unsafeUnwrap().value)).toBe(true);
  });

  it('is not deleted if it is default, does not exist, or is held, in that order', () => {
    const refusalFor = (...asked: Parameters<typeof decideDeleteRole>) =>
      decideDeleteRole(...asked)._unsafeUnwrapErr().code;
    expect(refusalFor(defaultRoleId, { role: undefined, inUse: true })).toBe('ERR_ROLE_DELETE_DENIED');
    expect(refusalFor(vip, { role: undefined, inUse: true })).toBe('ERR_ROLE_NOT_FOUND');
    expect(refusalFor(vip, { role: roleOf('vip'), inUse: true })).toBe('ERR_ROLE_IN_USE');
  });

  it('is in use while a deactivated user holds it', async () => {
    const app = openTestApp();
    await must(app.roles.create({ role: 'vip', name: 'VIP' }));
    await must(app.users.create({ uid: 'ana', name: 'Ana', role: 'VIP' }));
    await must(app.users.deactivate(['ana']));
    expect(await refusalOf(app.roles.delete('vip'))).toEqual({ code: 'ERR_ROLE_IN_USE', role: 'vip' });
    await must(app.users.delete('ana', { permanent: true }));
    expect(await codeOf(app.roles.delete('vip'))).toBe('ok');
  });
});
