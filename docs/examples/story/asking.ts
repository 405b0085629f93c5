/**
 * Asking: every step of the story says what it expects, so that the story is a check as well.
 *
 * An expected success that is refused stops the story, and so does an expected refusal that does not come. An
 * application would rather look at `error.code` and go on: see sentences.ts.
 *
 * @module
 */

import { isDeepStrictEqual } from 'node:util';
import { err, type ItemOutcome, ok, type Page, type Result, type ResultAsync } from 'kithkin';
import { readable } from './layout.ts';
import type { Narrator } from './narrator.ts';

/** What every refusal has, beside its facts. */
export interface Refusal {
  readonly code: string;
}

/** The code of one refusal, and as many of its facts as the story cares about. */
type Expected<E> = E extends Refusal
  ? { readonly code: E['code'] } & {
      readonly [Fact in Exclude<keyof E, 'code'>]?: E[Fact] extends string ? string : E[Fact];
    }
  : never;

/** Something else happened than the story says. */
export class StoryStopped extends Error {
  override readonly name = 'StoryStopped';
}

const patienceMs = 2000;

/** How many commands were asked for, and how many of them were refused as expected. */
export interface Asked {
  readonly commands: number;
  readonly refusals: number;
}

/** Asks for something, checks the answer, and has the narrator print it. */
export class Asking {
  readonly #narrator: Narrator;
  #commands = 0;
  #refusals = 0;

  constructor(narrator: Narrator) {
    this.#narrator = narrator;
  }

  /** What was asked so far. */
  get asked(): Asked {
    return { commands: this.#commands, refusals: this.#refusals };
  }

  /** Goes on counting from what was asked before. */
  set asked({ commands, refusals }: Asked) {
    this.#commands = commands;
    this.#refusals = refusals;
  }

  /** Expects a success, and returns its value. */
  async ok<T, E extends Refusal>(
    what: string,
    command: ResultAsync<T, E>,
    inShort: (value: T) => string,
  ): Promise<T> {
    const value = expectOk(await this.#settled(what, command), what);
    this.#narrator.done(what, inShort(value));
    return value;
  }

  /** Expects a success that is not worth a line. */
  async quietly<T, E extends Refusal>(what: string, command: ResultAsync<T, E>): Promise<T> {
    return expectOk(await this.#settled(what, command), what);
  }

  /** Expects a refusal, with these facts, and returns all of it. */
  async refused<T, E extends Refusal>(
    what: string,
    command: ResultAsync<T, E>,
    expected: Expected<E>,
  ): Promise<E> {
    const result = await this.#settled(what, command);
    if (result.isOk()) {
      throw new StoryStopped(`"${what}" was to be refused with ${expected.code}, but succeeded.`);
    }
    const { error } = result;
    if (!isDeepStrictEqual({ ...error, ...expected }, { ...error })) {
      throw new StoryStopped(
        `"${what}" was to be refused with ${told(expected)}, but was with ${told(error)}.`,
      );
    }
    this.#refusal(what, error);
    return error;
  }

  /** Expects nothing: prints what comes, and leaves it to the story to judge. */
  async either<T, E extends Refusal>(
    what: string,
    command: ResultAsync<T, E>,
    inShort: (value: T) => string,
  ): Promise<Result<T, E>> {
    const result = await this.#settled(what, command);
    if (result.isOk()) this.#narrator.done(what, inShort(result.value));
    else this.#refusal(what, result.error);
    return result;
  }

  /** Expects these refusals among the items of a bulk command, by uid, and a success for every other. */
  outcomes<T, E extends Refusal>(
    outcomes: readonly ItemOutcome<T, E>[],
    refusals: { readonly [uid: string]: E['code'] },
    inShort: (value: T) => string,
  ): void {
    for (const outcome of outcomes) {
      const code = outcome.ok ? 'ok' : outcome.error.code;
      this.same(`What became of ${outcome.uid}`, code, refusals[outcome.uid] ?? 'ok');
      const what = `   ${outcome.uid}`;
      if (outcome.ok) this.#narrator.done(what, inShort(outcome.value));
      else this.#refusal(what, outcome.error);
    }
  }

  /** Expects the same success for each item, one after the other, and says how far it is when that takes long. */
  async each<Item, T, E extends Refusal>(
    what: string,
    items: readonly Item[],
    command: (item: Item) => ResultAsync<T, E>,
    inShort: (values: readonly T[]) => string,
  ): Promise<readonly T[]> {
    const values: T[] = [];
    let toldAt = Date.now();
    for (const item of items) {
      this.#commands += 1;
      values.push(expectOk(await command(item), what));
      if (Date.now() - toldAt < patienceMs) continue;
      this.#narrator.progress(what, `${readable(values.length)} of ${readable(items.length)}`);
      toldAt = Date.now();
    }
    this.#narrator.done(what, inShort(values));
    return values;
  }

  /** Expects a list to have so many items, on all its pages together. */
  async counts<E extends Refusal>(
    what: string,
    list: ResultAsync<Page<unknown>, E>,
    expected: number,
    unit: string,
  ): Promise<void> {
    const { count } = await this.quietly(what, list);
    this.same(what, count, expected);
    this.#narrator.done(what, `${readable(expected)} ${unit}`);
  }

  /** Expects something that the story has found out to be as it should. Prints nothing. */
  same<T>(what: string, actual: T, expected: NoInfer<T>): void {
    if (isDeepStrictEqual(actual, expected)) return;
    throw new StoryStopped(
      `"${what}" was to be ${JSON.stringify(expected)}, but is ${JSON.stringify(actual)}.`,
    );
  }

  async #settled<T, E>(what: string, command: ResultAsync<T, E>): Promise<Result<T, E>> {
    this.#commands += 1;
    const timer = setInterval(() => this.#narrator.progress(what, 'still waiting'), patienceMs);
    try {
      return await command;
    } finally {
      clearInterval(timer);
    }
  }

  #refusal(what: string, error: Refusal): void {
    this.#refusals += 1;
    const { facts, details } = factsOf(error);
    this.#narrator.refused(what, error.code, facts);
    for (const detail of details) this.#narrator.note(detail);
  }
}

/** The values of a bulk command, or its first refusal: the command succeeds even if some of its items do not. */
export function allOf<T, E>(outcomes: readonly ItemOutcome<T, E>[]): Result<readonly T[], E> {
  const values: T[] = [];
  for (const outcome of outcomes) {
    if (!outcome.ok) return err(outcome.error);
    values.push(outcome.value);
  }
  return ok(values);
}

/** What a refusal says beside its code: `limit: 1,000`. What is wrong with bad input are its details. */
function factsOf({ code: _, ...rest }: Refusal): { facts: readonly string[]; details: readonly string[] } {
  const facts: string[] = [];
  const details: string[] = [];
  for (const [name, value] of Object.entries<unknown>(rest)) {
    if (name === 'details') {
      // SAFETY: only ERR_BAD_REQUEST has details, and they are reasons by the path of the field.
      const reasonsByPath = Object.entries(value as Readonly<Record<string, readonly string[]>>);
      details.push(...reasonsByPath.map(([path, reasons]) => `${path}: ${reasons.join('; ')}`));
    } else facts.push(`${name}: ${typeof value === 'number' ? readable(value) : String(value)}`);
  }
  return { facts, details };
}

function told(refusal: Refusal): string {
  const { facts, details } = factsOf(refusal);
  const said = [...facts, ...details].join(', ');
  return said === '' ? refusal.code : `${refusal.code} (${said})`;
}

/** The value of a success. A refusal stops the story. */
export function expectOk<T, E extends Refusal>(result: Result<T, E>, what: string): T {
  if (result.isOk()) return result.value;
  throw new StoryStopped(`"${what}" was to succeed, but was refused with ${told(result.error)}.`);
}
