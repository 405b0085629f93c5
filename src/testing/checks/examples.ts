/**
 * Examples: each of a fixed list, answered as the memory store answers it.
 *
 * Nothing is drawn and nothing need be shrunk, so what it finds in a store that is half done is the plainest that there
 * is to be found.
 *
 * @module
 */

import {
  type Check,
  type CheckContext,
  type Finding,
  findingOfThrown,
  insist,
  twoHandles,
} from '../check.ts';
import { examples as all, type Example, exampleLimits, headingOf } from '../examples/index.ts';
import { type HandOver, handingOver, Kept, spoiling } from '../handed-out.ts';
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

/** How the examples are asked. */
interface Asking {
  /** What becomes of what the store hands out, while the examples of one scene are asked. */
  readonly handOver: HandOver;
  /** The rule that is broken by an example that is answered in another way. */
  readonly ruleOf: (difference: Difference, example: Example) => RuleId;
  /** What else is wrong once the examples of a scene were asked. */
  readonly wrongInTheEnd?: () => Omit<Finding, 'program'> | undefined;
}

/** Asks all examples; what it finds is the first that goes wrong, alone if it goes wrong alone. */
async function wrongIn(context: CheckContext, asking: () => Asking): Promise<Finding | undefined> {
  const wrongOf = (group: readonly Example[]) => {
    let example: Example | undefined;
    const note = (each: Example) => {
      example = each;
    };
    return {
      finding: insist(context, () => firstWrong(context, group, asking(), note)),
      example: () => example,
    };
  };
  for (const group of groupsOf(all)) {
    context.onRun();
    const wrong = wrongOf(group);
    const finding = await wrong.finding;
    if (!finding) continue;
    const example = wrong.example();
    const isAmongOthers = example !== undefined && group.length > 1 && !context.isOver();
    return (isAmongOthers ? await wrongOf([example]).finding : undefined) ?? finding;
  }
  return undefined;
}

/** Asks examples of one scene, on twins of their own; tells of the first that goes wrong. */
async function firstWrong(
  context: CheckContext,
  group: readonly Example[],
  { handOver, ruleOf, wrongInTheEnd }: Asking,
  note: (example: Example) => void,
): Promise<Finding | undefined> {
  const handles = await twoHandles(context);
  const twins = new Twins(
    handles.map((handle) => handingOver(handle, handOver)),
    exampleLimits,
  );
  const program: string[] = [];
  for (const { example, question } of questionsOf(group)) {
    program.push(question.title);
    note(example);
    const finding = await wrongWith(twins, { example, question, program }, ruleOf);
    if (finding) return finding;
  }
  for (const handle of handles) await handle.close();
  const wrong = wrongInTheEnd?.();
  return wrong && { ...wrong, program };
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
  ruleOf: Asking['ruleOf'],
): Promise<Finding | undefined> {
  const heading = headingOf(example);
  // A step before or a look behind may go wrong; the example is named first.
  const title = question.title === heading ? heading : `${heading}: ${question.title}`;
  try {
    const difference = await twins.ask({ ...question, title });
    if (!difference) return undefined;
    return findingOf({ ...difference, rule: () => ruleOf(difference, example) }, program);
  } catch (thrown) {
    const finding = findingOfThrown(thrown, 'S3');
    return { ...finding, message: `${title}: ${finding.message}`, program };
  }
}

/** What one client alone can find broken. */
const rules: readonly RuleId[] = ['S1', 'S3', 'S4', 'S6', 'S7', 'S8', 'S9', 'S10', 'S11'];

function ruleBrokenBy(difference: Difference, example: Example): RuleId {
  const { told, allowed } = difference;
  if (example.rule && [told, allowed].every((answer) => answer.startsWith('ok'))) return example.rule;
  // An order of steps in which one client alone finds fault shows that it does not see what it did.
  const rule = difference.rule();
  return rules.includes(rule) ? rule : 'S3';
}

/** S3 and whatever else one client alone meets, by comparison; and whether what was shown stays as it is. */
export const examples: Check = {
  title: 'every command does, and refuses, what its examples say',
  rules,
  isLast: true,
  run: (context) =>
    wrongIn(context, () => {
      const kept = new Kept();
      return {
        handOver: kept.keep,
        ruleOf: ruleBrokenBy,
        wrongInTheEnd: () => {
          const { changed } = kept;
          const message = `What ${changed} had shown was changed afterwards, by what came later`;
          return changed === undefined ? undefined : { rule: 'S8', message };
        },
      };
    }),
};

/** S8: the examples again, of which all that the store hands out is changed as deep as it goes. */
export const copies: Check = {
  title: 'changing what was handed out changes nothing',
  rules: ['S8'],
  isLast: true,
  run: async (context) => {
    const found = await wrongIn(context, () => ({ handOver: spoiling, ruleOf: () => 'S8' }));
    if (!found || found.rule === 'S13') return found;
    // The same examples are answered as they should be when nothing is changed, or this check would not be made.
    const message = `All that is shown is changed once it was looked at, and then this goes wrong: ${found.message}`;
    return { ...found, rule: 'S8', message };
  },
};
