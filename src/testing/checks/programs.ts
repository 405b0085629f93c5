/**
 * Programs of one client and of several, whose histories must be explained by some order.
 *
 * @module
 */

import fc from 'fast-check';
import { milliseconds } from '../../shared/web.ts';
import type { Store } from '../../store/store.ts';
import { blame } from '../blame.ts';
import { type Check, type CheckContext, type Finding, falsify, withoutNoise } from '../check.ts';
import type { Operation } from '../history.ts';
import { TooWide } from '../linearise.ts';
import { type Program, placedSteps, programOf, programOfPlaced, readersOf } from '../program.ts';
import type { RuleId } from '../rules.ts';
import { HungRun, type Ran, runProgram } from '../run-program.ts';
import { anyKilled, anyTroubled, elsewhere, here, type Setting } from '../settings.ts';
import { allowedBy, programLines, timelineOf } from '../timeline.ts';

/** How often a program that may only go wrong now and then is run while it is being shrunk. */
const repeatsWhileShrinking = 5;

/** How often a program is run on one handle and on two, to tell whether it is the second that makes it fail. */
const attemptsPerHandleMax = 100;
const failuresThatConvince = 6;
/** How long may be spent on that, in milliseconds: a run between processes takes a hundred times as long as another. */
const tellingApartMaxMs = 10_000;

/** A program, and where it runs. */
interface Trial {
  readonly program: Program;
  readonly setting: Setting;
}

async function ranOn(context: CheckContext, { program, setting }: Trial, handleCount: 1 | 2): Promise<Ran> {
  const { open, begin, end } = setting.on(context, context.newNamespace());
  const handles: [Store, ...Store[]] = [await open(0)];
  if (handleCount === 2) handles.push(await open(1));
  const ran = await runProgram(program, handles, begin);
  for (const handle of handles) await handle.close();
  end();
  return ran;
}

type IsFailure = (ran: Ran) => boolean;

const isUnexplained: IsFailure = ({ linearisation }) => !linearisation.ok;

/** Makes a trial some times; returns the first run that is a failure. */
async function failureOf(
  context: CheckContext,
  trial: Trial,
  {
    handles,
    times,
    isFailure,
  }: { readonly handles: 1 | 2; readonly times: number; readonly isFailure: IsFailure },
): Promise<Ran | undefined> {
  for (let left = times; left > 0; left -= 1) {
    const ran = await ranOn(context, trial, handles);
    if (isFailure(ran)) return ran;
  }
  return undefined;
}

/** Looks for what no order explains and, where there is nothing like that, for exceptions: they may be its symptom. */
async function findIn(context: CheckContext, drawn: fc.Arbitrary<Trial>): Promise<Finding | undefined> {
  let hasThrown = false;
  const found = await findFailure(context, drawn, (ran) => {
    hasThrown ||= ran.threw !== undefined;
    return isUnexplained(ran);
  });
  if (found || !hasThrown) return found;
  return findFailure(context, drawn, ({ threw }) => threw !== undefined);
}

async function findFailure(
  context: CheckContext,
  drawn: fc.Arbitrary<Trial>,
  isFailure: IsFailure,
): Promise<Finding | undefined> {
  let worst: Failed | undefined;
  const found = await falsify(context, {
    drawn,
    rule: 'S3',
    allowsForFailures: true,
    wrongWith: async (trial) => {
      try {
        const times = worst ? repeatsWhileShrinking : 1;
        const ran = await failureOf(context, trial, { handles: 2, times, isFailure });
        if (ran) worst = { trial, ran };
        // Blame is laid once, on what is left when it is shrunk.
        return ran && { rule: 'S2', message: unexplained };
      } catch (thrown) {
        if (thrown instanceof HungRun) return breachOf(trial, thrown.operations, thrown.message);
        throw thrown;
      }
    },
  });
  if (!worst || found?.rule === 'S13') return found;
  const { trial, ran } = await plainest(context, worst, isFailure);
  return findingOf(context, trial, ran);
}

interface Failed {
  readonly trial: Trial;
  readonly ran: Ran;
}

/** The same failure without the steps that it does not need. */
async function plainest(context: CheckContext, failed: Failed, isFailure: IsFailure): Promise<Failed> {
  let last = failed;
  await withoutNoise(context, placedSteps(failed.trial.program), async (steps) => {
    const trial = { ...failed.trial, program: programOfPlaced(steps, failed.trial.program.clients.length) };
    const ran = await failureOf(context, trial, { handles: 2, times: repeatsWhileShrinking, isFailure });
    if (ran) last = { trial, ran };
    return ran !== undefined;
  });
  return last;
}

const unexplained = 'No order of these operations explains what they answered';

function breachOf(trial: Trial, operations: readonly Operation[], message: string): Finding {
  const history = timelineOf(trial.program, operations);
  return { rule: 'S13', message, program: linesOf(trial), history };
}

async function findingOf(context: CheckContext, trial: Trial, ran: Ran): Promise<Finding> {
  const { program } = trial;
  if (!isUnexplained(ran)) return breachOf(trial, ran.operations, ran.threw ?? unexplained);
  const rule = blamed(ran.operations);
  const mayBeOfHandles = program.clients.length > 1 && rule !== 'S5' && trial.setting.isCalm;
  const isOfHandles = mayBeOfHandles && (await failsOnlyOnTwo(context, trial));
  return {
    rule: isOfHandles ? 'S12' : rule,
    message: unexplained,
    program: linesOf(trial),
    history: timelineOf(program, ran.operations),
    allowed: allowedBy(program, ran),
  };
}

function blamed(operations: readonly Operation[]): RuleId {
  try {
    return blame(operations);
  } catch (thrown) {
    if (thrown instanceof TooWide) return 'S2';
    throw thrown;
  }
}

/** Whether a program goes wrong between two handles, again and again, and on one handle never. */
async function failsOnlyOnTwo(context: CheckContext, trial: Trial): Promise<boolean> {
  const end = milliseconds() + tellingApartMaxMs;
  let failures = 0;
  for (let attempt = 0; attempt < attemptsPerHandleMax && failures < failuresThatConvince; attempt += 1) {
    if (context.isOver() || milliseconds() > end) break;
    if (isUnexplained(await ranOn(context, trial, 1))) return false;
    if (isUnexplained(await ranOn(context, trial, 2))) failures += 1;
  }
  return failures > 0;
}

function linesOf({ program, setting }: Trial): readonly string[] {
  return [...programLines(program), ...setting.lines];
}

const found: readonly RuleId[] = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S11'];

function trialsOf(
  programs: fc.Arbitrary<Program>,
  settings: fc.Arbitrary<Setting> = fc.constant(here),
): fc.Arbitrary<Trial> {
  return fc.record({ program: programs, setting: settings });
}

const several = programOf({ clients: 3, stepsMax: 3 });
const commitsOfSeveralChanges = readersOf({ writers: 2, stepsMax: 3, looks: 4 });

/** One client after the other says what the rules say. */
export const sequentialPrograms: Check = {
  title: 'what one client does is explained by the rules',
  rules: found.filter((rule) => rule !== 'S2' && rule !== 'S5'),
  isLast: true,
  run: (context) => findIn(context, trialsOf(programOf({ clients: 1, stepsMax: 12 }))),
};

/** Several clients on two handles say what some order of their steps says. */
export const concurrentPrograms: Check = {
  title: 'what several clients do at once is explained by some order',
  rules: [...found, 'S12'],
  isLast: true,
  run: (context) => findIn(context, trialsOf(several)),
};

/** Whoever looks while others write sees whole commits. */
export const programsWithReaders: Check = {
  title: 'whoever looks while others write sees whole commits',
  rules: [...found, 'S12'],
  isLast: true,
  run: (context) => findIn(context, trialsOf(commitsOfSeveralChanges)),
};

/** Several clients are told the truth although messages go wrong under them. */
export const programsUnderFaults: Check = {
  title: 'what several clients are told is true although messages go wrong',
  rules: found,
  isLast: true,
  needs: 'faults',
  run: (context) => findIn(context, trialsOf(several, anyTroubled)),
};

/** Several clients in two processes say what some order of their steps says. */
export const programsInProcesses: Check = {
  title: 'what clients in two processes do at once is explained by some order',
  rules: [...found, 'S12'],
  isLast: true,
  needs: 'process',
  run: (context) => findIn({ ...context, runs: context.runs / 3 }, trialsOf(several, fc.constant(elsewhere))),
};

/** What a process leaves that is killed while it commits is whole commits. */
export const programsOfTheKilled: Check = {
  title: 'what a process leaves that is killed while it commits is whole commits',
  rules: found,
  isLast: true,
  needs: 'process',
  // Each run needs a process of its own.
  run: (context) =>
    findIn({ ...context, runs: context.runs / 10 }, trialsOf(commitsOfSeveralChanges, anyKilled)),
};
