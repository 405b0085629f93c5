/**
 * Line reader: the lines of an export, one after the other, as what they mean.
 *
 * A line must be what `exportApp` would have written, to the letter but for its end. So nothing that it says is lost on the way, be it
 * a field that nobody knows, a field twice, or a value that would be stored as another; and what is read here is
 * exported again as the same bytes.
 *
 * @module
 */

import type { AppId } from '../shared/ids.ts';
import { isIdText } from '../shared/ids.ts';
import { badRequest, Problem, type Reader } from '../shared/input.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { isUnixSeconds } from '../shared/time.ts';
import type { Rows } from '../store/row-repository.ts';
import {
  type ExportedType,
  type ExportHeader,
  exportedFields,
  exportedTypes,
  exportVersion,
  headerLine,
  noRows,
  type RowCounts,
  rowLine,
  rowName,
  trailerLine,
  typesByName,
} from './format.ts';
import type { Line } from './line-cutter.ts';
import { rowReaders } from './row-readers.ts';

// Types

/** A row and where it stands. */
export type RowEntry = {
  readonly [T in ExportedType]: { readonly line: number; readonly type: T; readonly row: Rows[T] };
}[ExportedType];

/** What a line means. */
export type Entry =
  | { readonly type: 'header'; readonly header: ExportHeader & { readonly appId: AppId } }
  | RowEntry
  | { readonly type: 'end'; readonly line: number };

// Errors

/** The text stops before its last line. */
export interface ImportCutOff {
  readonly code: 'ERR_IMPORT_CUT_OFF';
  /** How many whole lines there are. */
  readonly line: number;
}

/** A line is not what `exportApp` writes, or not there. */
export interface ImportBadLine {
  readonly code: 'ERR_IMPORT_BAD_LINE';
  readonly line: number;
  /** By the path of each bad field, all that is wrong with it; `line` is the whole of it. */
  readonly details: Readonly<Record<string, readonly string[]>>;
}

/** The text is of a version of the format that is not known here. */
export interface ImportVersion {
  readonly code: 'ERR_IMPORT_VERSION';
  readonly version: number;
}

/** Why a line was not read. When several apply, the first listed is returned. */
export type LineRefusal = ImportCutOff | ImportBadLine | ImportVersion;

// Reading

const asWritten = 'must be written as exportApp writes it';

/** Reads the lines of one text in their order. */
export class LineReader {
  #next: 'header' | 'rows' | 'nothing' = 'header';
  #lines = 0;
  #typeIndex = 0;
  #lastName = '';
  readonly #counts = noRows();

  /** What a line means. */
  read(line: Line): Result<Entry, LineRefusal> {
    this.#lines = line.number;
    const content = contentOf(line);
    if (content instanceof Problem) {
      // What is cut in two is not what is wrong with it.
      if (!line.isCut || this.#next === 'nothing') return this.#refuse(content);
      return err({ code: 'ERR_IMPORT_CUT_OFF', line: line.number - 1 });
    }
    if (this.#next === 'nothing') return this.#refuse(new Problem('must not come behind the end'));
    const { kind, value, text } = content;
    if (this.#next === 'header') return this.#header(kind, value, text);
    if (kind === 'end') return this.#end(text);
    const type = exportedTypes.find((known) => known === kind);
    return type === undefined
      ? this.#refuse(new Problem([[kind, 'is no type of row']]))
      : this.#row(type, value, text);
  }

  /** Whether the text may stop here. */
  atEnd(): Result<void, ImportCutOff> {
    return this.#next === 'nothing' ? ok(undefined) : err({ code: 'ERR_IMPORT_CUT_OFF', line: this.#lines });
  }

  #header(kind: string, value: unknown, text: string): Result<Entry, LineRefusal> {
    if (kind !== 'kithkin') return this.#refuse(new Problem('must be the first line of an export'));
    const { version, appId, uid, exportedAt } = (value ?? {}) as Record<string, unknown>;
    if (Number.isSafeInteger(version) && version !== exportVersion)
      return err({ code: 'ERR_IMPORT_VERSION', version: version as number });
    if (uid !== undefined) return this.#refuse(new Problem('must be of an app, not of one user'));
    if (typeof appId !== 'string' || !isIdText(appId) || !isUnixSeconds(exportedAt))
      return this.#refuse(new Problem('must be the first line of an export'));
    // SAFETY: the pattern was just checked.
    const header = { version: exportVersion, appId: appId as AppId, exportedAt };
    if (headerLine(header) !== `${text}\n`) return this.#refuse(new Problem(asWritten));
    this.#next = 'rows';
    return ok({ type: 'header', header });
  }

  #row(type: ExportedType, value: unknown, text: string): Result<Entry, LineRefusal> {
    const index = exportedTypes.indexOf(type);
    if (index < this.#typeIndex) {
      return this.#refuse(new Problem(`must not come behind rows of type ${exportedTypes[this.#typeIndex]}`));
    }
    const row = readRow(type, value, text);
    if (row instanceof Problem) return this.#refuse(row, type);
    if (index > this.#typeIndex) this.#lastName = '';
    this.#typeIndex = index;
    if (typesByName.has(type)) {
      const name = rowName(type, row);
      if (name <= this.#lastName) return this.#refuse(new Problem('must come behind the row before it'));
      this.#lastName = name;
    }
    this.#counts[type] += 1;
    // SAFETY: the row was read as one of its type.
    return ok({ line: this.#lines, type, row } as RowEntry);
  }

  #end(text: string): Result<Entry, LineRefusal> {
    const counted: RowCounts = this.#counts;
    if (trailerLine(counted) !== `${text}\n`) {
      const expected = trailerLine(counted).trimEnd();
      return this.#refuse(new Problem(`must be ${expected}, as the rows before it are counted`));
    }
    this.#next = 'nothing';
    return ok({ type: 'end', line: this.#lines });
  }

  #refuse(problem: Problem, type?: ExportedType): Result<never, ImportBadLine> {
    const found = problem.found.map(
      ([path, reason]) => [path === '' ? (type ?? 'line') : path, reason] as const,
    );
    const { details } = badRequest(new Problem(found));
    return err({ code: 'ERR_IMPORT_BAD_LINE', line: this.#lines, details });
  }
}

interface Content {
  readonly kind: string;
  readonly value: unknown;
  readonly text: string;
}

/** The one field of a line. */
function contentOf({ text, problem }: Line): Content | Problem {
  if (text === undefined) return new Problem(problem ?? 'cannot be read');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return new Problem('must be JSON');
  }
  if (typeof parsed !== 'object' || parsed === null) return new Problem('must be an object');
  const [field, ...more] = Object.entries(parsed);
  if (!field || more.length > 0 || Array.isArray(parsed))
    return new Problem('must be an object with one field');
  return { kind: field[0], value: field[1], text };
}

function readRow<T extends ExportedType>(type: T, value: unknown, text: string): Rows[T] | Problem {
  // SAFETY: the reader of a type reads rows of that type.
  const read = (rowReaders[type] as Reader<Rows[T]>)(value);
  if (read instanceof Problem) return read;
  // SAFETY: a copy that inherits what plain objects do, as other records have it.
  const row = Object.freeze({ ...(read as object) }) as Rows[T];
  if (rowLine(type, row) === `${text}\n`) return row;
  const unknown = Object.keys(value as object).find((field) => !fieldsOf(type).includes(field));
  return unknown === undefined ? new Problem(asWritten) : new Problem([[unknown, `is no field of ${type}`]]);
}

function fieldsOf(type: ExportedType): readonly string[] {
  return exportedFields[type];
}
