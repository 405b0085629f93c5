/**
 * Decisions: what becomes of a transact or a read whose decision refuses or throws.
 *
 * @module
 */

import { canonicalId, type Uid } from '../../shared/ids.ts';
import { err, ok, type Result, type ResultAsync } from '../../shared/result.ts';
import { userAnchor } from '../../store/anchors.ts';
import type { AppStore } from '../../store/store.ts';
import { type Check, expecting, must, twoHandles } from '../check.ts';
import { everything } from '../look.ts';
import { programApp } from '../run-program.ts';
import { dataOf } from '../same.ts';
import { BugOfTheKit } from '../watch.ts';

const ana: Uid = canonicalId('ana');

const plan = {
  anchors: { write: [userAnchor(ana)], read: [] },
  load: { user: { type: 'user', uid: ana } },
} as const;

/** A refusal as no command of the core has it: plain data all the same. */
const refusal = { code: 'ERR_OF_THE_KIT', facts: [1, 'two', { three: null }] };

/** What an operation rejects with; undefined if it does not. */
async function thrownBy(operation: ResultAsync<unknown, unknown>): Promise<unknown> {
  try {
    return await operation.match(nothing, nothing);
  } catch (thrown) {
    return thrown;
  }
}

function nothing(): undefined {}

/** S4, of decisions that refuse or throw. */
export const decisions: Check = expecting(
  { title: 'a decision that refuses or throws leaves nothing behind', rules: ['S4'] },
  async (context, expect) => {
    const handles = await twoHandles(context);
    const [app, other] = [programApp(handles[0], 0), programApp(handles[1], 1)];
    await must(app.users.create({ uid: 'ana', name: 'Ana', withAuthToken: true }));
    await must(app.users.create({ uid: 'bo', name: 'Bo' }));
    const store = handles[0].forApp(app.appId);
    const seenBy = async (one: AppStore) =>
      dataOf(await must(one.read(everything, (seen): Result<unknown, never> => ok(seen))));
    const before = await seenBy(store);

    for (const [what, ask] of [
      ['a transact', () => store.transact(plan, () => err(refusal))],
      ['a read', () => store.read(plan.load, () => err(refusal))],
    ] as const) {
      const answer = await ask();
      expect(`A refusal in ${what} came back as ok`, answer.isErr());
      expect(
        `A refusal in ${what} came back as another`,
        answer.isErr() && dataOf(answer.error) === dataOf(refusal),
      );
    }

    const bug = new BugOfTheKit('a bug in a decision');
    const throwing = () => {
      throw bug;
    };
    const asked = [
      ['a transact', () => store.transact(plan, throwing)],
      ['a read', () => store.read(plan.load, throwing)],
    ] as const;
    for (const [what, ask] of asked) {
      const isToldOf = (await thrownBy(ask())) === bug;
      expect(`What a decision threw in ${what} did not reach the caller as a rejection`, isToldOf);
    }

    expect('A decision that refused or threw left something behind', (await seenBy(store)) === before);
    await must(other.friendships.befriend('ana', 'bo'));
    await must(app.friendships.unfriend('ana', 'bo'));
    for (const handle of handles) await handle.close();
    context.onRun();
  },
);
