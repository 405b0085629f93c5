/**
 * Defects: what no commit may leave in the tables of a store on SQL, as queries that find nothing when all is well.
 *
 * @module
 */
import type { Limits } from 'kithkin';

/** Owners whose counts are not those of their rows, in SQL. */
export const countsThatDiffer = `
  select * from kithkin_anchors a
  where (type = 'user' and (
      friends <> (select count(*) from kithkin_friendships f
        where f.app_id = a.app_id and a.id in (f.lower_uid, f.higher_uid))
      or memberships <> (select count(*) from kithkin_memberships m where m.app_id = a.app_id and m.uid = a.id)
      or active_tokens <> (select count(*) from kithkin_auth_tokens t
        where t.app_id = a.app_id and t.uid = a.id and t.archived_at is null)))
    or (type = 'group'
      and members <> (select count(*) from kithkin_memberships m where m.app_id = a.app_id and m.guid = a.id))`;

/** Caps that are exceeded by rows, and rows that refer to nobody, in SQL. */
export function rowsTooMany(limits: Limits): string {
  const over = (what: string, rows: string, owner: string, max: number) =>
    `select '${what}' as defect, ${owner} as of, count(*) as rows from ${rows} group by app_id, ${owner}
      having count(*) > ${max}`;
  const friends = `(select app_id, lower_uid as uid from kithkin_friendships
    union all select app_id, higher_uid from kithkin_friendships) f`;
  const gone = (
    table: string,
    column: string,
    type: 'user' | 'group',
  ) => `select '${table} of nobody', ${column}, 1
    from ${table} r where not exists (select 1 from kithkin_${type}s o where o.app_id = r.app_id and o.${
      type === 'user' ? 'uid' : 'guid'
    } = r.${column}) and not exists (select 1 from kithkin_tombstones t
      where t.app_id = r.app_id and t.type = '${type}' and t.id = r.${column})`;
  return [
    over('friends', friends, 'uid', limits.friendshipsPerUserMax),
    over('groups', 'kithkin_memberships', 'uid', limits.groupMembershipsPerUserMax),
    over('members', 'kithkin_memberships', 'guid', limits.membersPerGroupMax),
    over(
      'tokens',
      '(select * from kithkin_auth_tokens where archived_at is null) t',
      'uid',
      limits.activeAuthTokensPerUserMax,
    ),
    over('bots', 'kithkin_bots', 'app_id', limits.botsPerAppMax),
    over('roles', `(select * from kithkin_roles where role <> 'default') r`, 'app_id', limits.rolesPerAppMax),
    over('keys', 'kithkin_api_keys', 'app_id', limits.apiKeysPerAppMax),
    gone('kithkin_friendships', 'lower_uid', 'user'),
    gone('kithkin_friendships', 'higher_uid', 'user'),
    gone('kithkin_blocks', 'blocker', 'user'),
    gone('kithkin_blocks', 'blocked', 'user'),
    gone('kithkin_memberships', 'uid', 'user'),
    gone('kithkin_memberships', 'guid', 'group'),
    gone('kithkin_auth_tokens', 'uid', 'user'),
    gone('kithkin_bots', 'uid', 'user'),
    gone('kithkin_bans', 'uid', 'user'),
    gone('kithkin_bans', 'guid', 'group'),
    `select 'role of nobody', uid, 1 from kithkin_users u where role <> 'default'
      and not exists (select 1 from kithkin_roles r where r.app_id = u.app_id and r.role = u.role)`,
    `select 'owner who is no admin', guid, 1 from kithkin_groups g where owner is not null
      and not exists (select 1 from kithkin_memberships m
        where m.app_id = g.app_id and m.guid = g.guid and m.uid = g.owner and m.scope = 'admin')`,
  ].join(' union all ');
}

/** All queries that must find nothing. */
export function defectQueries(limits?: Limits): readonly string[] {
  return [countsThatDiffer, ...(limits ? [rowsTooMany(limits)] : [])];
}
