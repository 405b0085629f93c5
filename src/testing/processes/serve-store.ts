/**
 * Serves a store from a process of its own, for the kit in another.
 *
 * @module
 */

import type { AppId } from '../../shared/ids.ts';
import { err, ok, type Result, type ResultAsync } from '../../shared/result.ts';
import type { Store } from '../../store/store.ts';
import {
  type Answer,
  type Decided,
  descriptors,
  linesOf,
  type Message,
  type Request,
  readyId,
} from './messages.ts';
import { exit, files, lineReader, lineWriter } from './node.ts';

type Method = (...given: unknown[]) => ResultAsync<unknown, unknown>;

/** What stands for the value or the refusal of an attempt while the store has it. */
class Attempt {
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }
}

/** What stands for what a decision threw. */
class DecisionThrew extends Error {}

/**
 * Serves a store to the kit. It is all that the program does which `capabilities.process` names; it ends when the kit
 * does.
 *
 * @param open Opens a handle, as that of the target does.
 */
export async function serveStore(open: (namespace: string) => Store | Promise<Store>): Promise<void> {
  const { createReadStream } = await files();
  const writeLine = await lineWriter(descriptors.answers);
  const readLine = await lineReader(descriptors.decisions);
  const handles = new Map<number, Store>();
  const say = (message: Message) => writeLine(JSON.stringify(message));

  /** Asks the kit for a decision, and waits for it. */
  const decideBy = (id: number) => {
    let attempts = 0;
    return (seen: unknown): Result<unknown, Attempt> => {
      const attempt = new Attempt(attempts);
      attempts += 1;
      say({ type: 'decide', id, seen });
      // SAFETY: the kit sends these. Frozen, as the contract says of what a commit brings in.
      const decided = JSON.parse(readLine(), (_, value: unknown) => Object.freeze(value)) as Decided;
      switch (decided.type) {
        case 'commit':
          return ok({ changes: decided.changes, value: attempt });
        case 'value':
          return ok(attempt);
        case 'refusal':
          return err(attempt);
        case 'bug':
          throw new DecisionThrew();
      }
    };
  };

  const answerOf = async (request: Request): Promise<Answer> => {
    if (request.type === 'open') {
      handles.set(request.id, await open(request.namespace));
      return { type: 'value' };
    }
    const store = handles.get(request.handle);
    if (!store) throw new TypeError('There is no such handle');
    if (request.type === 'close') {
      await store.close();
      return { type: 'value' };
    }
    const { id, appId, name, given } = request;
    // SAFETY: the kit has it from an app.
    const app = store.forApp(appId as AppId);
    const isDecided = name === 'transact' || name === 'read';
    const [holder, method] = methodOf(app, name);
    return told(await method.apply(holder, isDecided ? [...given, decideBy(id)] : [...given]));
  };

  const serve = async (request: Request): Promise<void> => {
    const answer = await answerOf(request).catch(
      (thrown): Answer =>
        thrown instanceof DecisionThrew ? { type: 'bug' } : { type: 'threw', message: String(thrown) },
    );
    say({ type: 'ended', id: request.id, answer });
  };

  const requests = createReadStream('', { fd: descriptors.requests });
  requests.setEncoding('utf8');
  requests.on(
    'data',
    linesOf((line) => void serve(JSON.parse(line) as Request)),
  );
  requests.on('end', exit);
  say({ type: 'ended', id: readyId, answer: { type: 'value' } });
}

/** What an operation came to, as the kit is told. */
function told(result: Result<unknown, unknown>): Answer {
  const content = result.isOk() ? result.value : result.error;
  if (content instanceof Attempt) return { type: 'decided', attempt: content.number };
  if (result.isOk()) return { type: 'value', value: result.value };
  const { cause: _, ...error } = Object(result.error) as { readonly cause?: unknown };
  return { type: 'failure', error };
}

/** An operation of an app store by its name, and what it is an operation of. */
function methodOf(app: object, name: string): readonly [unknown, Method] {
  let holder: unknown;
  let member: unknown = app;
  for (const part of name.split('.')) {
    holder = member;
    member = Reflect.get(Object(member), part);
  }
  if (typeof member !== 'function') throw new TypeError(`${name} is not an operation of the store`);
  return [holder, member as Method];
}
