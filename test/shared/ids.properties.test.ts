import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGuid, readRoleId, readUid } from '../../src/shared/fields.ts';
import { isIdText } from '../../src/shared/ids.ts';
import { Problem } from '../../src/shared/input.ts';
import { runs } from '../support/setup.ts';
import { codeOf, createGroups, createUsers, must, openTestApp } from '../support/test-app.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

const id = fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 100 });

const inherited = fc.constantFrom(
  ...[
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
    'valueOf',
    '__defineGetter__',
    'then',
    'isPrototypeOf',
  ],
  ...['length', 'null', 'undefined', 'app', 'user', '-', '_', '0', 'x'.repeat(100)],
);

describe('identifiers', () => {
  it('UID-CASE: an identifier means the same in any case and is shown in lower case', async () => {
    await fc.assert(
      fc.asyncProperty(id, async (text) => {
        const app = openTestApp();
        const [upper, lower] = [text.toUpperCase(), text.toLowerCase()];
        await must(app.roles.create({ role: text, name: 'Role' })).catch(() => undefined);
        const { user } = await must(app.users.create({ uid: text, name: 'Any', role: upper }));
        expect([user.uid, user.role]).toEqual([lower, lower]);
        await createGroups(app, text);
        const member = await must(app.groupMemberships.join(upper, lower));
        expect(member).toMatchObject({ uid: lower, guid: lower });
        for (const name of [text, upper, lower]) {
          expect((await must(app.users.get(name))).uid).toBe(lower);
          expect((await must(app.groups.get(name))).guid).toBe(lower);
          expect((await must(app.roles.get(name))).role).toBe(lower);
          expect(await codeOf(app.users.create({ uid: name, name: 'Any' }))).toBe('ERR_UID_ALREADY_EXISTS');
          expect(await codeOf(app.groups.create({ guid: name, name: 'Any' }))).toBe(
            'ERR_GUID_ALREADY_EXISTS',
          );
        }
      }),
      { numRuns: runs(40) },
    );
  });

  it('UID-ASCII: an identifier is 1 to 100 ASCII letters, digits, underscores and hyphens, and nothing else is one', () => {
    const nearly = fc
      .tuple(
        id,
        fc.nat({ max: 100 }),
        fc.constantFrom('\u212a', 'é', ' ', '\n', '.', '/', '\0', '𝒂', 'ſ', '+', '@', '`', '{', '[', ':'),
      )
      .map(([text, at, wrong]) => text.slice(0, at) + wrong + text.slice(at));
    const tooLong = fc.string({ unit: fc.constantFrom('a', 'Z', '-'), minLength: 99, maxLength: 103 });
    fc.assert(
      fc.property(fc.oneof(id, nearly, tooLong, fc.string({ unit: 'binary', maxLength: 5 })), (text) => {
        const isId =
          text.length >= 1 && text.length <= 100 && [...text].every((letter) => alphabet.includes(letter));
        expect(isIdText(text)).toBe(isId);
        for (const read of [readUid, readGuid, readRoleId]) {
          const result = read(text);
          if (isId) expect(result).toBe(text.toLowerCase());
          else expect(result).toBeInstanceOf(Problem);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it('UID-ANY-WORD: every valid identifier works, the names of what objects inherit included', async () => {
    await fc.assert(
      fc.asyncProperty(inherited, fc.oneof(inherited, id), async (first, second) => {
        const [a, b] = [first.toLowerCase(), second.toLowerCase()];
        fc.pre(a !== b && a !== 'app_system' && b !== 'app_system');
        const app = openTestApp();
        expect(await codeOf(app.users.get(a))).toBe('ERR_UID_NOT_FOUND');
        expect(await codeOf(app.groups.get(a))).toBe('ERR_GUID_NOT_FOUND');
        await must(app.roles.create({ role: a, name: 'Role' }));
        await createUsers(app, a, b);
        await must(app.users.update(a, { role: a, metadata: { [a]: 1 }, tags: [a] }));
        await createGroups(app, a);
        await must(app.friendships.befriend(a, b));
        await must(app.blocks.block(a, [b]));
        await must(app.groupMemberships.join(b, a));
        const { authToken } = await must(app.authTokens.issue(a));
        expect((await must(app.authTokens.authenticate(authToken))).metadata).toEqual({ [a]: 1 });
        expect((await must(app.users.list({ roles: [a], tags: [a] }))).items).toHaveLength(1);
        expect((await must(app.friendships.list(b))).items.map(({ uid }) => uid)).toEqual([a]);
        expect((await must(app.groupMemberships.listMembers(a))).items.map(({ uid }) => uid)).toEqual([b]);
        await must(app.users.delete(a, { permanent: true }));
        expect((await must(app.friendships.list(b))).items).toEqual([]);
        expect(await codeOf(app.roles.delete(a))).toBe('ok');
      }),
      { numRuns: runs(60) },
    );
  });
});
