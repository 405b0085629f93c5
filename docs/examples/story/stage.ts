/**
 * The stage: what every chapter is given.
 *
 * @module
 */

import { type App, openApp, pbkdf2Passwords, type Random, type Store } from 'kithkin';
import { Asking } from './asking.ts';
import { type Crew, readCrew } from './crew.ts';
import type { Narrator } from './narrator.ts';

/** The story begins on the first Saturday of May 2026, at six in the morning. */
const morning = Date.UTC(2026, 4, 2, 6) / 1000;

/** A clock that moves when the story says so. */
export class StoryClock {
  #now = morning;

  /** What `openApp` wants: the time in whole UNIX seconds. */
  readonly read = (): number => this.#now;

  /** Lets some hours pass. */
  advance(hours: number): void {
    this.#now += hours * 3600;
  }

  /** Goes on from where an earlier telling has stopped. */
  set(time: number): void {
    this.#now = time;
  }
}

/**
 * Bytes that are the same at every telling, in each chapter others. Tokens made of them are no secret: never do this
 * elsewhere. Outside of chapters they are drawn as an application's are.
 */
export class StoryRandom {
  #read: Random = drawn;

  /** What `openApp` wants. */
  readonly read: Random = (length) => this.#read(length);

  /** Begins a chapter, wherever the telling has begun. */
  beginChapter(number: number): void {
    this.#read = seeded(number);
  }

  /** Ends it. */
  endChapter(): void {
    this.#read = drawn;
  }
}

const drawn: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

function seeded(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  return (length) => Uint8Array.from({ length }, next);
}

/** What every chapter is given. It is opened before the first, and may be closed and opened again in between. */
export class Stage {
  /** Opens one more store like the one in use. */
  readonly openStore: () => Store;
  readonly crew: Crew = readCrew();
  readonly clock: StoryClock = new StoryClock();
  readonly random: StoryRandom = new StoryRandom();
  /** Prints. */
  readonly say: Narrator;
  /** Asks, checks and prints. */
  readonly ask: Asking;
  #store: Store;
  #app: App;
  #telling = 1;

  constructor(openStore: () => Store, say: Narrator) {
    this.openStore = openStore;
    this.say = say;
    this.ask = new Asking(say);
    this.#store = openStore();
    this.#app = this.#openApp();
  }

  /** The harbour's app. */
  get app(): App {
    return this.#app;
  }

  /** Where the app keeps everything. */
  get store(): Store {
    return this.#store;
  }

  /** An app's id in this telling, so that the story finds its apps empty even if it was told in the store before. */
  appId(name: string): string {
    return this.#telling === 1 ? name : `${name}-${this.#telling}`;
  }

  /** Goes to the apps of one of several tellings. */
  enter(telling: number): void {
    this.#telling = telling;
    this.#app = this.#openApp();
  }

  /** Closes the store. */
  close(): Promise<void> {
    return this.#store.close();
  }

  /** Opens the store, and the app on it, after they were closed. */
  open(): void {
    this.#store = this.openStore();
    this.#app = this.#openApp();
  }

  #openApp(): App {
    return openApp({
      store: this.#store,
      appId: this.appId('merrow-quay'),
      // An application leaves out all three: the story is to be the same at every telling, and quick.
      clock: this.clock.read,
      random: this.random.read,
      passwords: pbkdf2Passwords({ iterations: 1000 }),
    });
  }
}
