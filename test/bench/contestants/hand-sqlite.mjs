/**
 * SQLite on Kithkin's own tables, as one would write it by hand: prepared statements, and one immediate transaction
 * around the checks, the rows and the counts of a command.
 */
import { readsOf } from '../sql/hand-queries.mjs';
import { usualLimits } from './checks.mjs';
import { administrationByHand } from './hand-sqlite/administration.mjs';
import { authTokensByHand } from './hand-sqlite/auth-tokens.mjs';
import { connect } from './hand-sqlite/connection.mjs';
import { groupsByHand } from './hand-sqlite/groups.mjs';
import { relationsByHand } from './hand-sqlite/relations.mjs';
import { usersByHand } from './hand-sqlite/users.mjs';

/** `database` is a connection of its own, on a file in which the tables are. */
export function open({ database, appId: app, limits: given }) {
  const limits = { ...usualLimits, ...given };
  const connection = connect(database, app);
  return {
    ...readsOf(app, connection.ask),
    ...usersByHand(connection),
    ...authTokensByHand(connection, limits),
    ...relationsByHand(connection, limits),
    ...groupsByHand(connection, limits),
    ...administrationByHand(connection, limits),
  };
}
