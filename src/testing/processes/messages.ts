/**
 * Messages: what the kit and a process that serves a store tell each other, as JSON, a line each.
 *
 * A decision stays with the kit. The process asks for it, with what was loaded, and waits without giving way, since for
 * the store the decision is a synchronous function.
 *
 * @module
 */

import type { Change } from '../../store/changes.ts';

/** The descriptors of the pipes, in the process that serves. */
export const descriptors = { requests: 3, answers: 4, decisions: 5 } as const;

/** Nothing is asked under this number; its end says that the process is ready. */
export const readyId = 0;

/** What the kit asks for. */
export type Request =
  | { readonly type: 'open'; readonly id: number; readonly namespace: string }
  | { readonly type: 'close'; readonly id: number; readonly handle: number }
  | {
      readonly type: 'operation';
      readonly id: number;
      readonly handle: number;
      readonly appId: string;
      /** Such as `transact` or `users.list`. */
      readonly name: string;
      /** Without the decision. */
      readonly given: readonly unknown[];
    };

/** What the process says. */
export type Message =
  /** It has loaded what the operation asked for, and waits for its decision. */
  | { readonly type: 'decide'; readonly id: number; readonly seen: unknown }
  /** What an operation came to. Of what was decided, only by which attempt. */
  | { readonly type: 'ended'; readonly id: number; readonly answer: Answer };

/** What an operation came to. */
export type Answer =
  | { readonly type: 'value'; readonly value?: unknown }
  | { readonly type: 'failure'; readonly error: unknown }
  /** What was decided by an attempt, numbered from 0: a value or a refusal. */
  | { readonly type: 'decided'; readonly attempt: number }
  /** What a decision threw came back. */
  | { readonly type: 'bug' }
  | { readonly type: 'threw'; readonly message: string };

/** What an attempt decided, as far as the store needs to know. */
export type Decided =
  | { readonly type: 'commit'; readonly changes: readonly Change[] }
  | { readonly type: 'value' }
  | { readonly type: 'refusal' }
  | { readonly type: 'bug' };

/** Hears what comes by a pipe, line by line. */
export function linesOf(onLine: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
}
