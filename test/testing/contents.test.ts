import { okAsync, type ResultAsync, type Store } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { describe, expect, it } from 'vitest';
import type { Load } from '../../src/store/loads.ts';
import { Checking } from '../../src/testing/checking.ts';
import { contents as check } from '../../src/testing/checks/contents.ts';
import { listsOf, loadsOf } from '../../src/testing/contents/asked.ts';
import { fullApp, fullAppLimits } from '../../src/testing/contents/full-app.ts';
import { Twins } from '../../src/testing/twins.ts';
import { type Seeing, sharedMemory, storeSeeing } from '../support/memory-stores.ts';
import { storeAround } from '../support/wrapped-store.ts';

type Tamper = (name: string, given: readonly unknown[]) => readonly unknown[];

/** Opens memory stores that are asked something else than they were, or show something else than they hold. */
function opening(tamper: Tamper, show?: Seeing['show']): (namespace: string) => Store {
  const open = sharedMemory();
  const ask = (load: Load) => tamper(load.type, [load])[0] as Load;
  return (namespace) =>
    storeAround(storeSeeing(open(namespace), { ask, ...(show && { show }) }), ({ name, given }, proceed) =>
      proceed(tamper(name, given)),
    );
}

async function foundIn(open: (namespace: string) => Store) {
  // Only the check itself: what others find of these stores is nothing to it.
  const checking = new Checking({ name: 'tampered', open }, { seed: 1 });
  Object.assign(checking, { checks: [check] });
  return (await checking.outcomeOf(check)).failure;
}

const secrets = { tokens: [], apiKeys: [] };

/** What is given to a list or a load, with one field of it left out or changed. */
function without(name: string, field: string): Tamper {
  return (asked, [query, ...others]) =>
    asked === name
      ? [Object.fromEntries(Object.entries(Object(query)).filter(([key]) => key !== field)), ...others]
      : [query, ...others];
}

function withField(name: string, field: string, value: (held: never) => unknown): Tamper {
  return (asked, [query, ...others]) =>
    asked === name && Object(query)[field] !== undefined
      ? [{ ...Object(query), [field]: value(Object(query)[field] as never) }, ...others]
      : [query, ...others];
}

/** Every optional field of every query. */
const filters = Object.entries(listsOf({ ...secrets, tokens: [{ archivedAt: 1 } as never] })).flatMap(
  ([repository, methods]) =>
    Object.entries(methods as Record<string, readonly (readonly unknown[])[]>).flatMap(([method, all]) => {
      const queries = all.map(([query]) => query).filter((query) => typeof query === 'object');
      const fields = new Set(queries.flatMap((query) => Object.keys(Object(query))));
      return [...fields]
        .filter((field) => queries.some((query) => !Object.hasOwn(Object(query), field)))
        .map((field) => [`${repository}.${method}`, field] as const);
    }),
);

describe('the check of contents', () => {
  it('stands on an app in which everything that makes it is done', async () => {
    const store = memoryStore();
    const twins = new Twins([store], fullAppLimits);
    for (const question of fullApp) {
      let told = '';
      await twins.ask({
        title: question.title,
        run: (...given) =>
          question.run(...given).orTee((error) => {
            told = error.code;
          }),
      });
      expect([question.title, told]).toEqual([
        question.title,
        question.title.includes('cut off') ? 'STORE_UNAVAILABLE' : '',
      ]);
    }
  });

  it('finds nothing in the memory store', async () => {
    expect(await foundIn(opening((_, given) => given))).toBeUndefined();
  });

  it.each(filters)('finds that %s ignores %s', async (name, field) => {
    expect((await foundIn(opening(without(name, field))))?.rule).toBeDefined();
  });

  it.each([
    ['authTokens.list', 'state', () => 'active'],
    ['friendships.list', 'order', () => 'befriended'],
    ['blocks.list', 'direction', () => 'both'],
    ['users.list', 'order', () => 'uid'],
    ['users.list', 'deactivated', () => 'with'],
    ['groups.list', 'order', () => 'guid'],
    ['activeAuthTokens', 'keep', () => 0],
    ['activeAuthTokens', 'keep', (keep: number) => Math.max(0, keep - 1)],
    ['activeAuthTokens', 'most', () => 100],
    ['remnants', 'limit', () => 100],
    ['remnants', 'limit', (limit: number) => limit - 1],
    ['friendship', 'uids', ([a]: readonly string[]) => [a, 'ana']],
  ] as const)('finds that %s takes another %s', async (name, field, value) => {
    expect((await foundIn(opening(withField(name, field, value as never))))?.rule).toBeDefined();
  });

  it.each([
    ['blocks in one direction are hidden', 'users.list'],
    ['the earliest archived come last', 'authTokens.archivedBefore'],
    ['more archived are shown than are asked for', 'authTokens.archivedBefore'],
    ['more deletions are shown than are asked for', 'deletions.pending'],
  ] as const)('finds that %s', async (what, name) => {
    const open = opening((_, given) => given);
    const broken = (namespace: string) =>
      storeAround(open(namespace), ({ name: asked, given }, proceed): ResultAsync<unknown, unknown> => {
        if (asked !== name) return proceed();
        if (what.startsWith('more'))
          return proceed(given.map((each, index) => (index === given.length - 1 ? 100 : each)));
        if (what.startsWith('the earliest'))
          return proceed().map((found) => [...(found as unknown[])].reverse());
        const [query] = given;
        const { hideBlockedFor, ...others } = Object(query);
        return hideBlockedFor === 'el' ? proceed([{ ...others, uids: ['nobody'] }]) : proceed();
      });
    expect((await foundIn(broken))?.message).toContain(name);
  });

  it.each(Object.keys(loadsOf(secrets)).filter((type) => type !== 'authToken'))(
    'finds that nothing is shown of the load %s',
    async (type) => {
      const show = (load: Load, held: unknown) =>
        load.type !== type
          ? held
          : typeof held === 'number'
            ? 0
            : typeof held === 'boolean'
              ? false
              : undefined;
      expect((await foundIn(opening((_, given) => given, show)))?.message).toContain(`"type":"${type}"`);
    },
  );

  it('finds that a list of a kind is empty', async () => {
    for (const name of ['roles.all', 'bots.all', 'deletions.pending', 'authTokens.archivedBefore']) {
      const open = opening((_, given) => given);
      const broken = (namespace: string) =>
        storeAround(open(namespace), ({ name: asked }, proceed) =>
          asked === name ? okAsync([]) : proceed(),
        );
      expect((await foundIn(broken))?.message).toContain(name);
    }
  });
});
