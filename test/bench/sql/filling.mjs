/**
 * Filling: what thousands of commands would leave in Kithkin's tables, written by a statement for every ten thousand rows,
 * with the counts that the anchors hold. What the store says of it afterwards is compared with what was meant.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { friendshipOf, mint, mintKey, seconds } from '../contestants/checks.mjs';
import { progressOf } from '../measure.mjs';
import {
  groupCount,
  guidOf,
  joinAt,
  nameOf,
  pairAt,
  roleId,
  spread,
  tokensMax,
  uidOf,
  userWithTags,
} from '../workload.mjs';
import { nameKeyOf } from './hand-queries.mjs';

const rowsPerStatement = 10_000;

/** Users who hold as many tokens as they may from the start. */
export const fullTokenOwners = 4;

/** Whether a user's tokens are all revoked now and then, so that nobody may log in with one of them. */
const losesTokens = (user) => user >= fullTokenOwners && user % 2 === 1;

/** Visits all users who lose their tokens in a scattered order. */
export function losingTokens(step, users) {
  return fullTokenOwners + 1 + 2 * spread(step, Math.floor((users - fullTokenOwners) / 2));
}

/** The most tokens whose plain text is kept, to log in with. */
const plainsMax = 5000;

/**
 * Gives each of the apps the same `users` users, and as many friendships, memberships and tokens. Answers how far each
 * kind of step has come, tokens that log in, and an API key.
 */
export async function fill(place, apps, users) {
  const now = seconds();
  const progress = progressOf(`${place.database}: rows`, 4 * users);
  const add = async (table, columns, count, rowAt) => {
    let rows = [];
    const flush = async () => {
      for (const app of apps) await insertRows(place, table, columns, app, rows);
      // Promises alone never let a signal in.
      await nextTurn();
      rows = [];
    };
    for (let index = 0; index < count; index += 1) {
      rows.push(rowAt(index));
      if (rows.length === rowsPerStatement) await flush();
      progress(index);
    }
    await flush();
  };

  const apiKey = mintKey();
  const plains = [];
  const tokenOf = (owner) => {
    const { plain, digest, handle } = mint(uidOf(owner));
    const isKept = owner >= fullTokenOwners && !losesTokens(owner);
    if (isKept && plains.length < plainsMax) plains.push(plain);
    return [uidOf(owner), digest, handle, now];
  };
  const issued = new Array(users).fill(0);
  for (let step = 0; step < users; step += 1) issued[spread(step, users)] += 1;

  await withoutIndexes(place, async () => {
    await add('roles', { role: 'text', name: 'text', created_at: 'integer' }, 1, () => [roleId, roleId, now]);
    await add('api_keys', keyColumns, 1, () => [apiKey.digest, apiKey.handle, 'bench', 'authOnly', now]);
    await add('groups', groupColumns, groupCount, (index) => {
      const guid = guidOf(index);
      return [guid, guid, hexKeyOf(guid), 'public', now];
    });
    await add('users', userColumns, users, (index) => {
      const { uid, name, role, tags } = userWithTags(index);
      return [uid, name, hexKeyOf(nameOf(index)), role, JSON.stringify(tags), 'offline', now, true];
    });
    await add('friendships', { lower_uid: 'text', higher_uid: 'text' }, users, (step) => {
      const [a, b] = pairAt(step, users);
      const { lower, higher } = friendshipOf(uidOf(a), uidOf(b));
      return [lower, higher];
    });
    await add('memberships', membershipColumns, users, (step) => {
      const [user, group] = joinAt(step, users);
      return [uidOf(user), guidOf(group), 'participant', now];
    });
    await add('auth_tokens', tokenColumns, users, (step) => tokenOf(spread(step, users)));
    for (let owner = 0; owner < fullTokenOwners; owner += 1) {
      await add('auth_tokens', tokenColumns, tokensMax - issued[owner], () => tokenOf(owner));
    }
    if (users >= 100_000) {
      const count = users.toLocaleString('en');
      process.stderr.write(`${place.database}: tags, counts and indexes of ${count} users\n`);
    }
    for (const app of apps) for (const text of derived(place)) await place.ask(numbered(place, text), [app]);
  });
  await settle(place);
  await expectSums(place, apps, users);
  const done = {
    create: users,
    befriend: users,
    join: users,
    add: users,
    'add-moderator': users,
    issue: users,
  };
  return { done, tokens: plains, apiKey: apiKey.plain };
}

const keyColumns = { digest: 'text', handle: 'text', name: 'text', scope: 'text', created_at: 'integer' };
const groupColumns = { guid: 'text', name: 'text', name_key: 'bytes', type: 'text', created_at: 'integer' };
const userColumns = {
  uid: 'text',
  name: 'text',
  name_key: 'bytes',
  role: 'text',
  tags: 'text',
  status: 'text',
  created_at: 'integer',
  is_active: 'flag',
};
const membershipColumns = { uid: 'text', guid: 'text', scope: 'text', joined_at: 'integer' };
const tokenColumns = { uid: 'text', digest: 'text', handle: 'text', created_at: 'integer' };

function hexKeyOf(name) {
  return nameKeyOf(name).toString('hex');
}

async function insertRows(place, table, columns, app, rows) {
  if (rows.length === 0) return;
  const names = Object.keys(columns).join(', ');
  const values = Object.values(columns).map((type, index) => casts[place.database][type](index));
  const from =
    place.database === 'sqlite'
      ? 'json_each(?) order by key'
      : 'json_array_elements($2::json) with ordinality as r (value, key) order by key';
  const ofApp = place.database === 'sqlite' ? '?' : '$1';
  const text = `insert into kithkin_${table} (app_id, ${names}) select ${ofApp}, ${values.join(', ')} from ${from}`;
  await place.ask(text, [app, JSON.stringify(rows)]);
}

/** The column of this number of a row in JSON, by the type that it is to get. */
const casts = {
  sqlite: {
    text: (index) => `value ->> ${index}`,
    integer: (index) => `value ->> ${index}`,
    flag: (index) => `value ->> ${index}`,
    bytes: (index) => `unhex(value ->> ${index})`,
  },
  postgres: {
    text: (index) => `value ->> ${index}`,
    integer: (index) => `(value ->> ${index})::bigint`,
    flag: (index) => `(value ->> ${index})::boolean`,
    bytes: (index) => `decode(value ->> ${index}, 'hex')`,
  },
};

/** What follows from the rows: a row for each tag, and the counts. */
function derived({ database }) {
  const tags =
    database === 'sqlite' ? 'json_each(u.tags) n' : 'json_array_elements_text(u.tags::json) as n (value)';
  const rows = (uid, table, friends, memberships, tokens) =>
    `select app_id, ${uid} as uid, ${friends} as f, ${memberships} as m, ${tokens} as t from kithkin_${table}`;
  const counted = [
    rows('uid', 'users', 0, 0, 0),
    rows('lower_uid', 'friendships', 1, 0, 0),
    rows('higher_uid', 'friendships', 1, 0, 0),
    rows('uid', 'memberships', 0, 1, 0),
    `${rows('uid', 'auth_tokens', 0, 0, 1)} where archived_at is null`,
  ];
  return [
    `insert into kithkin_user_tags (app_id, tag, sequence, name_key, uid, is_active)
      select u.app_id, n.value, u.sequence, u.name_key, u.uid, u.is_active
      from kithkin_users u cross join ${tags} where u.app_id = ? order by u.uid, n.value`,
    `insert into kithkin_anchors (app_id, type, id, friends, memberships, active_tokens)
      select app_id, 'user', uid, sum(f), sum(m), sum(t) from (${counted.join(' union all ')}) c
      where app_id = ? group by app_id, uid`,
    `insert into kithkin_anchors (app_id, type, id, members)
      select app_id, 'group', guid, count(*) from kithkin_memberships where app_id = ? group by app_id, guid`,
  ];
}

/** Makes the indexes after the rows, which is many times as fast, and gives SQLite back what it is told to expect. */
async function withoutIndexes(place, work) {
  const isSqlite = place.database === 'sqlite';
  const indexes = await place.ask(
    isSqlite
      ? `select name, sql from sqlite_schema where type = 'index' and name like 'kithkin_%' and sql is not null`
      : `select indexname as name, indexdef as sql from pg_indexes where schemaname = current_schema()
          and indexname like 'kithkin_%' and indexname not like '%_pkey'`,
  );
  const expected = isSqlite ? await place.ask('select tbl, idx, stat from sqlite_stat1') : [];
  for (const { name } of indexes) await place.ask(`drop index ${name}`);
  await work();
  for (const { sql } of indexes) await place.ask(sql);
  if (!isSqlite) return;
  await place.ask('delete from sqlite_stat1');
  for (const { tbl, idx, stat } of expected) {
    await place.ask('insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)', [tbl, idx, stat]);
  }
}

/** Lets the database do now what it would do in the middle of the measuring. */
async function settle(place) {
  if (place.database === 'sqlite') {
    await place.ask('pragma wal_checkpoint(truncate)');
    return;
  }
  const tables = await place.ask(`select tablename from pg_tables where schemaname = current_schema()`);
  await place.ask(`vacuum (analyze) ${tables.map(({ tablename }) => tablename).join(', ')}`);
}

/** Compares the sums of the counts with the rows that were meant. */
async function expectSums(place, apps, users) {
  for (const app of apps) {
    const [sums] = await place.ask(
      numbered(
        place,
        `select sum(friends) as friends, sum(memberships) as memberships, sum(members) as members,
          sum(active_tokens) as tokens from kithkin_anchors where app_id = ?`,
      ),
      [app],
    );
    const { friends, memberships, members } = sums;
    const found = [friends, memberships, members].map(Number).join();
    const meant = [2 * users, users, users].join();
    if (found !== meant) throw new Error(`bench: ${place.database} counts ${found} instead of ${meant}`);
  }
}

/** A text with the placeholders of the database. */
export function numbered({ database }, text) {
  let number = 0;
  return database === 'sqlite' ? text : text.replaceAll('?', () => `$${(number += 1)}`);
}
