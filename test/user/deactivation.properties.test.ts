import fc from 'fast-check';
import type { App } from 'kithkin';
import { describe, expect, it } from 'vitest';
import type { Command, World } from '../model/command.ts';
import { groupCommands } from '../model/commands/group-commands.ts';
import { membershipCommands } from '../model/commands/membership-commands.ts';
import { relationCommands } from '../model/commands/relation-commands.ts';
import { botCommands } from '../model/commands/small-commands.ts';
import { tokenCommands } from '../model/commands/token-commands.ts';
import { userCommands } from '../model/commands/user-commands.ts';
import { historyOf, live, newWorld } from '../model/histories.ts';
import { stateOf } from '../support/app-state.ts';
import { runs } from '../support/setup.ts';
import {
  allOf,
  codeOf,
  createGroups,
  createUsers,
  must,
  openTestApp,
  smallLimits,
} from '../support/test-app.ts';

const social = [
  ...relationCommands,
  ...relationCommands,
  ...groupCommands,
  ...membershipCommands,
  ...membershipCommands,
  ...tokenCommands,
  ...botCommands,
];

/** Every command that names a user in some place, with the user in that place. */
function askingAbout(app: App, uid: string): Readonly<Record<string, () => Promise<string>>> {
  return {
    get: () => codeOf(app.users.get(uid)),
    view: () => codeOf(app.users.view(uid, { as: 'other' })),
    'view as': () => codeOf(app.users.view('other', { as: uid })),
    update: () => codeOf(app.users.update(uid, {})),
    updateSelf: () => codeOf(app.users.updateSelf(uid, {})),
    touch: () => codeOf(app.users.touch(uid, { status: 'online' })),
    delete: () => codeOf(app.users.delete(uid)),
    'friends of': () => codeOf(app.users.list({ friendsOf: uid })),
    'list as': () => codeOf(app.users.list({ as: uid })),
    'groups as': () => codeOf(app.groups.list({ as: uid })),
    'a group as': () => codeOf(app.groups.view('open', { as: uid })),
    'hidden for': () => codeOf(app.users.list({ hideBlockedFor: uid })),
    issue: () => codeOf(app.authTokens.issue(uid)),
    tokens: () => codeOf(app.authTokens.list(uid)),
    archived: () => codeOf(app.authTokens.listArchived(uid)),
    flush: () => codeOf(app.authTokens.flush(uid)),
    'a token': () => codeOf(app.authTokens.get(uid, 'any')),
    befriend: () => codeOf(app.friendships.befriend('other', uid)),
    unfriend: () => codeOf(app.friendships.unfriend(uid, 'other')),
    friends: () => codeOf(app.friendships.list(uid)),
    block: () => codeOf(app.blocks.block(uid, ['other'])),
    blocks: () => codeOf(app.blocks.list(uid)),
    communicate: () => codeOf(app.blocks.canCommunicate('other', uid)),
    join: () => codeOf(app.groupMemberships.join(uid, 'open')),
    leave: () => codeOf(app.groupMemberships.leave(uid, 'open')),
    kick: () => codeOf(app.groupMemberships.kick(uid, 'open')),
    ban: () => codeOf(app.groupMemberships.ban(uid, 'open')),
    unban: () => codeOf(app.groupMemberships.unban(uid, 'open')),
    'change scope': () => codeOf(app.groupMemberships.changeScope(uid, 'open', 'admin')),
    'act as': () => codeOf(app.groups.update('open', {}, { as: uid })),
    'hand over to': () => codeOf(app.groups.transferOwnership('open', uid)),
    groups: () => codeOf(app.groupMemberships.listGroups(uid)),
    own: () => codeOf(app.groups.create({ guid: 'new', name: 'New', owner: uid })),
    'register a bot': () => codeOf(app.bots.register({ uid, webhookURL: 'https://bots.example/' })),
  };
}

async function withUsers(commands: readonly Command[]): Promise<World> {
  const world = await newWorld();
  await createUsers(world.app, 'other');
  await createGroups(world.app, 'open');
  await live(world, commands);
  return world;
}

describe('deactivation', () => {
  it('DEACTIVATED-HIDDEN: no operation finds a deactivated user and no list of others shows it', async () => {
    await fc.assert(
      fc.asyncProperty(historyOf(social, 30), fc.constantFrom('ana', 'bo', 'cy'), async (commands, uid) => {
        const { app, tokens } = await withUsers(commands);
        await must(app.users.deactivate([uid]));
        for (const [name, ask] of Object.entries(askingAbout(app, uid))) {
          expect(await ask(), name).toBe('ERR_UID_NOT_FOUND');
        }
        expect(await codeOf(app.bots.get(uid))).toBe('ERR_BOT_NOT_FOUND');
        for (const token of tokens) {
          const found = await app.authTokens.authenticate(token);
          if (found.isOk()) expect(found.value.uid).not.toBe(uid);
        }
        const { users: _, groups: __, ...lists } = await stateOf(app);
        expect(JSON.stringify(lists)).not.toContain(`"uid":"${uid}"`);
        expect((await must(app.users.list())).items.map((user) => user.uid)).not.toContain(uid);
      }),
      { numRuns: runs(25) },
    );
  });

  it('REACTIVATION-RESTORES: reactivating a user always succeeds and brings back everything as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        historyOf([...social, ...userCommands], 30),
        fc.uniqueArray(fc.constantFrom('ana', 'bo', 'cy'), { minLength: 1 }),
        async (commands, uids) => {
          const { app } = await withUsers(commands);
          const away: string[] = [];
          for (const uid of uids) if ((await app.users.get(uid)).isOk()) away.push(uid);
          if (away.length === 0) return;
          const before = await stateOf(app);
          expect((await must(app.users.deactivate(away))).deactivated).toEqual(away);
          expect((await must(app.users.reactivate(away))).reactivated).toEqual(away);
          const users = (before.users as { uid: string }[]).map((user) =>
            away.includes(user.uid) ? { ...user, status: 'offline' } : user,
          );
          // Who was online is offline now, wherever it is listed; nothing else differs.
          const asOffline = (state: unknown) =>
            JSON.parse(JSON.stringify(state).replaceAll('"status":"online"', '"status":"offline"'));
          expect(await allOf((page) => app.users.list({ ...page, withDeactivated: true }))).toEqual(users);
          expect(asOffline(await stateOf(app))).toEqual(asOffline(before));
        },
      ),
      { numRuns: runs(25) },
    );
  });

  it('CAPS-COUNT-HIDDEN: a deactivated user keeps its places in every cap', async () => {
    const away = fc.subarray(['p1', 'p2', 'p3'], { minLength: 1 });
    const caps = fc.record({
      friendshipsPerUserMax: fc.constant(3),
      membersPerGroupMax: fc.constant(3),
      botsPerAppMax: fc.constant(3),
    });
    await fc.assert(
      fc.asyncProperty(away, caps, fc.boolean(), async (hidden, limits, ownerGoesToo) => {
        const app = openTestApp({ limits: { ...smallLimits, ...limits } });
        await createUsers(app, 'hub', 'late', 'p1', 'p2', 'p3');
        await createGroups(app, 'club', 'second', 'third');
        for (const peer of ['p1', 'p2', 'p3']) {
          await must(app.friendships.befriend('hub', peer));
          await must(app.groupMemberships.join(peer, 'club'));
          await must(app.bots.register({ uid: peer, webhookURL: 'https://bots.example/' }));
        }
        await must(app.groupMemberships.join('hub', 'second'));
        await must(app.groupMemberships.join('hub', 'third'));
        await must(app.users.deactivate(hidden));
        expect(await codeOf(app.friendships.befriend('hub', 'late'))).toBe('ERR_FRIENDS_LIMIT_EXCEEDED');
        expect(await codeOf(app.groupMemberships.join('late', 'club'))).toBe('ERR_NO_VACANCY');
        const register = () =>
          codeOf(app.bots.register({ uid: 'late', webhookURL: 'https://bots.example/' }));
        expect(await register()).toBe('ERR_BOTS_LIMIT_EXCEEDED');
        expect((await must(app.groups.get('club'))).membersCount).toBe(3);
        if (ownerGoesToo) {
          await must(app.users.deactivate(['hub']));
          await must(app.users.reactivate(['hub']));
        }
        await createGroups(app, 'fourth');
        expect(await codeOf(app.groupMemberships.join('hub', 'fourth'))).toBe('ERR_GROUPS_LIMIT_EXCEEDED');
        await must(app.users.reactivate(hidden));
        expect(await allOf((page) => app.friendships.list('hub', page))).toHaveLength(3);
        expect(await allOf((page) => app.bots.list(page))).toHaveLength(3);
      }),
      { numRuns: runs(20) },
    );
  });
});
