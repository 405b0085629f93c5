/**
 * The reading of a text, line by line.
 *
 * @module
 */

import { err, ok, type Result } from '../shared/result.ts';
import { nextTurn } from '../shared/web.ts';
import type { ImportTextFailed } from './import.ts';
import { type Line, LineCutter } from './line-cutter.ts';

/** The text of an export, as text or UTF-8: whole, or in parts of any size. */
export type TransferText =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>;

/** Whether a value can be iterated over, by whatever kind of iterator. */
export function isTransferText(value: unknown): value is TransferText {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

const partsPerTurn = 256;

/** The lines of a text. It is let go of when nobody reads on. */
export async function* linesOf(
  text: TransferText,
): AsyncGenerator<Result<Line, ImportTextFailed>, void, undefined> {
  const cutter = new LineCutter();
  let line = 0;
  let parts: Iterator<unknown> | AsyncIterator<unknown> | undefined;
  try {
    for (let count = 1; ; count += 1) {
      if (count % partsPerTurn === 0) await nextTurn();
      let part: IteratorResult<unknown>;
      try {
        parts ??= partsOf(text);
        part = await parts.next();
        if (part.done) parts = undefined;
      } catch (cause) {
        parts = undefined;
        yield err({ code: 'ERR_IMPORT_TEXT_FAILED', line, cause });
        return;
      }
      if (part.done) break;
      for (const whole of cutter.lines(part.value)) {
        line = whole.number;
        yield ok(whole);
      }
    }
    const rest = cutter.rest();
    if (rest) yield ok(rest);
  } finally {
    try {
      await parts?.return?.();
    } catch {
      // What it throws as it is let go of is no longer about what was read.
    }
  }
}

function partsOf(text: TransferText): Iterator<unknown> | AsyncIterator<unknown> {
  // Bytes can be iterated over too, one number at a time.
  if (typeof text === 'string' || text instanceof Uint8Array) return [text][Symbol.iterator]();
  return Symbol.asyncIterator in text ? text[Symbol.asyncIterator]() : text[Symbol.iterator]();
}
