/**
 * Directories: the lists of all users and of all groups, in several orders and picked by several filters.
 *
 * One filter, the one that by its nature leaves the fewest rows, says where rows are taken from; the others are asked of
 * each row. Which one that is follows from the query alone and not from what is stored, so that a page costs tomorrow
 * what it cost in the test.
 *
 * @module
 */

import type { StoredGroup } from '../../group/group.ts';
import type { GroupQuery } from '../../group/group-repository.ts';
import { defaultRoleId } from '../../role/role.ts';
import type { AppId } from '../../shared/ids.ts';
import type { Found, PageQuery, Position } from '../../shared/page.ts';
import type { User } from '../../user/user.ts';
import type { UserQuery } from '../../user/user-repository.ts';
import { groupColumns, membersOfGroup, storedGroupIn } from './group-records.ts';
import { idBegins, type ListOrder, nameKeyBegins, pageOf, type Source } from './listing.ts';
import { friendSides } from './relation-lists.ts';
import type { Query } from './rows.ts';
import { inList, joined, type Sql, sql } from './sql.ts';
import { userColumns, userIn } from './user-records.ts';

/** One page of the users of an app. */
export function usersPage(app: AppId, query: UserQuery): Query<Found<User>> {
  const order = query.order === 'uid' ? 'id' : query.order;
  return pageOf(
    {
      order,
      columns: userColumns,
      sources: (after) => userSources(app, { ...query, order, after }),
      read: userIn,
    },
    query,
  );
}

/** One page of the groups of an app. */
export function groupsPage(app: AppId, query: GroupQuery): Query<Found<StoredGroup>> {
  const order = query.order === 'guid' ? 'id' : query.order;
  const columns = sql`${groupColumns}, ${membersOfGroup}`;
  return pageOf(
    {
      order,
      columns,
      sources: (after) => groupSources(app, { ...query, order, after }),
      read: storedGroupIn,
    },
    query,
  );
}

/** What of a query says where rows are taken from. */
type Placed<Q> = Omit<Q, keyof PageQuery | 'order'> & {
  readonly order: ListOrder;
  readonly after: Position | undefined;
};

function userSources(app: AppId, query: Placed<UserQuery>): readonly Source[] {
  const { order, friendsOf, uids, tags, roles, prefix, deactivated } = query;
  const states = deactivated === 'with' ? [true, false] : [deactivated === 'without'];
  const row = { from: sql`kithkin_users u`, key: keyOf(order, sql`u`), id: sql`u.uid` };
  const takenBy = (filter: UserFilter, ...conditions: readonly Sql[]): readonly Source[] =>
    states.map((isActive) => ({
      ...row,
      where: [...userFilters(app, query, filter), sql`u.is_active = ${isActive}`, ...conditions],
    }));

  // A user has few friends, and few uids are named: all of them are looked at, in whichever order.
  if (friendsOf !== undefined || uids) {
    const filters = [...userFilters(app, query, 'few'), sql`u.is_active in (${inList(states)})`];
    if (friendsOf === undefined) return [{ ...row, where: filters }];
    return friendSides(app, friendsOf).map(({ from, where }) => ({
      ...row,
      from,
      where: [...where, ...filters],
    }));
  }
  if (tags) {
    const filters = userFilters(app, query, 'tags');
    return tags.flatMap((tag) =>
      states.map((isActive) => ({
        from: sql`kithkin_user_tags t cross join kithkin_users u`,
        key: keyOf(order, sql`t`),
        id: sql`t.uid`,
        where: [
          ...[sql`t.app_id = ${app}`, sql`t.tag = ${tag}`, sql`t.is_active = ${isActive}`],
          ...[sql`u.uid = t.uid`, ...filters],
        ],
      })),
    );
  }
  // Nearly everybody has the built-in role, and few have any other.
  if (roles && !roles.includes(defaultRoleId)) {
    return roles.flatMap((role) => takenBy('roles', sql`u.role = ${role}`));
  }
  if (prefix) {
    const begins = {
      uid: idBegins(sql`u.uid`, prefix.text, keyBehind(query, 'id')),
      name: nameKeyBegins(sql`u.name_key`, prefix.text, keyBehind(query, 'name')),
    };
    return prefix.in.flatMap((where) => takenBy('prefix', begins[where]));
  }
  return takenBy('none');
}

/** By which filter rows are taken; what is taken by it need not be asked of each row. */
type UserFilter = 'few' | 'tags' | 'roles' | 'prefix' | 'none';

function userFilters(
  app: AppId,
  { uids, tags, roles, prefix, status, hideBlockedFor }: Placed<UserQuery>,
  takenBy: UserFilter,
): readonly Sql[] {
  const filters = [sql`u.app_id = ${app}`];
  if (uids) filters.push(sql`u.uid in (${inList(uids)})`);
  if (tags && takenBy !== 'tags') {
    filters.push(sql`exists (select 1 from kithkin_user_tags t
      where t.app_id = ${app} and t.uid = u.uid and t.tag in (${inList(tags)}))`);
  }
  // An expression, so that no plan gathers and sorts nearly everybody by the index of roles.
  if (roles && takenBy !== 'roles') filters.push(sql`u.role || '' in (${inList(roles)})`);
  if (prefix && takenBy !== 'prefix') {
    const begins = {
      uid: idBegins(sql`u.uid`, prefix.text),
      name: nameKeyBegins(sql`u.name_key`, prefix.text),
    };
    filters.push(anyOf(prefix.in.map((where) => begins[where])));
  }
  // A constant, so that the index of those who are online is found.
  if (status) filters.push(status === 'online' ? sql`u.status = 'online'` : sql`u.status = 'offline'`);
  if (hideBlockedFor !== undefined) {
    const blocks = sql`select 1 from kithkin_blocks b where b.app_id = ${app}`;
    filters.push(
      sql`not exists (${blocks} and b.blocker = ${hideBlockedFor} and b.blocked = u.uid)`,
      sql`not exists (${blocks} and b.blocker = u.uid and b.blocked = ${hideBlockedFor})`,
    );
  }
  return filters;
}

function groupSources(app: AppId, query: Placed<GroupQuery>): readonly Source[] {
  const { order, prefix, tags, types } = query;
  const row = { from: sql`kithkin_groups g`, key: keyOf(order, sql`g`), id: sql`g.guid` };
  const filters = [sql`g.app_id = ${app}`, ...(types ? [sql`g.type in (${inList(types)})`] : [])];
  const begins = prefix && {
    guid: idBegins(sql`g.guid`, prefix.text, tags ? undefined : keyBehind(query, 'id')),
    name: nameKeyBegins(sql`g.name_key`, prefix.text, tags ? undefined : keyBehind(query, 'name')),
  };
  if (tags) {
    const isNamed = begins ? [anyOf(prefix.in.map((where) => begins[where]))] : [];
    return tags.map((tag) => ({
      from: sql`kithkin_group_tags t cross join kithkin_groups g`,
      key: keyOf(order, sql`t`),
      id: sql`t.guid`,
      where: [sql`t.app_id = ${app}`, sql`t.tag = ${tag}`, sql`g.guid = t.guid`, ...filters, ...isNamed],
    }));
  }
  if (begins) return prefix.in.map((where) => ({ ...row, where: [...filters, begins[where]] }));
  return [{ ...row, where: filters }];
}

function keyOf(order: ListOrder, table: Sql): Sql {
  return order === 'name' ? sql`${table}.name_key` : sql`${table}.sequence`;
}

/** The key of the place behind which a page begins, if the list is in this order. */
function keyBehind({ order, after }: Placed<unknown>, wanted: ListOrder): string | undefined {
  return after && order === wanted ? String(after.key) : undefined;
}

function anyOf(conditions: readonly Sql[]): Sql {
  return sql`(${joined(
    conditions.map((condition) => sql`(${condition})`),
    ' or ',
  )})`;
}
