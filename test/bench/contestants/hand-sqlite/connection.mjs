/**
 * What all commands by hand share on SQLite: statements that are prepared once, one immediate transaction, the checks
 * that most make, and the counts.
 */
import { refusal } from '../checks.mjs';

export function connect(database, app) {
  const sql = (text) => database.prepare(text);
  const begin = sql('begin immediate');
  const commit = sql('commit');
  const rollback = sql('rollback');

  function transact(work) {
    begin.run();
    try {
      const value = work();
      commit.run();
      return value;
    } catch (error) {
      rollback.run();
      throw error;
    }
  }

  const has = (table, ...columns) => {
    const statement = sql(
      `select 1 from kithkin_${table} where app_id = ? ${columns.map((column) => `and ${column}`).join(' ')}`,
    );
    return (...params) => statement.get(app, ...params) !== undefined;
  };

  const count = (table) => {
    const statement = sql(`select count(*) as n from kithkin_${table} where app_id = ?`);
    return () => statement.get(app).n;
  };

  const counter = (type, column) => {
    const find = sql(
      `select ${column} as n from kithkin_anchors where app_id = ? and type = '${type}' and id = ?`,
    );
    const change = sql(`insert into kithkin_anchors (app_id, type, id, ${column}) values (?, '${type}', ?, ?)
      on conflict (app_id, type, id) do update set ${column} = ${column} + excluded.${column}`);
    const lower = sql(
      `update kithkin_anchors set ${column} = ${column} - ? where app_id = ? and type = '${type}' and id = ?`,
    );
    return {
      of: (id) => find.get(app, id)?.n ?? 0,
      up: (id) => change.run(app, id, 1),
      down: (id, by = 1) => lower.run(by, app, id),
    };
  };

  const hasUser = has('users', 'uid = ?', 'is_active = 1');
  function requireUsers(...uids) {
    for (const uid of uids) if (!hasUser(uid)) throw refusal('ERR_UID_NOT_FOUND');
  }

  const prepared = new Map();
  const ask = (text, params) => {
    if (!prepared.has(text)) prepared.set(text, sql(text));
    return prepared.get(text).all(...params);
  };

  return { app, sql, transact, has, count, counter, hasUser, requireUsers, ask };
}
