/**
 * Defects: what no commit may leave in the tables of a store on SQL, as queries that find nothing when all is well.
 *
 * @module
 */

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
