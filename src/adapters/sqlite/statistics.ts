/**
 * Statistics: what SQLite is told to expect of each index.
 *
 * Of a table that was never analysed, SQLite thinks that a column more in a key leaves hardly fewer rows, and takes the
 * friendships of a whole app for those of one user. Analysing would make plans depend on what happens to be stored. So
 * it is told the proportions of a large app once and for all: they are those for which a plan matters.
 *
 * @module
 */

import type { SqliteDatabase } from './database.ts';

/** How many apps to expect in one database: more than one, or an order over all of them would do. */
const expectedApps = 1000;

/** Of each index: how many rows an app has, and how many of them agree in the next column, the next two, and so on. */
export const expectedRows: { readonly [index: string]: readonly number[] } = {
  kithkin_anchors: [1_000_000, 500_000, 1],

  kithkin_users_key: [1_000_000, 1],
  kithkin_users_newest: [1_000_000, 900_000, 1],
  kithkin_users_by_name: [1_000_000, 900_000, 2, 1],
  kithkin_users_by_uid: [1_000_000, 900_000, 1],
  kithkin_users_by_role: [1_000_000, 1000, 900, 1],
  kithkin_users_online: [100_000, 100_000, 1],

  kithkin_user_tags: [2_000_000, 2, 1],
  kithkin_user_tags_newest: [2_000_000, 1000, 900, 1],
  kithkin_user_tags_by_name: [2_000_000, 1000, 900, 2, 1],
  kithkin_user_tags_by_uid: [2_000_000, 1000, 900, 1],

  kithkin_tombstones: [100, 50, 1],

  kithkin_auth_tokens_key: [10_000_000, 1],
  kithkin_auth_tokens_by_handle: [10_000_000, 20, 1],
  kithkin_auth_tokens_active: [5_000_000, 10, 1],
  kithkin_auth_tokens_archived: [5_000_000, 10, 1],
  kithkin_auth_tokens_by_archiving: [5_000_000, 10, 1],
  kithkin_auth_tokens_oldest: [10_000_000, 1],

  kithkin_friendships_key: [20_000_000, 25, 1],
  kithkin_friendships_of_lower: [20_000_000, 25, 1],
  kithkin_friendships_of_higher: [20_000_000, 25, 1],
  kithkin_friendships_oldest: [20_000_000, 1],

  kithkin_blocks: [1_000_000, 5, 1],
  kithkin_blocks_of_blocked: [1_000_000, 5, 1],

  kithkin_roles: [25, 1],

  kithkin_groups_key: [100_000, 1],
  kithkin_groups_newest: [100_000, 1],
  kithkin_groups_by_name: [100_000, 2, 1],
  kithkin_groups_by_owner: [50_000, 2],

  kithkin_group_tags: [200_000, 2, 1],
  kithkin_group_tags_newest: [200_000, 1000, 1],
  kithkin_group_tags_by_name: [200_000, 1000, 2, 1],
  kithkin_group_tags_by_guid: [200_000, 1000, 1],

  kithkin_memberships_key: [10_000_000, 100, 1],
  kithkin_memberships_of_group: [10_000_000, 100, 50, 1],
  kithkin_memberships_of_user: [10_000_000, 10, 1],
  kithkin_memberships_oldest: [10_000_000, 1],

  kithkin_bans: [100_000, 5, 1],
  kithkin_bans_of_user: [100_000, 2],

  kithkin_bots: [25, 1],
  kithkin_api_keys: [25, 1],
};

/** Tells SQLite what to expect, from this moment on. */
export function expectRows(database: SqliteDatabase): void {
  // Makes the table of statistics if there is none yet; there is next to nothing in this one to analyse.
  database.exec('analyze kithkin_schema');
  const forget = database.prepare('delete from sqlite_stat1 where idx = ?');
  const expect = database.prepare(
    'insert into sqlite_stat1 (tbl, idx, stat) select tbl_name, ?, ? from sqlite_schema where name = ?',
  );
  for (const [index, rows] of Object.entries(expectedRows)) {
    forget.run(index);
    const [ofApp = 1] = rows;
    expect.run(index, [ofApp * expectedApps, ...rows].join(' '), index);
  }
  database.exec('analyze sqlite_schema');
}
