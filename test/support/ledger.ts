/**
 * Ledger: what clients were told while a server came and went, to be compared with what is there in the end.
 *
 * @module
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { App, ResultAsync } from 'kithkin';
import { expect } from 'vitest';
import { allOf } from './test-app.ts';

type Kind = 'user' | 'friend' | 'member';

interface Entry {
  readonly kind: Kind;
  readonly uid: string;
  readonly code: string;
}

/** Limits that no ledger reaches. */
export const ledgerLimits = { friendshipsPerUserMax: 1_000_000 };

/** What was answered to clients that make users, and make them friends of `hub` and members of `club`. */
export class Ledger {
  readonly entries: Entry[] = [];
  /** The longest that an operation took, in milliseconds. */
  slowestMs = 0;

  /** Makes one user after the other until it is told to end; each step is noted, and each has a code. */
  async keep(app: App, client: string, isOver: () => boolean): Promise<void> {
    for (let index = 0; !isOver(); index += 1) {
      const uid = `${client}-${index}`;
      const created = await this.#note(
        'user',
        uid,
        app.users.create({ uid, name: uid, withAuthToken: true }),
      );
      if (created !== 'ok') {
        // Without a server this is answered at once, and nobody else would have a turn.
        await pause(2);
        continue;
      }
      await this.#note('friend', uid, app.friendships.befriend('hub', uid));
      await this.#note('member', uid, app.groupMemberships.join(uid, 'club'));
    }
  }

  async #note(
    kind: Kind,
    uid: string,
    asked: ResultAsync<unknown, { readonly code: string }>,
  ): Promise<string> {
    const began = Date.now();
    const answer = await asked;
    this.slowestMs = Math.max(this.slowestMs, Date.now() - began);
    const code = answer.isOk() ? 'ok' : answer.error.code;
    this.entries.push({ kind, uid, code });
    return code;
  }

  /** How often each code was answered. */
  get codes(): Readonly<Record<string, number>> {
    const codes: Record<string, number> = {};
    for (const { code } of this.entries) codes[code] = (codes[code] ?? 0) + 1;
    return codes;
  }

  /** Expects that what was acknowledged is there, what was refused is not, and that nothing is there in part. */
  async expectKept(app: App): Promise<void> {
    const uidsOf = async (list: Promise<readonly { readonly uid: string }[]>) =>
      new Set((await list).map(({ uid }) => uid));
    const there: Readonly<Record<Kind, ReadonlySet<string>>> = {
      user: await uidsOf(allOf((page) => app.users.list(page))),
      friend: await uidsOf(allOf((page) => app.friendships.list('hub', page))),
      member: await uidsOf(allOf((page) => app.groupMemberships.listMembers('club', page))),
    };
    // Of an outcome that is not known, either will do.
    const wrong = this.entries.filter(
      ({ kind, uid, code }) => code !== 'STORE_UNKNOWN_OUTCOME' && there[kind].has(uid) !== (code === 'ok'),
    );
    expect(wrong).toEqual([]);
    for (const uid of there.user) {
      if (uid === 'hub') continue;
      const tokens = await allOf((page) => app.authTokens.list(uid, page));
      expect(tokens, `the one token that ${uid} was created with`).toHaveLength(1);
    }
  }
}
