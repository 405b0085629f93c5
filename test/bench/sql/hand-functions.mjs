/**
 * The commands as stored functions on Kithkin's tables: the least that a command can cost on PostgreSQL, one message of
 * one statement. Each takes the locks that Kithkin takes, in its order; checks in its order; and answers the code of a
 * refusal, or NULL. At READ COMMITTED each statement of a function sees what was committed when it begins, so that what
 * is read behind a lock is new.
 */

import { administrationFunctions } from './hand-functions/administration.mjs';
import { authTokenFunctions } from './hand-functions/auth-tokens.mjs';
import { groupFunctions } from './hand-functions/groups.mjs';
import { membershipFunctions } from './hand-functions/memberships.mjs';
import { relationFunctions } from './hand-functions/relations.mjs';
import { userFunctions } from './hand-functions/users.mjs';

/** For each function its parameters beside the app, its variables, and its statements. */
const functions = {
  ...userFunctions,
  ...authTokenFunctions,
  ...relationFunctions,
  ...membershipFunctions,
  ...groupFunctions,
  ...administrationFunctions,
};

/** What makes the functions, in the first schema of the search path. */
export const handFunctions = Object.entries(functions).map(
  ([name, [parameters, variables, statements]]) =>
    `create function bench_${name}(app text, ${parameters}) returns text language plpgsql
      as $body$ declare ${variables} begin ${statements} return null; end $body$`,
);
