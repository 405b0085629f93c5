/**
 * What is asked of the SQL stores: commands, each followed where possible by the one that takes it back, so that a store
 * is after a round what it was before it.
 *
 * An operation has `steps`, which are taken one after the other with the same input, a contender first; `inputAt`, which
 * makes the input of any index from what the lane knows; perhaps `countMax`, which bounds those whose rows are counted;
 * and perhaps `refusal`, which is what has to be answered.
 */
import { lists, pageLimit } from '../workload.mjs';
import { administrationCommands, administrationLookups } from './operations/administration.mjs';
import { authTokenCommands, authTokenLookups } from './operations/auth-tokens.mjs';
import { groupCommands } from './operations/groups.mjs';
import { pageOperations } from './operations/pages.mjs';
import { relationCommands } from './operations/relations.mjs';
import { userCommands, userLookups } from './operations/users.mjs';

const withPhases = (operation) => ({ ...operation, phases: Object.keys(operation.steps) });

/** What writes, or is refused. */
export const commands = [
  ...userCommands,
  ...relationCommands,
  ...authTokenCommands,
  ...groupCommands,
  ...administrationCommands,
].map(withPhases);

/** What only reads, and is one row. */
export const lookups = [...userLookups, ...authTokenLookups, ...administrationLookups].map(withPhases);

export const pages = pageOperations.map(withPhases);

const operations = [...commands, ...lookups, ...pages];

/** The limits of all contenders: so many of what an app has few of that all callers may make some. */
export const benchLimits = { botsPerAppMax: 1000, rolesPerAppMax: 1000, apiKeysPerAppMax: 1000 };

/** The most rows that are gone through to be in the middle of a list. */
const walkMax = 50_000;

/**
 * A contender in its app, whose steps go on from where `drawn` is, which is changed with each. Contenders whose `drawn`
 * are alike are asked the same; those who share one never.
 */
export function laneOf(contender, { users, drawn, tokens, apiKey }) {
  const cursors = {};
  const known = { users, tokens, apiKey, cursors };
  const steps = Object.fromEntries(operations.flatMap(stepsOf));

  function stepsOf({ steps, refusal }) {
    return Object.entries(steps).map(([name, ask]) => [
      name,
      refusal === undefined
        ? async (...input) => contender.unwrap(await ask(contender, ...input))
        : (...input) => refused(refusal, ask(contender, ...input)),
    ]);
  }

  async function refused(code, asked) {
    try {
      contender.unwrap(await asked);
    } catch (error) {
      if (error.code === code) return;
      throw error;
    }
    throw new Error(`bench: what has to be refused with ${code} was done`);
  }

  /** The next inputs of an operation, the same for all its steps. */
  function prepare([name], count) {
    const { inputAt } = operations.find(({ phases }) => phases[0] === name);
    const from = drawn[name] ?? 0;
    drawn[name] = from + count;
    return Array.from({ length: count }, (_, index) => inputAt(from + index, known));
  }

  /** Goes to the middle of each list of all users. */
  async function walk() {
    for (const [name, { options, share }] of Object.entries(lists)) {
      const total = Math.floor(users / share);
      let left = Math.min(walkMax, Math.floor(total / 2), total - pageLimit);
      while (left > 0) {
        const limit = Math.min(1000, left);
        const asked = await contender.list({ ...options, limit, cursor: cursors[name] });
        cursors[name] = contender.unwrap(asked).nextCursor;
        left -= limit;
      }
    }
  }

  return { steps, prepare, walk };
}
