/**
 * A permanent deletion whose process is killed in the middle of it.
 *
 * @module
 */
import { type App, openApp } from 'kithkin';
import { describe, expect, it, onTestFailed } from 'vitest';
import { drawn } from './setup.ts';
import { type SharedStore, untilSaid, useProcesses } from './store-processes.ts';
import { allOf, codeOf, createGroups, createUsers, must, refusalOf } from './test-app.ts';

const friends = Array.from({ length: 40 }, (_, index) => `friend-${index}`);
const guids = Array.from({ length: 20 }, (_, index) => `group-${index}`);

async function makeHub(app: App): Promise<string> {
  await createUsers(app, 'hub', ...friends);
  await createGroups(app, ...guids);
  for (const friend of friends) {
    await must(app.friendships.befriend('hub', friend));
    await must(app.blocks.block(friend, ['hub']));
    await must(app.authTokens.issue('hub'));
  }
  for (const guid of guids) await must(app.groupMemberships.join('hub', guid));
  await must(app.bots.register({ uid: 'hub', webhookURL: 'https://bots.example/hook' }));
  return (await must(app.authTokens.issue('hub'))).authToken;
}

/** Every kind of thing that can be asked of a user, and what it answers once the user is buried. */
async function expectBuried(app: App, token: string): Promise<void> {
  const codes = await Promise.all([
    codeOf(app.users.get('hub')),
    codeOf(app.users.update('hub', { name: 'Again' })),
    codeOf(app.friendships.befriend('hub', 'friend-0')),
    codeOf(app.friendships.unfriend('friend-0', 'hub')),
    codeOf(app.friendships.list('hub')),
    codeOf(app.blocks.list('hub')),
    codeOf(app.authTokens.issue('hub')),
    codeOf(app.authTokens.list('hub')),
    codeOf(app.authTokens.flush('hub')),
    codeOf(app.groupMemberships.join('hub', 'group-0')),
    codeOf(app.groupMemberships.leave('hub', 'group-0')),
    codeOf(app.groupMemberships.listGroups('hub')),
    codeOf(app.bots.register({ uid: 'hub', webhookURL: 'https://bots.example/hook' })),
  ]);
  expect(codes).toEqual(codes.map(() => 'ERR_UID_NOT_FOUND'));
  expect(await codeOf(app.bots.get('hub'))).toBe('ERR_BOT_NOT_FOUND');
  expect(await codeOf(app.authTokens.authenticate(token))).toBe('AUTH_ERR_AUTH_TOKEN_NOT_FOUND');
  expect(await must(app.users.reactivate(['hub']))).toMatchObject({ notFound: ['hub'] });
  expect(await refusalOf(app.users.create({ uid: 'hub', name: 'Again' }))).toMatchObject({
    code: 'ERR_UID_ALREADY_EXISTS',
  });
  const listed = await allOf((page) => app.friendships.list('friend-0', page));
  expect(listed).toEqual([]);
}

/** Defines the tests of a deletion that breaks off. */
export function testKilledDeletion(shared: SharedStore): void {
  const { start } = useProcesses({ ...shared, name: `${shared.name}-deletion` });

  describe(`a permanent deletion in a ${shared.name} database, whose process is killed in the middle`, () => {
    it.each([
      ['all that are pending are resumed', (app: App) => must(app.users.resumeDeletions())],
      ['it is asked for again', (app: App) => must(app.users.delete('hub', { permanent: true }))],
    ])('is finished when %s, and the user is gone until then', { timeout: 60_000 }, async (title, finish) => {
      const place = shared.newPlace();
      const app = openApp({ store: shared.open(place), appId: 'app' });
      const token = await makeHub(app);

      const deletion = start('delete.mjs', place);
      const steps = 3 + drawn(29, `${shared.name} ${title}`);
      onTestFailed(() => console.error(`It was killed once it had told of ${steps} steps.`));
      await untilSaid([deletion], 'step', steps);
      deletion.child.kill('SIGKILL');
      const { complained, lines } = await deletion.ended;
      expect(complained).toBe('');
      // Otherwise it was not in the middle.
      expect(lines.at(-1)).toEqual({ step: true });

      await expectBuried(app, token);
      expect(await shared.defects(place)).toEqual([]);
      await finish(app);
      expect(await must(app.users.resumeDeletions())).toEqual({ finished: 0 });
      expect(await shared.defects(place)).toEqual([]);

      await createUsers(app, 'hub');
      const left = await Promise.all([
        allOf((page) => app.friendships.list('hub', page)),
        allOf((page) => app.blocks.list('hub', { ...page, direction: 'both' })),
        allOf((page) => app.authTokens.list('hub', page)),
        allOf((page) => app.authTokens.listArchived('hub', page)),
        allOf((page) => app.groupMemberships.listGroups('hub', page)),
        allOf((page) => app.bots.list(page)),
      ]);
      expect(left).toEqual([[], [], [], [], [], []]);
      const counts = (await allOf((page) => app.groups.list(page))).map(({ membersCount }) => membersCount);
      expect(counts).toEqual(guids.map(() => 0));
    });
  });
}
