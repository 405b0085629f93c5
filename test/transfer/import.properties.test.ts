import fc from 'fast-check';
import { defaultLimits, errAsync, type Limits, type Result } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { anyAppState } from 'kithkin/testing';
import { describe, expect, it } from 'vitest';
import { storeAround } from '../../src/testing/store-around.ts';
import { newFile, sharedFiles, storeOn } from '../adapters/sqlite/files.ts';
import { checkedStore } from '../support/checked-store.ts';
import { runs } from '../support/setup.ts';
import { smallLimits } from '../support/test-app.ts';
import { appId, exported, imported, rowsIn, textOf, textOfState, textWith } from './transfers.ts';

/** A text in parts of the given sizes, and the rest; as text or as bytes. */
function partsOf(text: string, sizes: readonly number[], asBytes: boolean): Iterable<string | Uint8Array> {
  const whole = asBytes ? new TextEncoder().encode(text) : text;
  const parts: (string | Uint8Array)[] = [];
  let start = 0;
  for (const size of sizes) {
    parts.push(whole.slice(start, start + size));
    start += size;
  }
  return [...parts, whole.slice(start)];
}

/** What an app holds into which these rows have come: owners come by their memberships. */
function textHeld(rows: readonly string[]): string {
  const parsed = rows.map((row) => JSON.parse(row));
  const admins = new Set(
    parsed.flatMap(({ membership }) =>
      membership?.scope === 'admin' ? [`${membership.uid} ${membership.guid}`] : [],
    ),
  );
  const held = parsed.map(({ group, ...other }) => {
    if (!group) return other;
    const { owner, ...ownerless } = group;
    return { group: admins.has(`${owner} ${group.guid}`) ? group : ownerless };
  });
  return textWith(held.map((row) => JSON.stringify(row)));
}

/** Something done to the rows of a text. */
const anyHarm = fc.oneof(
  fc.record({ harm: fc.constant('repeat' as const), from: fc.nat(), to: fc.nat() }),
  fc.record({ harm: fc.constant('move' as const), from: fc.nat(), to: fc.nat() }),
  fc.record({ harm: fc.constant('remove' as const), from: fc.nat(), to: fc.nat() }),
  // One row gets what another has in the first field that both have.
  fc.record({ harm: fc.constant('mix' as const), from: fc.nat(), to: fc.nat() }),
  fc.record({ harm: fc.constant('revive' as const), from: fc.nat(), to: fc.nat() }),
);

function harmed(
  rows: readonly string[],
  harms: readonly { harm: string; from: number; to: number }[],
): string {
  const lines = [...rows];
  for (const { harm, from: some, to: other } of harms) {
    if (lines.length === 0) break;
    const from = some % lines.length;
    const to = other % lines.length;
    const line = lines[from] ?? '';
    if (harm === 'repeat') lines.splice(to, 0, line);
    if (harm === 'move') lines.splice(to, 0, ...lines.splice(from, 1));
    if (harm === 'remove') lines.splice(from, 1);
    if (harm === 'mix') lines[from] = mixed(line, lines[to] ?? '');
    if (harm === 'revive') lines[from] = line.replace(/,"(archived|deactivated)At":\d+/, '');
  }
  return textWith(lines);
}

function mixed(line: string, other: string): string {
  const [[type = '', row] = []] = Object.entries<Record<string, unknown>>(JSON.parse(line));
  const [source = {}] = Object.values<Record<string, unknown>>(JSON.parse(other));
  const field = Object.keys(row ?? {}).find((name) => Object.hasOwn(source, name));
  return field === undefined ? line : JSON.stringify({ [type]: { ...row, [field]: source[field] } });
}

/** The code of a refusal; nothing where there is none. */
function codeOf(answer: Result<unknown, { readonly code: string }>): string {
  return answer.isErr() ? answer.error.code : '';
}

const anyLimits = fc.constantFrom<Limits>(smallLimits, defaultLimits);

const anyJunk = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.uint8Array(),
  fc.constantFrom('\n', '\r\n', '{"kithkin":{"version":1,"appId":"test","exportedAt":5}}\n', '\ud83d', '\0'),
  fc.constantFrom('[', '{"a":', '9').map((piece) => piece.repeat(70_000)),
  fc.constantFrom('[', '{"user":').map((piece) => `${piece.repeat(8_000)}\n`),
  fc.json().map((json) => `${json}\n`),
  fc
    .tuple(
      fc.constantFrom('user', 'group', 'friendship', 'authToken', 'end', 'kithkin', '__proto__', 'toString'),
      fc.oneof(
        fc.jsonValue(),
        fc.dictionary(
          fc.constantFrom('uid', 'guid', 'name', 'role', 'lower', 'version', 'appId', '__proto__', 'owner'),
          fc.oneof(fc.constantFrom<unknown>('ana', 'default', '__proto__', 1, null), fc.jsonValue()),
        ),
      ),
    )
    .map(([type, content]) => `{"${type}":${JSON.stringify(content)}}\n`),
);

describe('importApp', () => {
  it('IMPORT-EXACT: an app that was imported whole exports as the same rows in the same order', async () => {
    const property = fc.asyncProperty(
      anyAppState(),
      fc.array(fc.nat({ max: 300 }), { maxLength: 200 }),
      fc.boolean(),
      async (state, sizes, asBytes) => {
        const text = await textOfState(state);
        const { limits } = state;
        let parts = partsOf(text, sizes, asBytes);
        for (const store of [storeOn(newFile()), checkedStore(memoryStore())]) {
          expect((await imported(parts, { store, limits })).isOk()).toBe(true);
          const again = await textOf(store);
          expect(again).toBe(text);
          parts = [again];
        }
      },
    );
    await fc.assert(property, { numRuns: runs(25) });
  }, 60_000);

  it('IMPORT-RULES: an import breaks no rule and no cap, whatever its text says', async () => {
    const property = fc.asyncProperty(
      anyAppState(),
      fc.array(anyHarm, { maxLength: 5 }),
      anyLimits,
      fc.boolean(),
      async (state, harms, limits, leavesOut) => {
        const text = harmed(rowsIn(await textOfState(state)), harms);
        const onLeftOut = leavesOut ? () => undefined : undefined;
        const file = newFile();
        const store = storeOn(file);
        const answer = await imported(text, { store: checkedStore(store), limits, onLeftOut });
        // Whether it came to its end or not.
        expect(['', 'ERR_IMPORT_BAD_LINE', 'ERR_IMPORT_ROW_REFUSED']).toContain(codeOf(answer));
        const held = rowsIn(await textOf(store)).map((row) => JSON.parse(row));
        await store.close();
        expect(await sharedFiles.defects(file, limits)).toEqual([]);
        const places = held.flatMap(({ membership, ban }) =>
          membership || ban ? [`${(membership ?? ban).uid} ${(membership ?? ban).guid}`] : [],
        );
        expect(places).toEqual([...new Set(places)]);
      },
    );
    await fc.assert(property, { numRuns: runs(60) });
  }, 60_000);

  it('IMPORT-STOPS: an import that stops has let in the rows before a line and none behind it, and can go on', async () => {
    const property = fc.asyncProperty(
      anyAppState(),
      fc.nat(),
      fc.constantFrom('line', 'commit', 'answer'),
      async (state, at, breaks) => {
        const text = await textOfState(state);
        const rows = rowsIn(text);
        const { limits } = state;
        const inner = memoryStore();
        const broken = [...rows];
        const index = at % (rows.length + 1);
        if (breaks === 'line') broken.splice(index, 1, '{"user":{}}');
        let commits = 0;
        const store = storeAround(inner, ({ name }, proceed) => {
          if (name !== 'transact' || breaks === 'line') return proceed();
          commits += 1;
          if (commits !== index + 1) return proceed();
          return breaks === 'commit'
            ? errAsync({ code: 'STORE_UNAVAILABLE', committed: false })
            : proceed().andThen(() => errAsync({ code: 'STORE_UNKNOWN_OUTCOME', committed: 'unknown' }));
        });
        const stopped = await imported(textWith(broken), { store, limits });
        const held = await textOf(inner);
        const count = rowsIn(held).length;
        expect(held).toBe(textHeld(rows.slice(0, count)));
        if (breaks === 'line') {
          expect(stopped._unsafeUnwrapErr()).toMatchObject({ code: 'ERR_IMPORT_BAD_LINE', line: index + 2 });
          expect(count).toBe(index);
        }

        const resumed = (await imported(text, { store: inner, limits, resume: true }))._unsafeUnwrap();
        expect(Object.values(resumed.present).reduce((sum, each) => sum + each, 0)).toBe(count);
        expect(await textOf(inner)).toBe(text);
      },
    );
    await fc.assert(property, { numRuns: runs(100) });
  }, 60_000);

  it('IMPORT-ANY-TEXT: an import of anything but an export is refused, with the line, and throws nothing', async () => {
    const property = fc.asyncProperty(fc.array(anyJunk, { maxLength: 8 }), async (parts) => {
      const store = checkedStore(memoryStore());
      const answer = await imported(parts, { store });
      expect(codeOf(answer)).toMatch(/^ERR_IMPORT_(CUT_OFF|BAD_LINE|VERSION)$/);
      const { done } = await exported(store, appId);
      expect(done.isOk()).toBe(true);
      expect(Object.prototype).not.toHaveProperty('uid');
    });
    await fc.assert(property, { numRuns: runs(300) });
  }, 60_000);
});
