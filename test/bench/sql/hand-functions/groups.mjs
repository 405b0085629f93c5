/**
 * Groups as stored functions.
 */
import { count, lock, lockBoth, refuse, requireUser } from './statements.mjs';

const lockGroup = lock('group_row', 'group', 'group_id');
const group = 'app_id = app and guid = group_id';

export const groupFunctions = {
  // The owner, if any, becomes the first member.
  create_group: [
    'group_id text, its_name text, its_key bytea, its_owner text, at bigint, most bigint',
    'group_row kithkin_anchors; user_row kithkin_anchors;',
    `insert into kithkin_anchors (app_id, type, id) values (app, 'group', group_id) on conflict do nothing;
    if not found then ${lockGroup} end if;
    if its_owner is not null then ${lock('user_row', 'user', 'its_owner')} end if;
    ${refuse(
      `exists (select from kithkin_groups where ${group})
        or exists (select from kithkin_tombstones where app_id = app and type = 'group' and id = group_id)`,
      'ERR_GUID_ALREADY_EXISTS',
    )}
    if its_owner is not null then
      ${requireUser('its_owner')}
      ${refuse('user_row.memberships >= most', 'ERR_GROUPS_LIMIT_EXCEEDED')}
    end if;
    insert into kithkin_groups (app_id, guid, name, name_key, type, owner, created_at)
      values (app, group_id, its_name, its_key, 'public', its_owner, at);
    if its_owner is not null then
      insert into kithkin_memberships (app_id, uid, guid, scope, joined_at)
        values (app, its_owner, group_id, 'admin', at);
      ${count('memberships', 'user', 'its_owner', 1)} ${count('members', 'group', 'group_id', 1)}
    end if;`,
  ],
  update_group: [
    'group_id text, its_name text, its_key bytea, its_description text, at bigint',
    'group_row kithkin_anchors;',
    `${lockGroup}
    update kithkin_groups set name = coalesce(its_name, name), name_key = coalesce(its_key, name_key),
      description = coalesce(its_description, description), updated_at = at where ${group};
    ${refuse('not found', 'ERR_GUID_NOT_FOUND')}
    if its_key is not null then update kithkin_group_tags set name_key = its_key where ${group}; end if;`,
  ],
  // Whose membership changes is known only once the group was read; the caller asks again if it changed meanwhile.
  transfer: [
    'group_id text, user_id text, at bigint',
    'group_row kithkin_anchors; user_row kithkin_anchors; owner_row kithkin_anchors; former text; of_group record;',
    `select owner into former from kithkin_groups where ${group};
    ${lockGroup}
    if former is null then ${lock('user_row', 'user', 'user_id')}
    else ${lockBoth({ row: 'user_row', id: 'user_id' }, { row: 'owner_row', id: 'former' })} end if;
    ${requireUser('user_id')}
    select owner into of_group from kithkin_groups where ${group};
    ${refuse('not found', 'ERR_GUID_NOT_FOUND')}
    ${refuse(`not exists (select from kithkin_memberships where ${group} and uid = user_id)`, 'ERR_NOT_A_MEMBER')}
    ${refuse('of_group.owner = user_id', 'ERR_GROUP_OWNER')}
    if of_group.owner is distinct from former then return 'stale'; end if;
    update kithkin_groups set owner = user_id, updated_at = at where ${group};
    update kithkin_memberships set scope = case when uid = user_id then 'admin' else 'participant' end
      where ${group} and uid in (user_id, former);`,
  ],
};
