/**
 * Lists: how each is read of an app's data, at once.
 *
 * The table is closed over the port's repositories: one that is forgotten here does not compile.
 *
 * @module
 */

import type { Found, PageQuery } from '../../shared/page.ts';
import type { ResultAsync } from '../../shared/result.ts';
import type { RowRepository } from '../../store/row-repository.ts';
import type { AppStore } from '../../store/store.ts';
import type { UserQuery } from '../../user/user-repository.ts';
import type { AppData } from './app-data.ts';
import type { DirectoryQuery } from './directory.ts';
import { rowsPage } from './row-lists.ts';
import type { UserRow } from './user-table.ts';

/** Everything that a store is asked beside `transact` and `read`. */
export type Repositories = Omit<AppStore, 'transact' | 'read'>;

type Read<Ask> = Ask extends (...given: infer Given) => ResultAsync<infer T, unknown>
  ? (app: AppData, ...given: Given) => T
  : never;

/** How each repository's questions are answered. */
export const lists: {
  readonly [Name in Exclude<keyof Repositories, 'rows'>]: {
    readonly [Method in keyof Repositories[Name]]: Read<Repositories[Name][Method]>;
  };
} & {
  /** Apart, because `Read` cannot see which rows a type of row stands for. */
  readonly rows: { readonly [Method in keyof RowRepository]: typeof rowsPage };
} = {
  users: {
    list: (app, query) => app.users.list(directoryQueryOf(app, query), query.deactivated),
  },
  authTokens: {
    findByDigest: (app, digest) => app.authTokens.findByDigest(digest),
    list: (app, query) => {
      const row = app.users.find(query.uid);
      return row ? app.authTokens.list(row, query) : nothingFound(query);
    },
    archivedBefore: (app, before, limit) => app.authTokens.archivedBefore(before, limit),
  },
  friendships: {
    list: (app, query) => {
      const row = app.users.find(query.uid);
      return row ? app.friendships.list(row, query) : nothingFound(query);
    },
  },
  blocks: {
    list: (app, query) => {
      const row = app.users.find(query.uid);
      return row ? app.blocks.list(row, query) : nothingFound(query);
    },
  },
  roles: { all: (app) => [...app.roles.values()] },
  groups: { list: (app, query) => app.groups.list(query) },
  groupMemberships: {
    listMembers: (app, query) => {
      const row = app.groups.find(query.guid);
      return row ? app.groups.listMembers(row, query) : nothingFound(query);
    },
    listGroups: (app, query) => {
      const row = app.users.find(query.uid);
      return row ? app.groups.listGroups(row, query) : nothingFound(query);
    },
    listBanned: (app, query) => {
      const row = app.groups.find(query.guid);
      return row ? app.groups.listBanned(row, query) : nothingFound(query);
    },
    listBans: (app, query) => {
      const row = app.users.find(query.uid);
      return row ? app.groups.listBans(row, query) : nothingFound(query);
    },
  },
  bots: { all: (app) => app.shownBots },
  apiKeys: { findByDigest: (app, digest) => app.apiKeys.get(digest) },
  deletions: { pending: (app, limit) => [...app.tombstones.values()].slice(0, limit) },
  rows: { list: rowsPage },
};

function nothingFound({ count }: PageQuery): Found<never> {
  return count ? { items: [], count: 0 } : { items: [] };
}

function directoryQueryOf(app: AppData, query: UserQuery): DirectoryQuery<UserRow> {
  const { order, prefix, status, roles, tags, hideBlockedFor, limit, after, count } = query;
  const viewer = hideBlockedFor === undefined ? undefined : app.users.find(hideBlockedFor);
  return {
    limit,
    count,
    ...(after && { after }),
    order: order === 'uid' ? 'id' : order,
    prefix: prefix && {
      text: prefix.text,
      inId: prefix.in.includes('uid'),
      inName: prefix.in.includes('name'),
    },
    categories: roles,
    tags,
    isOnline: status && status === 'online',
    among: amongOf(app, query),
    isHidden: viewer && ((row) => app.blocks.between(viewer, row)),
  };
}

/** The few users that are in question at all, when the query names them or somebody's friends. */
function amongOf(app: AppData, { uids, friendsOf }: UserQuery): readonly UserRow[] | undefined {
  const named = uids?.flatMap((uid) => app.users.find(uid) ?? []);
  if (friendsOf === undefined) return named;
  const owner = app.users.find(friendsOf);
  if (!owner) return [];
  return named
    ? named.filter((row) => row !== owner && app.friendships.has(owner, row))
    : app.friendships.all(owner).filter(({ isBuried }) => !isBuried);
}
