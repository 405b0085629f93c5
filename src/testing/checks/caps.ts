/**
 * Caps: the documented ones, raced for by many clients when a few places are left.
 *
 * @module
 */

import { type App, openApp } from '../../app.ts';
import { defaultLimits } from '../../limits.ts';
import type { ResultAsync } from '../../shared/result.ts';
import { after } from '../../shared/web.ts';
import type { Store } from '../../store/store.ts';
import { type Check, type CheckContext, type Expect, expecting, must, twoHandles } from '../check.ts';
import { carryOut, transcriptOf } from '../transcript.ts';

/** How many places are left, and how many clients want one. */
const placesLeft = 5;
const clients = 20;
/** How often a client asks again that was told of contention, with longer and longer pauses. */
const attemptsMax = 50;

/** A race for the last places under one cap. */
interface Race {
  readonly title: string;
  readonly max: number;
  /** Takes all places but the last few. */
  fill(app: App, taken: number): Promise<void>;
  /** Takes one of the last places. */
  take(app: App, client: number): ResultAsync<unknown, { readonly code: string }>;
  /** What whoever comes too late is told; undefined where somebody else has to go. */
  readonly refusal?: string;
  /** How many places are taken. */
  taken(app: App): Promise<number | undefined>;
  /** What else must hold once the race is over. */
  after?(app: App, expect: Expect): Promise<void>;
}

const countOnly = { limit: 1, count: true } as const;

async function createAll(app: App, uids: readonly string[]): Promise<void> {
  for (const uid of uids) await must(app.users.create({ uid, name: uid }));
}

/** Names of so many. */
function named(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

const races: readonly Race[] = [
  {
    title: 'friendships of a user',
    max: defaultLimits.friendshipsPerUserMax,
    refusal: 'ERR_FRIENDS_LIMIT_EXCEEDED',
    fill: async (app, taken) => {
      await createAll(app, ['hub', ...named('late', clients)]);
      for (const uid of named('friend', taken)) {
        await must(app.users.create({ uid, name: uid }));
        await must(app.friendships.befriend('hub', uid));
      }
    },
    // From either side: both are capped.
    take: (app, client) =>
      client % 3 === 0
        ? app.friendships.befriend('hub', `late${client}`)
        : app.friendships.befriend(`late${client}`, 'hub'),
    taken: async (app) => (await must(app.friendships.list('hub', countOnly))).count,
  },
  {
    title: 'groups of a user',
    max: defaultLimits.groupMembershipsPerUserMax,
    refusal: 'ERR_GROUPS_LIMIT_EXCEEDED',
    fill: async (app, taken) => {
      await createAll(app, ['joiner']);
      for (const guid of named('late', clients)) await must(app.groups.create({ guid, name: guid }));
      for (const guid of named('group', taken)) {
        await must(app.groups.create({ guid, name: guid }));
        await must(app.groupMemberships.join('joiner', guid));
      }
    },
    take: (app, client) => app.groupMemberships.join('joiner', `late${client}`),
    taken: async (app) => (await must(app.groupMemberships.listGroups('joiner', countOnly))).count,
  },
  {
    title: 'bots of an app',
    max: defaultLimits.botsPerAppMax,
    refusal: 'ERR_BOTS_LIMIT_EXCEEDED',
    fill: async (app, taken) => {
      await createAll(app, named('late', clients));
      for (const uid of named('bot', taken)) {
        await must(app.users.create({ uid, name: uid }));
        await must(app.bots.register({ uid, webhookURL: 'https://bots.example/hook' }));
      }
    },
    take: (app, client) =>
      app.bots.register({ uid: `late${client}`, webhookURL: 'https://bots.example/hook' }),
    taken: async (app) => (await must(app.bots.list(countOnly))).count,
  },
  {
    title: 'active auth tokens of a user',
    max: defaultLimits.activeAuthTokensPerUserMax,
    fill: async (app, taken) => {
      await createAll(app, ['ana']);
      for (let issued = 0; issued < taken; issued += 1) await must(app.authTokens.issue('ana'));
    },
    take: (app) => app.authTokens.issue('ana'),
    taken: async (app) => (await must(app.authTokens.list('ana', countOnly))).count,
    after: async (app, expect) => {
      const archived = await must(app.authTokens.listArchived('ana', { limit: 1000 }));
      const active = await must(app.authTokens.list('ana', { limit: 1000 }));
      const times = active.items.map(({ createdAt }) => createdAt);
      const isOldest = archived.items.every(({ createdAt }) => createdAt < Math.min(...times));
      expect(
        `${clients} tokens more than there was room for have archived ${archived.items.length}`,
        archived.items.length === clients - placesLeft,
      );
      expect('Tokens were archived before older ones', isOldest);
    },
  },
];

/** An app whose clock goes on by a second with every look, so that what is older is told by its time too. */
function appOn(store: Store, client: number): App {
  let drawn = 0;
  let now = 1_700_000_000 + client * 1_000_000;
  return openApp({
    store,
    appId: 'kit',
    clock: () => {
      now += 1;
      return now;
    },
    random: (length) => {
      drawn += 1;
      return Uint8Array.from({ length }, (_, index) => [client, drawn & 255, drawn >> 8][index] ?? 0);
    },
  });
}

/** Asks again as long as the store says that others were faster. */
async function persist(ask: () => ReturnType<Race['take']>): Promise<Awaited<ReturnType<Race['take']>>> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask();
    const isContention = answer.isErr() && answer.error.code === 'STORE_CONTENTION';
    if (!isContention || attempt === attemptsMax) return answer;
    await after(attempt);
  }
}

async function run(context: CheckContext, race: Race, expect: Expect): Promise<void> {
  const { title, max, refusal } = race;
  const steps = await transcriptOf((store) => race.fill(appOn(store, 0), max - placesLeft));
  const handles = await twoHandles(context);
  const apps = [appOn(handles[0], 1), appOn(handles[1], 2)] as const;
  await carryOut(steps, handles[0].forApp(apps[0].appId), context.onRun);

  const asked = Array.from({ length: clients }, (_, client) =>
    persist(() => race.take(apps[client % 2 === 0 ? 0 : 1], client)),
  );
  const answers = await Promise.all(asked);
  const codes = answers.map((answer) => (answer.isOk() ? 'ok' : answer.error.code));
  const admitted = codes.filter((code) => code === 'ok').length;
  expect(
    `Of ${clients} who wanted the last ${placesLeft} of ${max} ${title}, ${admitted} were let in`,
    admitted === (refusal === undefined ? clients : placesLeft),
  );
  const other = codes.find((code) => code !== 'ok' && code !== refusal);
  expect(`Of ${clients} who wanted the last ${placesLeft} of ${max} ${title}, one was told ${other}`, !other);
  for (const app of apps) {
    const taken = await race.taken(app);
    expect(`There are ${taken} ${title} after a race for the last of ${max}`, taken === max);
  }
  await race.after?.(apps[0], expect);
  for (const handle of handles) await handle.close();
}

/** S2, at the size that the caps have in use. */
export const caps: Check = expecting(
  { title: 'the documented caps hold when many want the last places', rules: ['S2'], isLast: true },
  async (context, expect) => {
    for (const race of races) await run(context, race, expect);
  },
);
