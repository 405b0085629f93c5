import { describe, expect, it } from 'vitest';
import {
  decideBefriend,
  decideUnfriend,
  friendshipBetween,
  friendshipsPerUserMax,
} from '../../src/friendship/friendship.ts';
import { ana, bo, deactivatedUserOf, friendshipOf, userOf } from '../support/records.ts';
import { codeOf, createUsers, must, openTestApp, refusalOf } from '../support/test-app.ts';

const strangers = {
  a: userOf(ana),
  b: userOf(bo),
  friendship: undefined,
  friendCountOfA: 0,
  friendCountOfB: 0,
};

describe('friendshipBetween', () => {
  it('names the lower uid first, whoever asked', () => {
    expect(friendshipBetween({ a: ana, b: bo })).toEqual({ lower: ana, higher: bo });
    expect(friendshipBetween({ a: bo, b: ana })).toEqual({ lower: ana, higher: bo });
  });
});

describe('befriending', () => {
  it('adds one friendship, under the ordered pair', () => {
    expect(decideBefriend({ a: bo, b: ana }, strangers)._unsafeUnwrap()).toEqual({
      changes: [{ type: 'addFriendship', friendship: { lower: ana, higher: bo } }],
      value: { lower: ana, higher: bo },
    });
  });

  it.each([
    ['the first is nobody', { ...strangers, a: undefined }, { code: 'ERR_UID_NOT_FOUND', uid: ana }],
    ['the second is nobody', { ...strangers, b: undefined }, { code: 'ERR_UID_NOT_FOUND', uid: bo }],
    [
      'the second is deactivated',
      { ...strangers, b: deactivatedUserOf(bo) },
      { code: 'ERR_UID_NOT_FOUND', uid: bo },
    ],
    [
      'they are friends',
      { ...strangers, friendship: friendshipOf(ana, bo) },
      { code: 'ERR_ALREADY_FRIEND', lower: ana, higher: bo },
    ],
  ])('is refused when %s', (_, seen, refusal) => {
    expect(decideBefriend({ a: ana, b: bo }, seen)._unsafeUnwrapErr()).toEqual(refusal);
  });

  it('is refused to somebody who asks for itself, unless it is nobody', () => {
    const self = { ...strangers, b: strangers.a };
    expect(decideBefriend({ a: ana, b: ana }, self)._unsafeUnwrapErr()).toEqual({
      code: 'ERR_CANNOT_FORM_SELF_RELATION',
      uid: ana,
    });
    const nobody = { ...strangers, a: undefined, b: undefined };
    expect(decideBefriend({ a: ana, b: ana }, nobody)._unsafeUnwrapErr()).toEqual({
      code: 'ERR_UID_NOT_FOUND',
      uid: ana,
    });
  });

  it('allows the 1000th friendship by default', () => {
    const last = { ...strangers, friendCountOfA: friendshipsPerUserMax - 1, friendCountOfB: 999 };
    expect(decideBefriend({ a: ana, b: bo }, last).isOk()).toBe(true);
  });

  it('refuses the 1001st friendship and names the user who is full', async () => {
    const app = openTestApp();
    await createUsers(app, 'ana', 'bo', 'newcomer');
    for (let number = 1; number <= 1000; number += 1) {
      const uid = `friend-${number}`;
      await createUsers(app, uid);
      const [a, b] = number % 2 === 0 ? ['ana', uid] : [uid, 'ana'];
      expect((await app.friendships.befriend(a, b)).isOk()).toBe(true);
    }
    const refusal = { code: 'ERR_FRIENDS_LIMIT_EXCEEDED', uid: 'ana', limit: 1000 };
    expect(await refusalOf(app.friendships.befriend('newcomer', 'ana'))).toEqual(refusal);
    expect(await refusalOf(app.friendships.befriend('Ana', 'newcomer'))).toEqual(refusal);
    expect(await must(app.friendships.befriendAll('newcomer', ['ana', 'bo']))).toEqual([
      { uid: 'ana', ok: false, error: refusal },
      { uid: 'bo', ok: true, value: { lower: 'bo', higher: 'newcomer' } },
    ]);

    await must(app.friendships.unfriend('friend-7', 'ana'));
    expect(await codeOf(app.friendships.befriend('newcomer', 'ana'))).toBe('ok');
    expect(await codeOf(app.friendships.befriend('friend-7', 'ana'))).toBe('ERR_FRIENDS_LIMIT_EXCEEDED');
  });
});

describe('unfriending', () => {
  const friends = { ...strangers, friendship: friendshipOf(ana, bo) };

  it('removes the friendship, whoever asks', () => {
    expect(decideUnfriend({ a: bo, b: ana }, friends)._unsafeUnwrap()).toEqual({
      changes: [{ type: 'removeFriendship', friendship: { lower: ana, higher: bo } }],
      value: { lower: ana, higher: bo },
    });
  });

  it.each([
    ['the first is nobody', { ...friends, a: undefined }, { code: 'ERR_UID_NOT_FOUND', uid: bo }],
    [
      'the second is deactivated',
      { ...friends, b: deactivatedUserOf(ana) },
      { code: 'ERR_UID_NOT_FOUND', uid: ana },
    ],
    ['they are no friends', strangers, { code: 'ERR_NOT_A_FRIEND', lower: ana, higher: bo }],
  ])('is refused when %s', (_, seen, refusal) => {
    expect(decideUnfriend({ a: bo, b: ana }, seen)._unsafeUnwrapErr()).toEqual(refusal);
  });
});
