/**
 * What is always true of `suggestFriends`, in whatever state an app is.
 *
 * With any test runner, for each of them: `it(title, () => fc.assert(holds(isTrue, suggestFriends)))`.
 *
 * @module
 */
import fc from 'fast-check';
import { type AppState, anyAppState, openState } from 'kithkin/testing';
import type { Suggestion, suggestFriends } from './suggest-friends.ts';

/** What is suggested to each active user, by uid. */
type Told = ReadonlyMap<string, readonly Suggestion[]>;

/** Whether something is so for whatever is suggested in an app of any state. */
type IsTrue = (state: AppState, told: Told) => boolean;

/** Each property, by its title. */
export const properties: Readonly<Record<string, IsTrue>> = {
  'nobody is suggested who has blocked the user, or whom the user has blocked': ({ blocks }, told) =>
    blocks.every(
      ({ blocker, blocked }) => !isSuggested(told, blocker, blocked) && !isSuggested(told, blocked, blocker),
    ),

  'no friend is suggested, and nobody to itself': ({ users, friendships }, told) =>
    users.every(({ profile: { uid } }) => !isSuggested(told, uid, uid)) &&
    friendships.every(({ a, b }) => !isSuggested(told, a, b) && !isSuggested(told, b, a)),

  'a suggestion goes both ways, by the same mutual friends': (_, told) =>
    [...told].every(([uid, suggestions]) =>
      suggestions.every((there) => {
        const back = told.get(there.uid)?.find((suggestion) => suggestion.uid === uid);
        return back !== undefined && [...back.mutual].sort().join() === [...there.mutual].sort().join();
      }),
    ),
};

/** The property of a function that suggests. */
export function holds(
  isTrue: IsTrue,
  suggest: typeof suggestFriends,
): fc.IAsyncPropertyWithHooks<[AppState]> {
  return fc.asyncProperty(anyAppState(), async (state) => {
    const { app } = await openState(state);
    const told = new Map<string, readonly Suggestion[]>();
    for (const { profile, isDeactivated } of state.users) {
      // In upper case, which means the same: callers write uids as they please.
      if (!isDeactivated)
        told.set(profile.uid, (await suggest(app, profile.uid.toUpperCase()))._unsafeUnwrap());
    }
    return isTrue(state, told);
  });
}

function isSuggested(told: Told, to: string, uid: string): boolean {
  return told.get(to)?.some((suggestion) => suggestion.uid === uid) ?? false;
}
