/**
 * Blame: which rule a store broke whose history no order explains.
 *
 * Each rule that could be at fault is suspended in turn; the one without which the history can be explained was broken.
 *
 * @module
 */

import type { Found } from '../shared/page.ts';
import type { Result } from '../shared/result.ts';
import type { Commit } from '../store/store.ts';
import type { Operation } from './history.ts';
import { isStoreFailure, isUnavailable, isUnknown, linearise } from './linearise.ts';
import { hasDriftingCount, hasHalfFriendship } from './look.ts';
import type { RuleId } from './rules.ts';
import { contentOf, dataOf } from './same.ts';

/** In a longer history no single read is looked for that explains it: each takes as long as the whole. */
const shortMax = 200;

/** The rule that a history broke, which several clients made at once or one alone. */
export function blame(operations: readonly Operation[]): RuleId {
  if (operations.some(tellsAnEarlierAttempt)) return 'S5';
  const denied = blameOfDenial(operations);
  if (denied) return denied;
  if (linearise(operations, { mayCommitTwice: true }).ok) return 'S6';
  const transacts = operations.filter(({ type }) => type === 'transact');
  const isShared = transacts.some((a) => transacts.some((b) => a !== b && areAtOnce(a, b)));
  // Where nothing happens at once, a transact has not seen what was there.
  if (!linearise(transacts).ok) return isShared ? 'S2' : 'S3';

  // What was answered to writers can be explained, so it is what was seen that cannot.
  const reads = operations.filter(({ type }) => type !== 'transact');
  const isShort = operations.length <= shortMax;
  const lone = isShort && reads.find((read) => linearise(operations.filter((each) => each !== read)).ok);
  const suspects = lone ? [lone] : reads;
  const shows = (what: (seen: unknown) => boolean) =>
    suspects.some(({ result }) => result?.isOk() && what(result.value));
  if (shows(hasHalfFriendship)) return 'S1';
  if (shows(hasDriftingCount)) return 'S11';

  const quiet = operations.filter(
    (each) => each.type === 'transact' || !transacts.some((other) => areAtOnce(each, other)),
  );
  const isSoundAlone = linearise(quiet).ok;
  // Rows and a count that do not fit are of two cuts, or the count is wrong at all times.
  if (suspects.some(isMiscounted)) return isSoundAlone ? 'S3' : 'S11';
  const isTorn =
    isSoundAlone && suspects.some((read) => transacts.some((each) => isLarge(each) && areAtOnce(each, read)));
  if (isTorn) return 'S1';
  if (linearise(operations.map(asIfBegunFirst)).ok) return 'S3';
  if (isShared) return 'S2';
  if (suspects.some((read) => followsARefusal(read, operations))) return 'S4';
  return transacts.some(isLarge) ? 'S1' : 'S3';
}

/**
 * The rule that a store broke if it was told that nothing was committed where something was, which explains a history; if not,
 * undefined. A failure has said it of a conflict, or of an answer that was lost.
 */
export function blameOfDenial(operations: readonly Operation[]): RuleId | undefined {
  if (!linearise(operations, { failuresMayStand: true }).ok) return undefined;
  return operations.some(({ result }) => result && isUnavailable(result)) ? 'S6' : 'S7';
}

/** Whether an operation may have committed several changes. */
function isLarge({ attempts }: Operation): boolean {
  return attempts.some(
    (attempt) => attempt.isOk() && ((attempt.value as Partial<Commit<unknown>>)?.changes?.length ?? 0) > 1,
  );
}

/** Whether a list that is on one page has another number of rows than it counts. */
function isMiscounted({ list, result }: Operation): boolean {
  if (!list || !result?.isOk()) return false;
  const { items, count, next } = Object(result.value) as Partial<Found<unknown>>;
  return Array.isArray(items) && count !== undefined && next === undefined && items.length !== count;
}

function areAtOnce(a: Operation, b: Operation): boolean {
  return a.began < endOf(b) && b.began < endOf(a);
}

/** One whose outcome is not known may still be going on. */
function endOf({ ended, result }: Operation): number {
  return result && isUnknown(result) ? Number.POSITIVE_INFINITY : ended;
}

/** Whether an operation answered what an attempt decided that was not its last. */
function tellsAnEarlierAttempt({ type, attempts, result }: Operation): boolean {
  const last = attempts.at(-1);
  if (type !== 'transact' || !result || isStoreFailure(result) || !last) return false;
  const said = answered(result);
  return said !== saidBy(last) && attempts.some((attempt) => said === saidBy(attempt));
}

function answered(result: Result<unknown, unknown>): string {
  return `${result.isOk()} ${dataOf(contentOf(result))}`;
}

function saidBy(decided: Result<unknown, unknown>): string {
  // SAFETY: what a transact decides is a commit.
  return decided.isOk() ? `true ${dataOf((decided.value as Commit<unknown>).value)}` : answered(decided);
}

/** A read that may show any state there has been. */
function asIfBegunFirst(operation: Operation): Operation {
  return operation.type !== 'transact' ? { ...operation, client: -1 - operation.began, began: 0 } : operation;
}

/** Whether a transact before a read was refused. */
function followsARefusal(read: Operation, operations: readonly Operation[]): boolean {
  return operations.some(
    ({ type, ended, result }) => type === 'transact' && ended < read.began && result?.isErr(),
  );
}
