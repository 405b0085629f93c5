/**
 * Changes: how each is written to the database.
 *
 * The table is closed over the port's union: a change that is forgotten here does not compile. The statements of a
 * change look at nothing that another statement has answered, so a store over a wire sends all of a commit at once.
 *
 * @module
 */

import type { AuthToken } from '../../auth-token/auth-token.ts';
import type { Friendship } from '../../friendship/friendship.ts';
import type { GroupRecord } from '../../group/group.ts';
import type { AppId, Guid, Uid } from '../../shared/ids.ts';
import { groupAnchor, userAnchor } from '../../store/anchors.ts';
import type { Change, ChangeOf } from '../../store/changes.ts';
import type { User } from '../../user/user.ts';
import { countNone, countOneLess, countOneMore, forgetAnchor, isOf } from './anchor-rows.ts';
import { columnsOfApiKey, columnsOfGroup, columnsOfRole } from './group-records.ts';
import {
  columnsOfBan,
  columnsOfBlock,
  columnsOfFriendship,
  columnsOfMembership,
  columnsOfTombstone,
} from './relation-records.ts';
import { insertInto, type Sql, sql, update } from './sql.ts';
import { groupTags, removeTags, replaceTags, userTags } from './tags.ts';
import { columnsOfBot, columnsOfToken, columnsOfTokenNotes, columnsOfUser } from './user-records.ts';

type Appliers = { readonly [T in Change['type']]: (app: AppId, change: ChangeOf<T>) => readonly Sql[] };

/** What to run for a change, in this order. */
export function statementsOf<T extends Change['type']>(app: AppId, change: ChangeOf<T>): readonly Sql[] {
  // SAFETY: the applier of a change's type takes that change.
  return (appliers[change.type] as (app: AppId, change: ChangeOf<T>) => readonly Sql[])(app, change);
}

const appliers: Appliers = {
  addUser: (app, { user }) => [
    insertInto('kithkin_users', { app_id: app, ...columnsOfUser(user) }),
    ...(user.tags ? replaceTags(userTags, app, user.uid, user.tags) : []),
  ],
  replaceUser: (app, { user }) => [
    update('kithkin_users', columnsOfUser(user), isUser(app, user)),
    ...replaceTags(userTags, app, user.uid, user.tags),
  ],
  bury: (app, { tombstone }) => [
    insertInto('kithkin_tombstones', { app_id: app, ...columnsOfTombstone(tombstone) }),
    ...(tombstone.of.type === 'user'
      ? [
          removeTags(userTags, app, tombstone.of.uid),
          sql`delete from kithkin_users where ${isUser(app, tombstone.of)}`,
        ]
      : [
          removeTags(groupTags, app, tombstone.of.guid),
          sql`delete from kithkin_groups where ${isGroup(app, tombstone.of)}`,
        ]),
  ],
  unbury: (app, { of }) => [
    sql`delete from kithkin_tombstones where ${isOf(app, of)}`,
    forgetAnchor(app, of),
  ],
  addAuthToken: (app, { token }) => [
    insertInto('kithkin_auth_tokens', {
      app_id: app,
      ...columnsOfToken(token),
      ...columnsOfTokenNotes(token),
    }),
    countOneMore(app, userAnchor(token.uid), 'activeTokens'),
  ],
  replaceAuthToken: (app, { token }) => [
    update('kithkin_auth_tokens', columnsOfTokenNotes(token), isToken(app, token)),
  ],
  archiveAuthToken: (app, { uid, digest, at }) => [
    countOneLess(app, userAnchor(uid), 'activeTokens', activeToken(app, { uid, digest })),
    update(
      'kithkin_auth_tokens',
      { archived_at: at },
      sql`${isToken(app, { uid, digest })} and archived_at is null`,
    ),
  ],
  removeAuthToken: (app, { uid, digest }) => [
    countOneLess(app, userAnchor(uid), 'activeTokens', activeToken(app, { uid, digest })),
    sql`delete from kithkin_auth_tokens where ${isToken(app, { uid, digest })}`,
  ],
  removeActiveAuthTokens: (app, { uid }) => [
    countNone(app, userAnchor(uid), 'activeTokens'),
    sql`delete from kithkin_auth_tokens where app_id = ${app} and uid = ${uid} and archived_at is null`,
  ],
  addFriendship: (app, { friendship }) => [
    insertInto('kithkin_friendships', { app_id: app, ...columnsOfFriendship(friendship) }),
    countOneMore(app, userAnchor(friendship.lower), 'friends'),
    countOneMore(app, userAnchor(friendship.higher), 'friends'),
  ],
  removeFriendship: (app, { friendship }) => {
    const row = sql`from kithkin_friendships where ${isFriendship(app, friendship)}`;
    return [
      countOneLess(app, userAnchor(friendship.lower), 'friends', sql`select 1 ${row}`),
      countOneLess(app, userAnchor(friendship.higher), 'friends', sql`select 1 ${row}`),
      sql`delete ${row}`,
    ];
  },
  addBlock: (app, { block }) => [insertInto('kithkin_blocks', { app_id: app, ...columnsOfBlock(block) })],
  removeBlock: (app, { blocker, blocked }) => [
    sql`delete from kithkin_blocks where app_id = ${app} and blocker = ${blocker} and blocked = ${blocked}`,
  ],
  addRole: (app, { role }) => [insertInto('kithkin_roles', { app_id: app, ...columnsOfRole(role) })],
  replaceRole: (app, { role }) => [
    update('kithkin_roles', columnsOfRole(role), sql`app_id = ${app} and role = ${role.role}`),
  ],
  removeRole: (app, { role }) => [sql`delete from kithkin_roles where app_id = ${app} and role = ${role}`],
  addGroup: (app, { group }) => [
    insertInto('kithkin_groups', { app_id: app, ...columnsOfGroup(group) }),
    ...(group.tags ? replaceTags(groupTags, app, group.guid, group.tags) : []),
  ],
  replaceGroup: (app, { group }) => [
    update('kithkin_groups', columnsOfGroup(group), isGroup(app, group)),
    ...replaceTags(groupTags, app, group.guid, group.tags),
  ],
  addMembership: (app, { membership }) => [
    insertInto('kithkin_memberships', { app_id: app, ...columnsOfMembership(membership) }),
    countOneMore(app, userAnchor(membership.uid), 'memberships'),
    countOneMore(app, groupAnchor(membership.guid), 'members'),
  ],
  replaceMembership: (app, { membership }) => [
    update('kithkin_memberships', columnsOfMembership(membership), isMember(app, membership)),
  ],
  removeMembership: (app, named) => {
    const row = sql`from kithkin_memberships where ${isMember(app, named)}`;
    return [
      countOneLess(app, userAnchor(named.uid), 'memberships', sql`select 1 ${row}`),
      countOneLess(app, groupAnchor(named.guid), 'members', sql`select 1 ${row}`),
      sql`delete ${row}`,
    ];
  },
  addBan: (app, { ban }) => [insertInto('kithkin_bans', { app_id: app, ...columnsOfBan(ban) })],
  removeBan: (app, named) => [sql`delete from kithkin_bans where ${isMember(app, named)}`],
  addBot: (app, { bot }) => [insertInto('kithkin_bots', { app_id: app, ...columnsOfBot(bot) })],
  replaceBot: (app, { bot }) => [update('kithkin_bots', columnsOfBot(bot), isUser(app, bot))],
  removeBot: (app, { uid }) => [sql`delete from kithkin_bots where ${isUser(app, { uid })}`],
  addApiKey: (app, { apiKey }) => [
    insertInto('kithkin_api_keys', { app_id: app, ...columnsOfApiKey(apiKey) }),
  ],
  replaceApiKey: (app, { apiKey }) => [
    update('kithkin_api_keys', columnsOfApiKey(apiKey), sql`app_id = ${app} and digest = ${apiKey.digest}`),
  ],
  removeApiKey: (app, { digest }) => [
    sql`delete from kithkin_api_keys where app_id = ${app} and digest = ${digest}`,
  ],
};

function isUser(app: AppId, { uid }: Pick<User, 'uid'>): Sql {
  return sql`app_id = ${app} and uid = ${uid}`;
}

function isGroup(app: AppId, { guid }: Pick<GroupRecord, 'guid'>): Sql {
  return sql`app_id = ${app} and guid = ${guid}`;
}

function isToken(app: AppId, { uid, digest }: Pick<AuthToken, 'uid' | 'digest'>): Sql {
  return sql`app_id = ${app} and uid = ${uid} and digest = ${digest}`;
}

function activeToken(app: AppId, token: Pick<AuthToken, 'uid' | 'digest'>): Sql {
  return sql`select 1 from kithkin_auth_tokens where ${isToken(app, token)} and archived_at is null`;
}

function isFriendship(app: AppId, { lower, higher }: Friendship): Sql {
  return sql`app_id = ${app} and lower_uid = ${lower} and higher_uid = ${higher}`;
}

function isMember(app: AppId, { uid, guid }: { readonly uid: Uid; readonly guid: Guid }): Sql {
  return sql`app_id = ${app} and guid = ${guid} and uid = ${uid}`;
}
