import type { Load, Loads } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { describe, expect, it } from 'vitest';
import { rowsPerReadMax } from '../../src/store/show-each.ts';
import { createUsers, must, openTestApp, refusalOf } from '../support/test-app.ts';
import { storeAround, unavailable } from '../support/wrapped-store.ts';

const uids = Array.from({ length: 2 * rowsPerReadMax + 5 }, (_, index) => `u${index}`);

/** An app of these users, each of whom has blocked the one after it, and what is loaded at a time to list them. */
async function crowdOf(named: readonly string[]) {
  const reads: Load[][] = [];
  const faults = new Set<number>();
  const store = storeAround(memoryStore(), ({ name, given: [load] }, proceed) => {
    if (name !== 'read') return proceed();
    reads.push(Object.values(load as Loads));
    return faults.has(reads.length) ? unavailable() : proceed();
  });
  const app = openTestApp({ store });
  await createUsers(app, ...named);
  for (const [index, uid] of named.slice(1).entries())
    await must(app.blocks.block(named[index] ?? '', [uid]));
  reads.length = 0;
  return { app, reads, faults };
}

describe('a page for a viewer', () => {
  it('is read about by a bounded number of rows at a time', async () => {
    const { app, reads } = await crowdOf(uids);
    const { items } = await must(app.users.list({ as: 'u40', limit: 1000, order: 'newest' }));
    expect(items.map(({ uid }) => uid)).toEqual([...uids].reverse());
    expect(items.filter(({ blockedByMe }) => blockedByMe).map(({ uid }) => uid)).toEqual(['u41']);
    expect(items.filter(({ hasBlockedMe }) => hasBlockedMe).map(({ uid }) => uid)).toEqual(['u39']);
    // The first read is whether there is such a viewer; the last is filled up to a power of two.
    expect(reads.map((loads) => loads.length)).toEqual([1, 64, 64, 16]);
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [17, 32],
    [32, 32],
  ])('of %i rows is read about as if there were %i', async (limit, places) => {
    const { app, reads } = await crowdOf(uids);
    expect((await must(app.users.list({ as: 'u0', limit }))).items).toHaveLength(limit);
    expect(reads.map((loads) => loads.length)).toEqual([1, 2 * places]);
  });

  it('is not read about where it is empty, nor where nobody looks', async () => {
    const { app, reads } = await crowdOf(['ana', 'bo']);
    const page = await must(app.users.list({ as: 'ana', searchKey: 'z', count: true }));
    expect(page).toEqual({ items: [], count: 0 });
    expect(reads).toHaveLength(1);
    await must(app.users.list());
    expect(reads).toHaveLength(1);
  });

  it('keeps its cursor and its count, and goes on under either name', async () => {
    const { app } = await crowdOf(['ana', 'bo', 'cy']);
    const first = await must(app.users.list({ as: 'ana', order: 'uid', limit: 1, count: true }));
    expect(first).toMatchObject({ items: [{ uid: 'ana', blockedByMe: false }], count: 3 });
    const cursor = first.nextCursor;
    const second = await must(app.users.list({ as: 'ana', order: 'uid', limit: 1, cursor }));
    expect(second.items).toMatchObject([{ uid: 'bo', blockedByMe: true }]);
    const bare = await must(app.users.list({ order: 'uid', limit: 1, cursor }));
    expect(bare.items.map(({ uid }) => uid)).toEqual(['bo']);
    expect(bare.items[0]).not.toHaveProperty('blockedByMe');
  });

  it('is nothing where one of its reads fails', async () => {
    const { app, reads, faults } = await crowdOf(uids);
    faults.add(3);
    expect(await refusalOf(app.users.list({ as: 'u0', limit: 1000 }))).toEqual({
      code: 'STORE_UNAVAILABLE',
      committed: false,
    });
    expect(reads).toHaveLength(3);
  });
});
