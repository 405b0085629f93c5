import { describe, expect, it } from 'vitest';
import { fieldDifference, pageDifference } from '../../src/testing/list-difference.ts';

const users = (...uids: readonly string[]) => uids.map((uid) => ({ uid, name: `User ${uid}` }));

describe('the difference of two pages', () => {
  it.each([
    ['a row that is missing', ['ana', 'cy', 'di'], ['ana', 'bo', 'cy', 'di'], ['1 alike', '2 alike']],
    ['a row too many', ['ana', 'bo', 'cy', 'di'], ['ana', 'cy', 'di'], ['1 alike', 'bo', '2 alike']],
    [
      'two rows that have changed places',
      ['ana', 'cy', 'bo', 'di'],
      ['ana', 'bo', 'cy', 'di'],
      ['1 alike', 'cy', 'bo', '1 alike'],
    ],
    ['a row twice', ['ana', 'ana'], ['ana'], ['1 alike', 'ana']],
    ['no rows', [], ['ana'], []],
  ])('tells of %s, and only counts the others', (_, told, allowed, items) => {
    expect(pageDifference({ items: users(...told) }, { items: users(...allowed) })).toEqual({ items });
  });

  it('tells of the same rows what is not the same in them', () => {
    const allowed = users('ana', 'bo');
    const told = allowed.map((user) => (user.uid === 'bo' ? { ...user, name: 'Bo' } : user));
    expect(pageDifference({ items: told }, { items: allowed })).toEqual({
      items: ['1 alike', { name: 'Bo' }],
    });
  });

  it('tells of a count only where it is another', () => {
    const items = users('ana');
    expect(pageDifference({ items, count: 2 }, { items, count: 1 })).toEqual({ count: 2 });
    expect(pageDifference({ items, count: 1 }, { items: [], count: 1 })).toEqual({ items: ['ana'] });
  });
});

describe('the difference of two answers', () => {
  it('is in their fields, or all of one that has none', () => {
    expect(fieldDifference({ a: 1, b: [2] }, { a: 1, b: [3] })).toEqual({ b: [2] });
    expect(fieldDifference({ a: 1 }, undefined)).toEqual({ a: 1 });
    expect(fieldDifference(true, { a: 1 })).toBe(true);
  });
});
