import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Promise {
  readonly id: string;
  readonly sentence: string;
}

/** The rows of all tables of docs/invariants.md. */
const documented = readFileSync(`${root}docs/invariants.md`, 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter((cells) => cells.length === 5 && cells[1]?.startsWith('`'))
  .map(([, id = '', sentence = '', decidedIn = '']) => ({ id: id.replaceAll('`', ''), sentence, decidedIn }));

const propertyFiles = readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.properties.test.ts'))
  .map((file) => ({ file, text: readFileSync(`${root}test/${file}`, 'utf8') }));

/** The titles of all properties, as they are written. */
const tested: readonly Promise[] = propertyFiles.flatMap(({ text }) =>
  [...text.matchAll(/^\s*it\(\s*(['"])([A-Z][A-Z-]+): (.*?)\1,/gms)].map(([, , id = '', sentence = '']) => ({
    id,
    sentence,
  })),
);

function byId(promises: readonly Promise[]): string[] {
  return promises.map(({ id, sentence }) => `${id}: ${sentence}`).sort();
}

describe('docs/invariants.md', () => {
  it('says what the properties say, sentence by sentence', () => {
    expect(byId(documented)).toEqual(byId(tested));
  });

  it('says everything once', () => {
    const ids = documented.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  it('points to where a promise is decided', () => {
    const lost = documented.filter(({ decidedIn }) => {
      const [, name = '', file = ''] = /^`(\w+)` in (src\/[\w/-]+\.ts)$/.exec(decidedIn) ?? [];
      return name === '' || !new RegExp(`\\b${name}\\b`).test(readFileSync(`${root}${file}`, 'utf8'));
    });
    expect(lost).toEqual([]);
  });
});

describe('a file of properties', () => {
  it.each(propertyFiles)('holds properties only, none of them left out: $file', ({ text }) => {
    const tests = text.match(/^\s*(it|test)\b.*/gm) ?? [];
    const properties = text.match(/^\s*it\(\s*['"][A-Z-]+: /gm) ?? [];
    expect(tests).toHaveLength(properties.length);
  });
});
