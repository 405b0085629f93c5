/**
 * Markdown as far as the tests of the documentation read it: headings, links, lists and tables outside of code.
 *
 * @module
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder that holds README.md and docs/. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** A heading and the lines up to the next heading. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** A document of this repository, by its path. */
export function document(path: string): string {
  return readFileSync(root + path, 'utf8');
}

/** The lines of a document with fenced code left empty. */
export function prose(text: string): readonly string[] {
  let fence: string | undefined;
  return text.split('\n').map((line) => {
    const mark = /^[\s>]*(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark && fence === undefined) fence = mark;
    else if (mark && fence !== undefined && mark.startsWith(fence)) fence = undefined;
    else if (fence === undefined) return line;
    return '';
  });
}

/** The sections of a document, in their order. */
export function sectionsOf(text: string): readonly Section[] {
  const sections: { title: string; lines: string[] }[] = [];
  for (const line of prose(text)) {
    const title = /^#{1,6} (.+)$/.exec(line)?.[1];
    if (title !== undefined) sections.push({ title, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

/** The section of that title. */
export function sectionOf(text: string, title: string): Section {
  const found = sectionsOf(text).find((section) => section.title === title);
  if (!found) throw new Error(`There is no section "${title}"`);
  return found;
}

/** The rows of the tables in a section, without their heads: the trimmed cells of each. */
export function rowsOf({ lines }: Section): readonly (readonly string[])[] {
  return lines
    .filter((line, index) => line.startsWith('|') && !isRuler(line) && !isRuler(lines[index + 1]))
    .map((line) =>
      line
        .slice(1, line.lastIndexOf('|'))
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    );
}

/** What stands between backticks, in order. */
export function codeIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
}

/** The anchor under which a heading can be linked to. */
export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** The anchors of a document; a title that comes again gets a number. */
export function anchorsIn(text: string): ReadonlySet<string> {
  const counts = new Map<string, number>();
  return new Set(
    sectionsOf(text).map(({ title }) => {
      const anchor = anchorOf(title);
      const earlier = counts.get(anchor) ?? 0;
      counts.set(anchor, earlier + 1);
      return earlier === 0 ? anchor : `${anchor}-${earlier}`;
    }),
  );
}

function isRuler(line: string | undefined): boolean {
  return line !== undefined && /^\|(?:\s*:?-+:?\s*\|)+\s*$/.test(line);
}
