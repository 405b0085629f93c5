/**
 * Repositories: everything that is read without a plan.
 *
 * @module
 */

import type { AuthTokenAndOwner } from '../../auth-token/auth-token-repository.ts';
import type { AppId } from '../../shared/ids.ts';
import type { ResultAsync } from '../../shared/result.ts';
import type { AppStore } from '../../store/store.ts';
import type { StoreError } from '../../store/store-error.ts';
import { groupsPage, usersPage } from './directory.ts';
import { apiKeyIn, roleIn } from './group-records.ts';
import {
  bannedPage,
  bansPage,
  blocksPage,
  friendsPage,
  joinedGroupsPage,
  membersPage,
  tokensPage,
} from './relation-lists.ts';
import { tombstoneIn } from './relation-records.ts';
import { rowsPage } from './row-lists.ts';
import { has, many, one, type Query, type Row } from './rows.ts';
import { sql } from './sql.ts';
import { botColumns, botIn, tokenColumns, tokenIn, userColumns, userIn } from './user-records.ts';

/** What an app's store does beside `transact` and `read`. */
export type Repositories = Omit<AppStore, 'transact' | 'read'>;

/** The repositories of an app, given how a query is answered from one cut. */
export function repositoriesOf(
  app: AppId,
  answer: <T>(query: Query<T>) => ResultAsync<T, StoreError>,
): Repositories {
  return {
    users: { list: (query) => answer(usersPage(app, query)) },
    authTokens: {
      findByDigest: (digest) =>
        answer(
          one(
            sql`select ${tokenColumns}, ${userColumns} from kithkin_auth_tokens t
              left join kithkin_users u on u.app_id = t.app_id and u.uid = t.uid
              where t.app_id = ${app} and t.digest = ${digest}`,
            tokenAndOwnerIn,
          ),
        ),
      list: (query) => answer(tokensPage(app, query)),
      archivedBefore: (before, limit) =>
        answer(
          many(
            sql`select ${tokenColumns} from kithkin_auth_tokens t
              where t.app_id = ${app} and t.archived_at is not null and t.archived_at < ${before}
              order by t.archived_at, t.sequence limit ${limit}`,
            tokenIn,
          ),
        ),
    },
    friendships: { list: (query) => answer(friendsPage(app, query)) },
    blocks: { list: (query) => answer(blocksPage(app, query)) },
    roles: { all: () => answer(many(sql`select * from kithkin_roles where app_id = ${app}`, roleIn)) },
    groups: { list: (query) => answer(groupsPage(app, query)) },
    groupMemberships: {
      listMembers: (query) => answer(membersPage(app, query)),
      listGroups: (query) => answer(joinedGroupsPage(app, query)),
      listBanned: (query) => answer(bannedPage(app, query)),
      listBans: (query) => answer(bansPage(app, query)),
    },
    bots: {
      all: () =>
        answer(
          many(
            sql`select ${botColumns} from kithkin_bots b cross join kithkin_users u
              where b.app_id = ${app} and u.app_id = ${app} and u.uid = b.uid and u.is_active = true`,
            botIn,
          ),
        ),
    },
    apiKeys: {
      findByDigest: (digest) =>
        answer(
          one(sql`select * from kithkin_api_keys where app_id = ${app} and digest = ${digest}`, apiKeyIn),
        ),
    },
    deletions: {
      pending: (limit) =>
        answer(many(sql`select * from kithkin_tombstones where app_id = ${app} limit ${limit}`, tombstoneIn)),
    },
    rows: { list: (query) => answer(rowsPage(app, query)) },
  };
}

function tokenAndOwnerIn(row: Row): AuthTokenAndOwner {
  return Object.freeze({ token: tokenIn(row), user: has(row, 'uid') ? userIn(row) : undefined });
}
