/**
 * Rows: what a driver answers, read column by column.
 *
 * Drivers differ in what they make of integers, and NULL stands for what is absent. A column that holds something else
 * than was written is a defect of the driver or the database, and throws.
 *
 * @module
 */

import type { JsonObject, JsonValue } from '../../shared/json.ts';
import type { Sql } from './sql.ts';

/** One row, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** What to ask a database, and what the answers mean. All statements of a query see one cut. */
export interface Query<T> {
  readonly statements: readonly Sql[];
  /** Makes the answer of the rows of each statement. */
  readonly read: (results: readonly (readonly Row[])[]) => T;
}

/** The first row, if there is one. */
export function one<T>(statement: Sql, read: (row: Row) => T): Query<T | undefined> {
  return { statements: [statement], read: ([rows = []]) => (rows[0] ? read(rows[0]) : undefined) };
}

/** All rows. */
export function many<T>(statement: Sql, read: (row: Row) => T): Query<readonly T[]> {
  return { statements: [statement], read: ([rows = []]) => rows.map(read) };
}

/** The number in the column `count` of the one row, or zero. */
export function counted(statement: Sql): Query<number> {
  return { statements: [statement], read: ([rows = []]) => countIn(rows) };
}

/** The number in the column `count` of the one row, or zero. */
export function countIn([row]: readonly Row[]): number {
  return row ? integer(row, 'count') : 0;
}

/** A text. */
export function text(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : unreadable(column, value);
}

/** A text that was checked on its way in, such as an id. */
export function known<T extends string>(row: Row, column: string): T {
  // SAFETY: nothing is written but what the core has read.
  return text(row, column) as T;
}

/** An integer, which some drivers answer as a bigint or as a text. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  const number = typeof value === 'number' ? value : value === null ? Number.NaN : Number(value);
  return Number.isSafeInteger(number) ? number : unreadable(column, value);
}

/** A truth value, which some databases keep as an integer. */
export function flag(row: Row, column: string): boolean {
  const value = row[column];
  return typeof value === 'boolean' ? value : integer(row, column) === 1;
}

/** Whether a column holds anything. */
export function has(row: Row, column: string): boolean {
  return row[column] !== null;
}

/** The object in a text of JSON, frozen with all that is in it. */
export function jsonObject(row: Row, column: string): JsonObject {
  // SAFETY: an object was written.
  return jsonIn(row, column) as JsonObject;
}

/** The texts in a list in JSON, frozen. */
export function textList(row: Row, column: string): readonly string[] {
  // SAFETY: a list of texts was written.
  return jsonIn(row, column) as readonly string[];
}

function jsonIn(row: Row, column: string): JsonValue {
  // SAFETY: all that JSON.parse returns is JSON.
  return frozen(JSON.parse(text(row, column)) as JsonValue);
}

function frozen<T extends JsonValue>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const item of Object.values(value)) frozen(item);
  return Object.freeze(value);
}

function unreadable(column: string, value: unknown): never {
  throw new TypeError(`Cannot read the column ${column}: it holds a value of type ${typeof value}`);
}
