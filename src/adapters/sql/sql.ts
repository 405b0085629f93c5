/**
 * SQL as a value: text with holes, and what belongs into the holes.
 *
 * Text comes from the sources alone, since a template literal is the only way to make it; whatever else is put in
 * becomes a parameter. So no value can ever be read as SQL, and parts can be put together freely.
 *
 * @module
 */

import type { Dialect } from './dialect.ts';

/** What a parameter may be. */
export type SqlValue = string | number | boolean | null | Uint8Array;

/** A statement for a driver: text with placeholders, and their values in order. */
export interface Statement {
  readonly text: string;
  readonly params: readonly SqlValue[];
}

/** A piece of SQL, made by {@link sql}. */
export class Sql {
  readonly strings: readonly string[];
  /** One fewer than the strings, and between them. */
  readonly values: readonly (SqlValue | Sql)[];

  constructor(strings: readonly string[], values: readonly (SqlValue | Sql)[]) {
    this.strings = strings;
    this.values = values;
  }
}

/** SQL as it is written, with other pieces and with parameters in it. */
export function sql(strings: TemplateStringsArray, ...values: readonly (SqlValue | Sql)[]): Sql {
  return new Sql(strings, values);
}

/** No SQL. */
export const nothing: Sql = sql``;

/** Pieces with one and the same text between them. */
export function joined(
  parts: readonly Sql[],
  separator: ' and ' | ' or ' | ', ' | ' union ' | ' union all ',
): Sql {
  if (parts.length === 0) return nothing;
  return new Sql(['', ...parts.slice(1).map(() => separator), ''], parts);
}

/** Values for `in (…)`. */
export function inList(values: readonly SqlValue[]): Sql {
  // Nothing is in a list of NULL, and not every database takes an empty one.
  if (values.length === 0) return sql`null`;
  return joined(
    values.map((value) => sql`${value}`),
    ', ',
  );
}

/** Values by the names of their columns; what is undefined is NULL. */
export type Columns = Readonly<Record<string, SqlValue | undefined>>;

/** Adds one row. */
export function insertInto(table: string, columns: Columns): Sql {
  const names = Object.keys(columns);
  const values = Object.values(columns).map((value) => value ?? null);
  const commas = names.slice(1).map(() => ', ');
  return new Sql(
    [`insert into ${nameOf(table)} (${names.map(nameOf).join(', ')}) values (`, ...commas, ')'],
    values,
  );
}

/** Changes the rows that meet a condition. */
export function update(table: string, columns: Columns, where: Sql): Sql {
  const [first, ...others] = Object.keys(columns).map((name) => `${nameOf(name)} = `);
  const values = Object.values(columns).map((value) => value ?? null);
  const texts = [`update ${nameOf(table)} set ${first}`, ...others.map((name) => `, ${name}`), ' where ', ''];
  return new Sql(texts, [...values, where]);
}

/** Puts a name into text, once it is certain to be nothing else. */
function nameOf(name: string): string {
  if (!/^[a-z_]+$/.test(name)) throw new TypeError(`Cannot use ${JSON.stringify(name)} as a name in SQL`);
  return name;
}

/** SQL as a driver takes it. */
export function statementOf(piece: Sql, dialect: Dialect): Statement {
  const params: SqlValue[] = [];
  return { text: textOf(piece, dialect, params), params };
}

function textOf({ strings, values }: Sql, dialect: Dialect, params: SqlValue[]): string {
  let text = strings[0] ?? '';
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value instanceof Sql) text += textOf(value, dialect, params);
    else if (value !== undefined) text += dialect.placeholder(params.push(dialect.bound(value)));
    text += strings[index + 1] ?? '';
  }
  return text;
}
