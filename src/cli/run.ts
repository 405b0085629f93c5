/**
 * Running: a command is understood and carried out, and whatever stops it is said in a line.
 *
 * @module
 */

import { openApp } from '../app.ts';
import { createKey } from './api-keys.ts';
import { type CreateKeyOptions, commandOf } from './command-line.ts';
import { CannotGoOn } from './failures.ts';
import { CannotOpenPlace, NoSuchPlace, placeOf } from './open-store.ts';
import { keyLine, serve, type Terminal } from './serve.ts';

/** Runs what the arguments ask for, and answers with the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  const understood = commandOf(args);
  if (understood.isErr()) {
    terminal.error(`${understood.error.reason}\n${understood.error.usage}`);
    return 2;
  }
  const command = understood.value;
  try {
    switch (command.type) {
      case 'help':
        terminal.out(command.text);
        return 0;
      case 'serve':
        return await serve(command.options, terminal);
      case 'createKey':
        await showNewKey(command.options, terminal);
        return 0;
    }
  } catch (error) {
    const isExplained =
      error instanceof CannotGoOn || error instanceof NoSuchPlace || error instanceof CannotOpenPlace;
    if (!isExplained) throw error;
    terminal.error(error.message);
    return 2;
  }
}

async function showNewKey(options: CreateKeyOptions, { out }: Terminal): Promise<void> {
  const place = await placeOf(options.store);
  const store = place.open();
  try {
    const key = await createKey(openApp({ store, appId: options.appId }), options, place.name);
    out(`The API key is shown this once:\n${keyLine(key)}`);
  } finally {
    await store.close();
  }
}
