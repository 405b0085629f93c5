/**
 * The narrator: prints the story, one line at a time, and knows nothing of Kithkin.
 *
 * @module
 */

import { lineWidth, padLeft, padRight, widthOf, wrap, wrapParts } from './layout.ts';

/** Takes one line of the story. */
export type Print = (line: string) => void;

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly align?: 'right';
}

const margin = '   ';
const askedWidth = 41;
const answerIndent = margin.length + askedWidth + 4;
const answerWidth = lineWidth - answerIndent;

// Escape sequences of a terminal: on, and off again.
const bold = [1, 22] as const;
const dim = [2, 22] as const;
const green = [32, 39] as const;
const yellow = [33, 39] as const;

/** Prints chapters, asides, tables, and what was asked beside its answer. */
export class Narrator {
  readonly #print: Print;
  readonly #isColoured: boolean;
  #chapters = 0;
  #isAfterBlank = false;
  #isSilent = false;

  constructor(print: Print, isColoured = false) {
    this.#print = print;
    this.#isColoured = isColoured;
  }

  /** The title of the whole, with a few lines on what is to come. */
  title(text: string, ...about: readonly string[]): void {
    this.#blank();
    this.#line(margin + this.#paint(bold, text));
    this.#blank();
    for (const line of about) this.#paragraph(line, dim);
  }

  /** Counts the chapters that were told before. */
  goOnAfter(chapters: number): void {
    this.#chapters = chapters;
  }

  /** Tells something without a word. */
  async silently<T>(telling: () => Promise<T>): Promise<T> {
    this.#isSilent = true;
    try {
      return await telling();
    } finally {
      this.#isSilent = false;
    }
  }

  /** Begins a chapter: its title, the file of this folder in which it is told, and the rule that it shows. */
  chapter(title: string, file: string, about: string): void {
    this.#chapters += 1;
    const number = padLeft(String(this.#chapters), 2);
    const place = `docs/examples/story/${file}`;
    const rule = '─'.repeat(lineWidth - widthOf(title) - widthOf(place) - 5);
    this.#blank();
    this.#line(`${number} ${this.#paint(bold, title)} ${this.#paint(dim, `${rule} ${place}`)}`);
    this.#paragraph(about, dim);
    this.#blank();
  }

  /** Something that nobody asked for: the weather, the time, a thought. */
  aside(text: string): void {
    this.#blank();
    this.#paragraph(text);
    this.#blank();
  }

  /** What was asked, and that it was done. */
  done(asked: string, answer: string): void {
    this.#step(asked, this.#paint(green, '✓'), wrap(answer, answerWidth));
  }

  /** What was asked, and the code and the facts with which it was refused. */
  refused(asked: string, code: string, facts: readonly string[]): void {
    const inOneLine = [code, facts.join(', ')].join('  ').trimEnd();
    const lines =
      widthOf(inOneLine) <= answerWidth ? [inOneLine] : [code, ...wrapParts(facts, ', ', answerWidth)];
    const [first = '', ...rest] = lines;
    this.#step(asked, this.#paint(yellow, '✗'), [first.replace(code, this.#paint(yellow, code)), ...rest]);
  }

  /** A remark on the answer just printed. */
  note(text: string): void {
    for (const line of wrap(text, answerWidth)) this.#line(' '.repeat(answerIndent) + this.#paint(dim, line));
  }

  /** How far a step is that takes long. */
  progress(asked: string, soFar: string): void {
    this.#step(asked, this.#paint(dim, '…'), [this.#paint(dim, soFar)]);
  }

  /** Rows under titles, as wide as what is in them. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
    const widths = columns.map(({ title }, index) =>
      Math.max(widthOf(title), ...rows.map((row) => widthOf(row[index] ?? ''))),
    );
    const line = (cells: readonly string[]) =>
      columns
        .map(({ align }, index) =>
          (align === 'right' ? padLeft : padRight)(cells[index] ?? '', widths[index] ?? 0),
        )
        .join('   ')
        .trimEnd();
    this.#line(margin + this.#paint(dim, line(columns.map(({ title }) => title))));
    this.#line(margin + this.#paint(dim, widths.map((width) => '─'.repeat(width)).join('───')));
    for (const row of rows) this.#line(margin + line(row));
  }

  #step(asked: string, mark: string, answer: readonly string[]): void {
    const left = wrap(asked, askedWidth);
    for (let row = 0; row < Math.max(left.length, answer.length); row += 1) {
      const gap = row === 0 ? `  ${mark} ` : '    ';
      this.#line((margin + padRight(left[row] ?? '', askedWidth) + gap + (answer[row] ?? '')).trimEnd());
    }
  }

  #paragraph(text: string, colour?: readonly [number, number]): void {
    for (const line of wrap(text, lineWidth - margin.length)) {
      this.#line(margin + (colour ? this.#paint(colour, line) : line));
    }
  }

  #line(line: string): void {
    if (this.#isSilent) return;
    this.#isAfterBlank = false;
    this.#print(line);
  }

  /** One empty line, however often it is wanted. */
  #blank(): void {
    if (this.#isSilent) return;
    if (!this.#isAfterBlank) this.#print('');
    this.#isAfterBlank = true;
  }

  #paint([on, off]: readonly [number, number], text: string): string {
    return this.#isColoured ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  }
}
