/**
 * Parameters: what stands behind the `?` of a URL, read as what it means.
 *
 * Clients spell them in two ways (`perPage`, `per_page`) and give lists in three (`tags=a&tags=b`, `tags=a,b`,
 * `tags[0]=a&tags[1]=b`). All mean the same. Unknown parameters are ignored, as they are by the service that these
 * clients were written for.
 *
 * @module
 */

import {
  type BadRequest,
  inputOf,
  integerOf,
  type Optional,
  oneOf,
  optional,
  Problem,
  type Read,
  type Reader,
} from '../shared/input.ts';
import type { Result } from '../shared/result.ts';
import type { Schema } from './schemas.ts';

/** The most texts of one parameter that are read; a list of the core holds fewer. */
const textsMax = 1000;

/** One parameter: how it is read, and how it is described. */
export interface Parameter<T> {
  readonly read: Reader<T>;
  readonly schema: Schema;
  readonly description: string;
}

/** The parameters of an endpoint, each of which may be left out. */
export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

/** What parameters mean once they have been read. */
export type ParametersRead<P extends Parameters> = Read<{
  readonly [Name in keyof P]: Optional<P[Name] extends Parameter<infer T> ? T : never>;
}>;

/** The texts that were given for one parameter, in their order. */
type Given = readonly string[];

const isGiven = (value: unknown): value is Given => Array.isArray(value);

/** The last of what was given: a parameter that is no list and given twice means what it says last. */
function textIn(given: unknown): string {
  return isGiven(given) ? (given.at(-1) ?? '') : '';
}

/** A text as it is. */
export function text(description: string): Parameter<string> {
  return { read: textIn, schema: { type: 'string' }, description };
}

/** One of these words, in any case: clients lower-case some. */
export function word<const W extends string>(words: readonly W[], description: string): Parameter<W> {
  const readWord = oneOf(words);
  const known = new Map(words.map((each): [string, W] => [each.toLowerCase(), each]));
  return {
    read: (given) => {
      const text = textIn(given);
      return readWord(known.get(text.toLowerCase()) ?? text);
    },
    schema: { type: 'string', enum: words },
    description,
  };
}

/** A whole number in decimal digits. */
export function integer(
  { min, max, byDefault }: { min: number; max: number; byDefault: number },
  description: string,
): Parameter<number> {
  const readInteger = integerOf({ min, max });
  return {
    read: (given) => {
      const digits = textIn(given);
      return readInteger(/^\d{1,15}$/.test(digits) ? Number(digits) : digits);
    },
    schema: { type: 'integer', minimum: min, maximum: max, default: byDefault },
    description,
  };
}

const flags = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

/** Yes or no: `true` or `1`, `false` or `0`. */
export function flag(description: string): Parameter<boolean> {
  return {
    read: (given) => flags.get(textIn(given).toLowerCase()) ?? new Problem('must be true, false, 1 or 0'),
    schema: { type: 'boolean' },
    description,
  };
}

/** Yes or no where all answers are to no: yes is refused, not ignored. */
export function no(reason: string): Parameter<boolean> {
  const { read } = flag(reason);
  return {
    read: (given) => (read(given) === true ? new Problem(reason) : read(given)),
    schema: { const: false },
    description: `Refused but for false: ${reason}`,
  };
}

/** A list of texts, repeated, joined by commas, or numbered. */
export function list(description: string, words?: readonly string[]): Parameter<readonly string[]> {
  return {
    read: (given) => {
      const texts = isGiven(given) ? given.flatMap((each) => each.split(',', textsMax + 1)) : [];
      return texts.length > textsMax ? new Problem(`must hold at most ${textsMax} items`) : texts;
    },
    schema: { type: 'array', items: { type: 'string', ...(words && { enum: words }) } },
    description,
  };
}

/** A parameter that would change what is asked and that cannot be honoured: it is refused, not ignored. */
export function unsupported(reason: string): Parameter<never> {
  return { read: () => new Problem(reason), schema: { not: {} }, description: `Refused: ${reason}` };
}

/** `perPage` as clients of the other spelling write it. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Makes the reader of an endpoint's parameters. Everything wrong with them is reported at once. */
export function parametersReader<P extends Parameters>(
  parameters: P,
): (search: URLSearchParams) => Result<ParametersRead<P>, BadRequest> {
  const names = new Map(
    Object.keys(parameters).flatMap((name) => [
      [name, name],
      [snakeCase(name), name],
    ]),
  );
  const fields = Object.fromEntries(
    Object.entries(parameters).map(([name, { read }]) => [name, optional(read)]),
  );
  const read = inputOf(fields);
  return (search) => {
    const given = new Map<string, string[]>();
    for (const [key, value] of search) {
      const name = names.get(key.replace(/\[\d{0,3}\]$/, ''));
      // A form sends its empty fields too.
      if (name === undefined || value === '') continue;
      const texts = given.get(name);
      if (texts) texts.push(value);
      else given.set(name, [value]);
    }
    // SAFETY: the fields were made of the parameters, name by name.
    return read(Object.fromEntries(given)) as Result<ParametersRead<P>, BadRequest>;
  };
}
