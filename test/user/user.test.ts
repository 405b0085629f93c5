import type { User } from 'kithkin';
import { describe, expect, it } from 'vitest';
import {
  decideCreateUser,
  decideDeactivate,
  decideDeleteByDeactivation,
  decideReactivate,
  decideTouch,
  decideUpdateSelf,
  decideUpdateUser,
  decideUpsertUser,
  decideViewUser,
  isActive,
  publicUser,
  uidNotFound,
  viewFor,
  viewOf,
} from '../../src/user/user.ts';
import { ana, bo, deactivatedUserOf, roleId, tombstoneOf, uid, userOf } from '../support/records.ts';
import { createUsers, epoch, must, openTestApp, refusalOf } from '../support/test-app.ts';

const free = { user: undefined, tombstone: undefined, roleExists: true };
const given = { now: epoch, role: roleId('vip') };
const wanted = { uid: ana, name: 'Ana' };
const fullUser = userOf(ana, {
  avatar: 'https://example.org/a',
  link: 'https://example.org/l',
  metadata: { '@private': 1, open: 2 },
  tags: ['red'],
  statusMessage: 'Hello',
});

describe('creating a user', () => {
  it('makes one that is offline and has what was given', () => {
    const user = { uid: ana, name: 'Ana', role: 'vip', status: 'offline', createdAt: epoch };
    const decided = decideCreateUser(wanted, free, given)._unsafeUnwrap();
    expect(decided).toStrictEqual({ changes: [{ type: 'addUser', user }], value: user });
    expect(Object.isFrozen(decided.value)).toBe(true);
  });

  it('takes an empty list of tags for none', () => {
    const { value } = decideCreateUser({ ...wanted, tags: [] }, free, given)._unsafeUnwrap();
    expect(value).not.toHaveProperty('tags');
    const tagged = decideCreateUser({ ...wanted, tags: ['red'] }, free, given)._unsafeUnwrap();
    expect(tagged.value.tags).toEqual(['red']);
  });

  it.each([
    ['an active user', { ...free, user: userOf(ana) }],
    ['a deactivated user', { ...free, user: deactivatedUserOf(ana) }],
    ['an unfinished deletion', { ...free, tombstone: tombstoneOf({ type: 'user', uid: ana }) }],
  ])('is refused while %s holds the uid, whatever the role', (_, seen) => {
    const refusal = { code: 'ERR_UID_ALREADY_EXISTS', uid: ana };
    expect(decideCreateUser(wanted, { ...seen, roleExists: false }, given)._unsafeUnwrapErr()).toEqual(
      refusal,
    );
  });

  it('is refused to the system, and with a role that does not exist', () => {
    const system = { uid: uid('app_system'), name: 'System' };
    expect(decideCreateUser(system, free, given)._unsafeUnwrapErr()).toEqual({
      code: 'ERR_UID_ALREADY_EXISTS',
      uid: 'app_system',
    });
    expect(decideCreateUser(wanted, { ...free, roleExists: false }, given)._unsafeUnwrapErr()).toEqual({
      code: 'ERR_ROLE_NOT_FOUND',
      role: 'vip',
    });
  });
});

describe('upserting a user', () => {
  it('creates one who is not there', () => {
    const { changes, value } = decideUpsertUser(wanted, free, given)._unsafeUnwrap();
    expect(value).toMatchObject({ created: true, user: { uid: ana, role: 'vip' } });
    expect(changes).toEqual([{ type: 'addUser', user: value.user }]);
  });

  it('updates one who is, and leaves alone what is not given', () => {
    const decided = decideUpsertUser(wanted, { ...free, user: fullUser }, { ...given, now: epoch + 1 });
    const user = { ...fullUser, name: 'Ana', updatedAt: epoch + 1 };
    expect(decided._unsafeUnwrap()).toEqual({
      changes: [{ type: 'replaceUser', user }],
      value: { user, created: false },
    });
    const untagged = decideUpsertUser({ ...wanted, tags: [] }, { ...free, user: fullUser }, given);
    expect(untagged._unsafeUnwrap().value.user).not.toHaveProperty('tags');
  });

  it('asks for the role only if one is given', () => {
    const seen = { ...free, user: fullUser, roleExists: false };
    expect(decideUpsertUser(wanted, seen, given).isOk()).toBe(true);
    const decided = decideUpsertUser({ ...wanted, role: roleId('vip') }, seen, given);
    expect(decided._unsafeUnwrapErr()).toEqual({ code: 'ERR_ROLE_NOT_FOUND', role: 'vip' });
  });

  it('is refused for a deactivated user', () => {
    const decided = decideUpsertUser(wanted, { ...free, user: deactivatedUserOf(ana) }, given);
    expect(decided._unsafeUnwrapErr()).toEqual({ code: 'ERR_UID_ALREADY_EXISTS', uid: ana });
  });
});

describe('updating a user', () => {
  it('replaces what is given, and takes away what is named', () => {
    const changes = { name: 'New', unset: ['avatar', 'tags'] as const };
    const decided = decideUpdateSelf(ana, changes, { user: fullUser }, epoch + 1)._unsafeUnwrap();
    const { avatar: _, tags: __, ...kept } = fullUser;
    const user = { ...kept, name: 'New', updatedAt: epoch + 1 };
    expect(decided).toStrictEqual({ changes: [{ type: 'replaceUser', user }], value: user });
    expect(Object.isFrozen(decided.value)).toBe(true);
  });

  it('takes an empty list of tags for none', () => {
    const decided = decideUpdateSelf(ana, { tags: [] }, { user: fullUser }, epoch);
    expect(decided._unsafeUnwrap().value).not.toHaveProperty('tags');
  });

  it('gives a role that exists, and keeps the old one where none is given', () => {
    const seen = { user: fullUser, roleExists: true };
    const { value } = decideUpdateUser(ana, { role: roleId('vip') }, seen, epoch)._unsafeUnwrap();
    expect(value).toMatchObject({ role: 'vip', updatedAt: epoch });
    const kept = decideUpdateUser(ana, {}, { ...seen, roleExists: false }, epoch)._unsafeUnwrap();
    expect(kept.value.role).toBe('default');
    expect(kept.changes).toEqual([{ type: 'replaceUser', user: kept.value }]);
  });

  it('is refused for nobody, and then for a role that does not exist', () => {
    const changes = { role: roleId('vip') };
    const nobody = decideUpdateUser(ana, changes, { user: undefined, roleExists: false }, epoch);
    expect(nobody._unsafeUnwrapErr()).toEqual(uidNotFound(ana));
    const hidden = decideUpdateSelf(ana, {}, { user: deactivatedUserOf(ana) }, epoch);
    expect(hidden._unsafeUnwrapErr()).toEqual(uidNotFound(ana));
    const roleless = decideUpdateUser(ana, changes, { user: fullUser, roleExists: false }, epoch);
    expect(roleless._unsafeUnwrapErr()).toEqual({ code: 'ERR_ROLE_NOT_FOUND', role: 'vip' });
  });
});

describe('coming and going', () => {
  const online: User = { ...fullUser, status: 'online', lastActiveAt: epoch };

  it('deactivates an active user, who is offline then', () => {
    const user = { ...online, status: 'offline', deactivatedAt: epoch + 1 };
    expect(decideDeactivate({ user: online }, epoch + 1)._unsafeUnwrap()).toEqual({
      changes: [{ type: 'replaceUser', user }],
      value: 'deactivated',
    });
  });

  it('reactivates a deactivated user, with all it had', () => {
    const user = { ...fullUser, deactivatedAt: epoch };
    expect(decideReactivate({ user })._unsafeUnwrap()).toStrictEqual({
      changes: [{ type: 'replaceUser', user: fullUser }],
      value: 'reactivated',
    });
  });

  it('changes nothing where nothing is to be changed', () => {
    const hidden = deactivatedUserOf(ana);
    expect(decideDeactivate({ user: undefined }, epoch)._unsafeUnwrap()).toEqual({
      changes: [],
      value: 'notFound',
    });
    expect(decideReactivate({ user: undefined })._unsafeUnwrap()).toEqual({ changes: [], value: 'notFound' });
    expect(decideDeactivate({ user: hidden }, epoch + 9)._unsafeUnwrap()).toEqual({
      changes: [],
      value: 'alreadyDeactivated',
    });
    expect(decideReactivate({ user: fullUser })._unsafeUnwrap()).toEqual({
      changes: [],
      value: 'alreadyActive',
    });
  });

  it('notes presence, and for nobody none', () => {
    const user = { ...fullUser, status: 'online', lastActiveAt: epoch + 1 };
    expect(decideTouch(ana, 'online', { user: fullUser }, epoch + 1)._unsafeUnwrap()).toEqual({
      changes: [{ type: 'replaceUser', user }],
      value: user,
    });
    expect(decideTouch(ana, 'online', { user: deactivatedUserOf(ana) }, epoch)._unsafeUnwrapErr()).toEqual(
      uidNotFound(ana),
    );
  });

  it('deletes by deactivation once', () => {
    const decided = decideDeleteByDeactivation(ana, { user: fullUser }, epoch)._unsafeUnwrap();
    expect(decided.value).toEqual({ uid: ana, permanent: false });
    expect(decided.changes).toEqual([{ type: 'replaceUser', user: { ...fullUser, deactivatedAt: epoch } }]);
    for (const user of [undefined, deactivatedUserOf(ana)]) {
      expect(decideDeleteByDeactivation(ana, { user }, epoch)._unsafeUnwrapErr()).toEqual(uidNotFound(ana));
    }
  });

  it('deactivates 25 at once and refuses the 26th', async () => {
    const app = openTestApp();
    const uids = Array.from({ length: 26 }, (_, index) => `user-${index}`);
    await createUsers(app, ...uids);
    expect(await refusalOf(app.users.deactivate(uids))).toMatchObject({ code: 'ERR_BAD_REQUEST' });
    expect(await refusalOf(app.users.reactivate([]))).toMatchObject({ code: 'ERR_BAD_REQUEST' });
    const { deactivated } = await must(app.users.deactivate(uids.slice(0, 25)));
    expect(deactivated).toHaveLength(25);
  });
});

describe('who is active', () => {
  it('is who is there and not deactivated', () => {
    expect([isActive(undefined), isActive(deactivatedUserOf(ana)), isActive(fullUser)]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('what others see', () => {
  const flags = { blockedByMe: true, hasBlockedMe: false };

  it('is everything but private metadata', () => {
    expect(publicUser(fullUser)).toStrictEqual({ ...fullUser, metadata: { open: 2 } });
    const secretive = { ...fullUser, metadata: { '@private': 1 } };
    expect(publicUser(secretive)).not.toHaveProperty('metadata');
    const open = { ...fullUser, metadata: {} };
    expect(publicUser(open)).toBe(open);
    expect(publicUser(userOf(ana))).toEqual(userOf(ana));
    expect(Object.isFrozen(publicUser(fullUser))).toBe(true);
    expect(Object.isFrozen(publicUser(fullUser).metadata)).toBe(true);
  });

  it('comes with the blocks between the two', () => {
    expect(viewOf(fullUser, flags)).toEqual({ ...publicUser(fullUser), ...flags });
    const block = { blocker: bo, blocked: ana, blockedAt: epoch };
    const seen = { user: fullUser, viewer: userOf(bo), forth: block, back: undefined };
    expect(decideViewUser(ana, bo, seen)._unsafeUnwrap()).toEqual(viewOf(fullUser, flags));
    const mirrored = { ...seen, forth: undefined, back: block };
    expect(decideViewUser(ana, bo, mirrored)._unsafeUnwrap()).toMatchObject({
      blockedByMe: false,
      hasBlockedMe: true,
    });
  });

  it('is told from the side of who looks', () => {
    const block = { blocker: bo, blocked: ana, blockedAt: epoch };
    const forth = { forth: block, back: undefined };
    expect(viewFor(bo, fullUser, forth)).toStrictEqual(viewOf(fullUser, flags));
    const back = { forth: undefined, back: block };
    expect(viewFor(bo, fullUser, back)).toMatchObject({ blockedByMe: false, hasBlockedMe: true });
    expect(Object.isFrozen(viewFor(bo, fullUser, back))).toBe(true);
    expect(Object.isFrozen(viewFor(ana, fullUser, { forth: undefined, back: undefined }))).toBe(true);
  });

  it('is everything when one looks at oneself', () => {
    const seen = { user: fullUser, viewer: fullUser, forth: undefined, back: undefined };
    const view = decideViewUser(ana, ana, seen)._unsafeUnwrap();
    expect(view).toStrictEqual({ ...fullUser, blockedByMe: false, hasBlockedMe: false });
  });

  it('is nothing of nobody, and nothing to nobody', () => {
    const seen = { user: fullUser, viewer: userOf(bo), forth: undefined, back: undefined };
    const gone = decideViewUser(ana, bo, { ...seen, user: deactivatedUserOf(ana), viewer: undefined });
    expect(gone._unsafeUnwrapErr()).toEqual(uidNotFound(ana));
    expect(decideViewUser(ana, bo, { ...seen, viewer: undefined })._unsafeUnwrapErr()).toEqual(
      uidNotFound(bo),
    );
  });
});

describe('a list of users for one of them', () => {
  it('shows each as that one sees it, the deactivated ones that are asked for too', async () => {
    const app = openTestApp();
    const metadata = { '@private': 1, open: 2 };
    for (const uid of ['ana', 'bo', 'cy']) await must(app.users.create({ uid, name: uid, metadata }));
    await must(app.blocks.block('ana', ['bo']));
    await must(app.blocks.block('cy', ['ana']));
    await must(app.users.deactivate(['cy']));
    const { items } = await must(app.users.list({ as: 'ANA', withDeactivated: true, order: 'uid' }));
    expect(
      items.map(({ uid, metadata, ...rest }) => [uid, metadata, rest.blockedByMe, rest.hasBlockedMe]),
    ).toEqual([
      ['ana', metadata, false, false],
      ['bo', { open: 2 }, true, false],
      ['cy', { open: 2 }, false, true],
    ]);
    // @ts-expect-error: administration is shown no flags.
    expect((await must(app.users.list())).items[0]?.blockedByMe).toBeUndefined();
  });

  it('is refused for whom it is about, then for whom it is made', async () => {
    const app = openTestApp();
    await createUsers(app, 'ana');
    const options = { friendsOf: 'no1', hideBlockedFor: 'no2', as: 'no3' };
    const missing = async (given: object) => refusalOf(app.users.list({ ...options, ...given }));
    expect(await missing({})).toEqual({ code: 'ERR_UID_NOT_FOUND', uid: 'no1' });
    expect(await missing({ friendsOf: 'ana' })).toEqual({ code: 'ERR_UID_NOT_FOUND', uid: 'no2' });
    expect(await missing({ friendsOf: 'ana', hideBlockedFor: 'ana' })).toEqual({
      code: 'ERR_UID_NOT_FOUND',
      uid: 'no3',
    });
    expect(await missing({ as: 'no one' })).toMatchObject({
      code: 'ERR_BAD_REQUEST',
      details: { as: [expect.any(String)] },
    });
  });
});
