/**
 * Memberships and bans as stored functions.
 */
import { count, lock, refuse, requireUser } from './statements.mjs';

const names = 'app_id = app and guid = group_id and uid = user_id';
const membership = `kithkin_memberships where ${names}`;
const lockMember = lock('group_row', 'group', 'group_id') + lock('user_row', 'user', 'user_id');

/** A group as `of_group`, for a member or one who wants to be. */
const findGroup = `select type, owner into of_group from kithkin_groups where app_id = app and guid = group_id;
  ${refuse('not found', 'ERR_GUID_NOT_FOUND')}`;
const requireStranger = `${refuse(`exists (select from ${membership})`, 'ERR_ALREADY_JOINED')}
    ${refuse(`exists (select from kithkin_bans where ${names})`, 'ERR_BANNED_GROUPMEMBER')}`;
const requireMember = `${refuse(`not exists (select from ${membership})`, 'ERR_NOT_A_MEMBER')}
    ${refuse('of_group.owner = user_id', 'ERR_GROUP_OWNER')}`;

function admit(scope) {
  return `${refuse('user_row.memberships >= groups_most', 'ERR_GROUPS_LIMIT_EXCEEDED')}
    ${refuse('group_row.members >= members_most', 'ERR_NO_VACANCY')}
    insert into kithkin_memberships (app_id, uid, guid, scope, joined_at) values (app, user_id, group_id, ${scope}, at);
    ${count('memberships', 'user', 'user_id', 1)} ${count('members', 'group', 'group_id', 1)}`;
}

const expel = `delete from ${membership};
    ${count('memberships', 'user', 'user_id', -1)} ${count('members', 'group', 'group_id', -1)}`;
const rows = 'group_row kithkin_anchors; user_row kithkin_anchors; of_group record;';

export const membershipFunctions = {
  join: [
    'user_id text, group_id text, at bigint, groups_most bigint, members_most bigint',
    rows,
    `${lockMember} ${requireUser('user_id')} ${findGroup} ${requireStranger}
    ${refuse(`of_group.type <> 'public'`, 'ERR_GROUP_JOIN_NOT_ALLOWED')}
    ${admit(`'participant'`)}`,
  ],
  // Administration adds to groups of any type, and is told first of a group that is not there.
  add: [
    'user_id text, group_id text, its_scope text, at bigint, groups_most bigint, members_most bigint',
    rows,
    `${lockMember} ${findGroup} ${requireUser('user_id')} ${requireStranger} ${admit('its_scope')}`,
  ],
  // Who leaves and who is kicked by administration goes the same way.
  leave: [
    'user_id text, group_id text',
    rows,
    `${lockMember} ${requireUser('user_id')} ${findGroup} ${requireMember} ${expel}`,
  ],
  change_scope: [
    'user_id text, group_id text, its_scope text',
    rows,
    `${lockMember} ${requireUser('user_id')} ${findGroup} ${requireMember}
    update kithkin_memberships set scope = its_scope where ${names} and scope <> its_scope;
    ${refuse('not found', 'ERR_SAME_SCOPE')}`,
  ],
  ban: [
    'user_id text, group_id text, at bigint',
    rows,
    `${lockMember} ${requireUser('user_id')} ${findGroup}
    ${refuse(`exists (select from kithkin_bans where ${names})`, 'ERR_ALREADY_BANNED')}
    ${requireMember} ${expel}
    insert into kithkin_bans (app_id, guid, uid, banned_at) values (app, group_id, user_id, at);`,
  ],
  unban: [
    'user_id text, group_id text',
    rows,
    `${lockMember} ${requireUser('user_id')} ${findGroup}
    delete from kithkin_bans where ${names};
    ${refuse('not found', 'ERR_NOT_A_BANNED_USER')}`,
  ],
};
