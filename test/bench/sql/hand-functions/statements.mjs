/**
 * Statements that stored functions are made of: locks, refusals and counts.
 */

/** Locks the row of an anchor, which is made if need be, and keeps it in a variable. */
export function lock(row, type, id, mode = 'no key update') {
  const select = `select * into ${row} from kithkin_anchors where app_id = app and type = '${type}' and id = ${id} for ${mode}`;
  return `
    ${select};
    if not found then
      insert into kithkin_anchors (app_id, type, id) values (app, '${type}', ${id}) on conflict do nothing;
      ${select};
      if not found then raise exception using errcode = '40001'; end if;
    end if;`;
}

/** Locks two users in the order of their uids. */
export function lockBoth(first, second) {
  const locks = (one, two) =>
    lock(one.row, 'user', one.id, one.mode) + lock(two.row, 'user', two.id, two.mode);
  return `if ${first.id} collate "C" < ${second.id} then ${locks(first, second)} else ${locks(second, first)} end if;`;
}

export function refuse(condition, code) {
  return `if ${condition} then return '${code}'; end if;`;
}

export const isUser = (uid) =>
  `exists (select from kithkin_users where app_id = app and uid = ${uid} and is_active)`;
export const requireUser = (uid) => refuse(`not ${isUser(uid)}`, 'ERR_UID_NOT_FOUND');
export const count = (column, type, id, by) =>
  `update kithkin_anchors set ${column} = ${column} + ${by} where app_id = app and type = '${type}' and id = ${id};`;
