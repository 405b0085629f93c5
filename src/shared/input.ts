/**
 * Input: whatever comes in, of any type, length or shape, is read here or nowhere.
 *
 * A {@link Reader} turns an unknown value into a typed one or into a {@link Problem}. Readers compose; the outermost,
 * made by {@link inputOf}, reports every problem at once, each under its field's path. Only own properties are read,
 * each exactly once, so that neither an inherited property nor a getter that changes its mind can get past a check.
 *
 * @module
 */

import { err, ok, type Result } from './result.ts';

/** The input has the wrong type or shape; `details` maps the path of each bad field to all that is wrong with it. */
export interface BadRequest {
  readonly code: 'ERR_BAD_REQUEST';
  readonly details: Readonly<Record<string, readonly string[]>>;
}

type Found = readonly (readonly [path: string, reason: string])[];

/** What is wrong with a value: pairs of a path below it (`''` for itself) and a reason. */
export class Problem {
  readonly found: Found;

  constructor(found: string | Found) {
    this.found = typeof found === 'string' ? [['', found]] : found;
  }
}

/** Reads a value that was given: returns what it means, or what is wrong with it. Never throws. */
export type Reader<T> = (value: unknown) => T | Problem;

/** A field of an input that may be left out. */
export interface Optional<T> {
  readonly optional: Reader<T>;
}

type Field = Reader<unknown> | Optional<unknown>;
type Fields = Readonly<Record<string, Field>>;
type OptionalKeys<F extends Fields> = { [K in keyof F]: F[K] extends Reader<unknown> ? never : K }[keyof F];
/** What one field means once it has been read. */
export type Meaning<F> =
  F extends Optional<infer T> ? Exclude<T, Problem> : F extends Reader<infer T> ? Exclude<T, Problem> : never;
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** What an input made of these fields means once it has been read. */
export type Read<F extends Fields> = Flat<
  { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: Meaning<F[K]> } & {
    readonly [K in OptionalKeys<F>]?: Meaning<F[K]>;
  }
>;

/** Marks a field that may be absent (left out, or `undefined`; `null` is not absent). */
export function optional<T>(reader: Reader<T>): Optional<T> {
  return { optional: reader };
}

/** A refusal of the whole input for these reasons. */
export function badRequest(problem: Problem): BadRequest {
  // Paths hold keys that a stranger chose, `__proto__` among them: a null prototype and defined properties are immune.
  const details: Record<string, string[]> = Object.create(null);
  for (const [path, reason] of problem.found) {
    const reasons = details[path];
    if (reasons) reasons.push(reason);
    else details[path] = [reason];
  }
  return { code: 'ERR_BAD_REQUEST', details: { ...details } };
}

const unreadable = new Problem('cannot be read');

/** One property, read once; a getter or proxy that throws is a problem of the input, not of ours. */
function ownProperty(holder: object, key: string | number): unknown {
  try {
    return Object.hasOwn(holder, key) ? (holder as Record<string | number, unknown>)[key] : undefined;
  } catch {
    return unreadable;
  }
}

/** `Array.isArray`, which throws on a revoked proxy. */
function isArray(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

function below(path: string | number, problem: Problem): Found {
  return problem.found.map(([rest, reason]) => [rest === '' ? `${path}` : `${path}.${rest}`, reason]);
}

/** A property of an object of our own making. */
function plainProperty(holder: object, key: string): unknown {
  return (holder as Record<string, unknown>)[key];
}

/** What is wrong with fields that are each fine; those that are not are absent. */
export type ProblemOf<T> = (read: Partial<T>) => Problem | undefined;

/** What was read: nothing that is not there can be found in it, whatever has become of `Object.prototype`. */
class OwnFields {
  [name: string]: unknown;
}
// A class and not `Object.create(null)`, whose objects V8 keeps as slow dictionaries.
Object.setPrototypeOf(OwnFields.prototype, null);

/** Reads these fields of an object, each through `propertyOf`. */
function fieldsOf<F extends Fields>(
  fields: F,
  propertyOf: (holder: object, key: string) => unknown,
  problemOf?: ProblemOf<Read<F>>,
): (holder: object) => Read<F> | Problem {
  const entries = Object.entries(fields).map(([key, field]) =>
    typeof field === 'function'
      ? { key, reader: field, isRequired: true }
      : { key, reader: field.optional, isRequired: false },
  );
  return (holder) => {
    const read = new OwnFields();
    let found: (readonly [string, string])[] | undefined;
    for (const { key, reader, isRequired } of entries) {
      const given = propertyOf(holder, key);
      if (given === undefined) {
        if (isRequired) (found ??= []).push([key, 'is required']);
        continue;
      }
      const meaning = given === unreadable ? unreadable : reader(given);
      if (meaning instanceof Problem) (found ??= []).push(...below(key, meaning));
      else read[key] = meaning;
    }
    const together = problemOf?.(read as Partial<Read<F>>);
    if (together) (found ??= []).push(...together.found);
    // SAFETY: every required field was read, every optional one was read or is absent.
    return found ? new Problem(found) : (read as Read<F>);
  };
}

/** Reads an object with these fields, and perhaps asks how they go together; other fields are ignored. */
export function objectOf<F extends Fields>(fields: F, problemOf?: ProblemOf<Read<F>>): Reader<Read<F>> {
  const readFields = fieldsOf(fields, ownProperty, problemOf);
  return (value) =>
    typeof value !== 'object' || value === null || isArray(value)
      ? new Problem('must be an object')
      : readFields(value);
}

/** The outermost reader of a command that takes one object: what it means, or the refusal with all that is wrong. */
export function inputOf<F extends Fields>(
  fields: F,
  problemOf?: ProblemOf<Read<F>>,
): (given: unknown) => Result<Read<F>, BadRequest> {
  const readInput = objectOf(fields, problemOf);
  return (given) => {
    const read = readInput(given);
    return read instanceof Problem ? err(refusalOf([read])) : ok(read);
  };
}

/** A refusal for everything that is wrong with some inputs; one that is wrong as a whole needs a name. */
function refusalOf(problems: readonly Problem[]): BadRequest {
  const found = problems.flatMap((problem) => problem.found);
  return badRequest(new Problem(found.map(([path, reason]) => [path === '' ? 'input' : path, reason])));
}

/**
 * Reads a command's positional arguments, by name, and the one or two objects behind them, which may be left out.
 *
 * All problems are reported together; a field of an object is named as if it were an argument.
 */
export function argumentsOf<A extends Fields, O = object, P = object>(
  positional: A,
  readOptions?: Reader<O>,
  readFurtherOptions?: Reader<P>,
): (
  given: { readonly [K in keyof A]: unknown },
  options?: unknown,
  furtherOptions?: unknown,
) => Result<Read<A> & O & P, BadRequest> {
  const readPositional = fieldsOf(positional, plainProperty);
  const optionsOf = optionsBy(readOptions);
  const furtherOptionsOf = optionsBy(readFurtherOptions);
  return (given, options, furtherOptions) => {
    const read = readPositional(given);
    const first = optionsOf(options);
    const further = furtherOptionsOf(furtherOptions);
    if (read instanceof Problem || first instanceof Problem || further instanceof Problem) {
      return err(refusalOf([read, first, further].filter((each) => each instanceof Problem)));
    }
    // SAFETY: the positional arguments were read into an object of their own, which takes the options in.
    return ok((first || further ? Object.assign(read, first, further) : read) as Read<A> & O & P);
  };
}

/** Reads options; where none are given, they mean what `{}` does, which is mostly nothing and then is not read. */
function optionsBy<O>(reader: Reader<O> | undefined): (given: unknown) => O | Problem | undefined {
  if (!reader) return () => undefined;
  const meaning = reader({});
  const absent =
    meaning instanceof Problem || Object.keys(meaning as object).length > 0 ? meaning : undefined;
  return (given) => (given === undefined ? absent : reader(given));
}

/** Reads a value with `reader`, then asks a further question of what was read. */
export function refined<T>(reader: Reader<T>, problemOf: (read: T) => Problem | undefined): Reader<T> {
  return (value) => {
    const read = reader(value);
    return read instanceof Problem ? read : (problemOf(read) ?? read);
  };
}

/** So many items of a list are read at most, repeated ones included. */
const givenItemsMax = 1000;

/** Reads a list of `min` to `max` different items. Repeated ones are dropped, the first of each stays. */
export function listOf<T>(item: Reader<T>, { min, max }: { min: number; max: number }): Reader<readonly T[]> {
  const wrongCount = new Problem(
    min === 0 ? `must hold at most ${max} different items` : `must hold ${min} to ${max} different items`,
  );
  return (value) => {
    if (!isArray(value)) return new Problem('must be an array');
    const length = ownProperty(value, 'length');
    if (!Number.isInteger(length) || (length as number) < min) return wrongCount;
    if ((length as number) > givenItemsMax) return new Problem(`must hold at most ${givenItemsMax} items`);
    const items = new Set<T>();
    const found: (readonly [string, string])[] = [];
    for (let index = 0; index < (length as number); index += 1) {
      const given = ownProperty(value, index);
      const read =
        given === undefined ? new Problem('is required') : given === unreadable ? unreadable : item(given);
      if (read instanceof Problem) found.push(...below(index, read));
      else items.add(read);
    }
    if (found.length > 0) return new Problem(found);
    return items.size > max ? wrongCount : Object.freeze([...items]);
  };
}

/** Reads `true` or `false`, and nothing that merely looks like them. */
export const readBoolean: Reader<boolean> = (value) =>
  typeof value === 'boolean' ? value : new Problem('must be true or false');

/** Reads one of the given words, exactly as written. */
export function oneOf<const W extends string>(words: readonly W[]): Reader<W> {
  return (value) => {
    const word = words.find((candidate) => candidate === value);
    return word ?? new Problem(`must be one of: ${words.join(', ')}`);
  };
}

/** Reads a whole number from `min` to `max`. */
export function integerOf({ min, max }: { min: number; max: number }): Reader<number> {
  return (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? (value as number)
      : new Problem(`must be a whole number from ${min} to ${max}`);
}
