/**
 * The command line: arguments, and exit codes.
 *
 * @module
 */

import type { Store } from 'kithkin';
import { StoryStopped } from './asking.ts';
import { storeForms, storeOpener } from './open-store.ts';

const usage = `Usage: npm start -- [--store=${storeForms}] [--help]`;

const help = `${usage}

Tells a story at a harbour, played on Kithkin: each line is something that was asked, and its Result.
Ends with 0 when everything happened as the story says, with 1 when not, with 2 on unknown arguments.

  --store=…   where to keep everything; memory when absent
  --help      this text

Colour is used in a terminal, unless NO_COLOR is set.`;

/** What the arguments ask for. */
type Wish = { readonly openStore: () => Store } | 'help' | 'unknown';

function wishOf(args: readonly string[]): Wish {
  if (args.includes('--help')) return 'help';
  let place = 'memory';
  for (const arg of args) {
    if (!arg.startsWith('--store=')) return 'unknown';
    place = arg.slice('--store='.length);
  }
  const openStore = storeOpener(place);
  return openStore ? { openStore } : 'unknown';
}

/** Where lines go: the standard streams, or a test's lists. */
export interface Streams {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

/** Understands the arguments, has the story told, and answers with the exit code. */
export async function runCommand(
  args: readonly string[],
  { out, error }: Streams,
  tell: (openStore: () => Store) => Promise<void>,
): Promise<0 | 1 | 2> {
  const wish = wishOf(args);
  if (wish === 'help') {
    out(help);
    return 0;
  }
  if (wish === 'unknown') {
    error(usage);
    return 2;
  }
  try {
    await tell(wish.openStore);
    return 0;
  } catch (stopped) {
    if (!(stopped instanceof StoryStopped)) throw stopped;
    error(`\nThe story stops here. ${stopped.message}`);
    return 1;
  }
}
