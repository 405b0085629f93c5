/**
 * Timeline: a program, its history and what was expected of it, for a person to read.
 *
 * @module
 */

import type { Result } from '../shared/result.ts';
import type { Operation } from './history.ts';
import { fieldDifference, pageDifference, pageIn } from './list-difference.ts';
import { everything } from './look.ts';
import type { Program, Step } from './program.ts';
import type { Ran } from './run-program.ts';
import { contentOf, dataOf } from './same.ts';

const answerLengthMax = 120;

/** What each client does, a line each. */
export function programLines({ before, clients }: Program): readonly string[] {
  const told = (steps: readonly Step[]) => steps.map(({ title }) => title).join(', ');
  return [
    ...(before.length > 0 ? [`before: ${told(before)}`] : []),
    ...clients.flatMap((steps, client) => (steps.length > 0 ? [`client ${client}: ${told(steps)}`] : [])),
  ];
}

/** The steps of a history in order of time: where each began and was answered, with a column for each client. */
export function timelineOf(program: Program, operations: readonly Operation[]): readonly string[] {
  const shown = operations.filter(({ client }) => client < program.clients.length);
  const events = shown.flatMap((operation) => [
    { at: operation.began, operation, isEnd: false },
    ...(Number.isFinite(operation.ended) ? [{ at: operation.ended, operation, isEnd: true }] : []),
  ]);
  const busy = new Set<number>();
  return events
    .sort((a, b) => a.at - b.at)
    .map(({ operation, isEnd }) => {
      const columns = program.clients.map((_, client) => {
        if (client === operation.client) return isEnd ? '└' : '┌';
        return busy.has(client) ? '│' : ' ';
      });
      if (isEnd) busy.delete(operation.client);
      else busy.add(operation.client);
      const what = isEnd ? answerOf(operation.result) : titleOf(program, operation);
      return `${columns.join(' ')}  client ${operation.client}: ${what}`;
    });
}

/** What could have come next where the longest explanation ends. */
export function allowedBy(program: Program, { linearisation }: Ran): readonly string[] {
  if (linearisation.ok) return [];
  return linearisation.next.map(({ operation, allowed }) => {
    // A look and a list show so much that only what differs is told.
    const [one, other] = isLook(operation) || operation.list ? [operation.result, allowed] : [];
    return [
      `${whoOf(program, operation)}: ${titleOf(program, operation)}`,
      `  was told  ${answerOf(operation.result, other)}`,
      `  may be told  ${answerOf(allowed, one)}`,
    ].join('\n');
  });
}

function isLook({ plan }: Pick<Operation, 'plan'>): boolean {
  return plan.load === everything;
}

function whoOf({ clients }: Program, { client }: Operation): string {
  return client < clients.length ? `client ${client}` : 'in the end';
}

function titleOf({ before, clients }: Program, { client, step, plan }: Operation): string {
  if (isLook({ plan })) return 'looks at everything';
  return (clients[client] ?? before)[step]?.title ?? 'asks something';
}

/** An answer in short; of two looks or lists, only in what they differ. */
function answerOf(answer: Result<unknown, unknown> | undefined, other?: Result<unknown, unknown>): string {
  if (!answer) return 'nothing at all';
  const content = other ? differing(contentOf(answer), contentOf(other)) : contentOf(answer);
  const text = `${answer.isOk() ? 'ok' : 'refused'} ${dataOf(content)}`;
  return text.length > answerLengthMax ? `${text.slice(0, answerLengthMax)}…` : text;
}

function differing(content: unknown, other: unknown): unknown {
  const [page, otherPage] = [content, other].map((each) =>
    Array.isArray(each) ? { items: each } : pageIn(each),
  );
  return page && otherPage ? pageDifference(page, otherPage) : fieldDifference(content, other);
}
