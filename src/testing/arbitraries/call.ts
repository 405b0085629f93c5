/**
 * Call: one call of one command of an app, with its arguments, as a value that can be told and carried out.
 *
 * @module
 */

import fc from 'fast-check';
import type { App } from '../../app.ts';
import type { Page, PageOptions } from '../../shared/page.ts';
import { ok, type ResultAsync } from '../../shared/result.ts';
import type { TimeOptions } from './auth-tokens.ts';
import { mostly } from './fields.ts';
import type { Names } from './names.ts';
import type { SecretReference, Shown } from './shown.ts';

/** The part of an app that the commands of one concept make up. */
export type Concept = Exclude<keyof App, 'appId' | 'limits'>;

/** A command of an app, such as `friendships.befriend`. */
export type CommandName = { [C in Concept]: `${C}.${keyof App[C] & string}` }[Concept];

/** What any command answers: a value, or a refusal or failure with a code. */
export type Answer = ResultAsync<unknown, { readonly code: string }>;

/** One call of one command. fast-check prints it as its title. */
export interface Call {
  /** A sentence: `ana befriends bo`. */
  readonly title: string;
  readonly command: CommandName;
  /** Makes the call. It may be made of any app, more than once; `shown` lets it name secrets, and keeps new ones. */
  readonly run: (app: App, shown: Shown) => Answer;
  /** The title. */
  readonly toString: () => string;
}

/** What calls are drawn from. */
export interface CallSource extends TimeOptions {
  readonly names: Names;
}

/** There must be somebody before anything else can happen, and something before it can be taken away. */
const weights = { begins: 24, makes: 12, changes: 6, looks: 3, takes: 4, destroys: 1 };

/** What a command does, which tells how often it is called. */
export type CommandKind = keyof typeof weights;

/** Calls of one command, and their weight among the others. */
export interface DrawnCalls {
  readonly weight: number;
  readonly calls: fc.Arbitrary<Omit<Call, 'command' | 'toString'>>;
}

/** Calls of every command of a concept. */
export type CallsOf<C extends Concept> = { readonly [Name in keyof App[C]]: DrawnCalls };

/** The calls of one command, from its arguments. */
export function drawn<A>(
  kind: CommandKind,
  given: fc.Arbitrary<A>,
  title: (given: A) => string,
  run: (app: App, given: A, shown: Shown) => Answer,
): DrawnCalls {
  const calls = given.map((each) => ({
    title: title(each),
    run: (app: App, shown: Shown) => run(app, each, shown),
  }));
  return { weight: weights[kind], calls };
}

/** The calls of one command that lists; now and then of the second page, so that cursors are used too. */
export function drawnList<A, O extends PageOptions>(
  given: fc.Arbitrary<A>,
  options: fc.Arbitrary<O>,
  title: (given: A) => string,
  list: (app: App, given: A, options: O) => ResultAsync<Page<unknown>, { readonly code: string }>,
): DrawnCalls {
  const first = fc.constant<'first' | 'second'>('first');
  // With the usual limit there hardly is a second page.
  const small = options.map((each) => ({ ...each, limit: 1 }));
  return drawn(
    'looks',
    fc.oneof(
      { withCrossShrink: true },
      { weight: 3, arbitrary: fc.tuple(given, options, first) },
      { weight: 1, arbitrary: fc.tuple(given, small, fc.constant<'first' | 'second'>('second')) },
    ),
    ([whose, how, page]) => {
      const by = Object.keys(how).length > 0 ? ` by ${tell(how)}` : '';
      return `${title(whose)}${by}${page === 'second' ? ', the second page' : ''}`;
    },
    (app, [whose, how, page]) => {
      const asked = list(app, whose, how);
      if (page === 'first') return asked;
      return asked.andThen((shown) => {
        const { nextCursor: cursor } = shown;
        return cursor === undefined ? ok(shown) : list(app, whose, { ...how, cursor });
      });
    },
  );
}

/** A secret, mostly one of the first to be shown. */
export const anySecretReference: fc.Arbitrary<SecretReference> = fc.record({
  nth: mostly(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 5 })),
  by: fc.constantFrom<'handle' | 'text'>('handle', 'text'),
});

/** `the handle of the 2nd token of ana`. */
export function tellSecret({ nth, by }: SecretReference, what: string): string {
  const ordinal = ['1st', '2nd', '3rd'][nth] ?? `${nth + 1}th`;
  return `the ${by} of the ${ordinal} ${what}`;
}

/** As JSON, in which no character is invisible or makes others so. */
export function tell(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

/** ` with {…}`, or nothing where there is nothing to tell. */
export function tellWith(given: object): string {
  return Object.keys(given).length > 0 ? ` with ${tell(given)}` : '';
}

/** Whoever acts. */
export function actor({ as = 'administration' }: { readonly as?: string | undefined }): string {
  return as;
}
