/**
 * Lives with tokens: two users who get, lose and use them, and what became of each.
 *
 * @module
 */
import fc from 'fast-check';
import { type App, openApp } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { handleOf } from '../model/reference/auth-tokens.ts';
import { storeRecording } from '../support/recording-store.ts';
import { allOf, attempt, createUsers, epoch, SeededRandom, TestClock } from '../support/test-app.ts';

type Owner = 'ana' | 'bo';

type Step =
  | { readonly does: 'issue'; readonly uid: Owner; readonly expires: boolean }
  | { readonly does: 'revoke'; readonly uid: Owner; readonly index: number; readonly byHandle: boolean }
  | { readonly does: 'annotate'; readonly uid: Owner; readonly index: number }
  | { readonly does: 'flush' | 'comes and goes'; readonly uid: Owner }
  | { readonly does: 'purge'; readonly before: number }
  | { readonly does: 'set clock'; readonly now: number };

/** What two users do with their tokens. */
export type Life = readonly Step[];

/** What came of it. */
export interface TokenLife {
  readonly app: App;
  readonly clock: TestClock;
  readonly cap: number;
  readonly issued: { readonly plain: string; readonly owner: Owner; readonly expiresAt?: number }[];
  /** Handles of tokens that were revoked, or purged from the archive. */
  readonly revoked: string[];
  readonly purged: string[];
  /** All that was ever given to the store, as JSON. */
  readonly stored: readonly string[];
}

const uid = fc.constantFrom<Owner>('ana', 'ana', 'bo');
const index = fc.nat({ max: 6 });
const time = fc.integer({ min: epoch - 10, max: epoch + 20 });

const issue = fc.record({ does: fc.constant('issue'), uid, expires: fc.boolean() });

/** Lives in which most steps issue a token, while the clock goes back and forth. */
export const anyLife: fc.Arbitrary<Life> = fc.array(
  fc.oneof(
    issue,
    issue,
    issue,
    fc.record({ does: fc.constant('revoke'), uid, index, byHandle: fc.boolean() }),
    fc.record({ does: fc.constant('annotate'), uid, index }),
    fc.record({ does: fc.constantFrom('flush', 'comes and goes'), uid }),
    fc.record({ does: fc.constant('purge'), before: time }),
    fc.record({ does: fc.constant('set clock'), now: time }),
  ),
  { maxLength: 25, size: '+1' },
) as fc.Arbitrary<Life>;

/** Lives such a life. */
export async function liveWithTokens(
  steps: Life,
  {
    cap = 3,
    afterEach = async () => {},
  }: { readonly cap?: number; readonly afterEach?: (life: TokenLife) => Promise<void> } = {},
): Promise<TokenLife> {
  const clock = new TestClock();
  const stored: string[] = [];
  const app = openApp({
    store: storeRecording(memoryStore(), stored),
    appId: 'app',
    clock: clock.read,
    random: new SeededRandom().bytes,
    limits: { activeAuthTokensPerUserMax: cap },
  });
  await createUsers(app, 'ana', 'bo');
  const life: TokenLife = { app, clock, cap, issued: [], revoked: [], purged: [], stored };
  for (const step of steps) {
    await take(step, life);
    await afterEach(life);
  }
  return life;
}

async function take(step: Step, { app, clock, issued, revoked, purged }: TokenLife): Promise<void> {
  const textOf = (owner: Owner, index: number) =>
    issued.filter((token) => token.owner === owner).at(-1 - index)?.plain ?? 'none';
  switch (step.does) {
    case 'set clock':
      clock.now = step.now;
      return;
    case 'issue': {
      const expiresAt = step.expires ? clock.now + 10 : undefined;
      const { authToken } = (await app.authTokens.issue(step.uid, { expiresAt }))._unsafeUnwrap();
      issued.push({ plain: authToken, owner: step.uid, ...(expiresAt !== undefined && { expiresAt }) });
      return;
    }
    case 'revoke': {
      const plain = textOf(step.uid, step.index);
      const result = await app.authTokens.revoke(step.uid, step.byHandle ? handleOf(plain) : plain);
      if (result.isOk()) revoked.push(result.value.handle);
      return;
    }
    case 'annotate':
      await attempt(app.authTokens.annotate(step.uid, textOf(step.uid, step.index), { platform: 'web' }));
      return;
    case 'flush': {
      const active = await allOf((page) => app.authTokens.list(step.uid, page));
      revoked.push(...active.map(({ handle }) => handle));
      await attempt(app.authTokens.flush(step.uid));
      return;
    }
    case 'comes and goes':
      await attempt(app.users.deactivate([step.uid]));
      await attempt(app.users.reactivate([step.uid]));
      return;
    case 'purge': {
      const lists = [
        await allOf((page) => app.authTokens.listArchived('ana', page)),
        await allOf((page) => app.authTokens.listArchived('bo', page)),
      ];
      await attempt(app.authTokens.purgeArchive({ before: step.before }));
      const left = [
        await allOf((page) => app.authTokens.listArchived('ana', page)),
        await allOf((page) => app.authTokens.listArchived('bo', page)),
      ].flat();
      const isLeft = (handle: string) => left.some((token) => token.handle === handle);
      purged.push(...lists.flat().flatMap(({ handle }) => (isLeft(handle) ? [] : [handle])));
      return;
    }
  }
}
