import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { blocksIn, documentedFiles, filesFor, withExpectations } from '../../.ci/doctest.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const doctests = `${root}test/doctest`;

/** The generated code of one block, without the lines that only keep its place. */
function generated(code: string): string {
  return withExpectations({ file: 'README.md', line: 1, language: 'ts', code });
}

describe('the examples of this repository', () => {
  it('are all run: as many generated modules as there are opening fences, counted line by line', () => {
    const fences = documentedFiles(root).flatMap((file: string) => {
      const lines = readFileSync(root + file, 'utf8').split('\n');
      return lines.flatMap((line, index) =>
        /^[\s>*\d.-]*(```|~~~)ts\b/.test(line) ? [`${file}-L${index + 1}`] : [],
      );
    });
    const files = existsSync(doctests) ? readdirSync(doctests, { recursive: true, encoding: 'utf8' }) : [];
    const modules = files.filter((file) => /-L\d+(\.test)?\.ts$/.test(file));
    expect(modules.map((file) => file.replace(/(\.test)?\.ts$/, '')).sort()).toEqual(fences.sort());

    const suites = files.filter(
      (file) => /\.(md|ts)\.test\.ts$/.test(file) && !/-L\d+\.test\.ts$/.test(file),
    );
    const titles = suites.flatMap(
      (file) => readFileSync(`${doctests}/${file}`, 'utf8').match(/^it\(/gm) ?? [],
    );
    expect(titles).toHaveLength(modules.filter((file) => !file.endsWith('.test.ts')).length);
  });
});

describe('blocksIn', () => {
  it('finds a block wherever Markdown allows one', () => {
    const text = [
      ...['```ts', 'plain();', '```'],
      ...['- item', '  ```ts', '  inList();', '  ```'],
      ...['- ```ts', '  onTheBullet();', '  ```'],
      ...['> ```ts', '> quoted();', '> ```'],
      ...['~~~ts', 'tildes();', '~~~'],
      ...['````ts', '// ```', 'longFence();', '````'],
      ...['``` ts', 'spaced();', '```'],
    ].join('\n');
    const codes = blocksIn('README.md', text).map((block) => block.code);
    const calls = [
      'plain();',
      'inList();',
      'onTheBullet();',
      'quoted();',
      'tildes();',
      '// ```\nlongFence();',
      'spaced();',
    ];
    expect(codes).toEqual(calls);
  });

  it('finds them in a file with Windows line ends too', () => {
    expect(blocksIn('README.md', 'a\r\n```ts\r\nf();\r\n```\r\n')).toEqual([
      { file: 'README.md', line: 2, language: 'ts', code: 'f();' },
    ]);
  });

  it('finds each @example in the comments of a source file, on its line', () => {
    const text = [
      ...[
        '/** One. */',
        'const glob = "/**";',
        '  /**',
        '   * @example',
        '   * ```ts',
        '   * first(); // => 1',
        '   * ```',
      ],
      ...[
        '   * @example Twice',
        '   * ```ts',
        '   * if (a) {',
        '   *   second(); /* b *\\/',
        '   * }',
        '   * ```',
        '   */',
      ],
    ].join('\n');
    expect(blocksIn('src/a/b.ts', text)).toEqual([
      { file: 'src/a/b.ts', line: 5, language: 'ts', code: 'first(); // => 1' },
      { file: 'src/a/b.ts', line: 9, language: 'ts', code: 'if (a) {\n  second(); /* b */\n}' },
    ]);
  });

  it.each([
    [
      'a block marked as not to be checked',
      'README.md',
      '```ts no-check\nf();\n```',
      'README.md:1: ```ts no-check is not run',
    ],
    [
      'another spelling of TypeScript',
      'README.md',
      '\n```typescript\nf();\n```',
      'README.md:2: ```typescript is not run',
    ],
    ['a block with options', 'README.md', '```ts{1,2}\nf();\n```', 'README.md:1: ```ts{1,2} is not run'],
    ['JavaScript', 'README.md', '```js\nf();\n```', 'README.md:1: ```js is not run'],
    ['a block without an end', 'README.md', '```ts\nf();\n', 'README.md:1: this block is never closed'],
    [
      'an @example that is no block',
      'src/a.ts',
      '/**\n * @example f()\n */',
      'src/a.ts:1: an @example is a ```ts block',
    ],
  ])('refuses %s', (_, file, text, message) => {
    expect(() => blocksIn(file, text)).toThrow(message);
  });
});

describe('withExpectations', () => {
  it.each([
    ['a value', 'f(1); // => 2', '__expect(f(1)).toStrictEqual(2);'],
    ['a value without semicolons', 'f(1) // => 2', '__expect(f(1)).toStrictEqual(2);'],
    ['what is logged', 'console.log(a); // => 2', '__expect(a).toStrictEqual(2);'],
    ['what is awaited', 'await f(); // => 2', '__expect(await f()).toStrictEqual(2);'],
    ['a declared name', 'const a = f() // => 2', 'const a = f(); __expect(a).toStrictEqual(2);'],
    ['the line below', 'f();\n// => 2', '__expect(f()).toStrictEqual(\n2);'],
    [
      'a call over several lines',
      'f({\n  a: 1,\n}); // => 2',
      '__expect(f({\n  a: 1,\n})).toStrictEqual(2);',
    ],
    [
      'a value over several lines',
      'f();\n// => {\n//   a: 1,\n// }\n// Next:\ng();',
      '__expect(f()).toStrictEqual(\n{\n     a: 1,\n   });\n// Next:\ng();',
    ],
    [
      'a nested statement',
      'for (const a of b) {\n  a; // => 2\n}',
      'for (const a of b) {\n  __expect(a).toStrictEqual(2);\n}',
    ],
    [
      'two on one page',
      'f(); // => 1\ng(); // => 2',
      '__expect(f()).toStrictEqual(1);\n__expect(g()).toStrictEqual(2);',
    ],
  ])('expects %s', (_, code, expected) => {
    expect(generated(code)).toBe(expected);
  });

  it.each([
    ['an expectation of nothing', '\n// => 2', 'README.md:3: "// =>" must follow'],
    ['one after a destructuring', 'const { a } = f(); // => 2', 'README.md:2: "// =>" must follow'],
    ['a value that is no expression', 'f();\n// => { a: 1,', 'README.md:3: the value after "// =>"'],
  ])('refuses %s', (_, code, message) => {
    expect(() => generated(code)).toThrow(message);
  });
});

describe('filesFor', () => {
  it('keeps a block on its own line, so that a type error points into the document', () => {
    const file = filesFor([{ file: 'docs/a.md', line: 3, language: 'ts', code: 'f();' }]).get(
      'docs/a.md-L3.ts',
    );
    expect(file?.split('\n')[3]).toBe('f();');
  });

  it('makes a block that uses vitest a test file of its own', () => {
    const code = "import { it } from 'vitest';";
    expect([...filesFor([{ file: 'README.md', line: 3, language: 'ts', code }]).keys()]).toEqual([
      'README.md-L3.test.ts',
    ]);
  });

  it('refuses JSON that does not parse', () => {
    expect(() => filesFor([{ file: 'README.md', line: 3, language: 'json', code: '{' }])).toThrow(
      'README.md:3: ',
    );
  });
});
