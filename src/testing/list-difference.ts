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
  if (dataOf(one.items) === dataOf(other.items) && one.count !== other.count) return 'S11';
  const idsOf = ({ items }: PageLike) => dataOf(items.map(idOf));
  return idsOf(one) === idsOf(other) ? 'S9' : 'S10';
}

function idOf(item: unknown): unknown {
  const { user = item, group = item } = Object(item);
  const { uid } = Object(user);
  const { guid } = Object(group);
  const { role, handle } = Object(item);
  return [uid, guid, role, handle];
}
