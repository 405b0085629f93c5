import { describe, expect, it } from 'vitest';
import { postgresDialect } from '../../../src/adapters/postgres/dialect.ts';
import { integer, jsonObject, text } from '../../../src/adapters/sql/rows.ts';
import { inList, insertInto, joined, sql, statementOf, update } from '../../../src/adapters/sql/sql.ts';
import { sqliteDialect } from '../../../src/adapters/sqlite/dialect.ts';

describe('SQL', () => {
  it('numbers its parameters, through all the pieces it is made of', () => {
    const isAna = sql`uid = ${'ana'}`;
    const piece = sql`select ${1} from t where ${joined([isAna, sql`n > ${2}`], ' and ')} limit ${3}`;
    expect(statementOf(piece, postgresDialect)).toEqual({
      text: 'select $1 from t where uid = $2 and n > $3 limit $4',
      params: [1, 'ana', 2, 3],
    });
    expect(statementOf(piece, sqliteDialect).text).toBe('select ? from t where uid = ? and n > ? limit ?');
  });

  it('makes every value a parameter, whatever is in it', () => {
    const hostile = `'; drop table kithkin_users; --`;
    const pieces = [
      sql`select ${hostile}`,
      insertInto('kithkin_users', { uid: hostile, name: hostile }),
      update('kithkin_users', { name: hostile, avatar: undefined }, sql`uid = ${hostile}`),
      sql`select 1 where 'a' in (${inList([hostile])})`,
    ];
    for (const dialect of [postgresDialect, sqliteDialect]) {
      for (const piece of pieces) {
        const { text, params } = statementOf(piece, dialect);
        expect(text).not.toContain('drop');
        expect(params).toContain(hostile);
      }
    }
  });

  it('takes names for names only', () => {
    expect(() => insertInto('users; drop table users', {})).toThrow('as a name in SQL');
    expect(() => update('users', { 'name = 1 --': 1 }, sql`true`)).toThrow('as a name in SQL');
  });

  it('writes what is absent as NULL, and finds nothing in a list of nothing', () => {
    expect(
      statementOf(update('users', { name: 'Ana', link: undefined }, sql`n = ${1}`), postgresDialect),
    ).toEqual({
      text: 'update users set name = $1, link = $2 where n = $3',
      params: ['Ana', null, 1],
    });
    expect(statementOf(sql`n in (${inList([])})`, postgresDialect).text).toBe('n in (null)');
  });

  it('binds truth values as each database keeps them', () => {
    expect(statementOf(sql`select ${true}, ${false}`, sqliteDialect).params).toEqual([1, 0]);
    expect(statementOf(sql`select ${true}, ${false}`, postgresDialect).params).toEqual([true, false]);
  });
});

describe('a column', () => {
  it('holds an integer, however the driver says it', () => {
    for (const n of [7, 7n, '7']) expect(integer({ n }, 'n')).toBe(7);
    for (const n of [null, undefined, 'seven', 0.5, 2 ** 53, '9007199254740993']) {
      expect(() => integer({ n }, 'n')).toThrow('Cannot read the column n');
    }
  });

  it('holds a text, or JSON that is frozen with all that is in it', () => {
    expect(() => text({ t: 5 }, 't')).toThrow('Cannot read the column t');
    const object = jsonObject({ j: '{"__proto__":{"a":[5e-324]},"b":1}' }, 'j');
    expect(Object.keys(object)).toEqual(['__proto__', 'b']);
    expect(JSON.stringify(object)).toBe('{"__proto__":{"a":[5e-324]},"b":1}');
    expect(Object.isFrozen(object)).toBe(true);
    expect(Object.isFrozen(Object.getOwnPropertyDescriptor(object, '__proto__')?.value)).toBe(true);
  });
});
