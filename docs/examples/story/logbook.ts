/**
 * The logbook: how far the story has been told in a store.
 *
 * It is kept in an app of its own, in the same store, so that it counts in none of the story's lists. Each telling is a
 * user there, whose metadata say which chapters were told. A chapter that was begun and not told to its end leaves
 * behind something that no chapter expects; that it was begun is written down before.
 *
 * @module
 */

import { type App, openApp, type Store } from 'kithkin';
import type { Asked } from './asking.ts';
import { expectOk, StoryStopped } from './asking.ts';

/** How far one telling has come. */
export interface Progress {
  /** The chapters that were told, in order. */
  readonly told: readonly string[];
  /** The one that is being told, or broke off. */
  readonly telling?: string;
  /** The story's time, in UNIX seconds. */
  readonly time: number;
  readonly asked: Asked;
}

/** One telling of the story, and how far it has come. */
export interface Telling extends Progress {
  /** 1 for the first in this store. */
  readonly number: number;
}

const uidOf = (number: number): string => `telling-${number}`;

/** What was told in a store. */
export class Logbook {
  readonly #app: App;

  constructor(store: Store) {
    this.#app = openApp({ store, appId: 'story-logbook' });
  }

  /** The latest telling; undefined if there was none. */
  async latest(): Promise<Telling | undefined> {
    const newest = this.#app.users.list({ order: 'newest', limit: 1 });
    const [user] = expectOk(await newest, 'Reading the logbook').items;
    if (user === undefined) return undefined;
    // SAFETY: metadata are what `begin` and `write` have given them.
    return { number: Number(user.name), ...(user.metadata as unknown as Progress) };
  }

  /** Begins one more telling. */
  async begin(number: number, progress: Progress): Promise<void> {
    const created = await this.#app.users.create({
      uid: uidOf(number),
      name: String(number),
      metadata: progress,
    });
    if (created.isErr() && created.error.code === 'ERR_UID_ALREADY_EXISTS') {
      throw new StoryStopped('Somebody else has just begun to tell it in this store. Try again.');
    }
    expectOk(created, 'Beginning in the logbook');
  }

  /** Writes down how far a telling has come. */
  async write(number: number, progress: Progress): Promise<void> {
    expectOk(await this.#app.users.update(uidOf(number), { metadata: progress }), 'Writing the logbook');
  }
}
