/**
 * List difference: which rule two answers of a list tell of that are not the same.
 *
 * @module
 */

import type { RuleId } from './rules.ts';
import { dataOf } from './same.ts';

/** What lists and pages have in common. */
export interface PageLike {
  readonly items: readonly unknown[];
  readonly count?: unknown;
}

/** An answer as a page; undefined if it is none. */
export function pageIn(content: unknown): PageLike | undefined {
  const isPage = typeof content === 'object' && content !== null && 'items' in content;
  // SAFETY: whatever has items is a page.
  return isPage ? (content as PageLike) : undefined;
}

/** Wrong counts, wrong rows or a wrong order, or rows that are changed. */
export function ruleBrokenByPages(one: PageLike, other: PageLike): RuleId {
  // Where even the counts are the same, the pages are cut in another way.
  if (dataOf(one.items) === dataOf(other.items)) return one.count === other.count ? 'S10' : 'S11';
  const idsOf = ({ items }: PageLike) => dataOf(items.map(idOf));
  return idsOf(one) === idsOf(other) ? 'S9' : 'S10';
}

/** What of a page is not as in another: the rows from the first that differs to the last, and the count. */
export function pageDifference(page: PageLike, other: PageLike): unknown {
  const [rows, others] = [page.items.map(dataOf), other.items.map(dataOf)];
  const shorter = Math.min(rows.length, others.length);
  const isAlike = (index: number) => rows[index] === others[index];
  const isAlikeFromEnd = (index: number) => rows.at(-1 - index) === others.at(-1 - index);
  let first = 0;
  while (first < shorter && isAlike(first)) first += 1;
  let last = 0;
  while (last < shorter - first && isAlikeFromEnd(last)) last += 1;

  const between = page.items.slice(first, page.items.length - last);
  const otherBetween = other.items.slice(first, other.items.length - last);
  // Where other rows are there, their names tell it; where the same ones are, what differs in them.
  const areSame = dataOf(between.map(idOf)) === dataOf(otherBetween.map(idOf));
  const shown = between.map((item, index) =>
    areSame ? fieldDifference(item, otherBetween[index]) : nameIn(item),
  );
  const alike = (count: number) => (count > 0 ? [`${count} alike`] : []);
  return {
    ...(page.count !== other.count && { count: page.count }),
    ...((between.length > 0 || otherBetween.length > 0) && {
      items: [...alike(first), ...shown, ...alike(last)],
    }),
  };
}

/** Of two answers that have fields, those of the one that are not the same in the other. */
export function fieldDifference(one: unknown, other: unknown): unknown {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return one;
  return Object.fromEntries(
    Object.entries(one).filter(([name, value]) => dataOf(value) !== dataOf(Reflect.get(other, name))),
  );
}

/** What a person calls a row by. */
function nameIn(item: unknown): unknown {
  const id = idOf(item);
  return Array.isArray(id) ? id.filter((part) => part !== undefined).join(' ') : id;
}

function idOf(item: unknown): unknown {
  const { user = item, group = item } = Object(item);
  const { uid } = Object(user);
  const { guid } = Object(group);
  const { role, handle } = Object(item);
  const id = [uid, guid, role, handle];
  return id.some((part) => part !== undefined) ? id : item;
}
