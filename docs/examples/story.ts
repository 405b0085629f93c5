/**
 * A fortnight at the harbour: what Kithkin does, told by doing it.
 *
 * Run it with `npm start`. Each chapter is a small file in story/, written as an application would be: it asks the
 * app for something and looks at the Result. On a store that outlives the process, the story goes on where it stopped.
 *
 * @module
 */

import { realpathSync } from 'node:fs';
import process from 'node:process';
import type { Place } from 'kithkin/open-store';
import { apiKeys } from './story/api-keys.ts';
import { blocks } from './story/blocks.ts';
import { bots } from './story/bots.ts';
import { caps } from './story/caps.ts';
import { channels } from './story/channels.ts';
import { clearance } from './story/clearance.ts';
import { closedStore } from './story/closed-store.ts';
import { runCommand } from './story/command-line.ts';
import { epilogue } from './story/epilogue.ts';
import { farewell } from './story/farewell.ts';
import { friends } from './story/friends.ts';
import { groups } from './story/groups.ts';
import { lastPlace } from './story/last-place.ts';
import { readable } from './story/layout.ts';
import { leaveOfAbsence } from './story/leave-of-absence.ts';
import { Logbook } from './story/logbook.ts';
import { Narrator, type Print } from './story/narrator.ts';
import { nextDoor } from './story/next-door.ts';
import { night } from './story/night.ts';
import { paging } from './story/paging.ts';
import { roles } from './story/roles.ts';
import { signOn } from './story/sign-on.ts';
import { Stage } from './story/stage.ts';
import { begin, type Chapter, goTo, isFinished, tellOn } from './story/telling.ts';
import { tokens } from './story/tokens.ts';

/** In this order: later chapters build on what happened in earlier ones. */
const chapters: readonly Chapter[] = Object.entries({
  signOn,
  tokens,
  friends,
  lastPlace,
  blocks,
  roles,
  groups,
  clearance,
  channels,
  bots,
  apiKeys,
  night,
  paging,
  leaveOfAbsence,
  farewell,
  nextDoor,
  closedStore,
  caps,
});

/** How the story is to be told. */
export interface StoryOptions {
  readonly place: Place;
  readonly print: Print;
  readonly isColoured?: boolean;
  /** Begins at the first chapter, whatever was told in that place before. */
  readonly isAnew?: boolean;
  /** Once it is aborted, the story stops after the chapter that is being told. */
  readonly signal?: AbortSignal;
}

/**
 * Tells the story: all of it, or the rest when it has stopped in that place before, or an epilogue when all was told
 * there. Throws `StoryStopped` where something else happens than it says.
 */
export async function tellStory(options: StoryOptions): Promise<void> {
  const { place, print, isColoured = false, isAnew = false, signal } = options;
  const say = new Narrator(print, isColoured);
  const stage = new Stage(place.open, say);
  const script = { stage, chapters };
  try {
    const latest = await new Logbook(stage.store).latest();
    say.title(
      `A fortnight at the ${stage.crew.organisation}`,
      'Each line is something that was asked of Kithkin, and its Result:',
      '✓ what was done, or ✗ the code and the facts with which it was refused.',
    );
    if (latest && !isAnew && isFinished(script, latest)) {
      goTo(script, latest);
      await epilogue(stage);
    } else {
      const isTold = await tellOn(script, await begin(script, latest, isAnew), signal);
      if (!isTold) return;
    }
    const { commands, refusals } = stage.ask.asked;
    say.aside(`${readable(commands)} commands, ${refusals} refusals, and everything as the story has it.`);
    if (!place.isDurable) return;
    say.aside(
      `All of it is kept in ${place.name}. The same command shows how things stand; with --anew it begins again.`,
    );
  } finally {
    await stage.close();
  }
}

/** Has the story stop between two chapters at Ctrl-C, and at once at the next. */
function stopped(place: Place): AbortSignal | undefined {
  // What is in memory does not go on.
  if (!place.isDurable) return undefined;
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      console.error('The story stops after this chapter. Press Ctrl-C again to stop it at once.');
      controller.abort();
    });
  }
  return controller.signal;
}

// Told at once when this file is run, and not when a test imports it.
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  // Whoever reads may have had enough before the end: npm start | head
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const isColoured = process.stdout.isTTY && !process.env.NO_COLOR;
  process.exitCode = await runCommand(
    process.argv.slice(2),
    { out: console.log, error: console.error },
    (place, isAnew) => {
      const signal = stopped(place);
      return tellStory({ place, print: console.log, isColoured, isAnew, ...(signal && { signal }) });
    },
  );
}
