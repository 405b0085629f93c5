/**
 * Import: rows of an export, batch by batch, decided as if each were asked for.
 *
 * A file may say anything. Its rows come in by decisions, in their order, several in one commit; a row that
 * is refused lets in the rows before it and none behind it.
 *
 * @module
 */

import type { Guid, Uid } from '../shared/ids.ts';
import { without } from '../shared/record.ts';
import { type Anchor, type Anchors, anchorKey, anchorsPerPlanMax } from '../store/anchors.ts';
import type { Change } from '../store/changes.ts';
import type { Load } from '../store/loads.ts';
import type { Rows, RowType } from '../store/row-repository.ts';
import type { Commit } from '../store/store.ts';
import { type ExportedType, rowLine, rowName } from './format.ts';
import type { ImportBadLine, ImportCutOff, ImportVersion, RowEntry } from './line-reader.ts';
import { type OwnerNotAdmin, type RowContext, type RowRefusal, type RowRule, rowRules } from './row-rules.ts';
import { loadName, type Seen } from './seen.ts';

/** The most rows of one batch: half as many as a commit has changes, since a row takes one or two. */
export const rowsPerBatchMax = 32;

// Errors

/** Whoever was to hand out the text threw. */
export interface ImportTextFailed {
  readonly code: 'ERR_IMPORT_TEXT_FAILED';
  /** How many whole lines there were before. */
  readonly line: number;
  /** What was thrown. */
  readonly cause: unknown;
}

/** The app holds something, and the import is not to go on from there. */
export interface ImportAppNotEmpty {
  readonly code: 'ERR_IMPORT_APP_NOT_EMPTY';
  /** The first type of which it holds a row. */
  readonly type: RowType;
}

/** What the app holds is not what an import of this text would have left. */
export interface ImportNotResumable {
  readonly code: 'ERR_IMPORT_NOT_RESUMABLE';
  /** The line before which the two differ. */
  readonly line: number;
  /** The type of which the app holds a row that is not in the text, or not there. */
  readonly type: ExportedType;
}

/** What is in the app already stands against a row. */
export interface ImportRowRefused {
  readonly code: 'ERR_IMPORT_ROW_REFUSED';
  /** Where the row is; of a membership that is missing, the line before which it should have come. */
  readonly line: number;
  readonly type: ExportedType;
  readonly refusal: RowRefusal;
}

/** Why an app was not imported to the end. Of several lines the first is told; of one line, what is listed first. */
export type ImportRefusal =
  | ImportTextFailed
  | ImportCutOff
  | ImportBadLine
  | ImportVersion
  | ImportAppNotEmpty
  | ImportNotResumable
  | ImportRowRefused;

// Batches

/** A row that did not come in. */
export interface RefusedRow {
  readonly entry: RowEntry;
  readonly refusal: RowRefusal;
}

/** What became of the rows of a batch. */
export interface BatchOutcome {
  readonly added: readonly RowEntry[];
  readonly refused: readonly RefusedRow[];
}

/** Rows of one type, as many as one commit takes. */
export class Batch {
  readonly entries: RowEntry[] = [];
  readonly #write: Map<string, Anchor> = new Map();
  readonly #read: Map<string, Anchor> = new Map();

  /** Takes the row in, if there is room for it. */
  add(entry: RowEntry): boolean {
    const [first] = this.entries;
    if (first && first.type !== entry.type) return false;
    const rule = ruleOf(entry);
    const write = rule.write(entry.row);
    const read = rule.read?.(entry.row) ?? [];
    const keys = new Set([
      ...this.#write.keys(),
      ...this.#read.keys(),
      ...[...write, ...read].map(anchorKey),
    ]);
    if (this.entries.length === rowsPerBatchMax || keys.size > anchorsPerPlanMax) return false;
    for (const anchor of write) this.#write.set(anchorKey(anchor), anchor);
    for (const anchor of read) this.#read.set(anchorKey(anchor), anchor);
    this.entries.push(entry);
    return true;
  }

  /** Those under whom the rows come in. */
  get anchors(): Anchors {
    // One that is named twice would count twice.
    const read = [...this.#read].flatMap(([key, anchor]) => (this.#write.has(key) ? [] : [anchor]));
    return { write: [...this.#write.values()], read };
  }

  /** What is seen, each load under its own name. */
  get loads(): Readonly<Record<string, Load>> {
    const loads: Record<string, Load> = {};
    for (const entry of this.entries) {
      for (const load of ruleOf(entry).loads(entry.row)) loads[loadName(load)] = load;
    }
    return loads;
  }
}

/**
 * Decides which rows of a batch come in, each in view of those before it. A row that is refused is the last that is
 * looked at, unless it is to be left out.
 */
export function decideBatch(
  entries: readonly RowEntry[],
  seen: Seen,
  context: RowContext,
  leavesOut: boolean,
): Commit<BatchOutcome> {
  const changes: Change[] = [];
  const added: RowEntry[] = [];
  const refused: RefusedRow[] = [];
  for (const entry of entries) {
    const decided = ruleOf(entry).decide(entry.row, seen, context);
    if (decided.isOk()) {
      changes.push(...decided.value);
      added.push(entry);
      continue;
    }
    refused.push({ entry, refusal: decided.error });
    if (!leavesOut) break;
  }
  return { changes, value: { added, refused } };
}

/** The refusal of a whole import for one row. */
export function rowRefused({ entry, refusal }: RefusedRow): ImportRowRefused {
  return { code: 'ERR_IMPORT_ROW_REFUSED', line: entry.line, type: entry.type, refusal };
}

function ruleOf(entry: RowEntry): RowRule<Rows[ExportedType]> {
  // SAFETY: the rule of an entry's type takes its row.
  return rowRules[entry.type] as unknown as RowRule<Rows[ExportedType]>;
}

// Owners

/** Groups whose owner has not become a member yet. A group comes in without its owner, and gets it by its membership. */
export class OwnersToCome {
  readonly #entries: Map<Guid, { readonly uid: Uid; readonly line: number }> = new Map();

  /** Notes what a row that came in, or was there, means for the owner of a group. */
  note(entry: RowEntry): void {
    if (entry.type === 'group' && entry.row.owner !== undefined) {
      this.#entries.set(entry.row.guid, { uid: entry.row.owner, line: entry.line });
    }
    if (entry.type === 'membership' && this.isOf(entry.row)) this.#entries.delete(entry.row.guid);
  }

  /** Whether this membership is what a group waits for. */
  isOf({ uid, guid, scope }: Rows['membership']): boolean {
    return scope === 'admin' && this.#entries.get(guid)?.uid === uid;
  }

  /** The owners who did not come, with the lines of their groups. */
  takeRest(): readonly { readonly line: number; readonly refusal: OwnerNotAdmin }[] {
    const rest = [...this.#entries].map(([guid, { uid, line }]) => {
      return { line, refusal: { code: 'ERR_OWNER_NOT_ADMIN', uid, guid } } as const;
    });
    this.#entries.clear();
    return rest;
  }
}

// Resuming

/**
 * How a row of the app goes with a row of the text: it is the same; it is a group as it is before its owner came; it is
 * something else of the same name; or it is another.
 */
export function compareRows(
  entry: RowEntry,
  stored: Rows[ExportedType],
): 'same' | 'ownerless' | 'changed' | 'another' {
  // SAFETY: a walk over the rows of a type shows rows of that type.
  const [type, row, other] = [entry.type, entry.row, stored] as unknown as [ExportedType, never, never];
  const line = rowLine(type, other);
  if (line === rowLine(type, row)) return 'same';
  if (rowName(type, other) !== rowName(type, row)) return 'another';
  if (entry.type !== 'group' || entry.row.owner === undefined) return 'changed';
  return line === rowLine('group', without(entry.row, 'owner')) ? 'ownerless' : 'changed';
}
