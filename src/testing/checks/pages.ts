/**
 * Pages: their order, what walks do while others write, and their counts.
 *
 * @module
 */

import fc from 'fast-check';
import { type App, openApp } from '../../app.ts';
import type { Page, PageOptions } from '../../shared/page.ts';
import type { ResultAsync } from '../../shared/result.ts';
import { nameKeyOf } from '../../shared/text.ts';
import type { Store } from '../../store/store.ts';
import { tell } from '../arbitraries/call.ts';
import { anyName } from '../arbitraries/index.ts';
import { type Check, type CheckContext, type Finding, falsify, must, twoHandles } from '../check.ts';
import { programTime } from '../run-program.ts';

/** A list of one kind, and the place that each row must have in it. */
interface Listing {
  readonly title: string;
  readonly list: (app: App, page: PageOptions) => ResultAsync<Page<Row>, unknown>;
  /** Ascending; the ids of rows are their last resort. */
  readonly keyOf: (row: Row, created: number) => readonly (string | number)[];
}

interface Row {
  readonly uid?: string;
  readonly guid?: string;
  readonly name: string;
}

const listings: readonly Listing[] = [
  {
    title: 'users, newest first',
    list: (app, page) => app.users.list(page),
    keyOf: (_, created) => [-created],
  },
  {
    title: 'users by name',
    list: (app, page) => app.users.list({ ...page, order: 'name' }),
    keyOf: ({ name, uid = '' }) => [nameKeyOf(name), uid],
  },
  {
    title: 'users by uid',
    list: (app, page) => app.users.list({ ...page, order: 'uid' }),
    keyOf: ({ uid = '' }) => [uid],
  },
  {
    title: 'users of a tag, by name',
    list: (app, page) => app.users.list({ ...page, tags: ['red'], order: 'name' }),
    keyOf: ({ name, uid = '' }) => [nameKeyOf(name), uid],
  },
  {
    title: 'friends',
    list: (app, page) => app.friendships.list('hub', page),
    keyOf: (_, created) => [created],
  },
  {
    title: 'friends by name',
    list: (app, page) => app.friendships.list('hub', { ...page, order: 'name' }),
    keyOf: ({ name, uid = '' }) => [nameKeyOf(name), uid],
  },
  {
    title: 'blocked users',
    list: (app, page) => app.blocks.list('hub', page),
    keyOf: ({ uid = '' }) => [uid],
  },
  {
    title: 'members',
    list: (app, page) => app.groupMemberships.listMembers('club', page),
    keyOf: (_, created) => [created],
  },
  {
    title: 'groups, newest first',
    list: (app, page) => app.groups.list(page),
    keyOf: (_, created) => [-created],
  },
  {
    title: 'groups by name',
    list: (app, page) => app.groups.list({ ...page, order: 'name' }),
    keyOf: ({ name, guid = '' }) => [nameKeyOf(name), guid],
  },
];

function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const index = a.findIndex((part, at) => part !== b[at]);
  const [part = 0, other = 0] = [a[index], b[index]];
  return index < 0 ? 0 : part < other ? -1 : 1;
}

const idOf = ({ uid, guid }: Row): string => uid ?? guid ?? '';

function pagesApp(store: Store): App {
  let drawn = 0;
  const random = (length: number) => {
    drawn += 1;
    return Uint8Array.from({ length }, (_, index) => (drawn >> (8 * index)) & 255);
  };
  return openApp({ store, appId: 'kit', clock: () => programTime, random });
}

/** Makes a user, a group, a friend of the hub, a blocked one, a member, all of that name. */
async function settle(app: App, id: string, name: string): Promise<void> {
  await must(app.users.create({ uid: id, name, tags: ['red'] }));
  await must(app.groups.create({ guid: id, name }));
  await must(app.friendships.befriend('hub', id));
  await must(app.blocks.block('hub', [id]));
  await must(app.groupMemberships.join(id, 'club'));
}

interface Walk {
  readonly names: readonly string[];
  readonly limit: number;
  /** Which of the rows that were seen is taken away after each page. */
  readonly leaving: number;
  /** What those are called of whom one comes after each page. */
  readonly arriving: readonly string[];
}

/** Walks every list of one data set; tells what was wrong, if anything was. */
async function wrongWith(
  context: CheckContext,
  { names, limit, leaving, arriving }: Walk,
): Promise<Finding | undefined> {
  const [store, other] = await twoHandles(context);
  const [app, writer] = [pagesApp(store), pagesApp(other)];
  await must(app.users.create({ uid: 'hub', name: 'Hub' }));
  await must(app.groups.create({ guid: 'club', name: 'Club' }));
  // Ids in another order than that of making, with the characters that locales put elsewhere.
  const idFor = (index: number) => `${'z_a-0'.charAt((index * 3) % 5)}${index}`;
  const ids = names.map((_, index) => idFor(index));
  for (const [index, id] of ids.entries()) await settle(app, id, names[index] ?? '');

  const gone = new Set<string>();
  const arrivals = [...arriving];
  const orderOf = new Map(ids.map((id, index) => [id, index + 1]));
  const isKnown = (row: Row) => orderOf.has(idOf(row));
  for (const { title, list, keyOf } of listings) {
    const seen: Row[] = [];
    const there = [...ids];
    let pages = 0;
    let cursor: string | undefined;
    do {
      const page: Page<Row> = await must(list(app, { limit, cursor }));
      seen.push(...page.items.filter(isKnown));
      cursor = page.nextCursor;
      pages += 1;
      if (seen.length > ids.length) return { rule: 'S10', message: `A walk over ${title} repeats rows` };
      // The hub and the club are rows too.
      if (pages > ids.length + 2) return { rule: 'S10', message: `A walk over ${title} does not end` };
      const leaver = seen[leaving % Math.max(1, seen.length)];
      if (
        leaver?.uid !== undefined &&
        cursor !== undefined &&
        gone.size < names.length / 2 &&
        !gone.has(leaver.uid)
      ) {
        gone.add(leaver.uid);
        await must(writer.users.deactivate([leaver.uid]));
      }
      const arrival = cursor === undefined ? undefined : arrivals.pop();
      if (arrival !== undefined) {
        const id = idFor(ids.length);
        ids.push(id);
        orderOf.set(id, ids.length);
        await settle(writer, id, arrival);
      }
    } while (cursor !== undefined);

    const keys = seen.map((row) => keyOf(row, orderOf.get(idOf(row)) ?? 0));
    const isSorted = keys.every((key, index) => index === 0 || compareKeys(keys[index - 1] ?? [], key) < 0);
    const told = seen.map(idOf);
    if (!isSorted) {
      const places = told.map((id, index) => `${id} (${(keys[index] ?? []).map(tell).join(', ')})`);
      return { rule: 'S10', message: `The list of ${title} is out of order: ${places.join(', ')}` };
    }
    const isOfUsers = !title.startsWith('groups');
    // Who came meanwhile may be listed or not.
    const missing = there.filter((id) => !told.includes(id) && !(isOfUsers && gone.has(id)));
    if (missing.length > 0)
      return { rule: 'S10', message: `A walk over ${title} skipped ${missing.join(', ')}` };

    const whole: Page<Row> = await must(list(writer, { limit: 1000, count: true }));
    if (whole.count !== whole.items.length) {
      return {
        rule: 'S11',
        message: `The list of ${title} counts ${whole.count} and has ${whole.items.length}`,
      };
    }
  }
  await store.close();
  await other.close();
  return undefined;
}

/** Any name, often one that some orders put elsewhere than others. */
const anyListedName = fc.oneof(
  anyName,
  fc.constantFrom('Ana', 'ana', 'Änne', 'Zoe', 'anb', '_a', '-a', 'a b'),
);

/** S10 and S11, of lists. */
export const pages: Check = {
  title: 'pages follow one order, lose nothing and count their rows, while others write',
  rules: ['S10', 'S11'],
  run: (context) => {
    const walk = fc.record({
      names: fc.array(anyListedName, { minLength: 3, maxLength: 14, size: 'max' }),
      limit: fc.integer({ min: 1, max: 4 }),
      leaving: fc.nat({ max: 9 }),
      arriving: fc.array(anyListedName, { maxLength: 4, size: 'max' }),
    });
    return falsify(context, {
      drawn: walk,
      runs: context.runs / 5,
      rule: 'S10',
      wrongWith: (each) => wrongWith(context, each),
    });
  },
};
