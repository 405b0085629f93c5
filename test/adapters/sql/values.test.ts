import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { type App, openApp, type Store } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { sqliteStore } from 'kithkin/sqlite';
import { anyJsonObject, anyName, anyStoredText, anyTags } from 'kithkin/testing';
import Database from 'libsql';
import { afterAll, describe, expect, it } from 'vitest';
import { endOfPrefix, sortKeyOf } from '../../../src/adapters/sql/sort-key.ts';
import { stateOf } from '../../support/app-state.ts';
import { runs } from '../../support/setup.ts';
import { allOf, cheapPasswords, must, SeededRandom } from '../../support/test-app.ts';
import { within } from '../../support/wrapped-store.ts';
import { dropTables, isThere, newPool, openStore } from '../postgres/databases.ts';

const postgres = isThere ? openStore({ pool: newPool(2) }) : undefined;
afterAll(async () => {
  await postgres?.close();
  await dropTables();
});

let namespaces = 0;

/** How an empty store of each kind is opened. */
const stores: readonly (readonly [string, (() => Store) | undefined])[] = [
  ['SQLite', () => sqliteStore({ database: new Database(':memory:') })],
  ['PostgreSQL', postgres && (() => within(`values-${(namespaces += 1)}`, postgres))],
];

/** The same app twice: in memory and on a store. */
function twoApps(open: () => Store): readonly [App, App] {
  const openOn = (store: Store) => {
    const random = new SeededRandom().bytes;
    return openApp({ store, appId: 'app', clock: () => 1_700_000_000, random, passwords: cheapPasswords });
  };
  return [openOn(memoryStore()), openOn(open())];
}

// Where UTF-8 and UTF-16 disagree: code units from U+E000 are larger than surrogates, and smaller in code points.
const anyEdgeText = fc
  .array(
    fc.constantFrom('a', 'A', 'z', '_', 'ß', 'İ', 'Σ', 'ς', '\ue000', '\uffff', '\ud7ff', '😀', '𐀀', '%'),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((units) => units.join(''));

describe.each(stores)('what the memory store accepts, on %s', (_, open = () => memoryStore()) => {
  it('comes back the same', { timeout: 60_000 }, async () => {
    const anyFields = fc.record({
      name: anyName,
      tags: anyTags,
      metadata: anyJsonObject,
      statusMessage: anyStoredText(255),
    });
    await fc.assert(
      fc.asyncProperty(anyFields, anyFields, async (user, group) => {
        const { statusMessage: description, ...others } = group;
        const [memory, stored] = twoApps(open);
        for (const app of [memory, stored]) {
          await must(app.users.create({ ...user, uid: '__proto__' }));
          await must(app.groups.create({ ...others, description, guid: 'constructor', type: 'public' }));
          await must(
            app.roles.create({ role: 'valueof', name: user.name, metadata: user.metadata, description }),
          );
          await must(app.apiKeys.create({ name: user.name, scope: 'authOnly' }));
          const { authToken } = await must(app.authTokens.issue('__proto__'));
          const notes = { appInfo: user.metadata, platform: [...user.statusMessage][0] };
          await must(app.authTokens.annotate('__proto__', authToken, notes));
        }
        const [kept, wanted] = [await stateOf(stored), await stateOf(memory)];
        // What the matchers of the runner say of an object with a key `constructor` means nothing.
        if (!isDeepStrictEqual(kept, wanted)) expect(JSON.stringify(kept)).toBe(JSON.stringify(wanted));
      }),
      { numRuns: runs(40) },
    );
  });

  it('is listed and searched in the same order', { timeout: 60_000 }, async () => {
    const anyNames = fc.array(anyEdgeText, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        anyNames,
        anyEdgeText,
        fc.integer({ min: 1, max: 3 }),
        async (names, searchKey, limit) => {
          const [memory, stored] = twoApps(open);
          for (const app of [memory, stored]) {
            for (const [index, name] of names.entries()) {
              await must(app.users.create({ uid: `u${index}`, name, tags: ['t'] }));
              await must(app.groups.create({ guid: `g${index}`, name, tags: [name] }));
            }
          }
          const lists = [
            (app: App) => allOf((page) => app.users.list({ ...page, order: 'name' }), limit),
            (app: App) => allOf((page) => app.users.list({ ...page, order: 'name', tags: ['t'] }), limit),
            (app: App) => allOf((page) => app.users.list({ ...page, order: 'name', searchKey }), limit),
            (app: App) => allOf((page) => app.users.list({ ...page, searchKey }), limit),
            (app: App) => allOf((page) => app.groups.list({ ...page, order: 'name', searchKey }), limit),
            (app: App) =>
              allOf((page) => app.groups.list({ ...page, order: 'guid', tags: names.slice(0, 9) }), limit),
          ];
          for (const list of lists) expect(await list(stored)).toStrictEqual(await list(memory));
        },
      ),
      { numRuns: runs(40) },
    );
  });

  it('is counted, whatever page is asked for', async () => {
    const [, stored] = twoApps(open);
    for (const uid of ['ana', 'anna', 'andy', 'bo']) await must(stored.users.create({ uid, name: uid }));
    const first = await must(stored.users.list({ order: 'name', searchKey: 'an', limit: 1, count: true }));
    const { nextCursor: cursor } = first;
    const next = await must(
      stored.users.list({ order: 'name', searchKey: 'an', limit: 1, count: true, cursor }),
    );
    expect([first.count, next.count]).toEqual([3, 3]);
  });
});

describe('sort keys', () => {
  const compare = (a: string, b: string) => Math.sign(Buffer.compare(sortKeyOf(a), sortKeyOf(b)));

  it('compare as code units do', () => {
    fc.assert(
      fc.property(anyEdgeText, anyEdgeText, (a, b) => {
        expect(compare(a, b)).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it('of what begins with a text are before its end, and no others are', () => {
    fc.assert(
      fc.property(anyEdgeText, anyEdgeText, (prefix, text) => {
        const end = endOfPrefix(sortKeyOf(prefix));
        for (const each of [text, prefix + text]) {
          const isIn = each >= prefix && (!end || Buffer.compare(sortKeyOf(each), end) < 0);
          expect(isIn).toBe(each.startsWith(prefix));
        }
      }),
    );
  });
});
