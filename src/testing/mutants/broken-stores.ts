/**
 * Stores that go wrong by what they do beside a transact: what they show, keep, repeat and deny.
 *
 * @module
 */

import { memoryStore } from '../../adapters/memory/index.ts';
import { asyncResult } from '../../shared/bulk.ts';
import type { AppId } from '../../shared/ids.ts';
import type { Found, PageQuery } from '../../shared/page.ts';
import { err, ok, okAsync, ResultAsync } from '../../shared/result.ts';
import type { Load, Loads, Snapshot } from '../../store/loads.ts';
import type { AppStore, Commit } from '../../store/store.ts';
import { contention, unavailable } from '../../store/store-error.ts';
import type { User } from '../../user/user.ts';
import type { UserQuery } from '../../user/user-repository.ts';
import { must } from '../check.ts';
import type { AnyDecide } from '../history.ts';
import { dataOf } from '../same.ts';
import { applyTo, appStoreWith, storeAround } from '../store-around.ts';
import { locking, type Open, type Shared, sharing } from './correct-stores.ts';
import { pausesOf } from './pauses.ts';

type Transact = (
  plan: Parameters<AppStore['transact']>[0],
  decide: AnyDecide,
) => ResultAsync<unknown, unknown>;
type Read = (load: Loads, decide: AnyDecide) => ResultAsync<unknown, unknown>;
type ListUsers = (query: UserQuery) => ResultAsync<Found<User>, unknown>;

/** What a mutant does in place of the memory store. */
interface Replaced {
  readonly transact?: Transact;
  readonly read?: Read;
  readonly listUsers?: ListUsers;
}

/** A memory store in which some operations are replaced. */
function replacing(replacedIn: (app: Plain, shared: Shared) => Replaced): Open {
  return sharing((shared) => {
    const inner = memoryStore({ data: shared.data });
    return {
      close: () => inner.close(),
      forApp: (appId) => {
        const app = inner.forApp(appId);
        // SAFETY: only the types of loads and values are forgotten.
        const plain: Plain = {
          transact: app.transact.bind(app) as unknown as Transact,
          read: app.read.bind(app) as unknown as Read,
          listUsers: app.users.list.bind(app.users),
        };
        const { transact, read, listUsers } = { ...plain, ...replacedIn(plain, shared) };
        return appStoreWith(app, { transact, read, users: { list: listUsers } });
      },
    };
  });
}

type Plain = Required<Replaced>;

/** Shows every load as `show` changes it, in reads and in transacts; is told what the refused transacts had loaded. */
function showing(
  show: (load: Load, shown: unknown, shared: Shared) => unknown,
  onRefusal: (load: Load, shared: Shared) => void = () => {},
): Open {
  return replacing(({ transact, read }, shared) => {
    const changed = (load: Loads, seen: Snapshot<Loads>) =>
      Object.fromEntries(
        Object.entries(load).map(([name, each]) => [name, show(each, seen[name], shared)]),
      ) as Snapshot<Loads>;
    return {
      transact: (plan, decide) =>
        transact(plan, (seen) => {
          const decided = decide(changed(plan.load, seen));
          if (decided.isErr()) for (const load of Object.values(plan.load)) onRefusal(load, shared);
          return decided;
        }),
      read: (load, decide) => read(load, (seen) => decide(changed(load, seen))),
    };
  });
}

/** Lets readers see the changes of a commit one by one. */
export const appliesOneByOne: Open = locking(() => ({
  commit: async (changes, { apply, pause }) => {
    for (const change of changes) {
      await apply([change]);
      await pause();
    }
  },
}));

/** Forgets the second side of some friendships: the one user has a friend who has not. */
export const dropsOneSide: Open = showing((load, shown) => {
  const isSecondSide = load.type === 'friendship' && load.uids[0] > load.uids[1] && load.uids[0] === 'cy';
  if (isSecondSide) return undefined;
  return shown;
});

/** Shows in reads what was there before the last commit. */
export const readsLate: Open = replacing(({ read }, { notes }) => ({
  read: (load, decide) => {
    const key = dataOf(load);
    return read(load, (seen) => {
      const late = (notes.get(key) ?? seen) as Snapshot<Loads>;
      notes.set(key, seen);
      return decide(late);
    });
  },
}));

/** Finds the rows of a page in one look and counts them in another. */
export const countsLater: Open = sharing(({ data, chance }) => {
  const pause = pausesOf(chance);
  return storeAround(memoryStore({ data }), ({ name, given: [query] }, proceed) => {
    if (!name.endsWith('list') || Object(query).count !== true) return proceed();
    return asyncResult(async () => {
      const found = await proceed([{ ...Object(query), count: false }]);
      await pause();
      const counted = await proceed();
      return found.andThen((page) =>
        counted.map((later) => ({ ...Object(page), count: Object(later).count })),
      );
    });
  });
});

/** Raises the last activity of a user whose command was refused. */
export const notesRefusals: Open = replacing(({ transact }) => ({
  transact: (plan, decide) => {
    let refused: User | undefined;
    return asyncResult(async () => {
      const answer = await transact(plan, (seen) => {
        const decided = decide(seen);
        const [user] = Object.entries(plan.load).flatMap(([name, { type }]) =>
          type === 'user' ? [seen[name]] : [],
        );
        if (decided.isErr()) refused = user as User | undefined;
        return decided;
      });
      if (refused) {
        const user = { ...refused, lastActiveAt: 1 };
        await must(applyTo({ transact: transact as AppStore['transact'] }, [{ type: 'replaceUser', user }]));
      }
      return answer;
    });
  },
}));

/** Loses the answer to a commit now and then, and does it all again. */
export const repeatsCommits: Open = replacing(({ transact }, { chance }) => ({
  transact: (plan, decide) => {
    const first = transact(plan, decide);
    return chance() < 0.3
      ? first.andThen(() => transact(plan, decide)).orElse(() => transact(plan, decide))
      : first;
  },
}));

/** Commits, and now and then answers that nothing was committed. */
export const deniesCommits: Open = replacing(({ transact }, { chance }) => ({
  transact: (plan, decide) =>
    asyncResult(async () => {
      const answer = await transact(plan, decide);
      return answer.isOk() && chance() < 0.2 ? err(contention) : answer;
    }),
}));

/** Keeps the rows that it has shown, and shows them again. */
export const leaksRows: Open = showing((load, shown, { notes }) => {
  if (load.type !== 'user' || shown === undefined) return shown;
  const key = dataOf(shown);
  const own = notes.get(key) ?? { ...shown };
  notes.set(key, own);
  return own;
});

/** Hands out one object for each user, and changes it when the user changes. */
export const changesShown: Open = showing((load, shown, { notes }) => {
  if (load.type !== 'user' || shown === undefined) return shown;
  const own = Object.assign(Object(notes.get(load.uid) ?? {}), shown);
  notes.set(load.uid, own);
  return own;
});

/** Stores texts in normal form C. */
export const normalisesText: Open = committing({ text: (text) => text.normalize('NFC'), hasKey: () => true });

/** Copies objects by assignment. */
export const losesKeys: Open = committing({ text: (text) => text, hasKey: (key) => key !== '__proto__' });

/** Puts users on pages by how many came before. */
export const pagesByOffset: Open = replacing(({ listUsers }) => ({
  listUsers: (query) => pagedAs(query, listUsers, (users) => users),
}));

/** Lists users of whatever status. */
export const ignoresStatus: Open = replacing(({ listUsers }) => ({
  listUsers: ({ status: _, ...query }) => listUsers(query),
}));

/** Orders users as the dictionaries of some country do. */
export const ordersByLocale: Open = replacing(({ listUsers }) => ({
  listUsers: (query) =>
    query.order === 'name'
      ? pagedAs(query, listUsers, (users) =>
          [...users].sort((a, b) => a.name.localeCompare(b.name, 'en') || a.uid.localeCompare(b.uid, 'en')),
        )
      : listUsers(query),
}));

/** Counts a friend more for each befriending that was refused. */
export const driftsCounts: Open = showing(
  (load, shown, { notes }) =>
    load.type === 'friendCount' ? Number(shown) + Number(notes.get(load.uid) ?? 0) : shown,
  (load, { notes }) => {
    if (load.type === 'friendCount') notes.set(load.uid, Number(notes.get(load.uid) ?? 0) + 1);
  },
);

/** Calls itself unavailable when a decision throws. */
export const hidesBugs: Open = replacing(({ transact }) => ({
  transact: (plan, decide) =>
    asyncResult(async () =>
      transact(plan, decide).then(
        (answer) => answer,
        () => err(unavailable),
      ),
    ),
}));

/** Keeps the rows of an app under its id in lower case. */
export const foldsApps: Open = sharing(({ data }) => {
  const inner = memoryStore({ data });
  return {
    close: () => inner.close(),
    // SAFETY: still well-formed.
    forApp: (appId) => inner.forApp(appId.toLowerCase() as AppId),
  };
});

/** Knows of no deletion that was begun and is to be finished. */
export const forgetsDeletions: Open = sharing(({ data }) => {
  const inner = memoryStore({ data });
  return {
    close: () => inner.close(),
    forApp: (appId) => appStoreWith(inner.forApp(appId), { deletions: { pending: () => okAsync([]) } }),
  };
});

/** Never answers once it is closed. */
export const hangsClosed: Open = sharing((shared) => {
  const inner = memoryStore({ data: shared.data });
  let isClosed = false;
  const never = () => new ResultAsync<never, never>(new Promise(() => {}));
  return {
    close: async () => {
      isClosed = true;
    },
    forApp: (appId) => {
      const app = inner.forApp(appId);
      return new Proxy(app, {
        get: (target, name) => {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function') return member;
          return (...given: unknown[]) =>
            isClosed ? never() : (member as (...all: unknown[]) => unknown).apply(target, given);
        },
      });
    },
  };
});

/** Keeps copies of what a commit brings in. */
function committing(copying: Copying): Open {
  return replacing(({ transact }) => ({
    transact: (plan, decide) =>
      transact(plan, (seen) =>
        decide(seen).map((decided) => {
          // SAFETY: what a transact decides is a commit.
          const commit = decided as Commit<unknown>;
          return { ...commit, changes: copied(commit.changes, copying) };
        }),
      ),
  }));
}

/** A copy of a value, as deep as it goes, with its texts changed and some of its keys left out. */
function copied<T>(value: T, { text, hasKey }: Copying): T {
  if (typeof value === 'string') return text(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  const copy = (item: unknown) => copied(item, { text, hasKey });
  if (Array.isArray(value)) return Object.freeze(value.map(copy)) as T;
  const kept = Object.entries(value).filter(([key]) => hasKey(key));
  return Object.freeze(Object.fromEntries(kept.map(([key, item]) => [key, copy(item)]))) as T;
}

interface Copying {
  readonly text: (text: string) => string;
  readonly hasKey: (key: string) => boolean;
}

/** A page that begins so many rows after the first as came before: the offset stands where an id should. */
function pagedAs(
  query: UserQuery,
  list: ListUsers,
  ordered: (users: readonly User[]) => readonly User[],
): ResultAsync<Found<User>, unknown> {
  const { after, ...others } = query;
  const whole: UserQuery & PageQuery = { ...others, limit: 1000 };
  return list(whole).andThen((found) => {
    const users = ordered(found.items);
    const from = after ? Number(after.id) : 0;
    const end = from + query.limit;
    const last = users[end - 1];
    const items = users.slice(from, end);
    const count = found.count === undefined ? {} : { count: found.count };
    if (users.length <= end || !last) return ok({ items, ...count });
    return ok({
      items,
      ...count,
      next: { key: query.order === 'newest' ? end : last.name, id: String(end) },
    });
  });
}
