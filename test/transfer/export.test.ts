import fc from 'fast-check';
import { errAsync, exportApp, openApp, type Store } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { anyAppState, openState } from 'kithkin/testing';
import { describe, expect, it } from 'vitest';
import { storeAround } from '../../src/testing/store-around.ts';
import { newFile, storeOn } from '../adapters/sqlite/files.ts';
import { runs } from '../support/setup.ts';

const clock = () => 1_700_000_000;

async function textOf(store: Store, appId = 'test') {
  const exported = exportApp({ store, appId, clock });
  let text = '';
  for await (const part of exported.text) text += part;
  return { text, done: await exported.done };
}

/** Bytes that are the same for every store that is given the same state. */
function countedBytes(): (length: number) => Uint8Array {
  let count = 0;
  return (length) => {
    count += 1;
    return new Uint8Array(length).map((_, index) => (count >>> (8 * (index % 4))) & 255);
  };
}

describe('exportApp', () => {
  it('makes the same bytes of the same app in any store, with every row in them', async () => {
    const property = fc.asyncProperty(anyAppState(), async (state) => {
      const texts: string[] = [];
      for (const store of [memoryStore(), storeOn(newFile())]) {
        await openState(state, { store, clock, random: countedBytes(), passwords: plainPasswords });
        const { text, done } = await textOf(store);
        const counts = done._unsafeUnwrap();
        expect(counts.user).toBe(state.users.length);
        expect(counts.friendship).toBe(state.friendships.length);
        const lines = text.split('\n').slice(0, -1);
        const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
        expect(lines).toHaveLength(total + 2);
        expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ end: counts });
        texts.push(text);
      }
      expect(texts[1]).toBe(texts[0]);
    });
    await fc.assert(property, { numRuns: runs(15) });
  }, 60_000);

  it('says what went wrong, and leaves out the last line, when the store fails in between', async () => {
    const inner = memoryStore();
    const created = await openApp({ store: inner, appId: 'test' }).users.create({ uid: 'ana', name: 'Ana' });
    expect(created.isOk()).toBe(true);
    const failure = { code: 'STORE_UNAVAILABLE', committed: false } as const;
    const store = storeAround(inner, ({ name, given }, proceed) =>
      name === 'rows.list' && (given[0] as { type: string }).type === 'bot' ? errAsync(failure) : proceed(),
    );
    const { text, done } = await textOf(store);
    expect(text).toContain('{"user":{"uid":"ana"');
    expect(text).not.toContain('"end"');
    expect(done._unsafeUnwrapErr()).toEqual(failure);
  });

  it('says that it was let go of', async () => {
    const exported = exportApp({ store: memoryStore(), appId: 'test', clock });
    for await (const part of exported.text) {
      expect(part).toBe('{"kithkin":{"version":1,"appId":"test","exportedAt":1700000000}}\n');
      break;
    }
    expect((await exported.done)._unsafeUnwrapErr()).toEqual({ code: 'ERR_EXPORT_ABANDONED' });
  });

  it('says so too when it was let go of before the first piece', async () => {
    const exported = exportApp({ store: memoryStore(), appId: 'test', clock });
    await exported.text[Symbol.asyncIterator]().return?.();
    expect((await exported.done)._unsafeUnwrapErr()).toEqual({ code: 'ERR_EXPORT_ABANDONED' });
  });

  it('keeps what it came to when it is let go of at its end', async () => {
    const exported = exportApp({ store: memoryStore(), appId: 'test', clock });
    const reader = exported.text[Symbol.asyncIterator]();
    while (!(await reader.next()).done);
    await reader.return?.();
    expect((await exported.done)._unsafeUnwrap().user).toBe(0);
  });

  it('throws what onProgress throws to the reader, and says that it was let go of', async () => {
    const store = memoryStore();
    const created = await openApp({ store, appId: 'test' }).users.create({ uid: 'ana', name: 'Ana' });
    expect(created.isOk()).toBe(true);
    const onProgress = () => {
      throw new Error('no screen');
    };
    const exported = exportApp({ store, appId: 'test', clock, onProgress });
    const read = async () => {
      for await (const part of exported.text) expect(part).toContain('kithkin');
    };
    await expect(read()).rejects.toThrow('no screen');
    expect((await exported.done)._unsafeUnwrapErr()).toEqual({ code: 'ERR_EXPORT_ABANDONED' });
  });

  it('refuses options that cannot work', () => {
    expect(() => exportApp({ store: memoryStore(), appId: 'no spaces' })).toThrow(TypeError);
    expect(() => exportApp(undefined as never)).toThrow('store must be a Store');
    const good = { store: memoryStore(), appId: 'test' };
    expect(() => exportApp({ ...good, clock: 5 as never })).toThrow('clock must be a function');
    expect(() => exportApp({ ...good, onProgress: {} as never })).toThrow('onProgress must be a function');
  });
});

const plainPasswords = {
  hash: async (password: string) => `plain$${password}`,
  matches: async (password: string, hash: string) => hash === `plain$${password}`,
};
