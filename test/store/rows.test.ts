import fc from 'fast-check';
import type { AppId, Position, RowType, Store } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { anyAppState, openState } from 'kithkin/testing';
import { describe, expect, it } from 'vitest';
import { jsonFileStore } from '../../docs/examples/json-file-store.ts';
import { FriendshipTable } from '../../src/adapters/memory/friendship-table.ts';
import { SequenceLog, sequenceMax } from '../../src/adapters/memory/structures/sequence-log.ts';
import { UserTable } from '../../src/adapters/memory/user-table.ts';
import { isThere, openStore } from '../adapters/postgres/databases.ts';
import { newFile, storeOn } from '../adapters/sqlite/files.ts';
import { ana, bo, cy, friendshipOf, userOf } from '../support/records.ts';
import { runs } from '../support/setup.ts';

const types = {
  ...{ role: 0, user: 0, group: 0, membership: 0, ban: 0, block: 0, friendship: 0 },
  ...{ authToken: 0, bot: 0, apiKey: 0, tombstone: 0 },
} satisfies Record<RowType, 0>;

/** All rows of an app by type, as a walk over small pages finds them. */
async function rowsOf(store: Store, appId: string, limit = 2): Promise<Record<string, unknown[]>> {
  const { rows } = store.forApp(appId as AppId);
  const all: Record<string, unknown[]> = {};
  for (const type of Object.keys(types) as RowType[]) {
    const found: unknown[] = [];
    let after: Position | undefined;
    do {
      const page = await rows.list({ type, limit, ...(after && { after }) });
      const { items, next } = page._unsafeUnwrap();
      expect(items.length).toBeLessThanOrEqual(limit);
      found.push(...items);
      after = next;
    } while (after);
    all[type] = found;
  }
  return all;
}

/** Bytes that are the same for every store that is given the same state. */
function countedBytes(): (length: number) => Uint8Array {
  let count = 0;
  return (length) => {
    count += 1;
    const bytes = new Uint8Array(length);
    new DataView(bytes.buffer).setUint32(0, count * 2654435761);
    return bytes;
  };
}

let apps = 0;

describe('the list of rows', () => {
  it('shows all that an app keeps, in one order in every store, whatever the size of a page', async () => {
    const postgres = isThere ? openStore() : undefined;
    const property = fc.asyncProperty(anyAppState(), fc.integer({ min: 1, max: 4 }), async (state, limit) => {
      const stores = [memoryStore(), storeOn(newFile()), jsonFileStore(newFile())];
      if (postgres) stores.push(postgres);
      apps += 1;
      const appId = `rows-${apps}`;
      const found = [];
      for (const store of stores) {
        await openState(state, { store, appId, clock: () => 1_700_000_000, random: countedBytes() });
        found.push(await rowsOf(store, appId, limit));
      }
      const [first, ...others] = found;
      for (const other of others) expect(other).toEqual(first);

      expect(first?.user?.map((user) => (user as { uid: string }).uid)).toEqual(
        state.users.map(({ profile }) => profile.uid),
      );
      expect(first?.friendship).toEqual(
        state.friendships.map(({ a, b }) => (a < b ? { lower: a, higher: b } : { lower: b, higher: a })),
      );
      expect(first?.authToken).toHaveLength(state.users.flatMap(({ tokens }) => tokens).length);
      expect(first?.block).toHaveLength(state.blocks.length);
      expect(first?.ban).toHaveLength(state.groups.flatMap(({ banned }) => banned).length);
    });
    await fc.assert(property, { numRuns: runs(15) });
    await postgres?.close();
  }, 60_000);
});

describe('the memory store', () => {
  it('numbers friendships anew, in their order, when the numbers are used up', () => {
    const users = new UserTable();
    for (const id of [ana, bo, cy]) users.add(userOf(id));
    const table = new FriendshipTable(users, new SequenceLog(sequenceMax - 2));
    const [first, second, third] = [friendshipOf(bo, cy), friendshipOf(ana, cy), friendshipOf(ana, bo)];
    table.add(first);
    table.add(second);
    table.remove(first);
    table.add(third);
    table.add(first);
    expect(table.page(0, 10)).toEqual({ items: [second, third, first] });
    expect(table.page(1, 1)).toEqual({ items: [third], next: { key: 2, id: ana } });
  });
});
