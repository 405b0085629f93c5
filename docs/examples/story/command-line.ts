/**
 * The command line: arguments, and exit codes.
 *
 * @module
 */

import { parseArgs } from 'node:util';
import { CannotOpenPlace, NoSuchPlace, type Place, placeOf, storeForms } from 'kithkin/open-store';
import { StoryStopped } from './asking.ts';

const usage = `Usage: npm start -- [--store=${storeForms}] [--anew] [--help]`;

const help = `${usage}

Tells a story at a harbour, played on Kithkin: each line is something that was asked, and its Result.
Ends with 0 when everything happened as the story says, with 1 when not, with 2 on arguments that make no sense.

  --store=memory           where to keep everything: in memory, when absent
  --store=sqlite:./demo.db in a SQLite file, which is made if it is not there
  --store=postgres://…     in a PostgreSQL database; also postgresql://…, and postgres: before either
  --anew                   begin at the first chapter, whatever was told there before
  --help                   this text

In a file or a database the story is remembered: Ctrl-C stops it after the chapter that is being told, twice
at once, and the same command goes on from there. Each time it is told anew it has a harbour of its own.

Colour is used in a terminal, unless NO_COLOR is set.`;

/** What the arguments ask for. */
type Wish =
  | { readonly place: Place; readonly isAnew: boolean }
  | { readonly help: true }
  | { readonly wrong: string };

async function wishOf(args: readonly string[]): Promise<Wish> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        store: { type: 'string', default: 'memory' },
        anew: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { help: true };
    // The end of the process is all that the story has to outlive; an application leaves durability out.
    return { place: await placeOf(values.store, { durability: 'process' }), isAnew: values.anew };
  } catch (error) {
    if (error instanceof NoSuchPlace || isOfArguments(error)) return { wrong: error.message };
    throw error;
  }
}

/** Whether Node's parser did not understand the arguments. */
function isOfArguments(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^ERR_PARSE_ARGS_/.test(String(error.code));
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
  tell: (place: Place, isAnew: boolean) => Promise<void>,
): Promise<0 | 1 | 2> {
  const wish = await wishOf(args);
  if ('help' in wish) {
    out(help);
    return 0;
  }
  if ('wrong' in wish) {
    error(`${wish.wrong}\n${usage}`);
    return 2;
  }
  try {
    await tell(wish.place, wish.isAnew);
    return 0;
  } catch (stopped) {
    if (!(stopped instanceof StoryStopped || stopped instanceof CannotOpenPlace)) throw stopped;
    error(`\nThe story stops here. ${stopped.message}`);
    return 1;
  }
}
