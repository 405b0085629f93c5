/**
 * The stage: what every chapter is given.
 *
 * @module
 */

import { type App, openApp, pbkdf2Passwords, type Random, type Store } from 'kithkin';
import { Asking } from './asking.ts';
import { type Crew, readCrew } from './crew.ts';
import type { Narrator } from './narrator.ts';

/** What every chapter is given. */
export interface Stage {
  readonly app: App;
  /** Where the app keeps everything. */
  readonly store: Store;
  /** Opens one more store like it. */
  readonly openStore: () => Store;
  readonly crew: Crew;
  readonly clock: StoryClock;
  /** Prints. */
  readonly say: Narrator;
  /** Asks, checks and prints. */
  readonly ask: Asking;
}

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
}

/** Opens the harbour's app. */
export function setStage(openStore: () => Store, say: Narrator): Stage {
  const store = openStore();
  const clock = new StoryClock();
  const app = openApp({
    store,
    appId: 'merrow-quay',
    // An application leaves out all three: the story is to be the same at every telling, and quick.
    clock: clock.read,
    random: seededRandom(7),
    passwords: pbkdf2Passwords({ iterations: 1000 }),
  });
  return { app, store, openStore, crew: readCrew(), clock, say, ask: new Asking(say) };
}

/** Bytes that are the same at every telling. Tokens made of them are no secret: never do this elsewhere. */
function seededRandom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) & 0xff;
  };
  return (length) => Uint8Array.from({ length }, next);
}
