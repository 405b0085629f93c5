/**
 * The telling: chapter after chapter, from the first or from where the story has stopped.
 *
 * Between chapters it can stop and go on in another process. Within one it cannot: half a chapter is something that no
 * chapter expects. A telling that broke off there is left as it is, and the next has a harbour of its own, in which the
 * chapters that were told are played again without a word.
 *
 * @module
 */

import { Logbook, type Progress, type Telling } from './logbook.ts';
import type { Stage } from './stage.ts';

/** A chapter, and what the logbook calls it. */
export type Chapter = readonly [name: string, tell: (stage: Stage) => Promise<void>];

/** What there is to tell, on which stage. */
export interface Script {
  readonly stage: Stage;
  readonly chapters: readonly Chapter[];
}

/** Whether a telling has come to its end, so that only the epilogue is left. */
export function isFinished({ chapters }: Script, telling: Telling): boolean {
  return isWhole(chapters, telling) && telling.told.length === chapters.length;
}

/** Goes to where a telling has stopped. */
export function goTo({ stage }: Script, { number, told, time, asked }: Telling): void {
  stage.clock.set(time);
  stage.ask.asked = asked;
  stage.say.goOnAfter(told.length);
  stage.enter(number);
}

/** Begins a telling, or goes on with the latest. Returns its number, and how many of its chapters are told. */
export async function begin(
  script: Script,
  latest: Telling | undefined,
  isAnew: boolean,
): Promise<{ readonly number: number; readonly told: number }> {
  const { stage, chapters } = script;
  const { say } = stage;
  const all = chapters.length;
  if (latest && !isAnew && isWhole(chapters, latest)) {
    const told = latest.told.length;
    goTo(script, latest);
    say.aside(`Here ${told} of ${all} chapters were told before. The story goes on from there.`);
    await new Logbook(stage.store).write(latest.number, progress(script, told, chapters[told]));
    return { number: latest.number, told };
  }
  const number = (latest?.number ?? 0) + 1;
  await new Logbook(stage.store).begin(number, progress(script, 0, chapters[0]));
  stage.enter(number);
  if (!latest || isAnew) {
    say.aside(
      'Merrow Quay is a small harbour: thirty people, a regatta in May, and strong opinions about rope. ' +
        'This morning it gets a chat.',
    );
    return { number, told: 0 };
  }
  const told = isOfThisStory(chapters, latest) ? latest.told.length : 0;
  say.aside(
    told === latest.told.length
      ? `Chapter ${told + 1} of ${all} broke off in the middle here, or is being told just now. Another harbour ` +
          `opens beside that one. The ${told} chapters before are played again without a word, and the story goes on.`
      : 'Another version of this story was told here before. This one begins at its first chapter, with a harbour ' +
          'of its own.',
  );
  let toldAt = Date.now();
  for (let index = 0; index < told; index += 1) {
    await say.silently(() => tellChapter(script, number, index));
    if (Date.now() - toldAt < 2000) continue;
    say.progress('Played again', `${index + 1} of ${told} chapters`);
    toldAt = Date.now();
  }
  return { number, told };
}

/** Tells the chapters that are left. Answers whether that were all of them, and it was not asked to stop before. */
export async function tellOn(
  script: Script,
  { number, told }: { readonly number: number; readonly told: number },
  signal?: AbortSignal,
): Promise<boolean> {
  const { stage, chapters } = script;
  for (let index = told; index < chapters.length; index += 1) {
    const isStopped = await tellChapter(script, number, index, signal);
    if (!isStopped) continue;
    stage.say.aside(
      `Stopped after chapter ${index + 1} of ${chapters.length}. The same command goes on from there.`,
    );
    return false;
  }
  return true;
}

/** Tells a chapter and writes that down. Answers whether to stop before the next. */
async function tellChapter(
  script: Script,
  number: number,
  index: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const { stage, chapters } = script;
  stage.random.beginChapter(index + 1);
  await chapters[index]?.[1](stage);
  stage.random.endChapter();
  const next = chapters[index + 1];
  const isStopped = next !== undefined && signal?.aborted === true;
  await new Logbook(stage.store).write(number, progress(script, index + 1, isStopped ? undefined : next));
  return isStopped;
}

function progress({ stage, chapters }: Script, told: number, telling: Chapter | undefined): Progress {
  return {
    told: chapters.slice(0, told).map(([name]) => name),
    ...(telling && { telling: telling[0] }),
    time: stage.clock.read(),
    asked: stage.ask.asked,
  };
}

function isOfThisStory(chapters: readonly Chapter[], { told }: Telling): boolean {
  return told.every((name, index) => name === chapters[index]?.[0]);
}

/** Whether no chapter broke off, and those that were told are the first of these. */
function isWhole(chapters: readonly Chapter[], telling: Telling): boolean {
  return telling.telling === undefined && isOfThisStory(chapters, telling);
}
