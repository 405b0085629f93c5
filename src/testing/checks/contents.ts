/**
 * Contents: a fixed app, of which everything is asked that a store can be asked.
 *
 * Where the examples ask what commands come to need, this asks the port itself: each load and each list with each of its
 * parameters, whether or not some command has a use for it today.
 *
 * @module
 */

import { memoryStore } from '../../adapters/memory/index.ts';
import type { ApiKey } from '../../api-key/api-key.ts';
import type { AuthToken } from '../../auth-token/auth-token.ts';
import { type Found, pageLimitMax } from '../../shared/page.ts';
import { ok, type Result, type ResultAsync } from '../../shared/result.ts';
import type { Load } from '../../store/loads.ts';
import type { AppStore } from '../../store/store.ts';
import {
  type Check,
  type CheckContext,
  type Finding,
  findingOfThrown,
  insist,
  must,
  twoHandles,
} from '../check.ts';
import { type AskedLists, listsOf, loadsOf, type Secrets } from '../contents/asked.ts';
import { fullApp, fullAppLimits, guids, people } from '../contents/full-app.ts';
import { pageIn, ruleBrokenByPages } from '../list-difference.ts';
import type { RuleId } from '../rules.ts';
import { dataOf } from '../same.ts';
import { carryOut, type Step, transcriptOf } from '../transcript.ts';
import { Twins } from '../twins.ts';

/** Something that both stores are asked, and what has to be the same of their answers. */
interface Asked {
  readonly title: string;
  readonly ask: (app: AppStore) => Promise<unknown>;
  /** What is compared of an answer, where it is not all of it. */
  readonly comparable?: (answer: unknown) => unknown;
  /** Of what is written on two sides: what the other side shows, which must be the same. */
  readonly otherSide?: (app: AppStore) => Promise<unknown>;
  /** Of a load or a list that may show any so many of its rows: all of them. */
  readonly among?: (app: AppStore) => Promise<unknown>;
}

/** The full app on a memory store, as it was made and as steps to make it again. */
async function made(): Promise<{ readonly steps: readonly Step[]; readonly reference: AppStore }> {
  const steps = await transcriptOf(async (store) => {
    const twins = new Twins([store], fullAppLimits);
    for (const question of fullApp) await twins.ask(question);
  });
  const reference = memoryStore().forApp(appId);
  await carryOut(steps, reference, () => {});
  return { steps, reference };
}

// SAFETY: the app of twins.
const appId = 'kit' as Parameters<ReturnType<typeof memoryStore>['forApp']>[0];

function secretsIn(steps: readonly Step[]): Secrets {
  const tokens = new Map<string, AuthToken>();
  const apiKeys: ApiKey[] = [];
  for (const change of steps.flatMap(({ changes }) => changes)) {
    if (change.type === 'addAuthToken') tokens.set(change.token.digest, change.token);
    if (change.type === 'addApiKey') apiKeys.push(change.apiKey);
    if (change.type !== 'archiveAuthToken') continue;
    const token = tokens.get(change.digest);
    if (token) tokens.set(token.digest, { ...token, archivedAt: change.at });
  }
  return { tokens: [...tokens.values()], apiKeys };
}

const seenIn = (app: AppStore, load: Load): Promise<unknown> =>
  must(app.read({ shown: load }, ({ shown }): Result<unknown, never> => ok(shown)));

function askedLoads(secrets: Secrets): readonly Asked[] {
  return Object.values(loadsOf(secrets))
    .flat<readonly (readonly Load[])[]>()
    .map((load) => ({
      title: `the load ${dataOf(load)}`,
      ask: (app) => seenIn(app, load),
      ...(load.type === 'friendship' && {
        otherSide: (app: AppStore) => seenIn(app, { ...load, uids: [load.uids[1], load.uids[0]] }),
      }),
      ...(load.type === 'remnants' && { among: (app) => seenIn(app, { ...load, limit: pageLimitMax }) }),
    }));
}

function askedLists(secrets: Secrets): readonly Asked[] {
  const lists = listsOf(secrets);
  return Object.entries(lists).flatMap(([repository, methods]) =>
    Object.entries(methods as Readonly<Record<string, readonly (readonly unknown[])[]>>).flatMap(
      ([method, all]) => all.map((given) => askedList(`${repository}.${method}`, given)),
    ),
  );
}

/** The names of what is asked of repositories. */
type ListName = { [R in keyof AskedLists]: `${R}.${keyof AskedLists[R] & string}` }[keyof AskedLists];

/** Lists that show their rows in any order. */
const unordered: readonly ListName[] = ['roles.all', 'bots.all'];

function askedList(name: string, given: readonly unknown[]): Asked {
  const asked = (app: AppStore, ...others: readonly unknown[]) => must(callOf(app, name)(...others));
  const title = `${name}(${given.map(dataOf).join(', ')})`;
  if (name === 'deletions.pending')
    return { title, ask: (app) => asked(app, ...given), among: (app) => asked(app, pageLimitMax) };
  if (name === 'authTokens.findByDigest')
    return { title, ask: (app) => asked(app, ...given), comparable: tokenAndOwner };
  const isUnordered = unordered.some((each) => each === name);
  if (isUnordered) return { title, ask: (app) => asked(app, ...given), comparable: inSomeOrder };
  const [query] = given;
  const isPaged = typeof query === 'object' && query !== null && 'limit' in query;
  return { title, ask: isPaged ? (app) => walked(app, name, query) : (app) => asked(app, ...given) };
}

/** What a token must tell of itself beside its owner. */
function tokenAndOwner(answer: unknown): unknown {
  if (answer === undefined) return undefined;
  const { token, user } = Object(answer);
  const { expiresAt, archivedAt } = Object(token);
  return { token: { expiresAt, archivedAt }, user };
}

function inSomeOrder(answer: unknown): unknown {
  return Array.isArray(answer) ? answer.map(dataOf).sort() : answer;
}

/** More pages than any list of the full app has. */
const pagesMax = 100;

/** All pages of a list, behind each other; their counts must be one and the same. */
async function walked(app: AppStore, name: string, query: object): Promise<unknown> {
  const list = callOf(app, name) as (query: object) => ResultAsync<Found<unknown>, unknown>;
  const items: unknown[] = [];
  const counts = new Set<unknown>();
  const sizes: number[] = [];
  let after: unknown;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const found: Found<unknown> = await must(list({ ...query, ...(after !== undefined && { after }) }));
    items.push(...found.items);
    sizes.push(found.items.length);
    counts.add(found.count);
    after = found.next;
    if (after === undefined) break;
  }
  const [count] = counts;
  return { items, count: counts.size === 1 ? count : [...counts], sizes };
}

function callOf(
  app: AppStore,
  name: string,
): (...given: readonly unknown[]) => ResultAsync<unknown, unknown> {
  const [repository = '', method = ''] = name.split('.');
  const holder: unknown = Reflect.get(app, repository);
  // SAFETY: the name of something that a repository can be asked.
  return (...given) =>
    Reflect.apply(Reflect.get(Object(holder), method), holder, given) as ResultAsync<unknown, unknown>;
}

/** What is wrong with an answer, beside the one that the reference gives. */
async function wrongWith(app: AppStore, reference: AppStore, asked: Asked): Promise<Finding | undefined> {
  const { title, ask, comparable = (answer) => answer, otherSide, among } = asked;
  const [told, allowed] = [comparable(await ask(app)), comparable(await ask(reference))];
  const isFine = among ? isPartOf(told, allowed, await among(reference)) : dataOf(told) === dataOf(allowed);
  if (isFine) return undefined;
  return {
    rule: otherSide && dataOf(await otherSide(app)) === dataOf(allowed) ? 'S1' : ruleBroken(told, allowed),
    message: `${title} shows something else than what is there`,
    program: programFor(title),
    allowed: [
      `${title}\n  was told  ${dataOf(told)}\n  may be told  ${among ? 'so many of ' : ''}${dataOf(allowed)}`,
    ],
  };
}

/** Whether as many rows are shown as may be, and each is one of those that are there. */
function isPartOf(told: unknown, allowed: unknown, all: unknown): boolean {
  if (!Array.isArray(told) || !Array.isArray(allowed) || !Array.isArray(all)) return false;
  const there = new Set(all.map(dataOf));
  const shown = new Set(told.map(dataOf));
  return (
    told.length === allowed.length && shown.size === told.length && [...shown].every((row) => there.has(row))
  );
}

function ruleBroken(told: unknown, allowed: unknown): RuleId {
  if (typeof allowed === 'number' || typeof told === 'number') return 'S11';
  if (Object(told).count !== Object(allowed).count) return 'S11';
  const [one, other] = [pageIn(told), pageIn(allowed)];
  if (one && other) return ruleBrokenByPages(one, other);
  if (Array.isArray(told) && Array.isArray(allowed))
    return ruleBrokenByPages({ items: told }, { items: allowed });
  const areThere =
    told !== undefined && allowed !== undefined && told !== null && typeof told === typeof allowed;
  return areThere && typeof told === 'object' ? 'S9' : 'S3';
}

/** The steps that made the app, those that name somebody who is asked for if somebody is. */
function programFor(title: string): readonly string[] {
  const words = new Set(title.match(/[\w-]+/g));
  const titles = fullApp.map((step) => step.title);
  const named = titles.filter((each) => each.split(' ').some((word) => ids.has(word) && words.has(word)));
  return named.length > 0 ? named : titles;
}

const ids: ReadonlySet<string> = new Set([...Object.values(people), ...guids]);

/** S3, S9, S10 and S11, of everything that a store can be asked. */
export const contents: Check = {
  title: 'every load and every list, with each of its parameters, shows what is there',
  rules: ['S1', 'S3', 'S9', 'S10', 'S11'],
  isLast: true,
  run: async (context) => {
    const { steps, reference } = await made();
    const secrets = secretsIn(steps);
    const opened: Opened = {};
    const failure = await insist(context, () => fill(context, steps, opened));
    if (failure || !opened.apps) return failure;
    const [app, other] = opened.apps;
    let isTurnOfOther = false;
    for (const asked of [...askedLoads(secrets), ...askedLists(secrets)]) {
      if (context.isOver()) return undefined;
      context.onRun();
      isTurnOfOther = !isTurnOfOther;
      const wrong = await insist(context, () => look(isTurnOfOther ? other : app, reference, asked));
      if (wrong) return wrong;
    }
    return undefined;
  },
};

/** Where the full app is, once it is there. */
interface Opened {
  apps?: readonly [AppStore, AppStore];
}

/** Makes the full app, on data that is new. */
async function fill(
  context: CheckContext,
  steps: readonly Step[],
  opened: Opened,
): Promise<Finding | undefined> {
  try {
    const [one, other] = await twoHandles(context);
    opened.apps = [one.forApp(appId), other.forApp(appId)];
    await carryOut(steps, opened.apps[0], context.onRun);
    return undefined;
  } catch (thrown) {
    return findingOfThrown(thrown, 'S3');
  }
}

async function look(app: AppStore, reference: AppStore, asked: Asked): Promise<Finding | undefined> {
  try {
    return await wrongWith(app, reference, asked);
  } catch (thrown) {
    return findingOfThrown(thrown, 'S3');
  }
}
