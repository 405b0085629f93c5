/**
 * Isolation: what one app has, no other has.
 *
 * @module
 */

import { type App, openApp } from '../../app.ts';
import type { Store } from '../../store/store.ts';
import { type Check, expecting, must, twoHandles } from '../check.ts';
import { programLimits } from '../program.ts';
import { programTime } from '../run-program.ts';
import { dataOf } from '../same.ts';

/** Ids of apps that a store may take for one another. */
const appIds = ['Kit', 'kit', 'kit_', 'ki', '__proto__'] as const;

/** An app whose tokens and keys are the same as those of all others: chance does not keep apps apart. */
function appOf(store: Store, appId: string): App {
  let drawn = 0;
  return openApp({
    store,
    appId,
    limits: programLimits,
    clock: () => programTime,
    random: (length) => {
      drawn += 1;
      return Uint8Array.from({ length }, (_, index) => (index === 0 ? drawn : 7));
    },
  });
}

/** What an app says to a user's token and to an API key. */
interface Secrets {
  readonly token: string;
  readonly apiKey: string;
}

/** Fills an app up to its caps. */
async function fill(app: App): Promise<Secrets> {
  await must(app.roles.create({ role: 'vip', name: 'VIP' }));
  const ana = { uid: 'ana', name: `Ana of ${app.appId}`, role: 'vip', withAuthToken: true };
  const { authToken } = await must(app.users.create(ana));
  await must(app.users.create({ uid: 'bo', name: 'Bo', tags: [app.appId] }));
  await must(app.users.create({ uid: 'cy', name: 'Cy' }));
  await must(app.friendships.befriend('ana', 'bo'));
  await must(app.blocks.block('bo', ['cy']));
  await must(app.groups.create({ guid: 'club', name: 'Club', owner: 'ana' }));
  await must(app.groupMemberships.join('bo', 'club'));
  await must(app.bots.register({ uid: 'cy', webhookURL: 'https://bots.example/hook' }));
  const { apiKey } = await must(app.apiKeys.create({ name: 'server', scope: 'fullAccess' }));
  return { token: authToken?.authToken ?? '', apiKey };
}

/** Everything that an app shows. */
async function shownBy(app: App): Promise<string> {
  const whole = { count: true };
  const lists = [
    await must(app.users.list(whole)),
    await must(app.users.list({ ...whole, tags: [...appIds] })),
    await must(app.groups.list(whole)),
    await must(app.roles.list(whole)),
    await must(app.bots.list(whole)),
    await must(app.apiKeys.list(whole)),
  ];
  const subject = await app.friendships.list('ana', whole);
  return dataOf([lists, subject.isOk() ? subject.value : subject.error]);
}

/** Whose token and key an app takes them for. */
async function heldBy(app: App, { token, apiKey }: Secrets): Promise<string> {
  const user = await app.authTokens.authenticate(token);
  const key = await app.apiKeys.authorize(apiKey, 'users.list');
  return `${user.isOk() ? user.value.name : user.error.code}, ${key.isOk() ? key.value.name : key.error.code}`;
}

/** S12, between apps. */
export const isolation: Check = expecting(
  { title: 'two apps share nothing, and a new namespace is empty', rules: ['S12'], isLast: true },
  async (context, expect) => {
    const [store, other] = await twoHandles(context);
    const apps = appIds.map((appId, index) => appOf(index % 2 === 0 ? store : other, appId));
    const filled: { readonly app: App; readonly shown: string; readonly secrets: Secrets }[] = [];
    const first = await shownBy(appOf(store, 'unused'));
    for (const app of apps) {
      expect(`The app ${app.appId} is not empty once others have something`, (await shownBy(app)) === first);
      const secrets = await fill(app);
      filled.push({ app, shown: await shownBy(app), secrets });
    }
    for (const { app, shown, secrets } of filled) {
      const { appId } = app;
      expect(`What is done in other apps is seen in ${appId}`, (await shownBy(app)) === shown);
      const held = await heldBy(app, secrets);
      expect(
        `In ${appId}, a token and a key are taken for those of ${held}`,
        held === `Ana of ${appId}, server`,
      );
    }
    const [gone, ...staying] = filled;
    if (gone) {
      await must(gone.app.groups.delete('club'));
      await must(gone.app.users.delete('bo', { permanent: true }));
    }
    for (const { app, shown } of staying)
      expect(`A deletion in another app is seen in ${app.appId}`, (await shownBy(app)) === shown);

    const elsewhere = await context.open(context.newNamespace());
    for (const appId of appIds) {
      const shown = await shownBy(appOf(elsewhere, appId));
      expect('A namespace that is new shows what is in another: the kit needs empty data', shown === first);
    }
    for (const handle of [store, other, elsewhere]) await handle.close();
  },
);
