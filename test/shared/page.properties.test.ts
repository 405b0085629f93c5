import fc from 'fast-check';
import type { App, Page, ResultAsync } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { runs } from '../support/setup.ts';
import { createGroups, createUsers, must, openTestApp, refusalOf } from '../support/test-app.ts';

interface Asked {
  readonly limit: number;
  readonly cursor?: string;
}

type List = (app: App, page: Asked) => ResultAsync<Page<object>, { readonly code: string }>;

/** Every list there is, in every order, with some filters. */
const lists: Readonly<Record<string, List>> = {
  'users, newest first': (app, page) => app.users.list(page),
  'users by name': (app, page) => app.users.list({ ...page, order: 'name' }),
  'users by uid': (app, page) => app.users.list({ ...page, order: 'uid', withDeactivated: true }),
  'users with a tag': (app, page) => app.users.list({ ...page, tags: ['red'], order: 'name' }),
  'users found': (app, page) => app.users.list({ ...page, searchKey: 'P', searchIn: ['uid'] }),
  'users of a role': (app, page) => app.users.list({ ...page, roles: ['default'] }),
  'users with a friend': (app, page) => app.users.list({ ...page, friendsOf: 'hub', order: 'uid' }),
  'groups, newest first': (app, page) => app.groups.list(page),
  'groups by name': (app, page) => app.groups.list({ ...page, order: 'name' }),
  'groups by guid': (app, page) => app.groups.list({ ...page, order: 'guid', types: ['public'] }),
  friends: (app, page) => app.friendships.list('hub', page),
  'friends by name': (app, page) => app.friendships.list('hub', { ...page, order: 'name' }),
  blocks: (app, page) => app.blocks.list('hub', page),
  members: (app, page) => app.groupMemberships.listMembers('club', page),
  banned: (app, page) => app.groupMemberships.listBanned('club', page),
  'joined groups': (app, page) => app.groupMemberships.listGroups('hub', page),
  tokens: (app, page) => app.authTokens.list('hub', page),
  bots: (app, page) => app.bots.list(page),
  roles: (app, page) => app.roles.list(page),
  'API keys': (app, page) => app.apiKeys.list(page),
};

const webhookURL = 'https://bots.example/';

/** An app in which there are a dozen of everything. */
async function crowded(): Promise<App> {
  const app = openTestApp();
  await createUsers(app, 'hub');
  await createGroups(app, 'club');
  for (let number = 0; number < 12; number += 1) {
    // Names that differ from the order of the uids, and of which two at a time are the same in lower case.
    const name = `${'NameName'.slice(0, 4 + (number % 3))} ${(number * 7) % 6}`;
    const uid = `p${number}`;
    await must(app.users.create({ uid, name: number % 2 ? name : name.toUpperCase(), tags: ['red'] }));
    await must(app.groups.create({ guid: `g${number}`, name }));
    await must(app.friendships.befriend(uid, 'hub'));
    await must(app.blocks.block('hub', [uid]));
    await must(app.groupMemberships.join(uid, 'club'));
    if (number % 3 === 0) await must(app.groupMemberships.ban(uid, 'club'));
    await must(app.groupMemberships.join('hub', `g${number}`));
    await must(app.authTokens.issue('hub'));
    await must(app.bots.register({ uid, webhookURL }));
    await must(app.roles.create({ role: `r${number}`, name }));
    await must(app.apiKeys.create({ name: `k${number}` }));
  }
  return app;
}

/** What happens to somebody or something between two pages. */
const touches: readonly ((app: App, n: number) => unknown)[] = [
  (app, n) => app.users.update(`p${n}`, { name: `Renamed ${n}`, unset: ['tags'] }),
  (app, n) => app.users.deactivate([`p${n}`]),
  (app, n) => app.users.reactivate([`p${n}`]),
  (app, n) => app.users.delete(`p${n}`, { permanent: true }),
  (app, n) => app.friendships.unfriend('hub', `p${n}`),
  (app, n) => app.friendships.befriend('hub', `p${n}`),
  (app, n) => app.blocks.unblock('hub', [`p${n}`]),
  (app, n) => app.groupMemberships.leave(`p${n}`, 'club'),
  (app, n) => app.groupMemberships.join(`p${n}`, 'club'),
  (app, n) => app.groupMemberships.unban(`p${n}`, 'club'),
  (app, n) => app.groups.update(`g${n}`, { name: `Renamed ${n}` }),
  (app, n) => app.groups.delete(`g${n}`),
  (app, n) => app.groupMemberships.leave('hub', `g${n}`),
  (app, n) => app.bots.remove(`p${n}`),
  (app, n) => app.roles.delete(`r${n}`),
];

/** What a row is about: a number from 0 to 11, or a text if it is none of the dozen. */
function subjectOf(row: object): string {
  const { uid, guid, role, handle, name } = row as Record<string, string>;
  if (handle !== undefined) return name ?? handle;
  return guid ?? (uid === undefined ? role : uid) ?? '';
}

const page = fc.record({
  limit: fc.constantFrom(1, 2, 3, 5),
  between: fc.array(fc.tuple(fc.nat({ max: touches.length - 1 }), fc.nat({ max: 11 })), { maxLength: 2 }),
});

describe('pages', () => {
  it('PAGES-COMPLETE: a walk shows every row that nobody touches exactly once, in order, whatever happens to others', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(lists)),
        fc.infiniteStream(page),
        async (name, pages) => {
          const app = await crowded();
          const list = lists[name] as List;
          const whole = (await must(list(app, { limit: 1000 }))).items.map(subjectOf);
          const seen: string[] = [];
          const touched = new Set<number>();
          let cursor: string | undefined;
          do {
            const { limit, between } = pages.next().value;
            const found = await must(list(app, { limit, ...(cursor !== undefined && { cursor }) }));
            expect(found.items.length).toBeLessThanOrEqual(limit);
            seen.push(...found.items.map(subjectOf));
            cursor = found.nextCursor;
            if (cursor === undefined) break;
            expect(found.items.length).toBe(limit);
            for (const [touch, number] of between) {
              await touches[touch]?.(app, number);
              touched.add(number);
            }
            await createUsers(app, `new-${seen.length}-${limit}`).catch(() => undefined);
          } while (seen.length < 200);
          const isUntouched = (subject: string) => !touched.has(Number(/\d+$/.exec(subject)?.[0] ?? '99'));
          const isOld = (subject: string) => whole.includes(subject);
          expect(seen.filter((subject) => isOld(subject) && isUntouched(subject))).toEqual(
            whole.filter(isUntouched),
          );
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('CURSOR-FOREIGN: a cursor continues its own list and is refused by every other', async () => {
    const app = await crowded();
    const other = openTestApp({ appId: 'other' });
    await createUsers(other, 'hub', 'p1');
    const cursors = new Map<string, string>();
    for (const [name, list] of Object.entries(lists)) {
      cursors.set(name, String((await must(list(app, { limit: 1 }))).nextCursor));
    }
    const name = fc.constantFrom(...Object.keys(lists));
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.json(),
      fc.constantFrom('', ' ', 'x'.repeat(5000)),
    );
    const refusal = {
      code: 'ERR_BAD_REQUEST',
      details: { cursor: ['must be the nextCursor of this same list'] },
    };
    await fc.assert(
      fc.asyncProperty(name, name, garbage, async (from, to, text) => {
        const cursor = cursors.get(from) ?? '';
        const list = lists[to] as List;
        if (from === to) {
          const [first] = (await must(list(app, { limit: 1 }))).items;
          const rest = (await must(list(app, { limit: 1000, cursor }))).items;
          expect((await must(list(app, { limit: 1000 }))).items).toEqual([first, ...rest]);
        } else expect(await refusalOf(list(app, { limit: 1, cursor }))).toEqual(refusal);
        expect(await refusalOf(list(app, { limit: 1, cursor: text }))).toEqual(refusal);
        expect(await refusalOf(list(other, { limit: 1, cursor }))).toEqual(refusal);
      }),
      { numRuns: runs(150) },
    );
  });
});
