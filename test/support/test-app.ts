/**
 * Apps for tests: a clock that can be set, chance that can be repeated, passwords that cost nothing.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import {
  type App,
  type BadRequest,
  type Limits,
  type OpenAppOptions,
  openApp,
  type Page,
  type PasswordHasher,
  type ResultAsync,
} from 'kithkin';
import { memoryStore } from 'kithkin/memory';

/** Salted hashes that cost next to nothing, which no real hash may. */
export const cheapPasswords: PasswordHasher = {
  hash: async (password, random) => saltedHash(password, Buffer.from(random(16)).toString('hex')),
  matches: async (password, hash) => saltedHash(password, hash.split('$')[1] ?? '') === hash,
};

function saltedHash(password: string, salt: string): string {
  return `cheap$${salt}$${createHash('sha256').update(salt).update(password).digest('hex')}`;
}

/** Caps so small that a handful of commands reaches each of them. */
export const smallLimits: Limits = {
  friendshipsPerUserMax: 2,
  activeAuthTokensPerUserMax: 2,
  groupMembershipsPerUserMax: 2,
  membersPerGroupMax: 3,
  botsPerAppMax: 2,
  rolesPerAppMax: 2,
  apiKeysPerAppMax: 2,
};

/** When the tests begin. */
export const epoch = 1_700_000_000;

/** A clock that a test sets. */
export class TestClock {
  now = epoch;

  readonly read = (): number => this.now;
}

/** Random bytes that are the same for the same seed. */
export class SeededRandom {
  #seed = 0;
  /** All that was drawn, as hex. */
  #drawn: string[] = [];

  /** Begins a sequence of its own. */
  restart(seed: number): void {
    this.#seed = seed;
    this.#drawn = [];
  }

  readonly bytes = (length: number): Uint8Array => {
    const block = createHash('sha512').update(`${this.#seed}/${this.#drawn.length}`).digest();
    this.#drawn.push(block.toString('hex', 0, length));
    return new Uint8Array(block.subarray(0, length));
  };

  /** What of the last few draws a text gives away; the empty text if nothing. */
  shownIn(text: string): string {
    return this.#drawn.slice(-4).find((hex) => text.includes(hex)) ?? '';
  }
}

/** An app on a new memory store, unless told otherwise. */
export function openTestApp(options: Partial<OpenAppOptions> = {}): App {
  return openApp({ store: memoryStore(), appId: 'app', passwords: cheapPasswords, ...options });
}

/** The value of a command that must succeed. */
export async function must<T, E>(result: ResultAsync<T, E>): Promise<T> {
  const settled = await result;
  if (settled.isErr()) throw new Error(`expected a value, got ${JSON.stringify(settled.error)}`);
  return settled.value;
}

/** The refusal of a command that must not succeed. */
export async function refusalOf<T, E>(result: ResultAsync<T, E>): Promise<E> {
  const settled = await result;
  if (settled.isOk()) throw new Error(`expected a refusal, got ${JSON.stringify(settled.value)}`);
  return settled.error;
}

/** Lets a command succeed or be refused. */
export async function attempt(result: ResultAsync<unknown, unknown>): Promise<void> {
  await result.match(
    () => undefined,
    () => undefined,
  );
}

/** `ok`, or the code of the refusal. */
export async function codeOf(result: ResultAsync<unknown, { readonly code: string }>): Promise<string> {
  const settled = await result;
  return settled.isOk() ? 'ok' : settled.error.code;
}

/** The paths of a bad request's details, sorted. */
export function badPathsOf(error: BadRequest): string[] {
  return Object.keys(error.details).sort();
}

interface PageAsked {
  readonly limit: number;
  readonly cursor?: string;
}

/** All items of a list, walked by pages of this size. */
export async function allOf<T, E>(
  list: (page: PageAsked) => ResultAsync<Page<T>, E>,
  limit = 1000,
): Promise<readonly T[]> {
  const items: T[] = [];
  let page = await must(list({ limit }));
  items.push(...page.items);
  while (page.nextCursor !== undefined) {
    page = await must(list({ limit, cursor: page.nextCursor }));
    items.push(...page.items);
  }
  return items;
}

/** Creates users of these uids, in this order. */
export async function createUsers(app: App, ...uids: readonly string[]): Promise<void> {
  for (const uid of uids) await must(app.users.create({ uid, name: `User ${uid}`.slice(0, 100) }));
}

/** Creates public groups of these guids, in this order. */
export async function createGroups(app: App, ...guids: readonly string[]): Promise<void> {
  for (const guid of guids) await must(app.groups.create({ guid, name: `Group ${guid}`.slice(0, 100) }));
}
