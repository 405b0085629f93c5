/**
 * Example: one call of one command in a small scene, with what it must come to.
 *
 * The list of examples is fixed. They are no second version of the rules: what exactly is answered, the memory store
 * says. That it says what the title does, the kit's own tests see to.
 *
 * @module
 */

import type { App } from '../../app.ts';
import type { ItemOutcome } from '../../shared/bulk.ts';
import type { ResultAsync } from '../../shared/result.ts';
import type { CommandName, Concept } from '../arbitraries/call.ts';
import type { RuleId } from '../rules.ts';
import type { Question } from '../twins.ts';

/** A command, what is there before it, and what it comes to. */
export interface Example {
  readonly command: CommandName;
  /** What the command does, in words that go on from its name: `refuses a uid that is taken`. */
  readonly title: string;
  /** `ok`, or the code of the refusal. */
  readonly expects: string;
  /** Of a bulk command whose only item is refused: the code of that. */
  readonly expectsOfItem?: string;
  /** What makes the scene. */
  readonly before: readonly Question[];
  /** Whether it leaves the scene as it was, so that others may be asked in it. */
  readonly isQuiet: boolean;
  readonly run: Question['run'];
  /** The rule that is broken if it is answered `ok` with something else; told from the answers when absent. */
  readonly rule?: RuleId;
  /** Looks at what the answer of the command itself does not show. */
  readonly looks: readonly Question[];
}

/** The limits under which examples are asked: those of `tightLimits`, by which one or two steps reach every cap. */
export { tightLimits as exampleLimits } from '../arbitraries/any-app-state.ts';

/** `users.create: refuses a uid that is taken (ERR_UID_ALREADY_EXISTS)` */
export function headingOf({ command, title, expects, expectsOfItem = expects }: Example): string {
  return `${command}: ${title}${expectsOfItem === 'ok' ? '' : ` (${expectsOfItem})`}`;
}

type MethodOf<Name extends CommandName> = Name extends `${infer C extends Concept}.${infer Method}`
  ? App[C][Method & keyof App[C]]
  : never;

/** What may be provoked in any store: neither its failures nor what never reaches it. */
type Provoked<E> = E extends { readonly code: infer Code }
  ? Exclude<Code, 'ERR_BAD_REQUEST' | `STORE_${string}`>
  : never;

/** The code of any refusal of a command. */
export type RefusalOf<Name extends CommandName> =
  MethodOf<Name> extends (...given: never[]) => ResultAsync<unknown, infer E> ? Provoked<E> : never;

/** The code of any refusal of one item of a bulk command. */
export type ItemRefusalOf<Name extends CommandName> =
  MethodOf<Name> extends (...given: never[]) => ResultAsync<readonly ItemOutcome<unknown, infer E>[], unknown>
    ? Provoked<E>
    : never;

/** An example in which a command does what it is for. */
export function does(
  command: CommandName,
  title: string,
  before: readonly Question[],
  run: Question['run'],
  ...looks: readonly Question[]
): Example {
  return { command, title, expects: 'ok', before, isQuiet: false, run, looks };
}

/** An example in which what was given comes back as it is. */
export function keeps(...given: Parameters<typeof does>): Example {
  return { ...does(...given), rule: 'S9' };
}

/** An example in which a command shows something, and changes nothing. */
export function shows(
  command: CommandName,
  title: string,
  before: readonly Question[],
  run: Question['run'],
): Example {
  return { ...does(command, title, before, run), isQuiet: true };
}

/** An example in which a command refuses something, which changes nothing. */
export function refuses<Name extends CommandName>(
  command: Name,
  code: RefusalOf<Name> & string,
  what: string,
  before: readonly Question[],
  run: Question['run'],
): Example {
  return { ...shows(command, `refuses ${what}`, before, run), expects: code };
}

/** An example in which a bulk command refuses its only item, which changes nothing. */
export function refusesItem<Name extends CommandName>(
  command: Name,
  code: ItemRefusalOf<Name> & string,
  what: string,
  before: readonly Question[],
  run: Question['run'],
): Example {
  return { ...shows(command, `refuses ${what} as an item`, before, run), expectsOfItem: code };
}
