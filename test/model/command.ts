/**
 * Commands as a story tells them: what is asked of the app, and what the reference model says it should answer.
 *
 * @module
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
  type App,
  type BadRequest,
  type Limits,
  openApp,
  type Page,
  type Result,
  type ResultAsync,
  type Store,
} from 'kithkin';
import { type MemoryData, memoryData, memoryStore } from 'kithkin/memory';
import { expect } from 'vitest';
import { checkedStore } from '../support/checked-store.ts';
import { cheapPasswords, epoch, SeededRandom, smallLimits, TestClock } from '../support/test-app.ts';
import { storeAround, unavailable } from '../support/wrapped-store.ts';
import { type Outcome, ReferenceModel } from './reference-model.ts';

/** How a world differs from the usual one. */
export interface WorldOptions {
  readonly limits?: Partial<Limits>;
  readonly appId?: string;
  /** Wraps the store of each handle. */
  readonly wrap?: (store: Store) => Store;
  /** Whether the core is held to its side of the contract; true when absent. */
  readonly isChecked?: boolean;
}

/** One app behind two handles, and another app in the same store that nobody touches. */
export class World {
  readonly clock = new TestClock();
  readonly random = new SeededRandom();
  readonly data: MemoryData = memoryData();
  readonly limits: Limits;
  readonly handles: readonly [App, App];
  readonly other: App;
  /** Plain texts that were shown: what a client would have kept. */
  readonly tokens: string[] = [];
  readonly apiKeys: string[] = [];
  /** Whether what a deletion left can be found at present. */
  canDrain = true;
  readonly #isChecked: boolean;
  #turn = 0;

  constructor({ limits = {}, appId = 'app', wrap = (store) => store, isChecked = true }: WorldOptions = {}) {
    this.#isChecked = isChecked;
    this.limits = { ...smallLimits, ...limits };
    const openHandle = (id: string) => this.open(wrap(memoryStore({ data: this.data })), id);
    this.handles = [openHandle(appId), openHandle(appId)];
    this.other = openHandle('App');
  }

  /** The handles take turns. */
  get app(): App {
    this.#turn += 1;
    return this.#turn % 2 === 0 ? this.handles[0] : this.handles[1];
  }

  /** One more handle, on a store of this data set. */
  open(store: Store, appId = 'app'): App {
    const interruptible = storeAround(store, ({ name, given: [load] }, proceed) =>
      name === 'read' && !this.canDrain && Object.hasOwn(load as object, 'remnants')
        ? unavailable()
        : proceed(),
    );
    return openApp({
      store: this.#isChecked ? checkedStore(interruptible) : interruptible,
      appId,
      clock: this.clock.read,
      random: this.random.bytes,
      passwords: cheapPasswords,
      limits: this.limits,
    });
  }
}

/** A model of an empty app with these caps. */
export function newModel(limits: Limits = smallLimits): ReferenceModel {
  const model = new ReferenceModel(limits);
  model.now = epoch;
  return model;
}

/** One sentence of a story. */
export abstract class Command<Args extends readonly unknown[] = readonly unknown[]>
  implements fc.AsyncCommand<ReferenceModel, World>
{
  readonly args: Args;

  constructor(...args: Args) {
    this.args = args;
  }

  /** Asks it of the app. */
  abstract act(app: App, world: World): Promise<Outcome>;

  /** Asks it of the model; `secret` is what of chance the answer of the app shows. */
  abstract expect(model: ReferenceModel, secret: string, world: World): Outcome;

  /** Tells it. */
  abstract toString(): string;

  check(): boolean {
    return true;
  }

  async run(model: ReferenceModel, world: World): Promise<void> {
    const actual = await this.act(world.app, world);
    const secret = world.random.shownIn(JSON.stringify(actual));
    const expected = this.expect(model, secret, world);
    // The quick look is forty times as quick as the one that can explain itself.
    if (!isDeepStrictEqual(actual, expected)) expect(actual, `${this}`).toStrictEqual(expected);
  }
}

/** Makes commands of one class. */
export type CommandArbitrary = fc.Arbitrary<Command> & {
  readonly kind: abstract new (...args: never) => Command;
};

/** A generator of commands of one class, from generators of its arguments. */
export function commandOf<Args extends readonly unknown[]>(
  kind: new (...args: Args) => Command<Args>,
  ...args: { [Index in keyof Args]: fc.Arbitrary<Args[Index]> }
): CommandArbitrary {
  // SAFETY: a tuple of arbitraries generates the tuple of what they generate.
  const tuple = fc.tuple(...args) as unknown as fc.Arbitrary<Args>;
  return Object.assign(
    tuple.map((given): Command => new kind(...given)),
    { kind },
  );
}

/** What a command answered, as plain data; of a bad request, where it is bad. */
export async function outcomeOf<T, E extends { readonly code: string }>(
  result: PromiseLike<Result<T, E>>,
): Promise<Outcome> {
  const settled = await result;
  if (settled.isOk()) return { ok: true, value: settled.value };
  const { error } = settled;
  switch (error.code) {
    case 'ERR_BAD_REQUEST': {
      const { code, details } = error as unknown as BadRequest;
      const isExplained = Object.values(details).every((reasons) => reasons.length > 0);
      return { ok: false, error: { code, details: isExplained ? Object.keys(details).sort() : details } };
    }
    default:
      return { ok: false, error };
  }
}

interface PageAsked {
  readonly limit: number;
  readonly cursor?: string;
  readonly count: true;
}

/** All items of a list, walked by pages; the count that each page tells must be theirs. */
export async function walkOf<T, E extends { readonly code: string }>(
  list: (page: PageAsked) => ResultAsync<Page<T>, E>,
  limit: number,
): Promise<Outcome> {
  const items: T[] = [];
  const counts = new Set<number | undefined>();
  let cursor: string | undefined;
  do {
    const asked = list({ limit, count: true, ...(cursor !== undefined && { cursor }) });
    const page = await asked;
    if (page.isErr()) return outcomeOf(asked);
    if (page.value.items.length > limit) throw new Error(`a page of ${page.value.items.length} items`);
    items.push(...page.value.items);
    counts.add(page.value.count);
    cursor = page.value.nextCursor;
  } while (cursor !== undefined);
  if (counts.size > 1 || !counts.has(items.length)) {
    throw new Error(`a list of ${items.length} items that counts ${[...counts]}`);
  }
  return { ok: true, value: items };
}

/** What a story calls a value: ids as they are, everything else as JSON. */
export function tell(value: unknown): string {
  return typeof value === 'string' && /^[\w-]{1,20}$/.test(value)
    ? value
    : (JSON.stringify(value) ?? 'nothing');
}

/** ` as cy`, or nothing where administration acts. */
export function tellActor(as: unknown): string {
  return as === undefined ? '' : ` as ${tell(as)}`;
}
