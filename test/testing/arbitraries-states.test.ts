import fc from 'fast-check';
import { type App, type Limits, openApp } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { type AppState, anyAppState, openState, populate, type Shown, tightLimits } from 'kithkin/testing';
import { describe, expect, it } from 'vitest';
import { runs } from '../support/setup.ts';
import { cheapPasswords, must } from '../support/test-app.ts';

const whole = { limit: 1000 } as const;

/** What the lists of an app are to show of a state. */
function expectedOf({ limits, ...state }: AppState, shown: Shown): Record<string, unknown> {
  const active = new Set(state.users.filter((user) => !user.isDeactivated).map(({ profile }) => profile.uid));
  const expected: Record<string, unknown> = {
    roles: ['default', ...state.roles.map(({ role }) => role)].sort(),
    users: state.users.map(({ profile, presence = 'offline', isDeactivated }) => ({
      role: 'default',
      ...profile,
      tags: profile.tags ?? [],
      status: isDeactivated ? 'offline' : presence,
      isDeactivated,
    })),
    groups: state.groups.map(({ profile: { password: _, ...profile }, members }) => ({
      type: 'public',
      ...profile,
      tags: profile.tags ?? [],
      membersCount: members.length + (profile.owner === undefined ? 0 : 1),
    })),
    bots: state.bots
      .filter(({ uid }) => active.has(uid))
      .map((bot) => ({ enabled: false, groupChatSetting: 'none', ...bot }))
      .sort((a, b) => (a.uid < b.uid ? -1 : 1)),
    apiKeys: state.apiKeys
      .map((key) => ({ scope: 'authOnly', ...key }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
  for (const { profile, tokens } of state.users) {
    const { uid } = profile;
    if (!active.has(uid)) continue;
    const issued = tokens.map(({ notes, expiresAt }, index) => ({
      handle: shown.authTokens.get(uid)?.[index]?.handle,
      ...notes,
      ...(expiresAt !== undefined && { expiresAt }),
    }));
    const activeTokens = issued.slice(-limits.activeAuthTokensPerUserMax);
    const others = state.blocks
      .filter(({ blocker, blocked }) => blocker === uid || blocked === uid)
      .map(({ blocker, blocked }) => (blocker === uid ? blocked : blocker));
    const owned = state.groups.filter((group) => group.profile.owner === uid);
    const joined = state.groups.filter(({ members }) => members.some((member) => member.uid === uid));
    expected[`user ${uid}`] = {
      friends: state.friendships
        .filter(({ a, b }) => a === uid || b === uid)
        .map(({ a, b }) => (a === uid ? b : a))
        .filter((friend) => active.has(friend)),
      blocks: [...new Set(others)].filter((other) => active.has(other)).sort(),
      tokens: activeTokens.reverse(),
      archived: issued.slice(0, issued.length - activeTokens.length).reverse(),
      groups: [...owned, ...joined].map((group) => group.profile.guid),
    };
  }
  for (const { profile, members, banned } of state.groups) {
    const owner = profile.owner === undefined ? [] : [{ uid: profile.owner, scope: 'admin' }];
    expected[`group ${profile.guid}`] = {
      members: [...owner, ...members].filter(({ uid }) => active.has(uid)),
      banned: banned.filter((uid) => active.has(uid)).sort(),
    };
  }
  return expected;
}

/** What the lists of an app do show. */
async function shownBy(app: App): Promise<Record<string, unknown>> {
  const users = (await must(app.users.list({ ...whole, withDeactivated: true }))).items;
  const groups = (await must(app.groups.list(whole))).items;
  const shown: Record<string, unknown> = {
    roles: (await must(app.roles.list(whole))).items.map(({ role }) => role),
    users: users
      .map(({ createdAt: _, lastActiveAt: __, deactivatedAt, ...user }) => ({
        ...user,
        tags: user.tags ?? [],
        isDeactivated: deactivatedAt !== undefined,
      }))
      .reverse(),
    groups: groups.map(({ createdAt: _, ...group }) => ({ ...group, tags: group.tags ?? [] })).reverse(),
    bots: (await must(app.bots.list(whole))).items.map(({ createdAt: _, ...bot }) => bot),
    apiKeys: (await must(app.apiKeys.list(whole))).items.map(({ name, scope }) => ({ name, scope })),
  };
  for (const { uid, deactivatedAt } of users) {
    if (deactivatedAt !== undefined) continue;
    const tokensOf = async (list: typeof app.authTokens.list) =>
      (await must(list(uid, whole))).items.map(
        ({ uid: _, createdAt: __, archivedAt: ___, ...token }) => token,
      );
    shown[`user ${uid}`] = {
      friends: (await must(app.friendships.list(uid, whole))).items.map((friend) => friend.uid),
      blocks: (await must(app.blocks.list(uid, whole))).items.map((other) => other.uid),
      tokens: await tokensOf(app.authTokens.list),
      archived: await tokensOf(app.authTokens.listArchived),
      groups: (await must(app.groupMemberships.listGroups(uid, whole))).items.map(({ guid }) => guid),
    };
  }
  for (const { guid } of groups) {
    shown[`group ${guid}`] = {
      members: (await must(app.groupMemberships.listMembers(guid, whole))).items.map(({ uid, scope }) => ({
        uid,
        scope,
      })),
      banned: (await must(app.groupMemberships.listBanned(guid, whole))).items.map(({ uid }) => uid),
    };
  }
  return shown;
}

const anyLimits: fc.Arbitrary<Limits> = fc.record({
  friendshipsPerUserMax: fc.nat({ max: 3 }),
  activeAuthTokensPerUserMax: fc.integer({ min: 1, max: 3 }),
  groupMembershipsPerUserMax: fc.nat({ max: 3 }),
  membersPerGroupMax: fc.integer({ min: 1, max: 4 }),
  botsPerAppMax: fc.nat({ max: 3 }),
  rolesPerAppMax: fc.nat({ max: 3 }),
  apiKeysPerAppMax: fc.nat({ max: 3 }),
});

// From one seed: how often something is drawn must not be left to chance.
const someStates = fc.sample(anyAppState(), { seed: 1, numRuns: 1000 });

describe('any app state', () => {
  it('is what the app shows that is populated with it', async () => {
    await fc.assert(
      fc.asyncProperty(anyAppState(), async (state) => {
        const { app, shown } = await openState(state);
        expect(await shownBy(app)).toEqual(expectedOf(state, shown));
      }),
      { numRuns: runs(200) },
    );
  });

  it('is never refused, whatever the limits', async () => {
    const anyState = anyLimits.chain((limits) => anyAppState({ limits }));
    await fc.assert(
      fc.asyncProperty(anyState, async (state) => {
        const { limits } = state;
        const app = openApp({ store: memoryStore(), appId: 'app', passwords: cheapPasswords, limits });
        expect((await populate(app, state)).isOk()).toBe(true);
      }),
      { numRuns: runs(100) },
    );
  });

  it('shows tokens that log in and keys that authorize', async () => {
    let logIns = 0;
    for (const state of someStates.slice(0, 60)) {
      const { app, shown } = await openState(state);
      for (const { profile, isDeactivated, tokens } of state.users) {
        const newest = shown.authTokens.get(profile.uid)?.at(-1);
        expect(newest !== undefined).toBe(tokens.length > 0);
        if (!newest || isDeactivated) continue;
        expect((await must(app.authTokens.authenticate(newest.text))).uid).toBe(profile.uid);
        logIns += 1;
      }
      for (const [index, { name }] of state.apiKeys.entries()) {
        const text = shown.apiKey({ nth: index, by: 'text' });
        expect((await must(app.apiKeys.authorize(text, 'users.create'))).name).toBe(name);
      }
    }
    expect(logIns).toBeGreaterThan(10);
  });

  it.each<[what: string, atLeast: number, is: (state: AppState) => boolean]>([
    [
      'a user with as many friends as may be',
      0.2,
      (state) => state.users.some(({ profile }) => friendsOf(state, profile.uid) === 2),
    ],
    [
      'a group with as many members as may be',
      0.05,
      ({ groups }) => groups.some(({ profile, members }) => members.length + (profile.owner ? 1 : 0) === 3),
    ],
    [
      'a member that is no participant',
      0.2,
      ({ groups }) => groups.some(({ members }) => members.some(({ scope }) => scope !== 'participant')),
    ],
    ['an owner', 0.2, ({ groups }) => groups.some(({ profile }) => profile.owner !== undefined)],
    [
      'a group with a password',
      0.1,
      ({ groups }) => groups.some(({ profile }) => profile.password !== undefined),
    ],
    ['a ban', 0.2, ({ groups }) => groups.some(({ banned }) => banned.length > 0)],
    ['as many bots as may be', 0.05, ({ bots }) => bots.length === 2],
    ['as many roles as may be', 0.1, ({ roles }) => roles.length === 2],
    [
      'a role that is held',
      0.1,
      ({ users }) => users.some(({ profile: { role = 'default' } }) => role !== 'default'),
    ],
    ['as many API keys as may be', 0.1, ({ apiKeys }) => apiKeys.length === 2],
    ['an archived token', 0.2, ({ users }) => users.some(({ tokens }) => tokens.length > 2)],
    ['a token with notes', 0.1, ({ users }) => users.some(({ tokens }) => tokens.some(({ notes }) => notes))],
    [
      'a deactivated user with friends',
      0.03,
      (state) =>
        state.users.some(({ profile, isDeactivated }) => isDeactivated && friendsOf(state, profile.uid) > 0),
    ],
    [
      'two users who blocked each other',
      0.02,
      ({ blocks }) =>
        blocks.some((one) =>
          blocks.some((other) => one.blocker === other.blocked && one.blocked === other.blocker),
        ),
    ],
    [
      'friends of whom one blocked the other',
      0.05,
      ({ blocks, friendships }) =>
        blocks.some(({ blocker, blocked }) =>
          friendships.some(
            ({ a, b }) => (a === blocker && b === blocked) || (a === blocked && b === blocker),
          ),
        ),
    ],
    [
      'nothing at all',
      0.002,
      ({ users, groups, roles }) => users.length + groups.length + roles.length === 0,
    ],
  ])('often has %s', (_, atLeast, is) => {
    expect(someStates.filter(is).length).toBeGreaterThanOrEqual(1000 * atLeast);
  });

  it('has no more than it is told to have', () => {
    const sizes = { usersMax: 2, groupsMax: 1, friendshipsMax: 0, blocksMax: 1, tokensPerUserMax: 1 };
    for (const state of fc.sample(anyAppState(sizes), 300)) {
      expect(state.users.length).toBeLessThanOrEqual(2);
      expect(state.groups.length).toBeLessThanOrEqual(1);
      expect(state.friendships).toEqual([]);
      expect(state.blocks.length).toBeLessThanOrEqual(1);
      expect(Math.max(0, ...state.users.map(({ tokens }) => tokens.length))).toBeLessThanOrEqual(1);
    }
    expect(fc.sample(anyAppState(), 1)[0]?.limits).toEqual(tightLimits);
  });

  it.each<[what: string, users: number, holds: (state: AppState) => boolean]>([
    ['nobody is', 1, ({ users }) => users.length === 0],
    ['nobody is friends', 2, ({ friendships }) => friendships.length === 0],
    ['nobody is blocked', 2, ({ blocks }) => blocks.length === 0],
    ['nobody is banned', 1, ({ groups }) => groups.every(({ banned }) => banned.length === 0)],
    ['nobody is an owner', 1, ({ groups }) => groups.every(({ profile }) => profile.owner === undefined)],
    ['no token is archived', 1, ({ users }) => users.every(({ tokens }) => tokens.length <= 2)],
  ])('shrinks a state that breaks "%s" to %i users', (_, users, holds) => {
    // Shrinking takes the first step down that it finds, and with some seeds ends a user short of the bottom.
    const { counterexample } = fc.check(fc.property(anyAppState(), holds), { numRuns: 1000, seed: 1 });
    const state = counterexample?.[0];
    expect(state?.users).toHaveLength(users);
    expect([...(state?.roles ?? []), ...(state?.bots ?? []), ...(state?.apiKeys ?? [])]).toEqual([]);
    for (const { profile } of state?.users ?? []) expect(Object.keys(profile)).toEqual(['uid', 'name']);
  });

  it('tells which command was refused by an app that has lower limits', async () => {
    const state = someStates.find(({ friendships }) => friendships.length > 0);
    if (!state) throw new Error('no state has a friendship');
    const limits = { ...state.limits, friendshipsPerUserMax: 0 };
    await expect(openState({ ...state, limits })).rejects.toThrow(
      /^Cannot populate the app: "\S+ befriends \S+" was answered \{"code":"ERR_FRIENDS_LIMIT_EXCEEDED"/,
    );
  });
});

function friendsOf({ friendships }: AppState, uid: string): number {
  return friendships.filter(({ a, b }) => a === uid || b === uid).length;
}
