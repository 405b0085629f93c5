/**
 * Programs of one client and of several, whose histories must be explained by some order.
 *
 * @module
 */

import fc from 'fast-check';
import type { Store } from '../../store/store.ts';
import { blame } from '../blame.ts';
import type { Check, CheckContext, Finding } from '../check.ts';
import { type Program, programOf, readersOf } from '../program.ts';
import type { RuleId } from '../rules.ts';
import { type Ran, runProgram } from '../run-program.ts';
import { allowedBy, programLines, timelineOf } from '../timeline.ts';

/** How often a program that may only go wrong now and then is run while it is being shrunk. */
const repeatsWhileShrinking = 5;

/** How often a program is run on one handle and on two, to tell whether it is the second that makes it fail. */
const attemptsPerHandleMax = 100;
const failuresThatConvince = 6;

async function ranOn(context: CheckContext, program: Program, handleCount: 1 | 2): Promise<Ran> {
  const namespace = context.newNamespace();
  const handles: [Store, ...Store[]] = [await context.target.open(namespace)];
  if (handleCount === 2) handles.push(await context.target.open(namespace));
  try {
    return await runProgram(program, handles);
  } finally {
    for (const handle of handles) await handle.close();
  }
}

/** Tries a program some times; returns the first run that cannot be explained. */
async function failureOf(
  context: CheckContext,
  program: Program,
  { handles, times }: { readonly handles: 1 | 2; readonly times: number },
): Promise<Ran | undefined> {
  for (let left = times; left > 0; left -= 1) {
    const ran = await ranOn(context, program, handles);
    if (!ran.linearisation.ok) return ran;
  }
  return undefined;
}

async function findIn(context: CheckContext, programs: fc.Arbitrary<Program>): Promise<Finding | undefined> {
  let worst: { readonly program: Program; readonly ran: Ran } | undefined;
  const property = fc.asyncProperty(programs, async (program) => {
    context.onRun();
    const ran = await failureOf(context, program, { handles: 2, times: worst ? repeatsWhileShrinking : 1 });
    if (ran) worst = { program, ran };
    return ran === undefined;
  });
  await fc.check(property, { seed: context.seed, numRuns: context.runs });
  return worst && findingOf(context, worst.program, worst.ran);
}

async function findingOf(context: CheckContext, program: Program, ran: Ran): Promise<Finding> {
  const rule = blame(ran.operations);
  const isOfHandles = program.clients.length > 1 && rule !== 'S5' && (await failsOnlyOnTwo(context, program));
  return {
    rule: isOfHandles ? 'S12' : rule,
    message: 'No order of these operations explains what they answered',
    program: programLines(program),
    history: timelineOf(program, ran.operations),
    allowed: allowedBy(program, ran),
  };
}

/** Whether a program goes wrong between two handles, again and again, and on one handle never. */
async function failsOnlyOnTwo(context: CheckContext, program: Program): Promise<boolean> {
  let failures = 0;
  for (let attempt = 0; attempt < attemptsPerHandleMax && failures < failuresThatConvince; attempt += 1) {
    if (await failureOf(context, program, { handles: 1, times: 1 })) return false;
    if (await failureOf(context, program, { handles: 2, times: 1 })) failures += 1;
  }
  return failures > 0;
}

const found: readonly RuleId[] = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S11'];

/** One client after the other says what the rules say. */
export const sequentialPrograms: Check = {
  title: 'what one client does is explained by the rules',
  rules: found.filter((rule) => rule !== 'S2' && rule !== 'S5'),
  run: (context) => findIn(context, programOf({ clients: 1, stepsMax: 12 })),
};

/** Several clients on two handles say what some order of their steps says. */
export const concurrentPrograms: Check = {
  title: 'what several clients do at once is explained by some order',
  rules: [...found, 'S12'],
  isConcurrent: true,
  run: (context) => findIn(context, programOf({ clients: 3, stepsMax: 3 })),
};

/** Whoever looks while others write sees whole commits. */
export const programsWithReaders: Check = {
  title: 'whoever looks while others write sees whole commits',
  rules: [...found, 'S12'],
  isConcurrent: true,
  run: (context) => findIn(context, readersOf({ writers: 2, stepsMax: 3, looks: 4 })),
};
