/**
 * Faults: what a store answers when something goes wrong between it and its database.
 *
 * @module
 */

import type { App } from '../../app.ts';
import type { ResultAsync } from '../../shared/result.ts';
import { milliseconds } from '../../shared/web.ts';
import { type Check, type CheckContext, type Expect, expecting, must } from '../check.ts';
import { type Fault, PlannedFaults } from '../faults.ts';
import { History } from '../history.ts';
import { programApp } from '../run-program.ts';

/** A store that still tries after so much of its deadline has no budget. */
const partOfDeadline = 0.9;

/** Two handles on the same data, and a hand on the wire of one. */
interface Stage {
  readonly faults: PlannedFaults;
  /** The app on the handle that is troubled. */
  readonly app: App;
  /** The app on the other. */
  readonly calm: App;
  /** What the troubled handle was asked. */
  readonly history: History;
  readonly deadlineMs: number;
  close(): Promise<void>;
}

async function stageFor(context: CheckContext): Promise<Stage> {
  const namespace = context.newNamespace();
  const faults = new PlannedFaults();
  const history = new History();
  const handles = [await context.openWith(faults, namespace), await context.open(namespace)] as const;
  const calm = programApp(handles[1], 1);
  await must(calm.users.create({ uid: 'ana', name: 'Ana' }));
  await must(calm.users.create({ uid: 'bo', name: 'Bo' }));
  const app = programApp(history.handleOf(0, handles[0]).store, 0);
  // Whatever a handle does at its first operation is done before anything goes wrong.
  await must(app.users.get('ana'));
  return {
    faults,
    app,
    calm,
    history,
    deadlineMs: context.deadlineMs,
    close: async () => {
      for (const handle of handles) await handle.close();
    },
  };
}

/** What a command came to: `ok`, or the code of what it answered. */
async function codeOf(answer: ResultAsync<unknown, { readonly code: string }>): Promise<string> {
  const result = await answer;
  return result.isOk() ? 'ok' : result.error.code;
}

/** Whether ana and bo are friends, as the calm handle sees it. */
async function areFriends({ calm }: Stage): Promise<boolean> {
  return (await must(calm.friendships.list('ana'))).items.length === 1;
}

/** How often the last thing that was asked was decided on. */
function attempts({ history }: Stage): number {
  return history.operations.at(-1)?.attempts.length ?? 0;
}

type Scene = (stage: Stage, expect: Expect) => Promise<void>;

const scenes: readonly Scene[] = [
  async (stage, expect) => {
    stage.faults.planNext('commit', 'conflict', 1);
    const told = await codeOf(stage.app.friendships.befriend('ana', 'bo'));
    expect(
      'A handle was opened with faults, and never asked them what is to go wrong with a commit',
      stage.faults.asked.commit > 0,
    );
    expect(`A single conflict ended in ${told} and not in another try`, told === 'ok');
    expect('After a conflict, what had been decided was not decided again', attempts(stage) > 1);
    expect('After a conflict, ok was answered and nothing committed', await areFriends(stage));
  },
  async (stage, expect) => {
    stage.faults.planNext('load', 'conflict', 1);
    const told = await codeOf(stage.app.friendships.befriend('ana', 'bo'));
    expect(
      `A conflict at loading ended in ${told} and not in another try`,
      told === 'ok' || told === unavailable,
    );
    expect(
      `After a conflict at loading, ${told} was answered`,
      (await areFriends(stage)) === (told === 'ok'),
    );
  },
  async (stage, expect) => {
    const patienceMs = stage.deadlineMs * partOfDeadline;
    const began = milliseconds();
    let isSpent = false;
    stage.faults.plan((point) => {
      if (point !== 'commit') return undefined;
      isSpent ||= milliseconds() - began > patienceMs;
      return isSpent ? undefined : 'conflict';
    });
    const told = await codeOf(stage.app.friendships.befriend('ana', 'bo'));
    expect(`After nothing but conflicts for ${patienceMs} ms it still tries`, !isSpent);
    expect(`A budget that was spent ended in ${told}`, told === 'STORE_CONTENTION');
    expect('A budget was spent, and something committed', !(await areFriends(stage)));
  },
  async (stage, expect) => {
    await expectUnknown(stage, 'answerLost', expect);
  },
  async (stage, expect) => {
    await expectUnknown(stage, 'silent', expect);
  },
  async (stage, expect) => {
    stage.faults.planNext('commit', 'unreachable', 1);
    const told = await codeOf(stage.app.friendships.befriend('ana', 'bo'));
    const isFine = told === unavailable || told === unknown || told === 'ok';
    expect(`A connection that broke before the commit ended in ${told}`, isFine, 'S13');
    const isCommitted = await areFriends(stage);
    expect(
      `A commit that was never sent ended in ${told}, and ${isCommitted ? 'is' : 'is not'} there`,
      told === unknown || isCommitted === (told === 'ok'),
    );
    await expectRecovery(stage, expect);
  },
  ...(['unreachable', 'silent'] as const).map(
    (fault): Scene =>
      async (stage, expect) => {
        const asked: readonly (readonly [string, () => ResultAsync<unknown, { readonly code: string }>])[] = [
          ['a transact', () => stage.app.friendships.befriend('ana', 'bo')],
          ['a read', () => stage.app.users.get('ana')],
          ['a page', () => stage.app.users.list()],
        ];
        for (const [what, ask] of asked) {
          stage.faults.planNext('load', fault, 1);
          const told = await codeOf(ask());
          const isFine = told === unavailable || told === 'ok' || told === 'ERR_ALREADY_FRIEND';
          expect(`Asked for ${what} over a wire that is ${fault}, it answers ${told}`, isFine, 'S13');
        }
        stage.faults.plan(() => undefined);
        await expectRecovery(stage, expect);
      },
  ),
];

const unavailable = 'STORE_UNAVAILABLE';
const unknown = 'STORE_UNKNOWN_OUTCOME';

/** A commit was carried out, and nobody was told. */
async function expectUnknown(stage: Stage, fault: Fault, expect: Expect): Promise<void> {
  stage.faults.planNext('commit', fault, 1);
  const told = await codeOf(stage.app.friendships.befriend('ana', 'bo'));
  expect('After an answer was lost, the decision was run again', attempts(stage) <= 1, 'S6');
  expect(`A commit whose answer was lost ended in ${told}`, told === unknown, 'S6');
  expect('A commit whose answer was lost was taken back later', await areFriends(stage), 'S6');
  await expectRecovery(stage, expect);
}

/** What happened is over: the handle works as before. */
async function expectRecovery(stage: Stage, expect: Expect): Promise<void> {
  const told = await codeOf(stage.app.users.create({ uid: 'cy', name: 'Cy' }));
  expect(`When all is well again, the same handle still answers ${told}`, told === 'ok', 'S13');
  const seen = await codeOf(stage.calm.users.get('cy'));
  expect(`When all is well again, the other handle answers ${seen}`, seen === 'ok', 'S13');
}

/** S6, S7 and S13, one fault at a time. */
export const singleFaults: Check = expecting(
  {
    title: 'a conflict is tried again, a lost answer is not, and a broken wire is told of',
    rules: ['S7', 'S6', 'S13'],
    needs: 'faults',
  },
  async (context, expect) => {
    for (const scene of scenes) {
      const stage = await stageFor(context);
      await scene(stage, expect);
      await stage.close();
      context.onRun();
    }
  },
);
