import fc from 'fast-check';
import type { App } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { decideIssueAuthToken, mintAuthToken } from '../../src/auth-token/auth-token.ts';
import { handleOf } from '../model/reference/auth-tokens.ts';
import { goodUid } from '../support/arbitraries.ts';
import { ana, hexOf, tokenOf, userOf } from '../support/records.ts';
import { runs } from '../support/setup.ts';
import { allOf, codeOf, epoch, must, openTestApp, TestClock } from '../support/test-app.ts';
import { anyLife, type Life, liveWithTokens, type TokenLife } from './token-life.ts';

/** Runs a property over lives with tokens. */
async function inAnyLife(
  property: (life: TokenLife, steps: Life) => Promise<void>,
  numRuns = 40,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyLife, async (steps) => {
      await property(await liveWithTokens(steps), steps);
    }),
    { numRuns: runs(numRuns) },
  );
}

async function handlesOf(app: App, uid: string, state: 'list' | 'listArchived'): Promise<readonly string[]> {
  const tokens = await allOf((page) => app.authTokens[state](uid, page), 2);
  return tokens.map(({ handle }) => handle);
}

describe('auth tokens', () => {
  it('TOKEN-CAP: no user ever has more than activeAuthTokensPerUserMax active tokens', async () => {
    await fc.assert(
      fc.asyncProperty(anyLife, fc.integer({ min: 1, max: 4 }), async (steps, cap) => {
        await liveWithTokens(steps, {
          cap,
          afterEach: async ({ app }) => {
            for (const uid of ['ana', 'bo']) {
              expect((await handlesOf(app, uid, 'list')).length).toBeLessThanOrEqual(cap);
            }
          },
        });
      }),
      { numRuns: runs(40) },
    );
  });

  it('TOKEN-ROLLS-OLDEST: issuing a token at the cap archives exactly the oldest active one', async () => {
    await inAnyLife(async ({ app, clock, cap }) => {
      for (const now of [epoch + 50, epoch - 50, epoch]) {
        clock.now = now;
        const active = await handlesOf(app, 'ana', 'list');
        const archived = await handlesOf(app, 'ana', 'listArchived');
        const { handle } = await must(app.authTokens.issue('ana'));
        const isFull = active.length === cap;
        const kept = isFull ? active.slice(0, -1) : active;
        expect(await handlesOf(app, 'ana', 'list')).toEqual([handle, ...kept]);
        expect(await handlesOf(app, 'ana', 'listArchived')).toEqual([
          ...(isFull ? active.slice(-1) : []),
          ...archived,
        ]);
      }
    });
  });

  it('TOKEN-NEVER-REFUSED: issuing a token to an active user never fails', () => {
    fc.assert(
      fc.property(fc.nat({ max: 300 }), fc.integer({ min: 1, max: 150 }), (count, limit) => {
        const oldest = Array.from({ length: Math.min(count, 32) }, (_, number) => tokenOf(ana, number));
        const minted = mintAuthToken(ana, hexOf(1000), { now: epoch });
        const seen = { user: userOf(ana), active: { count, oldest }, sameHandle: undefined };
        const { changes, value } = decideIssueAuthToken(minted, seen, limit)._unsafeUnwrap();
        expect(value).toBe(minted);
        expect(changes.at(-1)).toEqual({ type: 'addAuthToken', token: minted.record });
        const excess = Math.max(0, Math.min(count + 1 - limit, 32));
        expect(changes.slice(0, -1)).toEqual(
          oldest
            .slice(0, excess)
            .map(({ digest }) => ({ type: 'archiveAuthToken', uid: ana, digest, at: epoch })),
        );
      }),
    );
  });

  it('TOKEN-CONSERVED: every token ever issued is active, archived or revoked, and exactly one of them', async () => {
    await inAnyLife(async ({ app, issued, revoked, purged }) => {
      for (const uid of ['ana', 'bo']) {
        const mine = issued.filter(({ owner }) => owner === uid).map(({ plain }) => handleOf(plain));
        const places = [
          ...(await handlesOf(app, uid, 'list')),
          ...(await handlesOf(app, uid, 'listArchived')),
          ...[...revoked, ...purged].filter((handle) => mine.includes(handle)),
        ];
        expect([...places].sort()).toEqual([...mine].sort());
      }
    });
  });

  it('TOKEN-ONE-WAY: a token that is no longer active never is again', async () => {
    await fc.assert(
      fc.asyncProperty(anyLife, async (steps) => {
        const ended = new Set<string>();
        await liveWithTokens(steps, {
          afterEach: async ({ app, issued }) => {
            const active = [
              ...(await handlesOf(app, 'ana', 'list')),
              ...(await handlesOf(app, 'bo', 'list')),
            ];
            for (const handle of active) expect(ended).not.toContain(handle);
            for (const { plain } of issued) {
              const handle = handleOf(plain);
              if (!active.includes(handle)) ended.add(handle);
              if (ended.has(handle)) {
                expect(await codeOf(app.authTokens.authenticate(plain))).toBe(
                  'AUTH_ERR_AUTH_TOKEN_NOT_FOUND',
                );
              }
            }
          },
        });
      }),
      { numRuns: runs(30) },
    );
  });

  it('TOKEN-LOGS-IN: exactly the active and unexpired tokens of active users log in, each as its owner', async () => {
    await inAnyLife(async ({ app, clock, issued }) => {
      await must(app.users.deactivate(['bo']));
      const active = await handlesOf(app, 'ana', 'list');
      for (const now of [epoch - 5, epoch + 9, epoch + 10, epoch + 11]) {
        clock.now = now;
        for (const { plain, owner, expiresAt } of issued) {
          const isGood =
            owner === 'ana' && active.includes(handleOf(plain)) && !(expiresAt && expiresAt <= now);
          const found = await app.authTokens.authenticate(plain);
          expect(found.isOk()).toBe(isGood);
          if (isGood) expect(found._unsafeUnwrap().uid).toBe(owner);
        }
      }
    });
  });

  it('TOKEN-DIGEST-ONLY: no plain token ever reaches the store', async () => {
    await inAnyLife(async ({ issued, stored }) => {
      const everything = stored.join('\n');
      for (const { plain } of issued) {
        expect(everything).not.toContain(plain);
        expect(everything).not.toContain(plain.slice(-22));
      }
    });
  });

  it('TOKEN-FORM: a token is the uid, ten digits of time and thirty hex digits of chance', async () => {
    const time = fc.integer({ min: 0, max: 9_999_999_999 });
    const bytes = fc.uint8Array({ minLength: 15, maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(goodUid, time, bytes, fc.boolean(), async (uid, now, chance, isAtCreation) => {
        const clock = new TestClock();
        clock.now = now;
        const app = openTestApp({ clock: clock.read, random: () => chance });
        const created = await must(app.users.create({ uid, name: 'Any', withAuthToken: isAtCreation }));
        const { authToken, handle } = created.authToken ?? (await must(app.authTokens.issue(uid)));
        const hex = Buffer.from(chance).toString('hex');
        expect(authToken).toBe(`${uid.toLowerCase()}_${String(now).padStart(10, '0')}${hex}`);
        expect(handle).toBe(authToken.slice(0, -22));
        expect(await must(app.authTokens.get(uid, handle))).toMatchObject({ handle, createdAt: now });
      }),
    );
  });

  it('TOKEN-HANDLE: a handle names its token to the owner, nobody else, and logs nobody in', async () => {
    await inAnyLife(async ({ app, issued, revoked, purged }) => {
      for (const { plain, owner } of issued) {
        const handle = handleOf(plain);
        const other = owner === 'ana' ? 'bo' : 'ana';
        expect(await codeOf(app.authTokens.authenticate(handle))).toBe('AUTH_ERR_AUTH_TOKEN_NOT_FOUND');
        const isGone = revoked.includes(handle) || purged.includes(handle);
        for (const name of [plain, handle]) {
          expect(await codeOf(app.authTokens.get(other, name))).toBe('ERR_AUTH_TOKEN_NOT_FOUND');
          expect(await codeOf(app.authTokens.revoke(other, name))).toBe('ERR_AUTH_TOKEN_NOT_FOUND');
          const found = await app.authTokens.get(owner, name);
          expect(found.isErr()).toBe(isGone);
          if (!isGone) expect(found._unsafeUnwrap()).toMatchObject({ uid: owner, handle });
        }
      }
    });
  });

  it('TOKEN-PURGED: a purge forgets exactly the tokens that were archived before its time', async () => {
    // Around the very second in which some token was archived.
    const moment = fc.record({ index: fc.nat({ max: 9 }), later: fc.constantFrom(0, 0, 1, -1, 7) });
    await fc.assert(
      fc.asyncProperty(anyLife, moment, async (steps, { index, later }) => {
        const { app } = await liveWithTokens(steps, { cap: 1 });
        const archived = async () => [
          ...(await allOf((page) => app.authTokens.listArchived('ana', page))),
          ...(await allOf((page) => app.authTokens.listArchived('bo', page))),
        ];
        const seen = await archived();
        const active = await handlesOf(app, 'ana', 'list');
        const before = (seen[index % Math.max(1, seen.length)]?.archivedAt ?? epoch) + later;
        const kept = seen.filter(({ archivedAt }) => archivedAt !== undefined && archivedAt >= before);
        const { purged } = await must(app.authTokens.purgeArchive({ before }));
        expect(purged).toBe(seen.length - kept.length);
        expect(await archived()).toEqual(kept);
        expect(await handlesOf(app, 'ana', 'list')).toEqual(active);
      }),
      { numRuns: runs(60) },
    );
  });
});
