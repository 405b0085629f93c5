import fc from 'fast-check';
import type { AppStore, GroupQuery, Position, ResultAsync, RowType, StoreError, UserQuery } from 'kithkin';
import { sqliteStore } from 'kithkin/sqlite';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { expectedRows } from '../../../src/adapters/sqlite/statistics.ts';
import { allCommands, live, newWorld } from '../../model/histories.ts';
import { ana, bo, club, roleId } from '../../support/records.ts';
import { runs } from '../../support/setup.ts';
import { newFile, watched } from './files.ts';

const database = new Database(newFile());
const asked = new Set<string>();
const app = sqliteStore({ database: watched(database, (text) => void asked.add(text)) }).forApp(
  'app' as never,
);

/** The steps that SQLite takes for a statement. */
function stepsOf(text: string): readonly string[] {
  const params = [...text.matchAll(/\?/g)].map(() => '1');
  const rows = database.prepare(`explain query plan ${text}`).all(...params) as { readonly detail: string }[];
  return rows.map(({ detail }) => detail);
}

/** How SQLite looks at tables for what `ask` asks, and what it sorts. */
async function planOf(ask: (app: AppStore) => ResultAsync<unknown, StoreError>): Promise<readonly string[]> {
  asked.clear();
  await ask(app).match(
    () => undefined,
    () => undefined,
  );
  return [...asked]
    .filter((text) => text.startsWith('select'))
    .flatMap(stepsOf)
    .flatMap((step) => {
      if (/^SCAN [pq]$/.test(step)) return [];
      const [, table, index = 'the table', terms = ''] =
        /^(?:SEARCH|SCAN) (\S+)(?: USING (?:COVERING )?(?:INDEX )?(.*?))?(?: \((.*)\))?(?: LEFT-JOIN)?$/.exec(
          step,
        ) ?? [];
      if (table !== undefined)
        return [`${index.replace('kithkin_', '')}: ${terms.replace('app_id=?', 'app')}`];
      return step === 'USE TEMP B-TREE FOR ORDER BY' ? ['sort'] : [];
    });
}

const byNumber: Position = { key: 5, id: 'x' };
const byText: Position = { key: 'b', id: 'b' };
const usersBy = (order: UserQuery['order'], filters: Partial<UserQuery> = {}) =>
  planOf(({ users }) =>
    users.list({
      ...{ order, limit: 10, count: false, deactivated: 'without' },
      after: order === 'newest' ? byNumber : byText,
      ...filters,
    }),
  );
const groupsBy = (order: GroupQuery['order'], filters: Partial<GroupQuery> = {}) =>
  planOf(({ groups }) =>
    groups.list({
      order,
      limit: 10,
      count: false,
      after: order === 'newest' ? byNumber : byText,
      ...filters,
    }),
  );

const newest = 'users_newest: app AND is_active=? AND sequence<?';
const byName = 'users_by_name: app AND is_active=? AND (name_key,uid)>(?,?)';
const byUid = 'users_by_uid: app AND is_active=? AND uid>?';
const toUser = 'users_key: app AND uid=?';
const toActiveUser = 'users_by_uid: app AND is_active=? AND uid=?';
const members = 'PRIMARY KEY: app AND type=? AND id=?';

describe('a page of users', () => {
  it('is read from the index of its order, from the place where it begins', async () => {
    expect(await usersBy('newest')).toEqual([newest]);
    expect(await usersBy('name')).toEqual([byName]);
    expect(await usersBy('uid')).toEqual([byUid]);
  });

  it('is merged from pages of the active and the deactivated, if both are listed', async () => {
    expect(await usersBy('newest', { deactivated: 'with' })).toEqual([newest, newest, 'sort']);
    expect(await usersBy('name', { deactivated: 'with' })).toEqual([byName, byName, 'sort']);
  });

  it('is read from the index of a tag, in each order', async () => {
    const tags = ['red'];
    const roles = [roleId('vip')];
    const tagged = 'user_tags_newest: app AND tag=? AND is_active=? AND sequence<?';
    expect(await usersBy('newest', { tags, roles })).toEqual([tagged, toUser]);
    expect(await usersBy('newest', { tags: ['red', 'blue'] })).toEqual([
      tagged,
      toUser,
      tagged,
      toUser,
      'sort',
    ]);
    expect(await usersBy('name', { tags })).toEqual([
      'user_tags_by_name: app AND tag=? AND is_active=? AND (name_key,uid)>(?,?)',
      toUser,
    ]);
    expect(await usersBy('uid', { tags })).toEqual([
      'user_tags_by_uid: app AND tag=? AND is_active=? AND uid>?',
      toUser,
    ]);
  });

  it('is read from the index of a role, and of nearly everybody from that of the order', async () => {
    const [vip, all] = [roleId('vip'), roleId('default')];
    const withRole = 'users_by_role: app AND role=? AND is_active=?';
    expect(await usersBy('newest', { roles: [vip] })).toEqual([`${withRole} AND sequence<?`]);
    expect(await usersBy('name', { roles: [vip] })).toEqual([withRole, 'sort']);
    expect(await usersBy('newest', { roles: [vip, all] })).toEqual([newest]);
    expect(await usersBy('name', { roles: [all] })).toEqual([byName]);
  });

  it('is read from the index of those who are online', async () => {
    expect(await usersBy('newest', { status: 'online' })).toEqual([
      'users_online: app AND is_active=? AND sequence<?',
    ]);
    expect(await usersBy('name', { status: 'online' })).toEqual([byName]);
  });

  it('is read from the range of what begins so', async () => {
    const named = 'users_by_name: app AND is_active=? AND name_key>? AND name_key<?';
    const called = 'users_by_uid: app AND is_active=? AND uid>? AND uid<?';
    const inName = { text: 'a', in: ['name'] } as const;
    const inBoth = { text: 'a', in: ['uid', 'name'] } as const;
    expect(await usersBy('name', { prefix: inName })).toEqual([named]);
    expect(await usersBy('newest', { prefix: inBoth })).toEqual([called, 'sort', named, 'sort', 'sort']);
  });

  it('looks at each of the few that are named, or are friends', async () => {
    expect(await usersBy('uid', { uids: [ana, bo] })).toEqual([toActiveUser]);
    expect(await usersBy('name', { friendsOf: ana })).toEqual([
      ...['friendships_key: app AND lower_uid=?', toActiveUser, 'sort'],
      ...['friendships_of_higher: app AND higher_uid=?', toActiveUser, 'sort'],
      'sort',
    ]);
  });

  it('asks of each whether there is a block', async () => {
    const block = 'PRIMARY KEY: app AND blocker=? AND blocked=?';
    expect(await usersBy('newest', { hideBlockedFor: ana })).toEqual([newest, block, block]);
  });
});

describe('a page of groups', () => {
  it('is read from the index of its order, from the place where it begins', async () => {
    expect(await groupsBy('newest')).toEqual(['groups_newest: app AND sequence<?', members]);
    expect(await groupsBy('name', { types: ['public'] })).toEqual([
      'groups_by_name: app AND (name_key,guid)>(?,?)',
      members,
    ]);
    expect(await groupsBy('guid')).toEqual(['groups_key: app AND guid>?', members]);
  });

  it('is read from the index of a tag', async () => {
    expect(await groupsBy('newest', { tags: ['red'] })).toEqual([
      ...['group_tags_newest: app AND tag=? AND sequence<?', 'groups_key: app AND guid=?', members],
    ]);
  });
});

describe('a page of what belongs to one', () => {
  const page = { limit: 10, count: false, after: byNumber };
  const textPage = { ...page, after: byText };

  it('is read from the index of its owner, from the place where it begins', async () => {
    expect(await planOf((s) => s.friendships.list({ ...page, uid: ana, order: 'befriended' }))).toEqual([
      ...['friendships_of_lower: app AND lower_uid=? AND sequence>?', toActiveUser],
      ...['friendships_of_higher: app AND higher_uid=? AND sequence>?', toActiveUser],
      'sort',
    ]);
    expect(
      await planOf((s) => s.groupMemberships.listMembers({ ...page, guid: club, scopes: ['admin'] })),
    ).toEqual([...['memberships_of_group: app AND guid=? AND scope=? AND sequence>?', toActiveUser]]);
    expect(await planOf((s) => s.groupMemberships.listGroups({ ...page, uid: ana }))).toEqual([
      ...['memberships_of_user: app AND uid=? AND sequence>?', 'groups_key: app AND guid=?', members],
    ]);
    expect(await planOf((s) => s.groupMemberships.listBanned({ ...textPage, guid: club }))).toEqual([
      ...['PRIMARY KEY: app AND guid=? AND uid>?', toActiveUser],
    ]);
    expect(await planOf((s) => s.groupMemberships.listBans({ ...textPage, uid: ana }))).toEqual([
      ...['bans_of_user: app AND uid=? AND guid>?', 'groups_key: app AND guid=?'],
    ]);
    for (const state of ['active', 'archived'] as const) {
      expect(await planOf((s) => s.authTokens.list({ ...page, uid: ana, state }))).toEqual([
        `auth_tokens_${state}: app AND uid=? AND sequence<?`,
      ]);
    }
  });

  it('is read of blocks from either side', async () => {
    const block = 'PRIMARY KEY: app AND blocker=? AND blocked=?';
    const forth = ['PRIMARY KEY: app AND blocker=? AND blocked>?', toActiveUser, block, block];
    const back = ['blocks_of_blocked: app AND blocked=? AND blocker>?', toActiveUser, block, block];
    const blocks = (direction: 'blockedByMe' | 'hasBlockedMe' | 'both') =>
      planOf((s) => s.blocks.list({ ...textPage, uid: ana, direction }));
    expect(await blocks('blockedByMe')).toEqual(forth);
    expect(await blocks('hasBlockedMe')).toEqual(back);
    expect(await blocks('both')).toEqual([...forth, ...back, 'sort']);
  });
});

describe('a page of rows', () => {
  const rowsOf = (type: RowType, after: Position) =>
    planOf(({ rows }) => rows.list({ type, limit: 10, after }));

  it('is read from an index in order of the numbers, from the place where it begins', async () => {
    expect(await rowsOf('group', byNumber)).toEqual(['groups_newest: app AND sequence>?']);
    expect(await rowsOf('membership', byNumber)).toEqual(['memberships_oldest: app AND sequence>?']);
    expect(await rowsOf('friendship', byNumber)).toEqual(['friendships_oldest: app AND sequence>?']);
    expect(await rowsOf('authToken', byNumber)).toEqual(['auth_tokens_oldest: app AND sequence>?']);
    const users = 'users_newest: app AND is_active=? AND sequence>?';
    expect(await rowsOf('user', byNumber)).toEqual([users, users, 'sort']);
  });

  it('is read from the key where there are no numbers', async () => {
    expect(await rowsOf('block', byText)).toEqual(['PRIMARY KEY: app AND (blocker,blocked)>(?,?)']);
    expect(await rowsOf('ban', byText)).toEqual(['PRIMARY KEY: app AND (guid,uid)>(?,?)']);
    expect(await rowsOf('tombstone', byText)).toEqual(['PRIMARY KEY: app AND (type,id)>(?,?)']);
    expect(await rowsOf('role', byText)).toEqual(['PRIMARY KEY: app AND role>?']);
    expect(await rowsOf('bot', byText)).toEqual(['PRIMARY KEY: app AND uid>?']);
    expect(await rowsOf('apiKey', byText)).toEqual(['PRIMARY KEY: app AND digest>?']);
  });
});

describe('whatever is done', () => {
  it('never looks at more than what is of one owner, but for what an app has few of', async () => {
    const texts = new Set<string>();
    const tell = (text: string) => {
      if (/^(select|insert|update|delete|with)/.test(text) && !/sqlite_|kithkin_schema/.test(text))
        texts.add(text);
    };
    const history = fc.array(fc.oneof(...allCommands), { maxLength: 60, size: 'max' });
    const property = fc.asyncProperty(history, async (commands) => {
      const file = newFile();
      const wrap = () => sqliteStore({ database: watched(new Database(file), tell), durability: 'process' });
      await live(await newWorld({ wrap }), commands);
    });
    await fc.assert(property, { numRuns: runs(10) });

    expect(texts.size).toBeGreaterThan(60);
    const few = /kithkin_(roles|bots|api_keys|tombstones)|^SEARCH b USING PRIMARY KEY \(app_id=\?\)$/;
    // The first page of a list begins at the beginning of an index, in its order.
    const ordered = /kithkin_(groups|users)_(newest|by_name|by_uid|key) \(app_id=\?( AND is_active=\?)?\)$/;
    // What the statement itself has put together.
    const made = /^SCAN (held|shown|oldest|n|p|q)( LEFT-JOIN)?$/;
    const wide = [...texts].flatMap((text) =>
      stepsOf(text)
        .filter((step) => /^(SEARCH|SCAN)/.test(step) && !/CONSTANT ROW|\(app_id=\? AND /.test(step))
        .filter((step) => !few.test(step) && !ordered.test(step) && !made.test(step))
        .map((step) => ({ step, text })),
    );
    expect(wide).toEqual([]);
  }, 60_000);
});

describe('the statistics', () => {
  it('are of each index', () => {
    const rows = database
      .prepare(`select name, tbl_name from sqlite_schema where tbl_name like 'kithkin_%' and sql is not null`)
      .all() as { readonly name: string; readonly tbl_name: string }[];
    const indexes = rows.map(({ name }) => name).filter((name) => name !== 'kithkin_schema');
    const numbered = new Set(['users', 'auth_tokens', 'friendships', 'groups', 'memberships']);
    const expected = indexes.filter((name) => !numbered.has(name.replace('kithkin_', '')));
    expect(Object.keys(expectedRows).sort()).toEqual(expected.sort());
  });
});
