import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupCommands } from '../model/commands/group-commands.ts';
import { membershipCommands } from '../model/commands/membership-commands.ts';
import { userCommands } from '../model/commands/user-commands.ts';
import { historyOf, live, newWorld } from '../model/histories.ts';
import { storeRecording } from '../support/recording-store.ts';
import { runs } from '../support/setup.ts';
import { allOf, codeOf, must, openTestApp } from '../support/test-app.ts';

const history = historyOf([...groupCommands, ...membershipCommands, ...membershipCommands, ...userCommands]);

describe('groups', () => {
  it('GUID-UNIQUE: a guid belongs to at most one group until a deletion frees it', async () => {
    const step = fc.tuple(
      fc.constantFrom('create', 'create', 'delete'),
      fc.constantFrom('club', 'Club', 'CLUB'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const app = openTestApp();
        let isTaken = false;
        for (const [does, guid] of steps) {
          const isCreation = does === 'create';
          const acted = isCreation ? app.groups.create({ guid, name: guid }) : app.groups.delete(guid);
          const refusal = isCreation ? 'ERR_GUID_ALREADY_EXISTS' : 'ERR_GUID_NOT_FOUND';
          expect(await codeOf(acted)).toBe(isTaken === isCreation ? refusal : 'ok');
          isTaken = isCreation;
          expect((await must(app.groups.list())).items).toHaveLength(isTaken ? 1 : 0);
        }
      }),
      { numRuns: runs(50) },
    );
  });

  it('OWNER-IS-MEMBER: the owner of a group is an admin of it', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (commands) => {
        const world = await newWorld();
        await live(world, commands);
        const { app } = world;
        // Whoever hides is no less an admin, and shows that on coming back.
        const away = await allOf((page) => app.users.list({ ...page, onlyDeactivated: true }));
        if (away.length > 0) await must(app.users.reactivate(away.map(({ uid }) => uid)));
        for (const { guid, owner } of await allOf((page) => app.groups.list(page))) {
          if (owner === undefined) continue;
          const admins = await allOf((page) =>
            app.groupMemberships.listMembers(guid, { ...page, scopes: ['admin'] }),
          );
          expect(admins.map(({ uid }) => uid)).toContain(owner);
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('MEMBERS-COUNT: the membersCount of a group counts its memberships, those of deactivated users too', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (commands) => {
        const world = await newWorld();
        await live(world, commands);
        const { app } = world;
        await must(app.users.resumeDeletions());
        const counts = async () =>
          (await allOf((page) => app.groups.list(page))).map((group) => group.membersCount);
        const hidden = await counts();
        const away = await allOf((page) => app.users.list({ ...page, onlyDeactivated: true }));
        if (away.length > 0) await must(app.users.reactivate(away.map(({ uid }) => uid)));
        expect(await counts()).toEqual(hidden);
        for (const { guid, membersCount } of await allOf((page) => app.groups.list(page))) {
          const members = await allOf((page) => app.groupMemberships.listMembers(guid, page), 2);
          expect(members).toHaveLength(membersCount);
          expect((await must(app.groups.get(guid))).membersCount).toBe(membersCount);
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('JOINED-SHOWN: a viewer is told of each group whether it is a member, as what and since when', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (commands) => {
        const world = await newWorld();
        await live(world, commands);
        const { app } = world;
        const groups = await allOf((page) => app.groups.list(page));
        for (const { uid: as } of await allOf((page) => app.users.list(page))) {
          const joined = await allOf((page) => app.groupMemberships.listGroups(as, page));
          for (const group of groups) {
            const membership = joined.find(({ guid }) => guid === group.guid);
            expect(await must(app.groups.view(group.guid, { as }))).toStrictEqual({
              ...group,
              ...membership,
              hasJoined: membership !== undefined,
            });
          }
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('PASSWORD-HASHED: no password of a group ever reaches the store or an answer', async () => {
    const secret = 'sesame-of-the-group';
    const type = fc.constantFrom('public', 'password', 'private', undefined);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('g1', 'g2'), type), { maxLength: 6 }),
        async (steps) => {
          const told: string[] = [];
          const asked: string[] = [];
          const world = await newWorld({ wrap: (store) => storeRecording(store, asked) });
          const { app } = world;
          for (const [guid, to] of steps) {
            const password = to === 'password' || to === undefined ? secret : undefined;
            const answers = [
              await app.groups.create({ guid: `${guid}-new`, name: 'New', type: to, password }),
              await app.groups.update(guid, { type: to, password }),
              await app.groupMemberships.join('bo', guid, { password: secret }),
              await app.groupMemberships.join('cy', guid, { password: `${secret}?` }),
              await app.groups.get(guid),
              await app.groups.list(),
              await app.groups.list({ as: 'bo' }),
              await app.groups.view(guid, { as: 'bo' }),
              await app.groupMemberships.listGroups('bo'),
              await app.groups.transferOwnership(guid, 'bo'),
            ];
            told.push(JSON.stringify(answers));
          }
          expect(asked.join('\n')).not.toContain(secret);
          expect(told.join('\n')).not.toContain(secret);
          expect(told.join('\n')).not.toContain('passwordHash');
        },
      ),
      { numRuns: runs(20) },
    );
  });

  it('PASSWORD-ADMITS: exactly its password opens a group of type password, and nothing opens a private one', async () => {
    const password = fc.constantFrom('sesame', 'Sesame', 'sésame', 'other');
    const type = fc.constantFrom('public', 'password', 'private');
    const change = fc.record({ type, password });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 4 }), fc.option(password), async (changes, given) => {
        const app = openTestApp();
        await must(app.users.create({ uid: 'ana', name: 'Ana' }));
        await must(app.groups.create({ guid: 'club', name: 'Club' }));
        let current: { type: string; password?: string } = { type: 'public' };
        for (const next of changes) {
          const wanted = next.type === 'password' ? next : { type: next.type };
          await must(app.groups.update('club', wanted));
          current = wanted;
        }
        const joined = app.groupMemberships.join('ana', 'club', { password: given ?? undefined });
        const expected =
          current.type === 'private'
            ? 'ERR_GROUP_JOIN_NOT_ALLOWED'
            : current.type === 'public' || current.password === given
              ? 'ok'
              : given === null
                ? 'ERR_EMPTY_GROUP_PASS'
                : 'ERR_WRONG_GROUP_PASS';
        expect(await codeOf(joined)).toBe(expected);
      }),
    );
  });
});
