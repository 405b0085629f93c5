/**
 * A fortnight at the harbour: what Kithkin does, told by doing it.
 *
 * Run it with `npm start`. Each chapter is a small file in story/, written as an application would be: it asks the
 * app for something and looks at the Result.
 *
 * @module
 */

import { realpathSync } from 'node:fs';
import process from 'node:process';
import type { Store } from 'kithkin';
import { apiKeys } from './story/api-keys.ts';
import { blocks } from './story/blocks.ts';
import { bots } from './story/bots.ts';
import { caps } from './story/caps.ts';
import { channels } from './story/channels.ts';
import { clearance } from './story/clearance.ts';
import { closedStore } from './story/closed-store.ts';
import { runCommand } from './story/command-line.ts';
import { farewell } from './story/farewell.ts';
import { friends } from './story/friends.ts';
import { groups } from './story/groups.ts';
import { lastPlace } from './story/last-place.ts';
import { readable } from './story/layout.ts';
import { leaveOfAbsence } from './story/leave-of-absence.ts';
import { Narrator, type Print } from './story/narrator.ts';
import { nextDoor } from './story/next-door.ts';
import { paging } from './story/paging.ts';
import { roles } from './story/roles.ts';
import { signOn } from './story/sign-on.ts';
import { setStage } from './story/stage.ts';
import { tokens } from './story/tokens.ts';

/** In this order: later chapters build on what happened in earlier ones. */
const chapters = [
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
  paging,
  leaveOfAbsence,
  farewell,
  nextDoor,
  closedStore,
  caps,
];

/** Tells the whole story on an empty store; throws `StoryStopped` where something else happens than it says. */
export async function tellStory(openStore: () => Store, print: Print, isColoured = false): Promise<void> {
  const say = new Narrator(print, isColoured);
  const stage = setStage(openStore, say);
  say.title(
    `A fortnight at the ${stage.crew.organisation}`,
    'Each line is something that was asked of Kithkin, and its Result:',
    '✓ what was done, or ✗ the code and the facts with which it was refused.',
  );
  say.aside(
    'Merrow Quay is a small harbour: thirty people, a regatta in May, and strong opinions about rope. ' +
      'This morning it gets a chat.',
  );
  try {
    for (const chapter of chapters) await chapter(stage);
  } finally {
    await stage.store.close();
  }
  const { commands, refusals } = stage.ask.asked;
  say.aside(`${readable(commands)} commands, ${refusals} refusals, and everything as the story has it.`);
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
    (openStore) => tellStory(openStore, console.log, isColoured),
  );
}
