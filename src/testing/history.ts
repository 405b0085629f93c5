/**
 * History: what clients asked of a store, when, and what they were told.
 *
 * @module
 */

import { asyncResult } from '../shared/bulk.ts';
import { err, type Result, type ResultAsync } from '../shared/result.ts';
import type { Loads, Snapshot } from '../store/loads.ts';
import type { Plan, Store } from '../store/store.ts';
import { type AskedOperation, storeAround } from './store-around.ts';

/** A decision on whatever was loaded for it. */
export type AnyDecide = (seen: Snapshot<Loads>) => Result<unknown, unknown>;

/** One transact, read or list, from its beginning to its end. */
export interface Operation {
  readonly client: number;
  /** Which of the client's steps it belongs to. */
  readonly step: number;
  readonly type: 'transact' | 'read' | 'list';
  /** A read names no anchors, and a list loads nothing either. */
  readonly plan: Plan<Loads>;
  /** Of a list, nothing is decided. */
  readonly decide: AnyDecide;
  /** Which list it is, and what was asked of it. */
  readonly list?: AskedOperation;
  /** What each attempt decided, in their order. */
  readonly attempts: readonly Result<unknown, unknown>[];
  /** The moment at which it was asked for. */
  readonly began: number;
  /** The moment at which it was answered; infinite if it never was. */
  readonly ended: number;
  /** The answer; absent if there was none, or an exception in its place. */
  readonly result?: Result<unknown, unknown>;
}

type Draft = { -readonly [K in keyof Operation]: Operation[K] } & { attempts: Result<unknown, unknown>[] };

/** All operations of some clients, numbered by one counter, so that it is known which were over before others began. */
export class History {
  readonly #operations: Draft[] = [];
  #moment = 0;

  /** In the order in which they were asked for. */
  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** A handle that is the inner one, and whose operations are those of a client. */
  handleOf(client: number, inner: Store): RecordedHandle {
    const place = { step: 0 };
    const store = storeAround(inner, (operation, proceed) => {
      const { name, given } = operation;
      // SAFETY: what the port says that they are given.
      const [asked, decide] = given as [unknown, AnyDecide];
      if (name === 'transact') {
        const plan = asked as Plan<Loads>;
        return this.#observe({ client, ...place, type: 'transact', plan, decide }, (noted) =>
          proceed([plan, noted]),
        );
      }
      if (name === 'read') {
        const plan = { anchors: nothing, load: asked as Loads };
        return this.#observe({ client, ...place, type: 'read', plan, decide }, (noted) =>
          proceed([plan.load, noted]),
        );
      }
      if (!isRecorded(operation)) return proceed();
      const listing = { type: 'list', plan: { anchors: nothing, load: {} }, decide: never } as const;
      return this.#observe({ client, ...place, ...listing, list: operation }, () => proceed());
    });
    return {
      store,
      begin: (step) => {
        place.step = step;
      },
    };
  }

  #observe(
    asked: Pick<Operation, 'client' | 'step' | 'type' | 'plan' | 'decide' | 'list'>,
    ask: (decide: AnyDecide) => ResultAsync<unknown, unknown>,
  ): ResultAsync<unknown, unknown> {
    const operation: Draft = { ...asked, attempts: [], began: this.#next(), ended: Number.POSITIVE_INFINITY };
    this.#operations.push(operation);
    return asyncResult(async () => {
      const result = await ask((seen) => {
        const decided = asked.decide(seen);
        operation.attempts.push(decided);
        return decided;
      });
      operation.ended = this.#next();
      operation.result = result;
      return result;
    });
  }

  #next(): number {
    this.#moment += 1;
    return this.#moment;
  }
}

const nothing = { write: [], read: [] } as const;
const never: AnyDecide = () => err('nothing is decided');

/** The lists whose first page can be told from what was committed before: in an order that everybody agrees on. */
const recorded: ReadonlySet<string> = new Set([
  ...['users.list', 'authTokens.list', 'friendships.list', 'blocks.list', 'groups.list'],
  ...['groupMemberships.listMembers', 'groupMemberships.listGroups', 'groupMemberships.listBanned'],
  ...['roles.all', 'bots.all'],
]);

/** Whose rows share no anchor, so that it is for the store to say which of two is the newer. */
const freelyNumbered: ReadonlySet<string> = new Set(['users.list', 'groups.list']);

/** Later pages begin at a position, whose number is the store's own. */
function isRecorded({ name, given: [query] }: AskedOperation): boolean {
  const { after, order } = Object(query);
  return recorded.has(name) && after === undefined && !(order === 'newest' && freelyNumbered.has(name));
}

/** A handle whose operations are recorded. */
export interface RecordedHandle {
  readonly store: Store;
  /** Says to which of the client's steps the operations from now on belong. */
  begin(step: number): void;
}
