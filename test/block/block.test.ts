import { describe, expect, it } from 'vitest';
import { decideBlock, decideCanCommunicate, decideUnblock } from '../../src/block/block.ts';
import { ana, bo, deactivatedUserOf, userOf } from '../support/records.ts';
import { createUsers, epoch, must, openTestApp } from '../support/test-app.ts';

const pair = { blocker: ana, blocked: bo };
const apart = { blocker: userOf(ana), blocked: userOf(bo), block: undefined };
const blocked = { ...apart, block: { ...pair, blockedAt: epoch } };

describe('blocking', () => {
  it('notes when it began', () => {
    expect(decideBlock(pair, apart, epoch + 1)._unsafeUnwrap()).toEqual({
      changes: [{ type: 'addBlock', block: { ...pair, blockedAt: epoch + 1 } }],
      value: { blocked: bo, changed: true },
    });
  });

  it('once more leaves it as it was', () => {
    expect(decideBlock(pair, blocked, epoch + 1)._unsafeUnwrap()).toEqual({
      changes: [],
      value: { blocked: bo, changed: false },
    });
  });
});

describe('unblocking', () => {
  it('takes the block back', () => {
    expect(decideUnblock(pair, blocked)._unsafeUnwrap()).toEqual({
      changes: [{ type: 'removeBlock', ...pair }],
      value: { blocked: bo, changed: true },
    });
  });

  it('somebody who is not blocked changes nothing', () => {
    expect(decideUnblock(pair, apart)._unsafeUnwrap()).toEqual({
      changes: [],
      value: { blocked: bo, changed: false },
    });
  });
});

describe.each([
  ['blocking', (...[names, seen]: Parameters<typeof decideUnblock>) => decideBlock(names, seen, epoch)],
  ['unblocking', decideUnblock],
])('%s', (_, decide) => {
  it.each([
    ['by nobody', { ...apart, blocker: undefined }, { code: 'ERR_UID_NOT_FOUND', uid: ana }],
    [
      'by a deactivated user',
      { ...apart, blocker: deactivatedUserOf(ana) },
      { code: 'ERR_UID_NOT_FOUND', uid: ana },
    ],
    ['nobody', { ...apart, blocked: undefined }, { code: 'ERR_UID_NOT_FOUND', uid: bo }],
    [
      'a deactivated user',
      { ...blocked, blocked: deactivatedUserOf(bo) },
      { code: 'ERR_UID_NOT_FOUND', uid: bo },
    ],
  ])('%s is refused', (__, seen, refusal) => {
    expect(decide(pair, seen)._unsafeUnwrapErr()).toEqual(refusal);
  });

  it('oneself is refused', () => {
    const self = { blocker: userOf(ana), blocked: userOf(ana), block: undefined };
    const refusal = { code: 'ERR_CANNOT_BLOCK_SELF', uid: ana };
    expect(decide({ blocker: ana, blocked: ana }, self)._unsafeUnwrapErr()).toEqual(refusal);
  });
});

describe('asking whether two users can communicate', () => {
  const block = { ...pair, blockedAt: epoch };
  const both = { a: userOf(ana), b: userOf(bo), forth: undefined, back: undefined };

  it.each([
    ['neither has blocked the other', both, true],
    ['the first has', { ...both, forth: block }, false],
    ['the second has', { ...both, back: block }, false],
    ['both have', { ...both, forth: block, back: block }, false],
  ])('when %s', (_, seen, answer) => {
    expect(decideCanCommunicate(ana, bo, seen)._unsafeUnwrap()).toBe(answer);
  });

  it('is refused when one of them is nobody', () => {
    const gone = decideCanCommunicate(ana, bo, { ...both, a: undefined });
    expect(gone._unsafeUnwrapErr()).toEqual({ code: 'ERR_UID_NOT_FOUND', uid: ana });
    const hidden = decideCanCommunicate(ana, bo, { ...both, b: deactivatedUserOf(bo) });
    expect(hidden._unsafeUnwrapErr()).toEqual({ code: 'ERR_UID_NOT_FOUND', uid: bo });
  });
});

describe('the list of blocks', () => {
  it('tells when I blocked somebody, and nothing of when somebody blocked me', async () => {
    const app = openTestApp({ clock: () => epoch });
    await createUsers(app, 'ana', 'bo', 'cy');
    await must(app.blocks.block('ana', ['bo']));
    await must(app.blocks.block('cy', ['ana']));
    const { items } = await must(app.blocks.list('ana'));
    expect(items).toMatchObject([
      { uid: 'bo', blockedByMe: true, hasBlockedMe: false, blockedByMeAt: epoch },
      { uid: 'cy', blockedByMe: false, hasBlockedMe: true },
    ]);
    expect(items[1]).not.toHaveProperty('blockedByMeAt');
  });
});
