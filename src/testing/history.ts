/**
 * History: what clients asked of a store, when, and what they were told.
 *
 * @module
 */

import { asyncResult } from '../shared/bulk.ts';
import type { Result, ResultAsync } from '../shared/result.ts';
import type { Loads, Snapshot } from '../store/loads.ts';
import type { AppStore, Plan, Store } from '../store/store.ts';
import { appStoreWith } from './store-around.ts';

/** A decision on whatever was loaded for it. */
export type AnyDecide = (seen: Snapshot<Loads>) => Result<unknown, unknown>;

/** One transact or read, from its beginning to its end. */
export interface Operation {
  readonly client: number;
  /** Which of the client's steps it belongs to. */
  readonly step: number;
  readonly type: 'transact' | 'read';
  /** A read names no anchors. */
  readonly plan: Plan<Loads>;
  readonly decide: AnyDecide;
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
    const observed = (app: AppStore): AppStore => {
      const transact = (plan: Plan<Loads>, decide: AnyDecide) =>
        this.#observe({ client, ...place, type: 'transact', plan, decide }, (noted) =>
          // SAFETY: what is noted decides as the decision that was given, only that it is watched.
          app.transact(plan, noted as Parameters<AppStore['transact']>[1]),
        );
      const read = (load: Loads, decide: AnyDecide) =>
        this.#observe({ client, ...place, type: 'read', plan: { anchors: nothing, load }, decide }, (noted) =>
          app.read(load, noted),
        );
      return appStoreWith(app, { transact, read });
    };
    return {
      store: { forApp: (appId) => observed(inner.forApp(appId)), close: () => inner.close() },
      begin: (step) => {
        place.step = step;
      },
    };
  }

  #observe(
    asked: Pick<Operation, 'client' | 'step' | 'type' | 'plan' | 'decide'>,
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

/** A handle whose operations are recorded. */
export interface RecordedHandle {
  readonly store: Store;
  /** Says to which of the client's steps the operations from now on belong. */
  begin(step: number): void;
}
