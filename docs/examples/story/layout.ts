/**
 * Layout: texts measured, wrapped and set side by side, for a terminal of {@link lineWidth} columns.
 *
 * @module
 */

/** The most columns that a line of the story takes. */
export const lineWidth = 100;

const takesNone = /[\p{Mn}\p{Me}\p{Cf}]/u;
const takesTwo =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** How many columns a text takes: two for each wide East Asian character, none for a mark that sits on another. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += takesNone.test(character) ? 0 : takesTwo.test(character) ? 2 : 1;
  return width;
}

/** A text filled up with spaces on its right. */
export function padRight(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** A text filled up with spaces on its left, as numbers are. */
export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}

/** Parts in lines of at most so many columns. A part is never broken; a longer one has a line of its own. */
export function wrapParts(parts: readonly string[], separator: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = `${lines.at(-1)}${separator}${part}`;
    if (lines.length > 0 && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}

/** A text in lines of at most so many columns, broken between words and indented as the first. */
export function wrap(text: string, width: number): readonly string[] {
  const indent = /^ */.exec(text)?.[0] ?? '';
  const lines = wrapParts(text.trimStart().split(' '), ' ', width - indent.length);
  return lines.map((line) => indent + line);
}

const numbers = new Intl.NumberFormat('en');

/** A number as people read it: 1,000. */
export function readable(count: number): string {
  return numbers.format(count);
}
