import fc from 'fast-check';
import type { App, Page, ResultAsync } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { commandOf } from '../model/command.ts';
import { CreateGroup, groupCommands } from '../model/commands/group-commands.ts';
import { Join, membershipCommands } from '../model/commands/membership-commands.ts';
import { Befriend, relationCommands } from '../model/commands/relation-commands.ts';
import { clockCommand, SetClock } from '../model/commands/small-commands.ts';
import { IssueToken, timelessTokenCommands } from '../model/commands/token-commands.ts';
import { CreateUser, userCommands } from '../model/commands/user-commands.ts';
import { historyOf, live, newWorld } from '../model/histories.ts';
import { newestPlaces, stateOf } from '../support/app-state.ts';
import { runs } from '../support/setup.ts';
import { codeOf, must, refusalOf } from '../support/test-app.ts';

/** An answer without its times, and without the time in a token. */
function timeless(value: unknown): unknown {
  const text = JSON.stringify(value, (name, content) => (name.endsWith('At') ? 'some time' : content));
  return text.replaceAll(/_\d{10}(?=[0-9a-f]{8})/g, '_sometime');
}

describe('an app', () => {
  it('APPS-ISOLATED: nothing that is done in one app shows in another of the same store', async () => {
    await fc.assert(
      fc.asyncProperty(historyOf(), async (commands) => {
        const world = await newWorld();
        const { other } = world;
        const [before, places] = [await stateOf(other), await newestPlaces(other)];
        await live(world, commands);
        expect(await stateOf(other)).toEqual(before);
        expect(await newestPlaces(other)).toEqual(places);
        for (const token of world.tokens) {
          expect(await codeOf(other.authTokens.authenticate(token))).toBe('AUTH_ERR_AUTH_TOKEN_NOT_FOUND');
        }
        for (const key of world.apiKeys) {
          expect(await codeOf(other.apiKeys.authorize(key, 'users.create'))).toBe(
            'AUTH_ERR_APIKEY_NOT_FOUND',
          );
        }
        const lists: ((app: App, cursor?: string) => ResultAsync<Page<unknown>, { code: string }>)[] = [
          (app, cursor) => app.users.list({ limit: 1, cursor }),
          (app, cursor) => app.groups.list({ limit: 1, cursor }),
          (app, cursor) => app.roles.list({ limit: 1, cursor }),
        ];
        for (const list of lists) {
          const { nextCursor } = await must(list(world.app));
          if (nextCursor) expect((await refusalOf(list(other, nextCursor))).code).toBe('ERR_BAD_REQUEST');
        }
      }),
      { numRuns: runs(30) },
    );
  });

  it('HANDLES-AGREE: two handles on the same data are one app', async () => {
    await fc.assert(
      fc.asyncProperty(historyOf(), async (commands) => {
        const shared = await newWorld();
        const alone = await newWorld();
        for (const command of commands) {
          const expected = await command.act(alone.handles[0], alone);
          expect(await command.act(shared.app, shared), `${command}`).toEqual(expected);
        }
        const [first, second] = shared.handles;
        const state = await stateOf(first);
        expect(await stateOf(second)).toEqual(state);
        expect(await stateOf(alone.handles[0])).toEqual(state);
      }),
      { numRuns: runs(30) },
    );
  });

  it('ORDER-WITHOUT-CLOCK: no order and no decision about an order depends on what the clock says', async () => {
    // Whatever is put in an order happens several times, and the clock jumps in between.
    const newcomer = fc.constantFrom('n1', 'n2', 'n3', 'n4');
    const anyone = fc.constantFrom('n1', 'n2', 'n3', 'n4', 'bo', 'cy');
    const arrivals = [
      commandOf(CreateUser, fc.record({ uid: newcomer, name: fc.constant('New') })),
      commandOf(CreateGroup, fc.record({ guid: newcomer, name: fc.constant('New') })),
      commandOf(Befriend, fc.constant('ana'), anyone),
      commandOf(Join, anyone, fc.constant('g1'), fc.constant(undefined)),
      commandOf(Join, fc.constant('bo'), newcomer, fc.constant(undefined)),
      commandOf(IssueToken, fc.constant('ana'), fc.constant(undefined)),
      clockCommand,
      clockCommand,
    ];
    const others = [...userCommands, ...relationCommands, ...groupCommands, ...membershipCommands];
    const repeated = Array.from({ length: 10 }, () => arrivals).flat();
    const history = historyOf([...repeated, ...others, ...timelessTokenCommands]);
    await fc.assert(
      fc.asyncProperty(history, async (commands) => {
        const limits = { friendshipsPerUserMax: 9, membersPerGroupMax: 9, groupMembershipsPerUserMax: 9 };
        const [moving, standing] = [await newWorld({ limits }), await newWorld({ limits })];
        for (const command of commands) {
          if (command instanceof SetClock) {
            moving.clock.now = command.args[0];
            continue;
          }
          const expected = timeless(await command.act(standing.app, standing));
          expect(timeless(await command.act(moving.app, moving)), `${command}`).toBe(expected);
        }
        expect(timeless(await stateOf(moving.app, 2))).toBe(timeless(await stateOf(standing.app, 2)));
      }),
      { numRuns: runs(40) },
    );
  });

  it('REFUSAL-INERT: a refusal changes nothing, no counter and no sequence number', async () => {
    await fc.assert(
      fc.asyncProperty(historyOf(), async (commands) => {
        const [world, twin] = [await newWorld(), await newWorld()];
        for (const [index, command] of commands.entries()) {
          // The twin never hears of what is refused; chance comes up with the same for both.
          for (const { random } of [world, twin]) random.restart(index);
          const outcome = await command.act(world.handles[0], world);
          const wasInterrupted = !outcome.ok && outcome.error.committed === 'partly';
          if (outcome.ok || wasInterrupted) await command.act(twin.handles[0], twin);
        }
        expect(await stateOf(world.handles[0])).toEqual(await stateOf(twin.handles[0]));
        expect(await newestPlaces(world.handles[0])).toEqual(await newestPlaces(twin.handles[0]));
      }),
      { numRuns: runs(40) },
    );
  });
});
