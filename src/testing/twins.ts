/**
 * Twins: an app on the store that is checked and one on the memory store, asked the same and expected to answer the same.
 *
 * @module
 */

import { memoryStore } from '../adapters/memory/index.ts';
import { type App, openApp } from '../app.ts';
import type { Limits } from '../limits.ts';
import { asyncResult } from '../shared/bulk.ts';
import { pbkdf2Passwords } from '../shared/password.ts';
import { err, errAsync, type Result } from '../shared/result.ts';
import type { Store } from '../store/store.ts';
import { unavailable } from '../store/store-error.ts';
import type { Answer } from './arbitraries/call.ts';
import { Shown } from './arbitraries/shown.ts';
import { blame, blameOfDenial } from './blame.ts';
import { History } from './history.ts';
import { isContention, isUnknown, linearise } from './linearise.ts';
import { pageIn, ruleBrokenByPages } from './list-difference.ts';
import type { RuleId } from './rules.ts';
import { contentOf, dataOf } from './same.ts';
import { type Around, storeAround } from './store-around.ts';

/**
 * The app on a store where something happens between the first operation that it is asked for and the next. Where that
 * comes to an error, it is what all further operations answer.
 */
export type Meanwhile = (happens: () => Answer) => App;

/** Something that both apps are asked. */
export interface Question {
  /** A sentence: `ana befriends bo`. */
  readonly title: string;
  readonly run: (app: App, shown: Shown, meanwhile: Meanwhile) => Answer;
}

/** A question that the two apps answered differently. */
export interface Difference {
  readonly title: string;
  /** The rule that is broken, as far as can be told; not quickly found out. */
  rule(): RuleId;
  /** What the store that is checked came to. */
  readonly told: string;
  /** What the memory store came to. */
  readonly allowed: string;
}

/** The longest history of which blame is laid: with a rule suspended, the orders to try double with each operation. */
const blamedMax = 20;

/** When twins begin. */
export const twinsTime = 1_700_000_000;

/**
 * A question takes some dozens of operations. Of a store that shows what has long been removed, a deletion would try to
 * remove it for ever.
 */
const operationsMax = 2000;

/** One of the two, with what its clients keep of what it has shown. */
interface Twin {
  readonly app: App;
  readonly shown: Shown;
  readonly meanwhile: Meanwhile;
}

/** Two apps of which nothing but the store differs: time and chance are the same for both. */
export class Twins {
  readonly #history = new History();
  readonly #checked: readonly Twin[];
  readonly #reference: Twin;
  #now = twinsTime;
  #asked = 0;
  #operations = 0;

  /** Twins whose first lives on some handles in turn. */
  constructor(handles: readonly Store[], limits: Limits) {
    const appOn = (store: Store, draw: () => number) =>
      openApp({
        store,
        appId: 'kit',
        limits,
        clock: () => this.#now,
        random: bytesOf(draw),
        passwords: pbkdf2Passwords({ iterations: 1 }),
      });
    const twinOn = (store: Store, draw: () => number, shown: Shown): Twin => ({
      app: appOn(store, draw),
      shown,
      meanwhile: (happens) => appOn(interruptedBy(happens, store), draw),
    });
    const [drawn, drawnByReference] = [counter(), counter()];
    const shown = new Shown();
    const bounded: Around = (_, proceed) => {
      this.#operations += 1;
      return this.#operations > operationsMax ? errAsync(unavailable) : proceed();
    };
    this.#checked = handles.map((handle) =>
      twinOn(this.#history.handleOf(0, storeAround(handle, bounded)).store, drawn, shown),
    );
    this.#reference = twinOn(memoryStore(), drawnByReference, new Shown());
  }

  /** Asks both; tells in what they differ. A second passes with each question. */
  async ask({ title, run }: Question): Promise<Difference | undefined> {
    const checked = this.#checked[this.#asked % this.#checked.length] ?? this.#reference;
    this.#asked += 1;
    this.#operations = 0;
    this.#now += 1;
    const told = await run(checked.app, checked.shown, checked.meanwhile);
    const allowed = await run(this.#reference.app, this.#reference.shown, this.#reference.meanwhile);
    const texts = { told: textOf(told), allowed: textOf(allowed) };
    if (texts.told === texts.allowed) return undefined;
    return { title, ...texts, rule: () => this.#ruleBrokenBy(told, allowed) };
  }

  /** Lists break the rules of lists; of everything else, the history tells. */
  #ruleBrokenBy(told: Result<unknown, unknown>, allowed: Result<unknown, unknown>): RuleId {
    // Nobody else is there whom it could have met, and no message was made to go wrong.
    if (isContention(told)) return 'S7';
    if (isUnknown(told)) return 'S6';
    const operations = this.#history.operations.filter(({ type }) => type !== 'list');
    if (!linearise(operations).ok)
      return operations.length > blamedMax ? (blameOfDenial(operations) ?? 'S3') : blame(operations);
    const [one, other] = [pageIn(contentOf(told)), pageIn(contentOf(allowed))];
    if (!one || !other) return 'S3';
    return ruleBrokenByPages(one, other);
  }
}

function counter(): () => number {
  let drawn = 0;
  return () => {
    drawn += 1;
    return drawn;
  };
}

/** A store on which something happens after its first operation. */
function interruptedBy(happens: () => Answer, inner: Store): Store {
  let asked = 0;
  let failure: Result<never, unknown> | undefined;
  return storeAround(inner, (_, proceed) =>
    asyncResult(async () => {
      if (failure) return failure;
      asked += 1;
      const isFirst = asked === 1;
      const answer = await proceed();
      const happened = isFirst ? await happens() : undefined;
      if (happened?.isErr()) failure = err(happened.error);
      return answer;
    }),
  );
}

/** Bytes that look random and are the same for the same draw. */
function bytesOf(draw: () => number) {
  return (length: number): Uint8Array => {
    let state = Math.imul(draw(), 0x9e3779b1);
    return Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return state >>> 24;
    });
  };
}

/** An answer as text; of a cursor, only that there is one: its numbers are the store's own. */
function textOf(answer: Result<unknown, unknown>): string {
  const content = contentOf(answer);
  const told = pageIn(content)
    ? { ...Object(content), nextCursor: 'nextCursor' in Object(content) }
    : content;
  return `${answer.isOk() ? 'ok' : 'refused'} ${dataOf(told)}`;
}
