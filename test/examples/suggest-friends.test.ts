import fc from 'fast-check';
import type { App, Uid } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { holds, properties } from '../../docs/examples/suggest-friends.properties.ts';
import { suggestFriends } from '../../docs/examples/suggest-friends.ts';
import { runs } from '../support/setup.ts';
import { codeOf, createUsers, must, openTestApp } from '../support/test-app.ts';

type Suggest = typeof suggestFriends;

/** An app that answers as another does, but for some of its lists. */
function appWith(app: App, other: Partial<App>): App {
  return { ...app, ...other };
}

/** Suggestions by one who looks at no blocks, or at those of one direction only. */
const seeingBlocks =
  (direction: 'none' | 'blockedByMe' | 'hasBlockedMe'): Suggest =>
  (app, uid) => {
    const list: App['blocks']['list'] = (whose, options) =>
      direction === 'none'
        ? app.blocks.list(whose, options).map(() => ({ items: [] }))
        : app.blocks.list(whose, { ...options, direction });
    return suggestFriends(appWith(app, { blocks: { ...app.blocks, list } }), uid);
  };

/** Suggestions by one who takes uids as they are written, and so does not know the user among its friends' friends. */
const forgettingCase: Suggest = (app, uid) => {
  // SAFETY: the uid of somebody who was found, in lower case.
  const own = uid.toLowerCase() as Uid;
  return suggestFriends(app, uid).andThen((suggestions) =>
    app.friendships.list(uid).map(({ items }) => {
      const mutual = items.map((friend) => friend.uid);
      return mutual.length === 0 ? suggestions : [{ uid: own, mutual }, ...suggestions];
    }),
  );
};

/** Suggestions by one who asks the last friend only. */
const askingOneFriend: Suggest = (app, uid) =>
  suggestFriends(app, uid).map((suggestions) =>
    suggestions.map((suggestion) => ({ ...suggestion, mutual: suggestion.mutual.slice(-1) })),
  );

/** Suggestions by one who forgets to leave out friends. */
const suggestingFriends: Suggest = (app, uid) =>
  suggestFriends(app, uid).andThen((suggestions) =>
    app.friendships
      .list(uid)
      .map(({ items }) => [...suggestions, ...items.map((friend) => ({ uid: friend.uid, mutual: [] }))]),
  );

const [blocked = '', friends = '', both = ''] = Object.keys(properties);

function propertyOf(title: string, suggest: Suggest) {
  const isTrue = properties[title];
  if (!isTrue) throw new Error(`no property ${title}`);
  return holds(isTrue, suggest);
}

describe('suggestFriends', () => {
  it.each(Object.keys(properties))('%s', async (title) => {
    await fc.assert(propertyOf(title, suggestFriends), { numRuns: runs(200) });
  });

  it.each<[title: string, broken: string, suggest: Suggest]>([
    [blocked, 'looks at no blocks', seeingBlocks('none')],
    [blocked, 'forgets whoever has blocked the user', seeingBlocks('blockedByMe')],
    [blocked, 'forgets whom the user has blocked', seeingBlocks('hasBlockedMe')],
    [friends, 'suggests the user to itself', forgettingCase],
    [friends, 'suggests friends', suggestingFriends],
    [both, 'forgets whoever has blocked the user', seeingBlocks('blockedByMe')],
    [both, 'asks one friend only', askingOneFriend],
  ])('would break "%s" if it %s', async (title, _, suggest) => {
    const { failed, counterexample } = await fc.check(propertyOf(title, suggest), { seed: 1, numRuns: 500 });
    expect(failed).toBe(true);
    // Whatever the function did wrong, a few users are enough to show it.
    expect(counterexample?.[0].users.length).toBeLessThanOrEqual(4);
  });

  it('answers what Kithkin answers about somebody who is not there', async () => {
    const app = openTestApp();
    expect(await codeOf(suggestFriends(app, 'nobody'))).toBe('ERR_UID_NOT_FOUND');
    expect(await codeOf(suggestFriends(app, 'no body'))).toBe('ERR_BAD_REQUEST');
  });

  it('names whoever shares the most friends first', async () => {
    const app = openTestApp();
    await createUsers(app, 'ana', 'bo', 'cy', 'dee', 'eve');
    await must(app.friendships.befriendAll('ana', ['bo', 'cy']));
    await must(app.friendships.befriendAll('bo', ['dee', 'eve']));
    await must(app.friendships.befriend('cy', 'eve'));
    expect(await must(suggestFriends(app, 'Ana'))).toEqual([
      { uid: 'eve', mutual: ['bo', 'cy'] },
      { uid: 'dee', mutual: ['bo'] },
    ]);
  });
});
