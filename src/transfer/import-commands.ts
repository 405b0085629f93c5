/**
 * Import: an app from text, a commit of a few rows at a time.
 *
 * @module
 */

import type { AuthTokenDigest } from '../auth-token/auth-token.ts';
import { type Limits, limitsWith } from '../limits.ts';
import { asyncResult } from '../shared/bulk.ts';
import { type AppId, isIdText } from '../shared/ids.ts';
import { err, ok, type Result, ResultAsync } from '../shared/result.ts';
import type { UnixSeconds } from '../shared/time.ts';
import { nextTurn } from '../shared/web.ts';
import type { Rows, RowType } from '../store/row-repository.ts';
import { staleAttemptsMax } from '../store/stale.ts';
import type { AppStore, Commit, Store } from '../store/store.ts';
import { afterEarlierSteps, type StoreError } from '../store/store-error.ts';
import type { TransferProgress } from './export-commands.ts';
import { type ExportedType, type ExportHeader, exportedTypes, noRows, type RowCounts } from './format.ts';
import {
  Batch,
  type BatchOutcome,
  compareRows,
  decideBatch,
  type ImportRefusal,
  type ImportRowRefused,
  OwnersToCome,
  type RefusedRow,
  rowRefused,
} from './import.ts';
import { type Entry, LineReader, type RowEntry } from './line-reader.ts';
import { isTransferText, linesOf, type TransferText } from './line-reads.ts';
import { firstTypeHeld, RowWalk } from './row-reads.ts';
import type { RowContext } from './row-rules.ts';
import { Seen } from './seen.ts';

/** A row that was left out, or an owner. */
export interface LeftOut extends Omit<ImportRowRefused, 'code'> {
  /** The row. Absent where only the owner of a group was left out, and the group has come in without. */
  readonly row?: Rows[ExportedType];
}

/** What is imported, and where to. */
export interface ImportAppOptions {
  readonly store: Store;
  /** What `exportApp` wrote, as text or UTF-8: whole, or in parts of any size. */
  readonly text: TransferText;
  /** The app that is to be. The one that the text names when absent. */
  readonly appId?: string | undefined;
  /** The caps that hold for the rows, as `openApp` takes them. */
  readonly limits?: { readonly [Name in keyof Limits]?: Limits[Name] | undefined } | undefined;
  /** Whether to go on where an earlier import of the same text stopped. */
  readonly resume?: boolean | undefined;
  /** Told of each row that is refused for what the app holds; such rows are then left out, and refuse nothing. */
  readonly onLeftOut?: ((leftOut: LeftOut) => void) | undefined;
  /** Told after each commit, and of rows that are there already after each page of them. */
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
}

/** An app that was imported. */
export interface ImportedApp {
  readonly appId: AppId;
  /** When the export began, in UNIX seconds. */
  readonly exportedAt: UnixSeconds;
  /** How many rows of each type came in. */
  readonly added: RowCounts;
  /** How many were there already. None, unless the import was resumed. */
  readonly present: RowCounts;
  /** How many were left out. None without `onLeftOut`. */
  readonly leftOut: RowCounts;
}

/** All that an import may come to but its end, in order of precedence. */
export type ImportAppError = ImportRefusal | StoreError;

/**
 * Imports an app from what `exportApp` wrote, into an app that holds nothing.
 *
 * Each row is decided as the command that makes such rows would decide it, so every rule and every cap holds, whatever
 * the text says and whoever writes at the same time. Rows come in in their order: when one is refused, or the store
 * fails, those before it are in, and an import with `resume: true` goes on from there. An owner who is no admin is refused
 * at the line behind the memberships. What `onLeftOut` or `onProgress`
 * throws is a bug of theirs and reaches the caller as a rejection; what `text` throws is a refusal. Options that cannot
 * work throw.
 *
 * Whoever wrote the text can log in as every user in it and holds its API keys, since digests of tokens and keys come in
 * as they are. Import only from whom you trust that far, or take those rows out.
 *
 * Refusals, of the first line that has one: `ERR_IMPORT_TEXT_FAILED`, `ERR_IMPORT_CUT_OFF`, `ERR_IMPORT_BAD_LINE`,
 * `ERR_IMPORT_VERSION`, `ERR_IMPORT_APP_NOT_EMPTY`, `ERR_IMPORT_NOT_RESUMABLE`, `ERR_IMPORT_ROW_REFUSED`.
 */
export function importApp(options: ImportAppOptions): ResultAsync<ImportedApp, ImportAppError> {
  const mistake = mistakeIn(options ?? {});
  if (mistake !== undefined) throw new TypeError(`Cannot import the app: ${mistake}`);
  const limits = limitsWith(options.limits);
  return asyncResult(async () => {
    const reader = new LineReader();
    const appImport = new AppImport(options, limits);
    for await (const line of linesOf(options.text)) {
      const entry = line.andThen((line) => reader.read(line));
      if (entry.isErr()) return appImport.stop(entry.error);
      const taken = await appImport.take(entry.value);
      if (taken.isErr()) return err(taken.error);
    }
    const ended = reader.atEnd();
    return ended.isErr() ? appImport.stop(ended.error) : ok(appImport.result);
  });
}

function mistakeIn(options: Partial<ImportAppOptions>): string | undefined {
  const { store, text, appId, limits, resume, onLeftOut, onProgress } = options;
  if (typeof store?.forApp !== 'function') return 'store must be a Store';
  if (!isTransferText(text)) return 'text must be text, or something that can be iterated over';
  if (appId !== undefined && (typeof appId !== 'string' || !isIdText(appId)))
    return 'appId must be 1 to 100 characters of A-Z, a-z, 0-9, "_" and "-"';
  if (limits !== undefined && (typeof limits !== 'object' || limits === null))
    return 'limits must be an object';
  if (resume !== undefined && typeof resume !== 'boolean') return 'resume must be true or false';
  if (onLeftOut !== undefined && typeof onLeftOut !== 'function') return 'onLeftOut must be a function';
  if (onProgress !== undefined && typeof onProgress !== 'function') return 'onProgress must be a function';
  return undefined;
}

type DecideBatch = (snapshot: Readonly<Record<string, unknown>>) => Commit<BatchOutcome>;

type Step = Promise<Result<void, ImportAppError>>;

const done: Result<void, never> = ok(undefined);

/** After so many rows, other work goes first. */
const rowsPerTurn = 256;

/** An import that is under way. */
class AppImport {
  readonly #options: ImportAppOptions;
  readonly #limits: Limits;
  #header!: ExportHeader & { readonly appId: AppId };
  #app!: AppStore;
  #batch: Batch = new Batch();
  readonly #owners: OwnersToCome = new OwnersToCome();
  readonly #added = noRows();
  readonly #present = noRows();
  readonly #leftOut = noRows();
  #taken = 0;
  /** The place among all types of the one whose rows come now. */
  #typeIndex = 0;
  /** Over what the app holds of that type, as long as the rows of the text are there already. */
  #walk: RowWalk<ExportedType> | undefined;

  constructor(options: ImportAppOptions, limits: Limits) {
    this.#options = options;
    this.#limits = limits;
  }

  /** What came in. */
  get result(): ImportedApp {
    const { appId, exportedAt } = this.#header;
    return { appId, exportedAt, added: this.#added, present: this.#present, leftOut: this.#leftOut };
  }

  /** Takes what a line means. */
  async take(entry: Entry): Step {
    if (entry.type === 'header') return this.#begin(entry.header);
    if (entry.type === 'end') return this.#moveTo(exportedTypes.length, entry.line);
    this.#taken += 1;
    if (this.#taken % rowsPerTurn === 0) await nextTurn();
    const moved = await this.#moveTo(exportedTypes.indexOf(entry.type), entry.line);
    if (moved.isErr()) return moved;
    return this.#walk ? this.#findThere(this.#walk, entry) : this.#add(entry);
  }

  /** Lets in the rows that wait, since they come before the line that is refused. */
  async stop(refusal: ImportRefusal): Promise<Result<never, ImportAppError>> {
    const flushed = await this.#flush();
    return err(flushed.isErr() ? flushed.error : refusal);
  }

  async #begin(header: ExportHeader & { readonly appId: AppId }): Step {
    const { store, appId, resume = false } = this.#options;
    // SAFETY: the pattern was checked when the import began.
    this.#header = { ...header, appId: (appId as AppId | undefined) ?? header.appId };
    this.#app = store.forApp(this.#header.appId);
    if (resume) {
      this.#walk = new RowWalk(this.#app, 'role');
      return done;
    }
    const held = await firstTypeHeld<RowType>(this.#app, [...exportedTypes, 'tombstone']);
    if (held.isErr()) return this.#failed(held.error);
    return held.value === undefined ? done : err({ code: 'ERR_IMPORT_APP_NOT_EMPTY', type: held.value });
  }

  /** Ends the types before this one. */
  async #moveTo(index: number, line: number): Step {
    if (index === this.#typeIndex) return done;
    const flushed = await this.#flush();
    if (flushed.isErr()) return flushed;
    for (const type of exportedTypes.slice(this.#typeIndex, index)) {
      if (this.#walk) {
        const stored = await this.#walk.peek();
        if (stored.isErr()) return this.#failed(stored.error);
        if (stored.value) return err({ code: 'ERR_IMPORT_NOT_RESUMABLE', line, type });
      }
      const settled = type === 'membership' ? this.#settleOwners(line) : done;
      if (settled.isErr()) return settled;
      this.#typeIndex += 1;
      const next = exportedTypes[this.#typeIndex];
      if (this.#walk && next) this.#walk = new RowWalk(this.#app, next);
    }
    return done;
  }

  /** No membership can come any more: an owner who waits for its own is refused here, or its group stays without. */
  #settleOwners(line: number): Result<void, ImportAppError> {
    for (const rest of this.#owners.takeRest()) {
      const { refusal } = rest;
      if (!this.#options.onLeftOut)
        return err({ code: 'ERR_IMPORT_ROW_REFUSED', line, type: 'membership', refusal });
      this.#options.onLeftOut({ line: rest.line, type: 'group', refusal });
    }
    return done;
  }

  /** Expects the row where the walk is, as long as the walk has not come to its end. */
  async #findThere(walk: RowWalk<ExportedType>, entry: RowEntry): Step {
    const { line, type } = entry;
    const notResumable = err({ code: 'ERR_IMPORT_NOT_RESUMABLE', line, type } as const);
    const stored = await walk.peek();
    if (stored.isErr()) return this.#failed(stored.error);
    const comparison = stored.value === undefined ? 'another' : compareRows(entry, stored.value);
    if (comparison === 'changed') return notResumable;
    if (comparison === 'another') {
      // The row may have been left out before. Then it is left out again.
      const refused = this.#options.onLeftOut ? await this.#refusalOf(entry) : ok(undefined);
      if (refused.isErr()) return this.#failed(refused.error);
      if (refused.value) {
        this.#leaveOut(refused.value);
        return done;
      }
      return stored.value === undefined ? this.#endWalk(entry) : notResumable;
    }
    // The owner of a group and its membership are of one commit.
    if (type === 'membership' && this.#owners.isOf(entry.row)) return notResumable;
    if (comparison === 'ownerless') this.#owners.note(entry);
    this.#present[type] += 1;
    if (walk.step()) this.#tell(type);
    return done;
  }

  /** What stands against a row, if anything does. */
  async #refusalOf(entry: RowEntry): Promise<Result<RefusedRow | undefined, StoreError>> {
    const batch = new Batch();
    batch.add(entry);
    const taken = await this.#takenDigests(batch);
    if (taken.isErr()) return err(taken.error);
    const decide = this.#decisionOn(batch, taken.value);
    return this.#app.read(batch.loads, (seen) => ok(decide(seen).value.refused[0]));
  }

  /** Goes on to rows that are not there, provided that none of a later type is. */
  async #endWalk(entry: RowEntry): Step {
    const { line } = entry;
    const held = await firstTypeHeld(this.#app, exportedTypes.slice(this.#typeIndex + 1));
    if (held.isErr()) return this.#failed(held.error);
    if (held.value !== undefined) return err({ code: 'ERR_IMPORT_NOT_RESUMABLE', line, type: held.value });
    this.#walk = undefined;
    return this.#add(entry);
  }

  async #add(entry: RowEntry): Step {
    if (this.#batch.add(entry)) return done;
    const flushed = await this.#flush();
    this.#batch.add(entry);
    return flushed;
  }

  /** Commits the rows that wait. */
  async #flush(): Step {
    const batch = this.#batch;
    const [first] = batch.entries;
    if (!first) return done;
    this.#batch = new Batch();
    const outcome = await this.#commit(batch);
    if (outcome.isErr()) return this.#failed(outcome.error);
    const { added, refused } = outcome.value;
    for (const entry of added) this.#owners.note(entry);
    this.#added[first.type] += added.length;
    for (const each of refused) {
      if (!this.#options.onLeftOut) return err(rowRefused(each));
      this.#leaveOut(each);
    }
    this.#tell(first.type);
    return done;
  }

  #tell(type: ExportedType): void {
    this.#options.onProgress?.({ type, rows: this.#rowsOf(type), total: this.#rowsOf(...exportedTypes) });
  }

  /**
   * Commits a batch. A digest of it may be taken between the look at the digests and the commit, which no store lets
   * happen. Then the failure is no failure of the store: the batch is decided again, in view of the digest.
   */
  async #commit(batch: Batch): Promise<Result<BatchOutcome, StoreError>> {
    const { anchors, loads: load } = batch;
    let taken = await this.#takenDigests(batch);
    for (let attempt = 1; taken.isOk(); attempt += 1) {
      const decide = this.#decisionOn(batch, taken.value);
      const outcome = await this.#app.transact({ anchors, load }, (seen) => ok(decide(seen)));
      if (outcome.isOk() || outcome.error.committed !== false) return outcome;
      const before = taken.value;
      taken = await this.#takenDigests(batch);
      const isStale = taken.isOk() && taken.value.some((digest) => !before.includes(digest));
      if (!isStale || attempt === staleAttemptsMax) return outcome;
    }
    return err(taken.error);
  }

  /** How many rows of these types have come. */
  #rowsOf(...types: readonly ExportedType[]): number {
    return types.reduce(
      (sum, type) => sum + this.#added[type] + this.#present[type] + this.#leftOut[type],
      0,
    );
  }

  #failed(error: StoreError): Result<never, StoreError> {
    const hasCommitted = Object.values(this.#added).some((count) => count > 0);
    return err(hasCommitted ? afterEarlierSteps(error) : error);
  }

  /** Which digests of a batch a token of the app has. */
  async #takenDigests({ entries }: Batch): Promise<Result<readonly AuthTokenDigest[], StoreError>> {
    const digests = entries.flatMap((entry) => (entry.type === 'authToken' ? [entry.row.digest] : []));
    const found = await ResultAsync.combine(
      digests.map((digest) => this.#app.authTokens.findByDigest(digest)),
    );
    return found.map((found) => digests.filter((_, index) => found[index] !== undefined));
  }

  /** What decides about a batch, given which of its digests are taken. */
  #decisionOn({ entries }: Batch, taken: readonly AuthTokenDigest[]): DecideBatch {
    const context: RowContext = {
      limits: this.#limits,
      becomesOwner: (membership) => this.#owners.isOf(membership),
    };
    const leavesOut = this.#options.onLeftOut !== undefined;
    return (snapshot) => decideBatch(entries, new Seen(snapshot, taken), context, leavesOut);
  }

  #leaveOut({ entry, refusal }: RefusedRow): void {
    const { line, type, row } = entry;
    this.#leftOut[type] += 1;
    this.#options.onLeftOut?.({ line, type, row, refusal });
  }
}
