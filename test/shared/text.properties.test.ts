import fc from 'fast-check';
import type { App, ResultAsync } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { readTags } from '../../src/shared/fields.ts';
import { Problem } from '../../src/shared/input.ts';
import { runs } from '../support/setup.ts';
import { codeOf, createGroups, createUsers, openTestApp } from '../support/test-app.ts';

type Write = (app: App, text: string) => ResultAsync<unknown, { readonly code: string }>;

/** Every place in which a text is kept. */
const places: Readonly<Record<string, Write>> = {
  name: (app, text) => app.users.update('ana', { name: text }),
  'status message': (app, text) => app.users.update('ana', { statusMessage: text }),
  tag: (app, text) => app.users.update('ana', { tags: ['red', text] }),
  'metadata value': (app, text) => app.users.update('ana', { metadata: { a: [text] } }),
  'metadata key': (app, text) => app.users.update('ana', { metadata: { [text]: 1 } }),
  'group name': (app, text) => app.groups.update('club', { name: text }),
  'group description': (app, text) => app.groups.update('club', { description: text }),
  'group password': (app, text) => app.groups.update('club', { type: 'password', password: text }),
  'role name': (app, text) => app.roles.update('default', { name: text }),
  'role description': (app, text) => app.roles.update('default', { description: text }),
  'key name': (app, text) => app.apiKeys.create({ name: text }),
  platform: (app, text) => app.authTokens.annotate('ana', 'none', { platform: text }),
  'user agent': (app, text) => app.authTokens.annotate('ana', 'none', { userAgent: text }),
  'app info': (app, text) => app.authTokens.annotate('ana', 'none', { appInfo: { a: text } }),
  url: (app, text) => app.users.update('ana', { avatar: `https://example.org/${text}` }),
};

describe('texts', () => {
  it('TEXT-STORABLE: no text with U+0000 or half a surrogate pair is ever stored', async () => {
    const place = fc.constantFrom(...Object.keys(places));
    const whole = fc.string({
      unit: fc.constantFrom('a', 'é', '😀', '€', '\u{10ffff}', '\ufffd'),
      minLength: 1,
      maxLength: 10,
    });
    const flaw = fc.constantFrom('', '', '\0', '\ud83d', '\ude00', '\udbff', '\udc00', '\ude00\ud83d');
    await fc.assert(
      fc.asyncProperty(place, whole, flaw, whole, async (name, before, wrong, after) => {
        const app = openTestApp();
        await createUsers(app, 'ana');
        await createGroups(app, 'club');
        const code = await codeOf((places[name] as Write)(app, before + wrong + after));
        if (wrong === '') expect(['ok', 'ERR_AUTH_TOKEN_NOT_FOUND'], name).toContain(code);
        else expect(code, name).toBe('ERR_BAD_REQUEST');
      }),
      { numRuns: runs(300) },
    );
  });

  it('TAGS-DISTINCT: tags are trimmed, all different, in the order given and at most 25', () => {
    const tag = fc.constantFrom(
      ...Array.from({ length: 30 }, (_, index) => `tag ${index}`),
      ' tag 3',
      'tag 5\t',
      'Tag 5',
    );
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 60, size: 'max' }), (tags) => {
        const distinct = [...new Set(tags.map((text) => text.trim()))];
        const read = readTags(tags);
        if (distinct.length > 25) expect(read).toBeInstanceOf(Problem);
        else expect(read).toEqual(distinct);
      }),
    );
  });
});
