import { describe, expect, it } from 'vitest';
import {
  readDescription,
  readName,
  readSearchKey,
  readTagFilter,
  readTags,
  readText,
  readUid,
  readUids,
  readUnixSeconds,
  readUrl,
  textOf,
  trimmedTextOf,
  urlOf,
} from '../../src/shared/fields.ts';
import { Problem, type Reader } from '../../src/shared/input.ts';

/** What is wrong with a value, path by path; undefined if nothing is. */
function problemsOf(reader: Reader<unknown>, value: unknown): unknown {
  const read = reader(value);
  return read instanceof Problem ? read.found : undefined;
}

const wrong = (reason: string) => [['', reason]];

describe('an identifier', () => {
  it.each([
    ['a number', 7, 'must be a string'],
    ['nothing', null, 'must be a string'],
    ['an empty text', '', 'must be 1 to 100 characters of A-Z, a-z, 0-9, "_" and "-"'],
    ['a text of 101 letters', 'x'.repeat(101), 'must be 1 to 100 characters of A-Z, a-z, 0-9, "_" and "-"'],
    ['the Kelvin sign', '\u212a', 'must be 1 to 100 characters of A-Z, a-z, 0-9, "_" and "-"'],
  ])('is not %s', (__, value, reason) => {
    expect(problemsOf(readUid, value)).toEqual(wrong(reason));
  });

  it('is read in lower case', () => {
    expect(readUid('Ana_LIMA-7')).toBe('ana_lima-7');
    expect(readUid('X'.repeat(100))).toBe('x'.repeat(100));
  });

  it('is one of 1 to 25 in a list, each once', () => {
    expect(readUids(['Ana', 'bo', 'ANA'])).toEqual(['ana', 'bo']);
    const many = Array.from({ length: 26 }, (__, index) => `u${index}`);
    expect(readUids(many.slice(1))).toHaveLength(25);
    expect(readUids([...many.slice(1), ...many.slice(1).map((uid) => uid.toUpperCase())])).toHaveLength(25);
    expect(problemsOf(readUids, many)).toEqual(wrong('must hold 1 to 25 different items'));
    expect(problemsOf(readUids, [])).toEqual(wrong('must hold 1 to 25 different items'));
  });
});

describe('a text', () => {
  const read = textOf(3);

  it('is kept as it is written', () => {
    expect([read('a'), read(' a '), read('😀a')]).toEqual(['a', ' a ', '😀a']);
  });

  it.each([
    ['no text', 1, 'must be a string'],
    ['empty', '', 'must be 1 to 3 characters long'],
    ['too long, in UTF-16 code units', '😀😀', 'must be 1 to 3 characters long'],
    ['half a character', '\ud83d', 'must be well-formed Unicode without U+0000'],
    ['with a zero in it', 'a\0', 'must be well-formed Unicode without U+0000'],
  ])('is not %s', (__, value, reason) => {
    expect(problemsOf(read, value)).toEqual(wrong(reason));
  });

  it('that is only compared may be any', () => {
    expect([readText(''), readText('\0')]).toEqual(['', '\0']);
    expect(problemsOf(readText, 7)).toEqual(wrong('must be a string'));
  });
});

describe('a name', () => {
  it('loses the white space around it', () => {
    expect(readName('  Ana Lima\t')).toBe('Ana Lima');
    expect(readName(` ${'x'.repeat(100)} `)).toBe('x'.repeat(100));
    expect(readSearchKey(' an')).toBe('an');
  });

  it.each([
    ['blank', ' \n', 'must not be blank'],
    ['empty', '', 'must not be blank'],
    ['no text', ['a'], 'must be a string'],
    ['too long', 'x'.repeat(101), 'must be 1 to 100 characters long'],
  ])('is not %s', (__, value, reason) => {
    expect(problemsOf(readName, value)).toEqual(wrong(reason));
    expect(problemsOf(readSearchKey, value)).toEqual(wrong(reason));
  });

  it('has a length of its own', () => {
    expect(problemsOf(trimmedTextOf(2), 'abc')).toEqual(wrong('must be 1 to 2 characters long'));
    expect(readDescription('x'.repeat(255))).toHaveLength(255);
    expect(problemsOf(readDescription, 'x'.repeat(256))).toEqual(wrong('must be 1 to 255 characters long'));
  });
});

describe('a URL', () => {
  it.each([
    'https://example.org',
    'HTTPS://EXAMPLE.org/a?b=c#d',
    'http://localhost:8080/',
    'https://münchen.example/ß',
    'http://[::1]/',
    `https://a/${'x'.repeat(2990)}`,
  ])('is %s', (url) => {
    expect(readUrl(url)).toBe(url);
  });

  it.each([
    'ftp://example.org',
    'example.org',
    'https:/example.org',
    'https://',
    'https://a b',
    ' https://example.org',
    'https://example.org\n',
    'https://exa\tmple.org',
    'https://example.org/\u0085',
    'javascript:alert(1)',
    'https://[',
    'xhttps://example.org',
  ])('is not %j', (url) => {
    expect(problemsOf(readUrl, url)).toEqual(wrong('must be an absolute http or https URL'));
  });

  it('is a text of at most 3000', () => {
    expect(problemsOf(readUrl, 7)).toEqual(wrong('must be a string'));
    expect(problemsOf(readUrl, `https://a/${'x'.repeat(2991)}`)).toEqual(
      wrong('must be 1 to 3000 characters long'),
    );
    expect(problemsOf(urlOf(12), 'https://a/bcd')).toEqual(wrong('must be 1 to 12 characters long'));
  });
});

describe('tags', () => {
  it('keep their order and lose their repeats', () => {
    expect(readTags([' b', 'a', 'b', 'B'])).toEqual(['b', 'a', 'B']);
    expect(readTags([])).toEqual([]);
    expect(Object.isFrozen(readTags(['a']))).toBe(true);
  });

  it('are at most 25 that differ, of at most 1000', () => {
    const tags = Array.from({ length: 26 }, (__, index) => `tag ${index}`);
    expect(readTags([...tags.slice(1), ...tags.slice(1)])).toHaveLength(25);
    expect(problemsOf(readTags, tags)).toEqual(wrong('must hold at most 25 different items'));
    expect(readTags(Array.from({ length: 1000 }, () => 'same'))).toEqual(['same']);
    expect(
      problemsOf(
        readTags,
        Array.from({ length: 1001 }, () => 'same'),
      ),
    ).toEqual(wrong('must hold at most 1000 items'));
  });

  it('are told apart when they are wrong', () => {
    expect(problemsOf(readTags, ['a', ' ', 7, 'x'.repeat(101)])).toEqual([
      ['1', 'must not be blank'],
      ['2', 'must be a string'],
      ['3', 'must be 1 to 100 characters long'],
    ]);
  });

  it('of a filter are 1 to 25', () => {
    expect(readTagFilter([' a'])).toEqual(['a']);
    expect(problemsOf(readTagFilter, [])).toEqual(wrong('must hold 1 to 25 different items'));
    expect(
      problemsOf(
        readTagFilter,
        Array.from({ length: 26 }, (_, index) => `tag ${index}`),
      ),
    ).toEqual(wrong('must hold 1 to 25 different items'));
  });
});

describe('a time', () => {
  it('is whole seconds of at most ten digits', () => {
    expect([readUnixSeconds(0), readUnixSeconds(9_999_999_999)]).toEqual([0, 9_999_999_999]);
    for (const value of [-1, 1.5, 10_000_000_000, Number.NaN, '7', null]) {
      expect(problemsOf(readUnixSeconds, value)).toEqual(
        wrong('must be a whole number from 0 to 9999999999'),
      );
    }
  });
});
