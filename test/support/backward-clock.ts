/**
 * A clock that goes backwards: the order of commits is the store's, and no clock's.
 *
 * @module
 */
import { openApp, type Store } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { allOf, createUsers, must } from './test-app.ts';

/** Defines the tests of a store that is told of moments in the wrong order. */
export function testBackwardClock(name: string, open: () => Store, appId: string): void {
  describe(`a clock that goes backwards over ${name}`, () => {
    it('changes nothing about the order of commits', async () => {
      let now = 2_000_000_000;
      const clock = () => {
        now -= 1000;
        return now;
      };
      const app = openApp({ store: open(), appId, clock });
      await createUsers(app, 'ana', 'bo', 'cy');
      await must(app.friendships.befriend('ana', 'cy'));
      await must(app.friendships.befriend('bo', 'ana'));
      const uids = (users: readonly { readonly uid: string }[]) => users.map(({ uid }) => uid);
      expect(uids(await allOf((page) => app.users.list(page), 1))).toEqual(['cy', 'bo', 'ana']);
      expect(uids(await allOf((page) => app.friendships.list('ana', page), 1))).toEqual(['cy', 'bo']);
    });
  });
}
