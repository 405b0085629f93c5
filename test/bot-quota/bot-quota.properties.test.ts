import fc from 'fast-check';
import type { App } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { botCommands } from '../model/commands/small-commands.ts';
import { userCommands } from '../model/commands/user-commands.ts';
import { historyOf, live, newWorld } from '../model/histories.ts';
import { runs } from '../support/setup.ts';
import { allOf, codeOf, createUsers, must, openTestApp, smallLimits } from '../support/test-app.ts';

const webhookURL = 'https://bots.example/hook';

/** How many more bots the app takes, found out by registering newcomers and removing them again. */
async function roomIn(app: App): Promise<number> {
  const newcomers = ['n1', 'n2', 'n3', 'n4', 'n5'];
  for (const uid of newcomers) if ((await app.users.get(uid)).isErr()) await createUsers(app, uid);
  const registered: string[] = [];
  for (const uid of newcomers) {
    if ((await app.bots.register({ uid, webhookURL })).isOk()) registered.push(uid);
  }
  for (const uid of registered) await must(app.bots.remove(uid));
  return registered.length;
}

describe('bots', () => {
  it('BOT-CAP: no app ever has more than botsPerAppMax bots, disabled ones included', async () => {
    const history = historyOf([...botCommands, ...botCommands, ...userCommands]);
    await fc.assert(
      fc.asyncProperty(history, fc.nat({ max: 3 }), async (commands, cap) => {
        const world = await newWorld({ limits: { botsPerAppMax: cap } });
        await live(world, commands, async () => {
          const bots = await allOf((page) => world.app.bots.list(page), 1);
          expect(bots.length).toBeLessThanOrEqual(cap);
        });
      }),
      { numRuns: runs(30) },
    );
  });

  it('BOT-FREED: removing a bot, or its user for good, frees exactly one place', async () => {
    const bots = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 4 });
    const ways = fc.array(fc.constantFrom('remove', 'delete', 'delete while away', 'deactivate'), {
      minLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(bots, ways, fc.boolean(), async (uids, gone, enabled) => {
        const app = openTestApp({ limits: { ...smallLimits, botsPerAppMax: 4 } });
        await createUsers(app, ...uids);
        for (const uid of uids) await must(app.bots.register({ uid, webhookURL, enabled }));
        let room = 4 - uids.length;
        expect(await roomIn(app)).toBe(room);
        for (const [index, uid] of uids.entries()) {
          const way = gone[index];
          if (way === 'remove') await must(app.bots.remove(uid));
          if (way === 'deactivate' || way === 'delete while away') await must(app.users.deactivate([uid]));
          if (way === 'delete' || way === 'delete while away')
            await must(app.users.delete(uid, { permanent: true }));
          if (way !== 'deactivate') room += 1;
          expect(await roomIn(app), way).toBe(room);
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('BOT-LEAVES-USER: registering, changing and removing a bot leaves the user as it was', async () => {
    const step = fc.constantFrom('register', 'update', 'remove');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), fc.boolean(), async (steps, enabled) => {
        const app = openTestApp();
        const { user } = await must(app.users.create({ uid: 'ana', name: 'Ana', tags: ['red'] }));
        let isBot = false;
        for (const does of steps) {
          const expected = does === 'register' ? !isBot : isBot;
          if (does === 'register') {
            const code = await codeOf(app.bots.register({ uid: 'ANA', webhookURL, enabled }));
            expect(code).toBe(expected ? 'ok' : 'ERR_BOT_ALREADY_EXISTS');
            isBot = true;
          } else {
            const acted = does === 'update' ? app.bots.update('ana', { enabled }) : app.bots.remove('ana');
            expect(await codeOf(acted)).toBe(expected ? 'ok' : 'ERR_BOT_NOT_FOUND');
            if (does === 'remove') isBot = false;
          }
          expect(await must(app.users.get('ana'))).toEqual(user);
        }
      }),
      { numRuns: runs(50) },
    );
  });
});
