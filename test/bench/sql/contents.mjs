/**
 * Contents: what an app holds, to compare those of two contenders who were asked the same.
 */
import { expectEqual } from '../sections/expect.mjs';
import { numbered } from './filling.mjs';

/** By table, the columns that do not depend on time and chance. */
const tables = {
  anchors: 'type, id, friends, memberships, members, active_tokens',
  users: 'uid, name, name_key, role, tags, status_message, status, is_active',
  user_tags: 'uid, tag, name_key, is_active',
  friendships: 'lower_uid, higher_uid',
  blocks: 'blocker, blocked',
  memberships: 'guid, uid, scope',
  groups: 'guid, name, name_key, type, description, owner',
  bans: 'guid, uid',
  bots: 'uid, webhook_url, is_enabled, group_chat_setting',
  roles: 'role, name',
  api_keys: 'name, scope',
};

/** By table, the times of which only whether they are set does not depend on time. */
const times = {
  users: ['updated_at', 'last_active_at', 'deactivated_at'],
  groups: ['updated_at'],
  bots: ['updated_at'],
};

const tokens = `select uid, count(*) as tokens, count(archived_at) as archived,
  count(platform) as platforms, count(user_agent) as agents from kithkin_auth_tokens
  where app_id = ? group by uid order by uid`;

/** All rows of an app, table by table. */
async function rowsOf(place, app) {
  const rows = {};
  for (const [table, columns] of Object.entries(tables)) {
    // What was never counted under an owner may have no row, depending on who asked for a lock.
    const isAnything = table === 'anchors' ? 'and friends + memberships + members + active_tokens > 0' : '';
    const isSet = (times[table] ?? []).map(
      (time) => `, case when ${time} is null then 0 else 1 end as has_${time}`,
    );
    const text = `select ${columns}${isSet.join('')} from kithkin_${table}
      where app_id = ? ${isAnything} order by ${columns}`;
    rows[table] = await place.ask(numbered(place, text), [app]);
  }
  rows.tokens = await place.ask(numbered(place, tokens), [app]);
  return rows;
}

/** Throws unless two apps hold the same. */
export async function expectSameContents(place, app, other) {
  const [ours, theirs] = [await rowsOf(place, app), await rowsOf(place, other)];
  for (const [table, rows] of Object.entries(ours)) {
    const what = `${place.database}: rows of ${table}`;
    expectEqual(what, rows.length, theirs[table].length);
    for (const [index, row] of rows.entries()) expectEqual(what, shown(row), shown(theirs[table][index]));
  }
}

/** How many rows of each kind there are, and what is counted of them: cheap enough to be asked between rounds. */
export async function countsOf(place, app) {
  const counts = Object.keys(tables).map(
    (table) => `(select count(*) from kithkin_${table} where app_id = ?) as ${table}`,
  );
  const text = `select ${counts.join(', ')},
    (select count(*) from kithkin_auth_tokens where app_id = ?) as tokens,
    sum(friends) as friends, sum(memberships) as joined, sum(members) as members, sum(active_tokens) as active
    from kithkin_anchors where app_id = ?`;
  const params = new Array(counts.length + 2).fill(app);
  const [{ anchors: _, ...row }] = await place.ask(numbered(place, text), params);
  return shown(row);
}

function shown(row) {
  return JSON.stringify(row, (_, value) =>
    typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value,
  );
}
