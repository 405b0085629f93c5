import fc from 'fast-check';
import type { App, Operation } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { describe, expect, it } from 'vitest';
import { operations } from '../../src/api-key/api-key.ts';
import { apiKeyCommands } from '../model/commands/small-commands.ts';
import { historyOf, live, newWorld } from '../model/histories.ts';
import { storeRecording } from '../support/recording-store.ts';
import { runs } from '../support/setup.ts';
import { allOf, attempt, codeOf, must, openTestApp, SeededRandom } from '../support/test-app.ts';

const history = historyOf(apiKeyCommands, 30);

function keysOf(app: App) {
  return allOf((page) => app.apiKeys.list(page), 2);
}

describe('API keys', () => {
  it('APIKEY-CAP: no app ever has more than apiKeysPerAppMax API keys', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat({ max: 3 }), async (commands, cap) => {
        const world = await newWorld({ limits: { apiKeysPerAppMax: cap } });
        await live(world, commands, async () => {
          expect((await keysOf(world.app)).length).toBeLessThanOrEqual(cap);
        });
      }),
      { numRuns: runs(30) },
    );
  });

  it('APIKEY-SCOPES: a key may do exactly what the table of its scope says', async () => {
    const scope = fc.constantFrom('authOnly', 'fullAccess');
    const operation = fc.oneof(
      fc.constantFrom<Operation>('users.create', 'authTokens.issue'),
      fc.constantFrom(...operations),
    );
    await fc.assert(
      fc.asyncProperty(scope, operation, fc.boolean(), async (keyScope, asked, authOnlyCreatesUsers) => {
        const app = openTestApp({ authOnlyCreatesUsers });
        const { apiKey, handle } = await must(app.apiKeys.create({ name: 'mine', scope: keyScope }));
        const isAllowed =
          keyScope === 'fullAccess' ||
          asked === 'authTokens.issue' ||
          (asked === 'users.create' && authOnlyCreatesUsers);
        expect(await codeOf(app.apiKeys.authorize(apiKey, asked))).toBe(
          isAllowed ? 'ok' : 'AUTH_ERR_NO_ACCESS',
        );
        expect(await codeOf(app.apiKeys.authorize(handle, asked))).toBe('AUTH_ERR_APIKEY_NOT_FOUND');
        expect(await codeOf(app.apiKeys.authorize('', asked))).toBe('AUTH_ERR_EMPTY_APIKEY');
      }),
    );
  });

  it('APIKEY-NAME-UNIQUE: no two keys of an app have the same name', async () => {
    const name = fc.constantFrom('one', 'two', ' two', 'three');
    const step = fc.record({
      does: fc.constantFrom('create', 'rename', 'delete'),
      name,
      index: fc.nat({ max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const app = openTestApp();
        for (const { does, name: given, index } of steps) {
          const before = await keysOf(app);
          const wanted = given.trim();
          const key = before[index % Math.max(1, before.length)];
          if (does === 'create') {
            const isTaken = before.some((other) => other.name === wanted);
            expect(await codeOf(app.apiKeys.create({ name: given }))).toBe(
              isTaken ? 'ERR_APIKEY_ALREADY_EXISTS' : 'ok',
            );
          } else if (key && does === 'rename') {
            const isTaken = before.some((other) => other !== key && other.name === wanted);
            const renamed = app.apiKeys.update(key.handle, { name: given });
            expect(await codeOf(renamed)).toBe(isTaken ? 'ERR_APIKEY_ALREADY_EXISTS' : 'ok');
          } else if (key) await must(app.apiKeys.delete(key.handle));
          const names = (await keysOf(app)).map((other) => other.name);
          expect(names).toEqual([...new Set(names)]);
        }
      }),
      { numRuns: runs(60) },
    );
  });

  it('APIKEY-NO-SELF: no key changes or deletes itself', async () => {
    const way = fc.constantFrom('plain', 'handle');
    await fc.assert(
      fc.asyncProperty(way, way, fc.boolean(), fc.boolean(), async (named, acting, isDeletion, isItself) => {
        const app = openTestApp();
        const mine = await must(app.apiKeys.create({ name: 'mine' }));
        const other = await must(app.apiKeys.create({ name: 'other' }));
        const textOf = ({ apiKey, handle }: typeof mine, by: string) => (by === 'plain' ? apiKey : handle);
        const key = textOf(mine, named);
        const as = textOf(isItself ? mine : other, acting);
        const acted = isDeletion
          ? app.apiKeys.delete(key, { as })
          : app.apiKeys.update(key, { name: 'new' }, { as });
        expect(await codeOf(acted)).toBe(isItself ? 'ERR_APIKEY_NO_SELF_ACTION' : 'ok');
        const kept = (await keysOf(app)).some(({ name }) => name === 'mine');
        expect(kept).toBe(isItself);
      }),
    );
  });

  it('APIKEY-DIGEST-ONLY: no plain API key ever reaches the store', async () => {
    const name = fc.constantFrom('one', 'two', 'three');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, fc.boolean()), { maxLength: 8 }), async (steps) => {
        const stored: string[] = [];
        const store = storeRecording(memoryStore(), stored);
        const app = openTestApp({ store, random: new SeededRandom().bytes });
        const plain: string[] = [];
        for (const [key, isDeletion] of steps) {
          const created = await app.apiKeys.create({ name: key });
          if (created.isOk()) plain.push(created.value.apiKey);
          const last = plain.at(-1) ?? '';
          await attempt(app.apiKeys.authorize(last, 'users.create'));
          await attempt(app.apiKeys.get(last));
          if (isDeletion) await attempt(app.apiKeys.delete(last, { as: plain[0] }));
        }
        for (const text of plain) expect(stored.join('\n')).not.toContain(text.slice(8));
      }),
      { numRuns: runs(40) },
    );
  });
});
