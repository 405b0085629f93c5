/**
 * Export: an app as text, a page of rows at a time.
 *
 * @module
 */

import { resumeDeletions } from '../deletion/deletion-commands.ts';
import { type AppId, isIdText } from '../shared/ids.ts';
import { pageLimitMax } from '../shared/page.ts';
import { err, ok, type Result, type ResultAsync } from '../shared/result.ts';
import { type Clock, checkedClock } from '../shared/time.ts';
import { systemSeconds } from '../shared/web.ts';
import type { AppStore, Store } from '../store/store.ts';
import type { StoreError } from '../store/store-error.ts';
import {
  type ExportedType,
  exportedTypes,
  exportVersion,
  headerLine,
  noRows,
  type RowCounts,
  rowLine,
  trailerLine,
} from './format.ts';
import { type LineList, linesOfPage, pagesOf } from './row-reads.ts';
import { type ExportAbandoned, textAndOutcome } from './text-commands.ts';

/** How far an export has come. */
export interface TransferProgress {
  /** The type of the rows that came last. */
  readonly type: ExportedType;
  /** How many rows of that type have come. */
  readonly rows: number;
  /** How many rows of all types have come. */
  readonly total: number;
}

/** What is exported, and from where. */
export interface ExportAppOptions {
  readonly store: Store;
  readonly appId: string;
  /** The time in the header, in whole UNIX seconds. The system's when absent. */
  readonly clock?: Clock | undefined;
  /** Told of each page before it is handed out. */
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
}

/** All that an export may come to but its end, in order of precedence. */
export type ExportAppError = ExportAbandoned | StoreError;

/** An export that is under way. */
export interface AppExport {
  /**
   * The text, a page of lines at a time, to be read once. A store that fails makes it throw nothing: it ends early,
   * without the last line.
   */
  readonly text: AsyncIterable<string>;
  /**
   * What the export came to: the number of rows, or what went wrong. It is told once `text` was read to its end or let go
   * of (`break` does, and so does `pipeline` of Node), so begin to read before you await it.
   */
  readonly done: ResultAsync<RowCounts, ExportAppError>;
}

/**
 * Exports all that a store keeps of an app, as lines of JSON. Nothing happens until `text` is read.
 *
 * First it finishes deletions that were begun, as `users.resumeDeletions` does. Pages are cuts of different moments: stop
 * writing to the app for an exact copy. Of an app that is written to, a row may refer to a user or a group that is not in
 * the text, because it was made or deleted meanwhile. Digests and hashes are in the text, so it is as secret as the
 * database. Options that cannot work are a bug of the caller's, and throw.
 */
export function exportApp(options: ExportAppOptions): AppExport {
  const mistake = mistakeInExport(options ?? {});
  if (mistake !== undefined) throw new TypeError(`Cannot export the app: ${mistake}`);
  return textAndOutcome(() => textOf(options));
}

/** What is wrong with the options of an export; undefined if nothing is. */
export function mistakeInExport({
  store,
  appId,
  clock,
  onProgress,
}: Partial<ExportAppOptions>): string | undefined {
  if (typeof store?.forApp !== 'function') return 'store must be a Store';
  if (typeof appId !== 'string' || !isIdText(appId))
    return 'appId must be 1 to 100 characters of A-Z, a-z, 0-9, "_" and "-"';
  if (clock !== undefined && typeof clock !== 'function')
    return 'clock must be a function that tells UNIX seconds';
  if (onProgress !== undefined && typeof onProgress !== 'function') return 'onProgress must be a function';
  return undefined;
}

async function* textOf({
  store,
  appId,
  clock = systemSeconds,
  onProgress,
}: ExportAppOptions): AsyncGenerator<string, Result<RowCounts, StoreError>, undefined> {
  const counts = noRows();
  // SAFETY: the pattern was just checked.
  const app = store.forApp(appId as AppId);
  const resumed = await resumeDeletions(app);
  if (resumed.isErr()) return err(resumed.error);
  yield headerLine({ version: exportVersion, appId, exportedAt: checkedClock(clock)() });
  let total = 0;
  for await (const page of pagesOf(exportedTypes.map((type) => listOf(app, type)))) {
    if (page.isErr()) return err(page.error);
    const { type, lines } = page.value;
    if (lines.length === 0) continue;
    counts[type] += lines.length;
    total += lines.length;
    onProgress?.({ type, rows: counts[type], total });
    yield lines.join('');
  }
  yield trailerLine(counts);
  return ok(counts);
}

function listOf(app: AppStore, type: ExportedType): LineList<ExportedType> {
  return {
    type,
    list: (after) =>
      app.rows
        .list({ type, limit: pageLimitMax, ...(after && { after }) })
        .map((found) => linesOfPage(found, (row) => rowLine(type, row))),
  };
}
