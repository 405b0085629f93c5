/**
 * Listed: what a row must tell to be listed, and the orders of lists.
 *
 * @module
 */

import type { Position } from '../../shared/page.ts';

/** What a directory lists a row by. */
export interface ListKeys {
  readonly nameKey: string;
  /** The one value of the filter of which each row has one: a user's role, a group's type. */
  readonly category: string;
  readonly tags: readonly string[] | undefined;
  readonly isOnline: boolean;
}

/** A row of a directory. */
export interface Listed extends ListKeys {
  readonly id: string;
  readonly sequence: number;
}

/** The orders of a directory: newest first, by name key then id, by id. */
export type ListOrder = 'newest' | 'name' | 'id';

/** The order of two rows. */
export type Compare<Row> = (a: Row, b: Row) => number;

/** The order of two ids, by code units. */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether the id or the name key of a row begins with a text. */
export function hasPrefix({ id, nameKey }: Pick<Listed, 'id' | 'nameKey'>, prefix: string): boolean {
  return prefix === '' || id.startsWith(prefix) || nameKey.startsWith(prefix);
}

/** The order in which lists that are read newest first are kept, so that what is added is put at the end. */
export const compareAge: Compare<Listed> = (a, b) => a.sequence - b.sequence;
const compareNewest = (a: Listed, b: Listed): number => b.sequence - a.sequence;
const compareId = (a: Listed, b: Listed): number => compareIds(a.id, b.id);
const compareName = (a: Listed, b: Listed): number =>
  a.nameKey < b.nameKey ? -1 : a.nameKey > b.nameKey ? 1 : compareId(a, b);

/** How rows compare in each order. */
export const comparisons: { readonly [Order in ListOrder]: Compare<Listed> } = {
  newest: compareNewest,
  name: compareName,
  id: compareId,
};

/** The first characters of the key of an order, as two numbers that ascend with it. */
export const heads: { readonly [Order in 'name' | 'id']: (row: Listed, part: 0 | 1) => number } = {
  name: ({ nameKey }, part) => headOf(nameKey, part),
  id: ({ id }, part) => headOf(id, part),
};

/** So many characters of seven bits are a number that a double holds exactly. */
const headLength = 7;

function headOf(text: string, part: 0 | 1): number {
  const end = headLength * (part + 1);
  let head = 0;
  for (let at = 0; at < end; at += 1) {
    if (at === headLength) head = 0;
    const code = at < text.length ? text.charCodeAt(at) : 0;
    // All characters beyond ASCII are the same here, and what follows them tells nothing any more.
    if (code >= 127) return (head * 128 + 127) * 128 ** (end - at - 1);
    head = head * 128 + code;
  }
  return head;
}

/** The place of a row in an order. */
export function positionOf({ id, sequence, nameKey }: Listed, order: ListOrder): Position {
  return { key: order === 'newest' ? sequence : order === 'name' ? nameKey : id, id };
}

/** Asks whether a row lies behind a place in an order. */
export function isBehindIn(order: ListOrder, { key, id }: Position): (row: Listed) => boolean {
  switch (order) {
    case 'newest':
      return (row) => row.sequence < (key as number);
    case 'name':
      return (row) => row.nameKey > (key as string) || (row.nameKey === key && row.id > id);
    case 'id':
      return (row) => row.id > (key as string);
  }
}
