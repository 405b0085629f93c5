import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentedFiles } from '../../.ci/doctest.mjs';
import { anchorOf, anchorsIn, document, prose, root } from './markdown.ts';

const documents: readonly string[] = documentedFiles(root).filter((file: string) => file.endsWith('.md'));

/** The targets of the links in a document, with the line of each. */
function linksIn(text: string): readonly { readonly target: string; readonly line: number }[] {
  return prose(text).flatMap((line, index) =>
    [...line.replace(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map((match) => ({
      target: match[1] ?? '',
      line: index + 1,
    })),
  );
}

/** What is wrong with a link in a document; nothing, if it leads somewhere. */
function problemOf(file: string, target: string): string | undefined {
  if (/^[a-z]+:/i.test(target)) return target.startsWith('https://') ? undefined : 'is no https address';
  const [linked = '', anchor] = target.split('#');
  const found = linked === '' ? file : path.posix.join(path.posix.dirname(file), linked);
  if (found.startsWith('..')) return 'leads out of the repository';
  if (!existsSync(root + found)) return 'leads nowhere';
  if (anchor === undefined) return undefined;
  if (!found.endsWith('.md') || statSync(root + found).isDirectory()) return 'has an anchor into no document';
  return anchorsIn(document(found)).has(anchor) ? undefined : 'has an anchor that no heading has';
}

it('finds README.md and all of docs/', () => {
  expect(documents).toEqual(
    expect.arrayContaining(['README.md', 'docs/architecture.md', 'docs/decisions/README.md']),
  );
});

it.each(documents)('%s links only to what is there', (file) => {
  const broken = linksIn(document(file)).flatMap(({ target, line }) => {
    const problem = problemOf(file, target);
    return problem === undefined ? [] : [`${file}:${line}: ${target} ${problem}`];
  });
  expect(broken).toEqual([]);
});

it('links to every document from another one', () => {
  const linked = new Set(
    documents.flatMap((file) =>
      linksIn(document(file)).map(({ target }) =>
        path.posix.join(path.posix.dirname(file), target.split('#')[0] ?? ''),
      ),
    ),
  );
  expect(documents.filter((file) => file !== 'README.md' && !linked.has(file))).toEqual([]);
});

// What a reader of the published package can make nothing of.
const foreign: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a number of an issue', /(?<![\w&/(\]])#\d+\b/],
  ['a path of one machine', /(?<![\w.:/)\]-])\/(?:home|root|tmp|mnt|opt|srv|usr|var|work|Users)\//],
  ['a folder beside the repository', /\.\.\/shared\/(?!.*\.ts)|(?:\.\.\/){3,}/],
  ['a drive', /\b[A-Z]:\\/],
  ['a private host', /\b(?:localhost|127\.0\.0\.1|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+)\b/],
  ['something to be done', /\b(?:TODO|FIXME|XXX)\b/],
];

it.each(documents)('%s mentions nothing that its reader cannot see', (file) => {
  const found = document(file)
    .split('\n')
    .flatMap((line, index) =>
      foreign.filter(([, pattern]) => pattern.test(line)).map(([what]) => `${file}:${index + 1}: ${what}`),
    );
  expect(found).toEqual([]);
});

it.each([
  ['a number of an issue', 'As was said in #12.'],
  ['a path of one machine', 'It lies in /home/me/notes.'],
  ['a folder beside the repository', 'See ../../../elsewhere.md.'],
  ['a private host', 'Ask http://localhost:4873/ for it.'],
  ['something to be done', 'TODO: say more.'],
])('finds %s in a line that mentions one, and nothing in a good one', (what, line) => {
  const good = 'See [S1](store-contract.md#s1-all-or-nothing), `src/shared/`, a/b/c and `{ "limit": 25 }`.';
  const [, pattern] = foreign.find(([name]) => name === what) ?? [];
  expect([pattern?.test(line), pattern?.test(good)]).toEqual([true, false]);
});

describe('anchorOf', () => {
  it.each([
    ['S1 All or nothing', 's1-all-or-nothing'],
    ['users.create', 'userscreate'],
    ['A user_id, `twice`!', 'a-user_id-twice'],
    ['Where [this](there.md) leads', 'where-this-leads'],
  ])('of %j is %j', (title, anchor) => {
    expect(anchorOf(title)).toBe(anchor);
  });
});
