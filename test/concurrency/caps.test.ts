import type { App } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { runs } from '../support/setup.ts';
import { allOf, codeOf, createGroups, createUsers, must } from '../support/test-app.ts';
import { outcomeOfRace, type Race } from './races.ts';

const peers = ['bo', 'cy', 'dee', 'eve'];

/** Expects that so many succeeded, and all others were refused for this reason. */
function expectWinners(results: readonly unknown[], winners: number, refusal: string): void {
  const losers = results.length - winners;
  expect([...results].sort()).toEqual([
    ...Array.from({ length: losers }, () => refusal),
    ...Array.from({ length: winners }, () => 'ok'),
  ]);
}

const races: Readonly<Record<string, Race>> = {
  'four users befriend one who has room for two': {
    prepare: (app) => createUsers(app, 'ana', ...peers),
    run: (next) => peers.map((peer) => codeOf(next().friendships.befriend(peer, 'ana'))),
    check: async (app, results) => {
      expectWinners(results, 2, 'ERR_FRIENDS_LIMIT_EXCEEDED');
      expect(await allOf((page) => app.friendships.list('ana', page))).toHaveLength(2);
    },
  },

  'one user befriends four others and has room for two': {
    prepare: (app) => createUsers(app, 'ana', ...peers),
    run: (next) => peers.map((peer) => codeOf(next().friendships.befriend('ana', peer))),
    check: async (_, results) => expectWinners(results, 2, 'ERR_FRIENDS_LIMIT_EXCEEDED'),
  },

  'two users befriend each other at once': {
    prepare: (app) => createUsers(app, 'ana', 'bo'),
    run: (next) => [
      codeOf(next().friendships.befriend('ana', 'bo')),
      codeOf(next().friendships.befriend('bo', 'ana')),
    ],
    check: async (_, results) => expectWinners(results, 1, 'ERR_ALREADY_FRIEND'),
  },

  'four tokens are issued where two may be active': {
    prepare: (app) => createUsers(app, 'ana'),
    run: (next) => peers.map(() => codeOf(next().authTokens.issue('ana'))),
    check: async (app, results) => {
      expectWinners(results, 4, 'never');
      expect(await allOf((page) => app.authTokens.list('ana', page))).toHaveLength(2);
      expect(await allOf((page) => app.authTokens.listArchived('ana', page))).toHaveLength(2);
    },
  },

  'four users join a group with room for three': {
    prepare: async (app) => {
      await createUsers(app, ...peers);
      await createGroups(app, 'club');
    },
    run: (next) => peers.map((peer) => codeOf(next().groupMemberships.join(peer, 'club'))),
    check: async (app, results) => {
      expectWinners(results, 3, 'ERR_NO_VACANCY');
      expect(await must(app.groups.get('club'))).toMatchObject({ membersCount: 3 });
    },
  },

  'one user joins four groups and has room for two': {
    prepare: async (app) => {
      await createUsers(app, 'ana');
      await createGroups(app, 'g1', 'g2', 'g3', 'g4');
    },
    run: (next) => [
      codeOf(next().groupMemberships.join('ana', 'g1')),
      codeOf(next().groupMemberships.join('ana', 'g2')),
      codeOf(next().groups.create({ guid: 'g5', name: 'Mine', owner: 'ana' })),
      addedCode(next(), 'g4', 'ana'),
    ],
    check: async (app, results) => {
      expectWinners(results, 2, 'ERR_GROUPS_LIMIT_EXCEEDED');
      expect(await allOf((page) => app.groupMemberships.listGroups('ana', page))).toHaveLength(2);
    },
  },

  'four users become bots of an app with room for two': {
    prepare: (app) => createUsers(app, ...peers),
    run: (next) =>
      peers.map((uid) => codeOf(next().bots.register({ uid, webhookURL: 'https://bots.example/' }))),
    check: async (app, results) => {
      expectWinners(results, 2, 'ERR_BOTS_LIMIT_EXCEEDED');
      expect(await allOf((page) => app.bots.list(page))).toHaveLength(2);
    },
  },

  'four roles are created where there is room for two': {
    prepare: async () => {},
    run: (next) => peers.map((role) => codeOf(next().roles.create({ role, name: role }))),
    check: async (app, results) => {
      expectWinners(results, 2, 'ERR_ROLES_LIMIT_EXCEEDED');
      expect(await allOf((page) => app.roles.list(page))).toHaveLength(3);
    },
  },

  'four API keys are created where there is room for two': {
    prepare: async () => {},
    run: (next) => peers.map((name) => codeOf(next().apiKeys.create({ name }))),
    check: async (app, results) => {
      expectWinners(results, 2, 'ERR_APIKEYS_LIMIT_EXCEEDED');
      expect(await allOf((page) => app.apiKeys.list(page))).toHaveLength(2);
    },
  },

  'a uid is taken three times at once': {
    prepare: async () => {},
    run: (next) => ['ana', 'ANA', 'Ana'].map((uid) => codeOf(next().users.create({ uid, name: uid }))),
    check: async (_, results) => expectWinners(results, 1, 'ERR_UID_ALREADY_EXISTS'),
  },

  'a role is deleted while a user is created with it': {
    prepare: (app) => must(app.roles.create({ role: 'vip', name: 'Very important' })),
    run: (next) => [
      codeOf(next().roles.delete('vip')),
      codeOf(next().users.create({ uid: 'ana', name: 'Ana', role: 'vip' })),
    ],
    check: async (_, results) => {
      expect([
        ['ok', 'ERR_ROLE_NOT_FOUND'],
        ['ERR_ROLE_IN_USE', 'ok'],
      ]).toContainEqual(results);
    },
  },

  'ownership is handed over twice at once': {
    limits: { groupMembershipsPerUserMax: 5 },
    prepare: async (app) => {
      await createUsers(app, 'ana', 'bo', 'cy');
      await must(app.groups.create({ guid: 'club', name: 'Club', owner: 'ana' }));
      await must(app.groupMemberships.add('club', ['bo', 'cy']));
    },
    run: (next) => [
      codeOf(next().groups.transferOwnership('club', 'bo')),
      codeOf(next().groups.transferOwnership('club', 'cy')),
    ],
    check: async (app, results) => {
      expect(results).toEqual(['ok', 'ok']);
      const { owner } = await must(app.groups.get('club'));
      const members = await allOf((page) => app.groupMemberships.listMembers('club', page));
      const admins = members.filter(({ scope }) => scope === 'admin').map(({ uid }) => uid);
      expect(admins).toEqual([owner]);
    },
  },

  'a new owner leaves while ownership is handed over': {
    prepare: async (app) => {
      await createUsers(app, 'ana', 'bo');
      await must(app.groups.create({ guid: 'club', name: 'Club', owner: 'ana' }));
      await must(app.groupMemberships.add('club', ['bo']));
    },
    run: (next) => [
      codeOf(next().groups.transferOwnership('club', 'bo')),
      codeOf(next().groupMemberships.leave('bo', 'club')),
    ],
    check: async (_, results) => {
      expect([
        ['ok', 'ERR_GROUP_OWNER'],
        ['ERR_NOT_A_MEMBER', 'ok'],
      ]).toContainEqual(results);
    },
  },

  'a deletion is finished by three at once': {
    prepare: async (app) => {
      await createUsers(app, 'ana', 'bo');
      await must(app.friendships.befriend('ana', 'bo'));
    },
    run: (next) => [
      codeOf(next().users.delete('ana', { permanent: true })),
      codeOf(next().users.delete('ana', { permanent: true })),
      codeOf(next().users.resumeDeletions()),
    ],
    check: async (app, results) => {
      expect([
        ['ok', 'ok', 'ok'],
        ['ok', 'ERR_UID_NOT_FOUND', 'ok'],
        ['ERR_UID_NOT_FOUND', 'ok', 'ok'],
      ]).toContainEqual(results);
      await expectGone(app, 'ana');
    },
  },

  'a user is deleted for good while another befriends it': deletionDuring((app) =>
    codeOf(app.friendships.befriend('bo', 'ana')),
  ),

  'a user is deleted for good while it joins a group': deletionDuring((app) =>
    codeOf(app.groupMemberships.join('ana', 'club')),
  ),

  'a user is deleted for good while another blocks it': deletionDuring((app) =>
    codeOf(app.blocks.block('bo', ['ana'])),
  ),

  'a user is deleted for good while it gets a token': deletionDuring((app) =>
    codeOf(app.authTokens.issue('ana')),
  ),

  'an owner to be is deleted for good while ownership is handed over': {
    prepare: async (app) => {
      await createUsers(app, 'ana', 'bo');
      await must(app.groups.create({ guid: 'club', name: 'Club', owner: 'ana' }));
      await must(app.groupMemberships.add('club', ['bo']));
    },
    run: (next) => [
      codeOf(next().users.delete('bo', { permanent: true })),
      codeOf(next().groups.transferOwnership('club', 'bo')),
    ],
    check: async (_, results) => {
      expect([
        ['ok', 'ERR_UID_NOT_FOUND'],
        ['ERR_GROUP_OWNER', 'ok'],
      ]).toContainEqual(results);
    },
  },

  'the last places of a bot and of its successor': {
    limits: { botsPerAppMax: 1 },
    prepare: async (app) => {
      await createUsers(app, 'ana', 'bo', 'cy');
      await must(app.bots.register({ uid: 'ana', webhookURL: 'https://bots.example/' }));
    },
    run: (next) => [
      codeOf(next().bots.remove('ana')),
      codeOf(next().bots.register({ uid: 'bo', webhookURL: 'https://bots.example/' })),
      codeOf(next().bots.register({ uid: 'cy', webhookURL: 'https://bots.example/' })),
    ],
    check: async (app, results) => {
      expect(results[0]).toBe('ok');
      expect(results.filter((code) => code === 'ok').length).toBeLessThanOrEqual(2);
      expect((await allOf((page) => app.bots.list(page))).length).toBeLessThanOrEqual(1);
    },
  },
};

/** A race between a permanent deletion and something that would leave a trace of the user. */
function deletionDuring(act: (app: App) => Promise<string>): Race {
  return {
    prepare: async (app) => {
      await createUsers(app, 'ana', 'bo');
      await createGroups(app, 'club');
    },
    run: (next) => [codeOf(next().users.delete('ana', { permanent: true })), act(next())],
    check: async (app, [deleted]) => {
      expect(deleted).toBe('ok');
      await expectGone(app, 'ana');
    },
  };
}

/** Expects that a user of this uid, created anew, has nothing and is known to nobody. */
async function expectGone(app: App, uid: string): Promise<void> {
  await createUsers(app, uid);
  const lists = [
    await allOf((page) => app.friendships.list(uid, page)),
    await allOf((page) => app.blocks.list(uid, page)),
    await allOf((page) => app.authTokens.list(uid, page)),
    await allOf((page) => app.groupMemberships.listGroups(uid, page)),
    await allOf((page) => app.friendships.list('bo', page)),
    await allOf((page) => app.blocks.list('bo', page)),
  ];
  expect(lists).toEqual([[], [], [], [], [], []]);
  const groups = await allOf((page) => app.groups.list(page));
  expect(groups.map(({ membersCount }) => membersCount)).toEqual(groups.map(() => 0));
}

/** What became of one user who was added. */
async function addedCode(app: App, guid: string, uid: string): Promise<string> {
  const [outcome] = await must(app.groupMemberships.add(guid, [uid]));
  return outcome?.ok ? 'ok' : String(outcome?.error.code);
}

describe.each(Object.entries(races))('%s', (_, race) => {
  it.each([1, 2] as const)('and all is well, over %i handle(s)', async (handles) => {
    const failure = await outcomeOfRace(race, { locks: 'shared', handles, numRuns: runs(25) });
    expect(failure).toBeUndefined();
  });

  it.each([
    ['without locks', 'none'],
    ['whose handles each have their own locks', 'own'],
  ] as const)('and a store %s is found out', async (__, locks) => {
    // As often as it takes to tell; a shortened run of the suite must not shorten this.
    const failure = await outcomeOfRace(race, { locks, handles: 2, numRuns: 1000 });
    expect(failure ?? 'all is well').toContain('Property failed');
  });
});
