/**
 * Loads: how each is asked of the database.
 *
 * The table is closed over the port's union: a load that is forgotten here does not compile.
 *
 * @module
 */

import type { Remnant, TombstoneName } from '../../deletion/deletion.ts';
import { defaultRoleId } from '../../role/role.ts';
import type { AppId } from '../../shared/ids.ts';
import { groupAnchor, userAnchor } from '../../store/anchors.ts';
import type { Load, LoadOf, LoadResults } from '../../store/loads.ts';
import { countUnder, isOf, selectCount } from './anchor-rows.ts';
import { apiKeyIn, groupColumns, groupIn, roleIn } from './group-records.ts';
import {
  banColumns,
  banIn,
  blockColumns,
  blockIn,
  friendshipColumns,
  friendshipIn,
  membershipColumns,
  membershipIn,
  tombstoneIn,
} from './relation-records.ts';
import { counted, has, integer, known, many, one, type Query, type Row } from './rows.ts';
import { type Sql, sql } from './sql.ts';
import { botColumns, botIn, tokenColumns, tokenIn, userColumns, userIn } from './user-records.ts';

type Readers = { readonly [T in Load['type']]: (app: AppId, load: LoadOf<T>) => Query<LoadResults[T]> };

/** What to ask for a load. */
export function queryOf<T extends Load['type']>(app: AppId, load: LoadOf<T>): Query<LoadResults[T]> {
  // SAFETY: the reader of a load's type takes that load.
  return (readers[load.type] as (app: AppId, load: LoadOf<T>) => Query<LoadResults[T]>)(app, load);
}

const readers: Readers = {
  user: (app, { uid }) =>
    one(sql`select ${userColumns} from kithkin_users u where u.app_id = ${app} and u.uid = ${uid}`, userIn),
  tombstone: (app, { of }) => one(sql`select * from kithkin_tombstones where ${isOf(app, of)}`, tombstoneIn),
  remnants: remnantsOf,
  ownedGroup: (app, { uid }) =>
    one(sql`select guid from kithkin_groups where app_id = ${app} and owner = ${uid} limit 1`, (row) =>
      known(row, 'guid'),
    ),
  activeAuthTokens: activeAuthTokensOf,
  authToken: (app, { uid, name }) => {
    const isNamed = 'digest' in name ? sql`t.digest = ${name.digest}` : sql`t.handle = ${name.handle}`;
    return one(
      sql`select ${tokenColumns} from kithkin_auth_tokens t
        where t.app_id = ${app} and t.uid = ${uid} and ${isNamed}`,
      tokenIn,
    );
  },
  friendship: (app, { uids: [a, b] }) => {
    const [lower, higher] = a < b ? [a, b] : [b, a];
    return one(
      sql`select ${friendshipColumns} from kithkin_friendships f
        where f.app_id = ${app} and f.lower_uid = ${lower} and f.higher_uid = ${higher}`,
      friendshipIn,
    );
  },
  friendCount: (app, { uid }) => countUnder(app, userAnchor(uid), 'friends'),
  block: (app, { blocker, blocked }) =>
    one(
      sql`select ${blockColumns} from kithkin_blocks b
        where b.app_id = ${app} and b.blocker = ${blocker} and b.blocked = ${blocked}`,
      blockIn,
    ),
  role: (app, { role }) =>
    one(sql`select * from kithkin_roles where app_id = ${app} and role = ${role}`, roleIn),
  // There are as few roles and bots as the app's limits say.
  roleCount: (app) =>
    counted(
      sql`select count(*) as count from kithkin_roles where app_id = ${app} and role <> ${defaultRoleId}`,
    ),
  roleInUse: (app, { role }) => ({
    statements: [sql`select uid from kithkin_users where app_id = ${app} and role = ${role} limit 1`],
    read: ([rows = []]) => rows.length > 0,
  }),
  group: (app, { guid }) =>
    one(
      sql`select ${groupColumns} from kithkin_groups g where g.app_id = ${app} and g.guid = ${guid}`,
      groupIn,
    ),
  membersCount: (app, { guid }) => countUnder(app, groupAnchor(guid), 'members'),
  membership: (app, { uid, guid }) =>
    one(
      sql`select ${membershipColumns} from kithkin_memberships m
        where m.app_id = ${app} and m.guid = ${guid} and m.uid = ${uid}`,
      membershipIn,
    ),
  membershipCount: (app, { uid }) => countUnder(app, userAnchor(uid), 'memberships'),
  ban: (app, { uid, guid }) =>
    one(
      sql`select ${banColumns} from kithkin_bans b
        where b.app_id = ${app} and b.guid = ${guid} and b.uid = ${uid}`,
      banIn,
    ),
  bot: (app, { uid }) =>
    one(sql`select ${botColumns} from kithkin_bots b where b.app_id = ${app} and b.uid = ${uid}`, botIn),
  botCount: (app) => counted(sql`select count(*) as count from kithkin_bots where app_id = ${app}`),
  apiKeys: (app) => {
    const { statements, read } = many(sql`select * from kithkin_api_keys where app_id = ${app}`, apiKeyIn);
    return { statements, read: (results) => [...read(results)].sort((a, b) => (a.name < b.name ? -1 : 1)) };
  },
};

function activeAuthTokensOf(
  app: AppId,
  { uid, keep, most }: LoadOf<'activeAuthTokens'>,
): Query<LoadResults['activeAuthTokens']> {
  // One statement, since a store over a wire cannot look at the count before it asks for the tokens.
  const oldest = sql`with held as (${selectCount(app, userAnchor(uid), 'activeTokens')}),
    shown as (select case when count <= ${keep} then 0 when count - ${keep} < ${most} then count - ${keep} else ${most} end
      as most from held)
    select held.count, oldest.* from held left join (
      select ${tokenColumns}, t.sequence from kithkin_auth_tokens t
      where t.app_id = ${app} and t.uid = ${uid} and t.archived_at is null
      order by t.sequence limit (select most from shown)
    ) oldest on true order by oldest.sequence`;
  return {
    statements: [oldest],
    read: ([rows = []]) => ({
      count: rows[0] ? integer(rows[0], 'count') : 0,
      oldest: rows.filter((row) => has(row, 'digest')).map(tokenIn),
    }),
  };
}

function remnantsOf(app: AppId, { of, limit }: LoadOf<'remnants'>): Query<readonly Remnant[]> {
  const kinds = of.type === 'user' ? remnantsOfUser(app, of) : remnantsOfGroup(app, of);
  return {
    statements: kinds.map(({ rows }) => sql`${rows} limit ${limit}`),
    read: (results) =>
      kinds.flatMap(({ remnantIn }, index) => (results[index] ?? []).map(remnantIn)).slice(0, limit),
  };
}

/** Rows of one kind that refer to what was buried. */
interface RemnantKind {
  readonly rows: Sql;
  readonly remnantIn: (row: Row) => Remnant;
}

function remnantsOfUser(
  app: AppId,
  { uid }: Extract<TombstoneName, { type: 'user' }>,
): readonly RemnantKind[] {
  const friendship = (row: Row): Remnant => ({ type: 'friendship', friendship: friendshipIn(row) });
  const block = (row: Row): Remnant => ({ type: 'block', block: blockIn(row) });
  const friendships = sql`select ${friendshipColumns} from kithkin_friendships f where f.app_id = ${app}`;
  const blocks = sql`select ${blockColumns} from kithkin_blocks b where b.app_id = ${app}`;
  return [
    {
      rows: sql`select ${tokenColumns} from kithkin_auth_tokens t where t.app_id = ${app} and t.uid = ${uid}`,
      remnantIn: (row) => ({ type: 'authToken', token: tokenIn(row) }),
    },
    { rows: sql`${friendships} and f.lower_uid = ${uid}`, remnantIn: friendship },
    { rows: sql`${friendships} and f.higher_uid = ${uid}`, remnantIn: friendship },
    { rows: sql`${blocks} and b.blocker = ${uid}`, remnantIn: block },
    { rows: sql`${blocks} and b.blocked = ${uid}`, remnantIn: block },
    membershipRemnants(sql`m.app_id = ${app} and m.uid = ${uid}`),
    banRemnants(sql`b.app_id = ${app} and b.uid = ${uid}`),
    {
      rows: sql`select ${botColumns} from kithkin_bots b where b.app_id = ${app} and b.uid = ${uid}`,
      remnantIn: (row) => ({ type: 'bot', bot: botIn(row) }),
    },
  ];
}

function remnantsOfGroup(
  app: AppId,
  { guid }: Extract<TombstoneName, { type: 'group' }>,
): readonly RemnantKind[] {
  return [
    membershipRemnants(sql`m.app_id = ${app} and m.guid = ${guid}`),
    banRemnants(sql`b.app_id = ${app} and b.guid = ${guid}`),
  ];
}

function membershipRemnants(where: Sql): RemnantKind {
  return {
    rows: sql`select ${membershipColumns} from kithkin_memberships m where ${where}`,
    remnantIn: (row) => ({ type: 'membership', membership: membershipIn(row) }),
  };
}

function banRemnants(where: Sql): RemnantKind {
  return {
    rows: sql`select ${banColumns} from kithkin_bans b where ${where}`,
    remnantIn: (row) => ({ type: 'ban', ban: banIn(row) }),
  };
}
