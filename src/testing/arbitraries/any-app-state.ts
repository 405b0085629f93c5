/**
 * Any app state: drawn without regard to the rules, then rid of all that breaks one.
 *
 * So a state shrinks by its parts, whatever they have to do with each other.
 *
 * @module
 */

import fc from 'fast-check';
import { type Limits, limitsWith } from '../../limits.ts';
import type { UnixSeconds } from '../../shared/time.ts';
import { anyCreateApiKeyInput } from './api-keys.ts';
import type { AppState, GroupState, MemberState, TokenState, UserState } from './app-state.ts';
import { anyAuthTokenNotesInput, anyFutureTime } from './auth-tokens.ts';
import { anyRegisterBotInput } from './bots.ts';
import { consistent } from './consistent.ts';
import { type Drawn, mostly, someOf } from './fields.ts';
import { anyCreateGroupInput, anyGroupScope } from './groups.ts';
import { anyRoleId, type Names, namesWith } from './names.ts';
import { anyCreateRoleInput } from './roles.ts';
import { anyPresenceStatus, anyUpsertUserInput } from './users.ts';

/** Caps so small that states are often at one of them. */
export const tightLimits: Limits = limitsWith({
  friendshipsPerUserMax: 2,
  activeAuthTokensPerUserMax: 2,
  groupMembershipsPerUserMax: 2,
  membersPerGroupMax: 3,
  botsPerAppMax: 2,
  rolesPerAppMax: 2,
  apiKeysPerAppMax: 2,
});

/** Which states are drawn. */
export interface AnyAppStateOptions {
  /** What states are made of, where it is not to be {@link someNames}. */
  readonly names?: Partial<Names> | undefined;
  /** Caps, where they are not to be {@link tightLimits}. */
  readonly limits?: Partial<Limits> | undefined;
  /** The latest time that the app's clock will show, as for `anyIssueAuthTokenOptions`. */
  readonly now?: UnixSeconds | undefined;
  /** At most so many users; by default as many as there are uids in `names`. */
  readonly usersMax?: number | undefined;
  /** At most so many groups; by default as many as there are guids in `names`. */
  readonly groupsMax?: number | undefined;
  /** At most so many friendships; 12 by default. */
  readonly friendshipsMax?: number | undefined;
  /** At most so many blocks; 8 by default. */
  readonly blocksMax?: number | undefined;
  /** At most so many auth tokens of a user, archived ones included; 4 by default. */
  readonly tokensPerUserMax?: number | undefined;
}

/**
 * Any whole app, as plain data that {@link openState} makes an app of.
 *
 * @example
 * ```ts
 * import fc from 'fast-check';
 * import { anyAppState } from 'kithkin/testing';
 *
 * const states = fc.sample(anyAppState({ usersMax: 3, limits: { friendshipsPerUserMax: 1 } }), 20);
 * states.every(({ users, friendships }) => users.length <= 3 && friendships.length <= 1); // => true
 * ```
 */
export function anyAppState(options: AnyAppStateOptions = {}): fc.Arbitrary<AppState> {
  const names = namesWith(options.names);
  const { usersMax = names.uids.length, groupsMax = names.guids.length } = options;
  const { friendshipsMax = 12, blocksMax = 8, tokensPerUserMax = 4, now } = options;
  const limits = limitsWith({ ...tightLimits, ...options.limits });
  const uid = fc.constantFrom(...names.uids.map((each) => each.toLowerCase()));

  const anyToken: fc.Arbitrary<TokenState> = someOf(
    { expiresAt: anyFutureTime({ now }), notes: anyAuthTokenNotesInput() },
    'seldom',
  );
  const anyUser: fc.Arbitrary<UserState> = fc
    .tuple(
      fc.record({
        profile: withMore(anyUpsertUserInput(names), { role: anyRoleId(names) }),
        isDeactivated: mostly(fc.constant(false), fc.constant(true)),
        tokens: upTo(tokensPerUserMax, anyToken),
      }),
      someOf({ presence: anyPresenceStatus }),
    )
    .map(([user, presence]) => ({ ...user, ...presence }));
  const anyMember: fc.Arbitrary<MemberState> = fc.record({ uid, scope: anyGroupScope });
  const anyGroup: fc.Arbitrary<GroupState> = fc.record({
    profile: withMore(anyCreateGroupInput(names), { owner: uid }),
    members: upTo(Math.min(limits.membersPerGroupMax + 2, names.uids.length), anyMember),
    banned: upTo(4, uid),
  });

  return fc
    .record({
      roles: distinctUpTo(names.roles.length, anyCreateRoleInput(names), ({ role }) => role),
      users: distinctUpTo(usersMax, anyUser, ({ profile }) => profile.uid),
      friendships: upTo(friendshipsMax, fc.record({ a: uid, b: uid })),
      blocks: upTo(blocksMax, fc.record({ blocker: uid, blocked: uid })),
      groups: distinctUpTo(groupsMax, anyGroup, ({ profile }) => profile.guid),
      bots: upTo(Math.min(limits.botsPerAppMax, names.uids.length), anyRegisterBotInput(names)),
      apiKeys: upTo(
        Math.min(limits.apiKeysPerAppMax, names.displayNames.length),
        anyCreateApiKeyInput(names),
      ),
    })
    .map((parts) => consistent({ limits, ...parts }));
}

/** With fields more often than a command would be asked with them: here what they refer to is there. */
function withMore<T extends object, M extends object>(
  base: fc.Arbitrary<T>,
  more: Drawn<M>,
): fc.Arbitrary<T & Partial<M>> {
  return fc.tuple(base, someOf(more)).map(([one, other]) => ({ ...one, ...other }));
}

/** So many items at most, and as likely many as few. */
function upTo<T>(maxLength: number, item: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(item, { maxLength, size: 'max' });
}

/** So many items at most, of which no two have one id. */
function distinctUpTo<T>(
  maxLength: number,
  item: fc.Arbitrary<T>,
  idOf: (item: T) => string,
): fc.Arbitrary<T[]> {
  return fc.uniqueArray(item, { maxLength, size: 'max', selector: (each) => idOf(each).toLowerCase() });
}
