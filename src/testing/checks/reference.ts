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
import { type Check, type CheckContext, type Finding, falsify, twoHandles } from '../check.ts';
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

/** What is asked in a life, and what is answered differently in it, if anything. */
async function livedIn(context: CheckContext, life: Life): Promise<Lived> {
  const { state, limit } = life;
  const handles = await twoHandles(context);
  const twins = new Twins(handles, state.limits);
  const asked = [...stepsTo(state), ...life.calls, ...life.lists];
  const difference = await firstDifference(twins, [...asked, ...listsOf(state, limit)]);
  for (const handle of handles) await handle.close();
  return { difference, program: asked.map(({ title }) => title) };
}

interface Lived {
  readonly difference: Difference | undefined;
  readonly program: readonly string[];
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
      wrongWith: async (life) => {
        const lived = await livedIn(context, life);
        if (!lived.difference) return undefined;
        last = lived;
        // Blame is laid once, on what is left when it is shrunk.
        return { rule: 'S3', message: lived.difference.title };
      },
    });
    return found?.rule === 'S3' && !found.isIndirect && last?.difference
      ? findingOf(last.difference, last.program)
      : found;
  },
};
