/**
 * Line cutter: text that comes in parts of any size, as lines.
 *
 * A part may be text or UTF-8, and may end in the middle of a character. In UTF-8 no byte of a longer character looks
 * like the end of a line, so bytes are cut first and decoded line by line.
 *
 * @module
 */

import { textOfUtf8 } from '../shared/web.ts';

/** The most characters, or bytes, of a line: more than any row of an app can take. */
export const lineLengthMax = 65_536;

/** One line of a text. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its end; absent where it cannot be read. */
  readonly text?: string;
  /** Why it cannot be read. */
  readonly problem?: string;
  /** Whether the text stops before the end of the line. */
  readonly isCut?: true;
}

type Part = string | Uint8Array;

/** Cuts parts into lines. After a line that cannot be read it is of no further use. */
export class LineCutter {
  #number = 0;
  /** What has come of a line whose end has not. */
  #pieces: Part[] = [];
  #length = 0;

  /** The lines that end in this part. */
  *lines(part: unknown): Generator<Line, void, undefined> {
    if (typeof part !== 'string' && !(part instanceof Uint8Array)) {
      yield { number: this.#number + 1, problem: 'must be text, or bytes of UTF-8' };
      return;
    }
    let start = 0;
    for (;;) {
      const end = typeof part === 'string' ? part.indexOf('\n', start) : part.indexOf(10, start);
      const stop = end < 0 ? part.length : end;
      if (this.#length + stop - start > lineLengthMax) {
        yield { number: this.#number + 1, problem: `must be at most ${lineLengthMax} characters long` };
        return;
      }
      if (end < 0) {
        // A copy, since whoever handed the bytes out may use their place again.
        if (stop > start)
          this.#keep(typeof part === 'string' ? part.slice(start) : new Uint8Array(part.subarray(start)));
        return;
      }
      if (stop > start)
        this.#keep(typeof part === 'string' ? part.slice(start, stop) : part.subarray(start, stop));
      yield this.#line();
      start = end + 1;
    }
  }

  /** The last line, if the text stops before its end. */
  rest(): Line | undefined {
    return this.#length > 0 ? { ...this.#line(), isCut: true } : undefined;
  }

  #keep(piece: Part): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  #line(): Line {
    this.#number += 1;
    const text = textOf(this.#pieces);
    this.#pieces = [];
    this.#length = 0;
    if (text === undefined) return { number: this.#number, problem: 'must be UTF-8' };
    return { number: this.#number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  }
}

/** Pieces put together, or undefined where the bytes among them are no UTF-8. */
function textOf(pieces: readonly Part[]): string | undefined {
  const [only] = pieces;
  if (pieces.length === 1 && typeof only === 'string') return only;
  let text = '';
  let bytes: Uint8Array[] = [];
  for (const piece of [...pieces, '']) {
    if (typeof piece !== 'string') {
      bytes.push(piece);
      continue;
    }
    const decoded = textOfUtf8(joined(bytes));
    if (decoded === undefined) return undefined;
    text += decoded + piece;
    bytes = [];
  }
  return text;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}
