/**
 * Reference: every command and every list, answered as the memory store answers it.
 *
 * @module
 */

import fc from 'fast-check';
import type { App } from '../../app.ts';
import { asyncResult } from '../../shared/bulk.ts';
import type { Page, PageOptions } from '../../shared/page.ts';
import { ok, type Result, type ResultAsync } from '../../shared/result.ts';
import { anyAppState } from '../arbitraries/any-app-state.ts';
import { anyCall } from '../arbitraries/any-call.ts';
import type { AppState } from '../arbitraries/app-state.ts';
import type { Call, CommandName } from '../arbitraries/call.ts';
import { stepsTo } from '../arbitraries/populate.ts';
import { type Check, type CheckContext, type Finding, falsify, twoHandles, withoutNoise } from '../check.ts';
import { type Difference, type Question, Twins, twinsTime } from '../twins.ts';

type ListOf = (page: PageOptions) => ResultAsync<Page<unknown>, { readonly code: string }>;

/** No list of what is drawn is so long, but for one that goes round in circles. */
const pagesMax = 1000;

/** All items of a list, walked by pages of a size, as one page. */
function walked(list: ListOf, limit: number): ResultAsync<Page<unknown>, { readonly code: string }> {
  return asyncResult(async (): Promise<Result<Page<unknown>, { readonly code: string }>> => {
    const items: unknown[] = [];
    let page = await list({ limit, count: true });
    for (let pages = 1; page.isOk() && pages < pagesMax; pages += 1) {
      items.push(...page.value.items);
      const { nextCursor: cursor, count } = page.value;
      if (cursor === undefined) return ok({ items, ...(count !== undefined && { count }) });
      page = await list({ limit, cursor, count: true });
    }
    return page;
  });
}

/** Every list of an app. */
function listsOf(state: AppState, limit: number): readonly Question[] {
  const question = (title: string, list: (app: App, page: PageOptions) => ReturnType<ListOf>): Question => ({
    title: `the list of ${title}, by pages of ${limit}`,
    run: (app) => walked((page) => list(app, page), limit),
  });
  const ofUsers = (['newest', 'name', 'uid'] as const).flatMap((order) => [
    question(`users by ${order}`, (app, page) => app.users.list({ ...page, order })),
    question(`all users by ${order}`, (app, page) =>
      app.users.list({ ...page, order, withDeactivated: true }),
    ),
  ]);
  const ofGroups = (['newest', 'name', 'guid'] as const).map((order) =>
    question(`groups by ${order}`, (app, page) => app.groups.list({ ...page, order })),
  );
  const ofEach = state.users.flatMap(({ profile: { uid } }) => [
    question(`friends of ${uid}`, (app, page) => app.friendships.list(uid, page)),
    question(`whom ${uid} has blocked and by whom it is`, (app, page) =>
      app.blocks.list(uid, { ...page, direction: 'both' }),
    ),
    question(`tokens of ${uid}`, (app, page) => app.authTokens.list(uid, page)),
    question(`archived tokens of ${uid}`, (app, page) => app.authTokens.listArchived(uid, page)),
    question(`groups of ${uid}`, (app, page) => app.groupMemberships.listGroups(uid, page)),
  ]);
  const ofGroup = state.groups.flatMap(({ profile: { guid } }) => [
    question(`members of ${guid}`, (app, page) => app.groupMemberships.listMembers(guid, page)),
    question(`users banned from ${guid}`, (app, page) => app.groupMemberships.listBanned(guid, page)),
  ]);
  return [
    ...ofUsers,
    ...ofGroups,
    question('roles', (app, page) => app.roles.list(page)),
    question('bots', (app, page) => app.bots.list(page)),
    question('API keys', (app, page) => app.apiKeys.list(page)),
    ...ofEach,
    ...ofGroup,
  ];
}

/** Asks one question after the other; the first that is answered differently is what it finds. */
async function firstDifference(
  twins: Twins,
  questions: readonly Question[],
): Promise<Difference | undefined> {
  for (const question of questions) {
    const difference = await twins.ask(question);
    if (difference) return difference;
  }
  return undefined;
}

/** A difference as a finding. */
export function findingOf(difference: Difference, program: readonly string[]): Finding {
  const { title, told, allowed } = difference;
  return {
    rule: difference.rule(),
    message: `${title} is answered in another way than by the memory store`,
    program,
    allowed: [`${title}\n  was told  ${told}\n  may be told  ${allowed}`],
  };
}

interface Life {
  readonly state: AppState;
  readonly calls: readonly Call[];
  readonly lists: readonly Call[];
  readonly limit: number;
}

/** Asks all this of an app with these limits; what is answered differently, if anything, and what was asked until then. */
async function asked(
  context: CheckContext,
  limits: AppState['limits'],
  questions: readonly Question[],
): Promise<Lived> {
  const handles = await twoHandles(context);
  const twins = new Twins(handles, limits);
  const difference = await firstDifference(twins, questions);
  for (const handle of handles) await handle.close();
  const end = questions.findIndex(({ title }) => title === difference?.title);
  return { limits, difference, asked: questions.slice(0, end + 1) };
}

interface Lived {
  readonly limits: AppState['limits'];
  readonly difference: Difference | undefined;
  readonly asked: readonly Question[];
}

/** The same difference without the steps that it does not need. */
async function plainest(context: CheckContext, lived: Lived): Promise<Lived> {
  let last = lived;
  await withoutNoise(context, lived.asked, async (questions) => {
    const again = await asked(context, lived.limits, questions);
    if (again.difference) last = again;
    return again.difference !== undefined;
  });
  return last;
}

/** Later than anything that is asked. */
const now = twinsTime + 1000;

const lists: readonly CommandName[] = [
  ...(['users.list', 'friendships.list', 'blocks.list', 'groups.list'] as const),
  ...(['groupMemberships.listMembers', 'groupMemberships.listGroups'] as const),
];

/** S3, S9, S10 and S11, by comparison. */
export const reference: Check = {
  title: 'every command and every list answers as on the memory store',
  rules: ['S3', 'S9', 'S10', 'S11'],
  isLast: true,
  run: async (context) => {
    let last: Lived | undefined;
    const found = await falsify(context, {
      drawn: fc.record({
        state: anyAppState({ now }),
        calls: fc.array(anyCall({ now }), { maxLength: 12, size: 'max' }),
        lists: fc.array(anyCall({ now, only: lists }), { maxLength: 8, size: 'max' }),
        limit: fc.integer({ min: 1, max: 3 }),
      }),
      runs: context.runs / 3,
      rule: 'S3',
      wrongWith: async ({ state, limit, ...life }: Life) => {
        const questions = [...stepsTo(state), ...life.calls, ...life.lists, ...listsOf(state, limit)];
        const lived = await asked(context, state.limits, questions);
        if (!lived.difference) return undefined;
        last = lived;
        // Blame is laid once, on what is left when it is shrunk.
        return { rule: 'S3', message: lived.difference.title };
      },
    });
    if (found?.rule !== 'S3' || found.isIndirect || !last?.difference) return found;
    const plain = await plainest(context, last);
    return findingOf(
      plain.difference ?? last.difference,
      plain.asked.map(({ title }) => title),
    );
  },
};
