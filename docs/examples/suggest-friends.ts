/**
 * "People you may know": what an application might write on top of Kithkin.
 *
 * suggest-friends.properties.ts says what is always true of it.
 *
 * @module
 */
import {
  type App,
  err,
  type ListFriendsError,
  ok,
  type Page,
  type PageOptions,
  type Result,
  ResultAsync,
  type Uid,
} from 'kithkin';

/** Somebody whom a user may know. */
export interface Suggestion {
  readonly uid: Uid;
  /** The friends that both have. */
  readonly mutual: readonly Uid[];
}

/**
 * Suggests the friends of a user's friends: whoever shares the most friends first. Nobody is among them who is a friend
 * already, whom the user has blocked, or who has blocked the user.
 */
export function suggestFriends(app: App, uid: string): ResultAsync<readonly Suggestion[], ListFriendsError> {
  return new ResultAsync(suggest(app, uid));
}

async function suggest(app: App, uid: string): Promise<Result<readonly Suggestion[], ListFriendsError>> {
  const friends = await uidsOf((page) => app.friendships.list(uid, page));
  if (friends.isErr()) return err(friends.error);
  const blocked = await uidsOf((page) => app.blocks.list(uid, { direction: 'both', ...page }));
  if (blocked.isErr()) return err(blocked.error);

  const own = uid.toLowerCase();
  const hidden = new Set<string>([own, ...friends.value, ...blocked.value]);
  const mutual = new Map<Uid, Uid[]>();
  for (const friend of friends.value) {
    const others = await uidsOf((page) => app.friendships.list(friend, page));
    // Deactivated since it was listed.
    if (others.isErr() && others.error.code === 'ERR_UID_NOT_FOUND') continue;
    if (others.isErr()) return err(others.error);
    for (const other of others.value) {
      if (!hidden.has(other)) mutual.set(other, [...(mutual.get(other) ?? []), friend]);
    }
  }
  const suggestions = [...mutual].map(([other, shared]) => ({ uid: other, mutual: shared }));
  return ok(suggestions.sort((a, b) => b.mutual.length - a.mutual.length));
}

/** The uids of a whole list, page by page. */
async function uidsOf<E>(
  list: (page: PageOptions) => ResultAsync<Page<{ readonly uid: Uid }>, E>,
): Promise<Result<readonly Uid[], E>> {
  const uids: Uid[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ cursor, limit: 1000 });
    if (page.isErr()) return err(page.error);
    uids.push(...page.value.items.map((item) => item.uid));
    cursor = page.value.nextCursor;
  } while (cursor !== undefined);
  return ok(uids);
}
