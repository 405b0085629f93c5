/**
 * Any call: of every command of an app, with arguments that it takes.
 *
 * @module
 */

import fc from 'fast-check';
import type { TimeOptions } from './auth-tokens.ts';
import type { Call, CallsOf, CommandName, Concept, DrawnCalls } from './call.ts';
import { apiKeyCalls, botCalls, roleCalls } from './calls/administration.ts';
import { authTokenCalls } from './calls/auth-tokens.ts';
import { groupCalls, groupMembershipCalls } from './calls/groups.ts';
import { blockCalls, friendshipCalls } from './calls/relations.ts';
import { userCalls } from './calls/users.ts';
import { type Names, namesWith } from './names.ts';

/** Which calls are drawn. */
export interface AnyCallOptions extends TimeOptions {
  /** What calls speak of, where it is not to be {@link someNames}. */
  readonly names?: Partial<Names> | undefined;
  /** Only calls of these commands; of every command when absent. */
  readonly only?: readonly CommandName[] | undefined;
}

/**
 * Any call of any command. No command answers `ERR_BAD_REQUEST` to it; every other refusal is drawn in time.
 *
 * What makes something is called more often than what takes it away, and what deletes for good is called seldom.
 *
 * @example
 * ```ts
 * import fc from 'fast-check';
 * import { openApp } from 'kithkin';
 * import { memoryStore } from 'kithkin/memory';
 * import { anyCall, Shown } from 'kithkin/testing';
 *
 * const someCalls = fc.array(anyCall({ only: ['users.create', 'friendships.befriend', 'users.delete'] }));
 * await fc.assert(
 *   fc.asyncProperty(someCalls, async (calls) => {
 *     const app = openApp({ store: memoryStore(), appId: 'test', limits: { friendshipsPerUserMax: 1 } });
 *     const shown = new Shown();
 *     for (const call of calls) await call.run(app, shown).unwrapOr(undefined);
 *
 *     const users = (await app.users.list())._unsafeUnwrap().items;
 *     for (const { uid } of users) {
 *       const friends = (await app.friendships.list(uid))._unsafeUnwrap().items;
 *       if (friends.length > 1) throw new Error(`${uid} has ${friends.length} friends`);
 *     }
 *   }),
 * );
 * ```
 */
export function anyCall({ names, now, only }: AnyCallOptions = {}): fc.Arbitrary<Call> {
  const source = { names: namesWith(names), now };
  const concepts: { readonly [C in Concept]: CallsOf<C> } = {
    users: userCalls(source),
    authTokens: authTokenCalls(source),
    friendships: friendshipCalls(source),
    blocks: blockCalls(source),
    roles: roleCalls(source),
    groups: groupCalls(source),
    groupMemberships: groupMembershipCalls(source),
    bots: botCalls(source),
    apiKeys: apiKeyCalls(source),
  };
  const kinds = Object.entries(concepts).flatMap(([concept, commands]) =>
    Object.entries<DrawnCalls>(commands).map(([name, { weight, calls }]) => {
      // SAFETY: the table has an entry for each command of each concept, and no other.
      const command = `${concept}.${name}` as CommandName;
      const arbitrary = calls.map((call): Call => ({ ...call, command, toString: () => call.title }));
      return { command, weight, arbitrary };
    }),
  );
  const wanted = kinds.filter(({ command }) => only?.includes(command) ?? true);
  if (wanted.length === 0) throw new RangeError('Cannot draw a call: `only` names no command');
  return fc.oneof(...wanted);
}
