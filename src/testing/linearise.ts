/**
 * Linearise: whether a history could have happened one operation after the other.
 *
 * The model of a transact is its own decision: at one moment between its beginning and its end it saw all that had been
 * committed, and what it then decided is what it answered. So the search looks for an order of the operations that
 * respects real time, and in which each decides what it was observed to answer. The states are those of the memory
 * store, made again from the operations whenever the search turns back.
 *
 * @module
 */

import { AppData } from '../adapters/memory/app-data.ts';
import { lists } from '../adapters/memory/lists.ts';
import { snapshotOf } from '../adapters/memory/memory-store.ts';
import { ok, type Result } from '../shared/result.ts';
import { anchorKey } from '../store/anchors.ts';
import type { Commit } from '../store/store.ts';
import type { Operation } from './history.ts';
import { dataOf, isSameAnswer } from './same.ts';
import type { AskedOperation } from './store-around.ts';

type Answer = Result<unknown, unknown>;

/** An operation that could have come next, and what it would have answered then. */
export interface Alternative {
  readonly operation: Operation;
  readonly allowed: Answer;
}

/** An order that explains a history; or the longest that begins to, and what could have followed it. */
export type Linearisation =
  | { readonly ok: true; readonly order: readonly Operation[] }
  | { readonly ok: false; readonly order: readonly Operation[]; readonly next: readonly Alternative[] };

const statesMax = 100_000;

/** What else a store may have done, to find out which rule it broke. */
export interface Assumption {
  /** Commits may stand whose store said that nothing was committed. */
  readonly failuresMayStand?: boolean;
  /** A transact that decided more than once may have committed twice. */
  readonly mayCommitTwice?: boolean;
}

/** Looks for an order of operations that explains all that they answered. */
export function linearise(operations: readonly Operation[], assumption: Assumption = {}): Linearisation {
  return new Search(operations, assumption).run();
}

/** Operations that come one after the other, and how many of them are in the order. */
interface Lane {
  readonly operations: readonly Operation[];
  taken: number;
}

class Search {
  readonly #lanes: readonly Lane[];
  readonly #assumption: Assumption;
  readonly #order: Operation[] = [];
  readonly #seen: Set<string> = new Set();
  #latest: Model = new Model();
  #isAhead = false;
  #best: { readonly order: readonly Operation[]; readonly next: readonly Alternative[] } = {
    order: [],
    next: [],
  };

  constructor(operations: readonly Operation[], assumption: Assumption) {
    this.#lanes = lanesOf(operations);
    this.#assumption = assumption;
  }

  run(): Linearisation {
    return this.#extend() ? { ok: true, order: [...this.#order] } : { ok: false, ...this.#best };
  }

  /** Extends the order to all operations, or leaves it as it was. */
  #extend(): boolean {
    const state = `${this.#lanes.map(({ taken }) => taken).join()} ${this.#model.trace}`;
    if (this.#seen.has(state)) return false;
    this.#seen.add(state);
    if (this.#seen.size > statesMax) throw new Error('The history is too wide to be checked');

    const candidates = this.#candidates();
    if (candidates.length === 0) return true;
    const next: Alternative[] = [];
    for (const { lane, operation } of candidates) {
      const { result } = operation;
      if (result !== undefined && !isStoreFailure(result)) {
        const allowed = this.#model.take(operation, result);
        if (!allowed && this.#goOnWith(lane, [operation])) return true;
        if (allowed) next.push({ operation, allowed });
        if (this.#assumption.mayCommitTwice && operation.attempts.length > 1) {
          this.#model.do(operation);
          const isAsTold = this.#model.take(operation, result) === undefined;
          if (this.#goOnWith(lane, [operation, operation], isAsTold)) return true;
        }
        continue;
      }
      // It may have been committed, unless the store has said that it was not; and it may never be.
      if (result === undefined || isUnknown(result) || this.#assumption.failuresMayStand) {
        this.#model.do(operation);
        if (this.#goOnWith(lane, [operation])) return true;
      }
      if (this.#goOnWith(lane, [])) return true;
    }
    if (this.#order.length >= this.#best.order.length) this.#best = { order: [...this.#order], next };
    return false;
  }

  /** Goes on with what the next operation of a lane did, and takes it back unless that led to the end. */
  #goOnWith(lane: Lane, done: readonly Operation[], isAsTold = true): boolean {
    this.#order.push(...done);
    lane.taken += 1;
    if (isAsTold && this.#extend()) return true;
    lane.taken -= 1;
    this.#order.length -= done.length;
    this.#isAhead = true;
    return false;
  }

  /** The state after the order. Where the search only turns back, further and further, it is not made at all. */
  get #model(): Model {
    if (this.#isAhead) {
      this.#latest = new Model();
      for (const earlier of this.#order) this.#latest.do(earlier);
      this.#isAhead = false;
    }
    return this.#latest;
  }

  /** The operations that can come next: none that is left was over before they began. */
  #candidates(): readonly { readonly lane: Lane; readonly operation: Operation }[] {
    const heads = this.#lanes.flatMap((lane) => {
      const operation = lane.operations[lane.taken];
      return operation ? [{ lane, operation }] : [];
    });
    const over = Math.min(...heads.map(({ operation }) => operation.ended));
    return heads.filter(({ operation }) => operation.began <= over);
  }
}

/** The operations of each client in their order; one whose outcome is not known goes its own way. */
function lanesOf(operations: readonly Operation[]): readonly Lane[] {
  const lanes = new Map<unknown, Operation[]>();
  for (const operation of operations) {
    const isOpen = operation.result === undefined || isUnknown(operation.result);
    const key = isOpen ? operation : operation.client;
    const lane = lanes.get(key) ?? [];
    lanes.set(key, lane);
    lane.push(isOpen ? { ...operation, ended: Number.POSITIVE_INFINITY } : operation);
  }
  return [...lanes.values()].map((each) => ({ operations: each, taken: 0 }));
}

/** A state, as the operations taken so far leave it. */
class Model {
  readonly #app: AppData = new AppData();
  readonly #writers: Map<string, number[]> = new Map();

  /** Tells states apart: who wrote under each anchor, in which order. Operations without a common one commute. */
  get trace(): string {
    return [...this.#writers]
      .map(([anchor, writers]) => `${anchor}:${writers.join()}`)
      .sort()
      .join(' ');
  }

  /** Lets an operation happen now, whatever it answers. */
  do(operation: Operation): void {
    this.#attempt(operation, () => true);
  }

  /** Lets an operation happen now if it then answers `expected`; returns its answer if that is another. */
  take(operation: Operation, expected: Answer): Answer | undefined {
    let allowed: Answer | undefined;
    this.#attempt(operation, (answer) => {
      const { list } = operation;
      const isSame = list
        ? isSameAnswer(comparable(list, answer), comparable(list, expected))
        : isSameAnswer(answer, expected);
      if (!isSame) allowed = answer;
      return isSame;
    });
    return allowed;
  }

  /** Lets an operation decide now, and what it decides be done if `isWanted` holds of its answer. */
  #attempt({ type, plan, decide, list, began }: Operation, isWanted: (answer: Answer) => boolean): void {
    if (list) {
      isWanted(ok(this.#listed(list)));
      return;
    }
    const decided = decide(snapshotOf(this.#app, plan.load));
    if (type === 'read') {
      isWanted(decided);
      return;
    }
    // SAFETY: what a transact decides is a commit.
    const commit = decided as Result<Commit<unknown>, unknown>;
    if (!isWanted(commit.isOk() ? ok(commit.value.value) : decided) || commit.isErr()) return;
    const { changes } = commit.value;
    if (changes.length > 0) this.#note(plan.anchors.write.map(anchorKey), began);
    for (const change of changes) this.#app.apply(change);
  }

  #listed({ name, given }: AskedOperation): unknown {
    const [repository = '', method = ''] = name.split('.');
    // SAFETY: a list that was asked for is there, and takes what it was given.
    const read = Object(Reflect.get(lists, repository))[method] as (...given: unknown[]) => unknown;
    return read(this.#app, ...given);
  }

  #note(anchors: readonly string[], writer: number): void {
    for (const anchor of new Set(anchors))
      this.#writers.set(anchor, [...(this.#writers.get(anchor) ?? []), writer]);
  }
}

/** What must be the same of two answers of a list: not the numbers of positions, and of some not the order either. */
function comparable({ name }: AskedOperation, answer: Answer): Answer {
  if (answer.isErr()) return answer;
  const { value } = answer;
  if (!name.endsWith('.all')) return ok({ ...Object(value), next: Object(value).next !== undefined });
  return ok(Array.isArray(value) ? value.map(dataOf).sort() : value);
}

/** Whether an answer is the store's failure, and no refusal. */
export function isStoreFailure(answer: Answer): boolean {
  return answer.isErr() && String(codeOf(answer.error)).startsWith('STORE_');
}

/** Whether the store says that it cannot be reached, and that nothing was committed. */
export function isUnavailable(answer: Answer): boolean {
  return answer.isErr() && codeOf(answer.error) === 'STORE_UNAVAILABLE';
}

/** Whether the store says that it does not know what was committed. */
export function isUnknown(answer: Answer): boolean {
  return answer.isErr() && codeOf(answer.error) === 'STORE_UNKNOWN_OUTCOME';
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
