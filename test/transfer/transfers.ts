/**
 * Apps to move, and the moving.
 *
 * @module
 */
import { exportApp, exportVersion, type ImportAppOptions, importApp, openApp, type Store } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { type AppState, openState } from 'kithkin/testing';
import { Shown } from '../../src/testing/arbitraries/shown.ts';
import { fullApp, fullAppLimits } from '../../src/testing/contents/full-app.ts';
import { headerLine, noRows } from '../../src/transfer/format.ts';

export const appId = 'test';
export const clock = () => 1_700_000_000;

/** The text of an app, and what its export came to. */
export async function exported(store: Store, app = appId) {
  const { text: parts, done } = exportApp({ store, appId: app, clock });
  let text = '';
  for await (const part of parts) text += part;
  return { text, done: await done };
}

/** The text of an app that is there whole. */
export async function textOf(store: Store, app = appId): Promise<string> {
  const { text, done } = await exported(store, app);
  if (done.isErr()) throw new Error(`Cannot export: ${done.error.code}`);
  return text;
}

/** The text of an app that holds something of everything; without deletions that are not finished. */
export async function fullText(): Promise<string> {
  const store = memoryStore();
  const app = openApp({ store, appId, clock, limits: fullAppLimits, passwords: plainPasswords });
  const shown = new Shown();
  for (const { title, run } of fullApp) {
    const answered = await run(app, shown, () => app);
    if (answered.isErr())
      throw new Error(`Cannot make the app: "${title}" was answered ${answered.error.code}`);
  }
  return textOf(store);
}

/** Imports a text, whole and into a memory store of its own unless told otherwise. */
export function imported(text: ImportAppOptions['text'], options: Partial<ImportAppOptions> = {}) {
  return importApp({ store: memoryStore(), text, ...options });
}

/** An app in a state, and its text. */
export async function textOfState(state: AppState): Promise<string> {
  const store = memoryStore();
  await openState(state, { store, clock, passwords: plainPasswords });
  return textOf(store);
}

/** The rows of a text, as lines. */
export function rowsIn(text: string): readonly string[] {
  return text.trimEnd().split('\n').slice(1, -1);
}

/** A text with other rows, counted as they are. */
export function textWith(rows: readonly string[]): string {
  const counts: Record<string, number> = { ...noRows() };
  for (const row of rows) {
    const [type = ''] = Object.keys(JSON.parse(row));
    counts[type] = (counts[type] ?? 0) + 1;
  }
  const header = headerLine({ version: exportVersion, appId, exportedAt: clock() });
  return [header, ...rows.map((row) => `${row}\n`), `${JSON.stringify({ end: counts })}\n`].join('');
}

/** Does something, and counts how often other work gets its turn meanwhile. */
export async function turnsDuring<T>(work: () => PromiseLike<T>): Promise<{ turns: number; value: T }> {
  let turns = 0;
  let isOver = false;
  const next = () => {
    turns += 1;
    if (!isOver) setImmediate(next);
  };
  setImmediate(next);
  const value = await work();
  isOver = true;
  return { turns, value };
}

/** Passwords that are hashed by nothing. */
export const plainPasswords = {
  hash: async (password: string) => `plain$${password}`,
  matches: async (password: string, hash: string) => hash === `plain$${password}`,
};
