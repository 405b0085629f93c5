/**
 * Examples: each of a fixed list, answered as the memory store answers it.
 *
 * Nothing is drawn and nothing need be shrunk, so what it finds in a store that is half done is the plainest that there
 * is to be found.
 *
 * @module
 */

import { type Check, type CheckContext, type Finding, findingOfThrown, twoHandles } from '../check.ts';
import { examples as all, type Example, exampleLimits, headingOf } from '../examples/index.ts';
import type { RuleId } from '../rules.ts';
import { type Difference, type Question, Twins } from '../twins.ts';
import { findingOf } from './reference.ts';

/** Examples that are asked one behind the other: quiet ones of the same scene, or a single one. */
function groupsOf(examples: readonly Example[]): readonly (readonly Example[])[] {
  const groups: Example[][] = [];
  const quietIn = new Map<Example['before'], Example[]>();
  for (const example of examples) {
    const { before, isQuiet } = example;
    const joined = isQuiet ? quietIn.get(before) : undefined;
    if (joined) {
      joined.push(example);
      continue;
    }
    const begun = [example];
    groups.push(begun);
    if (isQuiet) quietIn.set(before, begun);
  }
  return groups;
}

interface Wrong {
  readonly example: Example;
  readonly finding: Finding;
}

/** Asks examples of one scene, on twins of their own; tells the first that goes wrong. */
async function firstWrong(context: CheckContext, group: readonly Example[]): Promise<Wrong | undefined> {
  const handles = await twoHandles(context);
  const twins = new Twins(handles, exampleLimits);
  const program: string[] = [];
  for (const { example, question } of questionsOf(group)) {
    program.push(question.title);
    const finding = await wrongWith(twins, { example, question, program });
    if (finding) return { example, finding };
  }
  for (const handle of handles) await handle.close();
  return undefined;
}

interface Asked {
  readonly example: Example;
  readonly question: Question;
}

function questionsOf(group: readonly Example[]): readonly Asked[] {
  return group.flatMap((example, index) => {
    const itself = { title: headingOf(example), run: example.run };
    const questions = [...(index === 0 ? example.before : []), itself, ...example.looks];
    return questions.map((question) => ({ example, question }));
  });
}

async function wrongWith(
  twins: Twins,
  { example, question, program }: Asked & { readonly program: readonly string[] },
): Promise<Finding | undefined> {
  const heading = headingOf(example);
  // A step before or a look behind may go wrong; the example is named first.
  const title = question.title === heading ? heading : `${heading}: ${question.title}`;
  try {
    const difference = await twins.ask({ ...question, title });
    if (!difference) return undefined;
    return findingOf({ ...difference, rule: () => ruleBrokenBy(difference, example) }, program);
  } catch (thrown) {
    const finding = findingOfThrown(thrown, 'S3');
    return { ...finding, message: `${title}: ${finding.message}`, program };
  }
}

/** What one client alone can find broken. */
const rules: readonly RuleId[] = ['S1', 'S3', 'S4', 'S6', 'S7', 'S9', 'S10', 'S11'];

function ruleBrokenBy(difference: Difference, example: Example): RuleId {
  const { told, allowed } = difference;
  if (example.rule && [told, allowed].every((answer) => answer.startsWith('ok'))) return example.rule;
  // An order of steps in which one client alone finds fault shows that it does not see what it did.
  const rule = difference.rule();
  return rules.includes(rule) ? rule : 'S3';
}

/** S3 and whatever else one client alone meets, by comparison. */
export const examples: Check = {
  title: 'every command does, and refuses, what its examples say',
  rules,
  isLast: true,
  run: async (context) => {
    for (const group of groupsOf(all)) {
      context.onRun();
      const wrong = await firstWrong(context, group);
      if (!wrong) continue;
      // Alone it is plainer, if it goes wrong alone.
      const alone =
        group.length > 1 && !context.isOver() ? await firstWrong(context, [wrong.example]) : undefined;
      return (alone ?? wrong).finding;
    }
    return undefined;
  },
};
