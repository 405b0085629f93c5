/**
 * Store process: a process that serves a store, and handles on that store which are used as if they were here.
 *
 * @module
 */

import { asyncResult } from '../../shared/bulk.ts';
import { err, ok, type Result, type ResultAsync } from '../../shared/result.ts';
import { after, within } from '../../shared/web.ts';
import type { AppStore, Commit, Store } from '../../store/store.ts';
import { unavailable, unknownOutcome } from '../../store/store-error.ts';
import type { AnyDecide } from '../history.ts';
import {
  type Answer,
  type Decided,
  descriptors,
  linesOf,
  type Message,
  type Request,
  readyId,
} from './messages.ts';
import { type ChildProcess, childProcesses, type PipeIn, type PipeOut } from './node.ts';

/** An operation that has not ended. */
interface Pending {
  readonly decide: AnyDecide | undefined;
  readonly isTransact: boolean;
  /** What each attempt decided. */
  readonly attempts: Result<unknown, unknown>[];
  /** What the decision threw last. */
  bug?: unknown;
  /** The process is gone, and so is the answer. */
  abandon(): void;
  end(answer: Answer): void;
}

/** An answer that is waited for. */
interface Awaited {
  readonly id: number;
  readonly isOperation: boolean;
  readonly isTransact?: boolean;
  readonly decide?: AnyDecide | undefined;
}

type NewRequest = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

/** How long a process may take to start. */
const startingMaxMs = 60_000;

/** How much of what a process says of its end is told. */
const lastWordsMax = 2000;

/** When a process is killed. */
export interface KillMoment {
  /** How many decisions it is told before. */
  readonly decisions: number;
  /** How long after the last of them. */
  readonly delayMs: number;
}

/** A process that serves a store. */
export class StoreProcess {
  readonly #child: ChildProcess;
  readonly #requests: PipeIn;
  readonly #decisions: PipeIn;
  readonly #pending: Map<number, Pending> = new Map();
  #last = 0;
  #lastWords = '';
  #ending: string | undefined = undefined;
  #onDecision: () => void = () => {};
  readonly #isReady: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    // SAFETY: the pipes that were asked for.
    this.#requests = child.stdio[descriptors.requests] as PipeIn;
    this.#decisions = child.stdio[descriptors.decisions] as PipeIn;
    const answers = child.stdio[descriptors.answers] as PipeOut;
    // What is written to a process that is gone is answered by its end.
    for (const pipe of [this.#requests, this.#decisions]) pipe.on('error', () => {});
    answers.setEncoding('utf8');
    answers.on(
      'data',
      linesOf((line) => this.#hear(JSON.parse(line) as Message)),
    );
    this.#isReady = this.#answerTo({ id: readyId, isOperation: false });
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text) => {
      this.#lastWords = `${this.#lastWords}${text}`.slice(-lastWordsMax);
    });
    child.on('exit', (code, signal) =>
      this.#end(`it ended with ${signal ?? code}: ${this.#lastWords.trim()}`),
    );
    child.on('error', (error) => this.#end(`it could not be started: ${error.message}`));
  }

  /** Starts a process by its command line. */
  static async start([command = '', ...given]: readonly string[]): Promise<StoreProcess> {
    const { spawn } = await childProcesses();
    const stdio = ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe'];
    const started = new StoreProcess(spawn(command, given, { stdio }));
    await within(startingMaxMs, started.#isReady, undefined);
    if (started.#ending === undefined && started.#pending.has(readyId)) started.kill();
    if (started.#ending !== undefined) {
      throw new Error(`Cannot start ${[command, ...given].join(' ')}: ${started.#ending}`);
    }
    return started;
  }

  /** Opens a handle in the process. */
  async open(namespace: string): Promise<Store> {
    const handle = this.#last + 1;
    await this.#must({ type: 'open', namespace });
    return {
      // SAFETY: a proxy that has every operation that is asked for.
      forApp: (appId) => this.#holder(handle, appId, '') as AppStore,
      // Nothing is left open by a process that is gone.
      close: async () => void (await this.#ask({ type: 'close', handle })),
    };
  }

  /** Whether it still runs. */
  get isRunning(): boolean {
    return this.#ending === undefined;
  }

  /** Kills it once it has been told so many decisions more: most likely while it commits. */
  killAfter({ decisions, delayMs }: KillMoment): void {
    let left = decisions;
    this.#onDecision = () => {
      left -= 1;
      if (left === 0) void after(delayMs).then(() => this.kill());
    };
  }

  /** Kills it. What it was asked and has not answered is answered by `STORE_UNKNOWN_OUTCOME`. */
  kill(): void {
    this.#child.kill('SIGKILL');
    this.#end('it was killed');
  }

  #holder(handle: number, appId: string, path: string): object {
    return new Proxy(
      {},
      {
        get: (_, key) => {
          const name = `${path}${String(key)}`;
          // A promise asks whatever it is resolved with whether it is one.
          if (key === 'then') return undefined;
          if (name !== 'transact' && name !== 'read' && path === '')
            return this.#holder(handle, appId, `${name}.`);
          return (...given: unknown[]) => this.#operate({ type: 'operation', handle, appId, name, given });
        },
      },
    );
  }

  #operate(operation: Extract<NewRequest, { readonly type: 'operation' }>): ResultAsync<unknown, unknown> {
    const decide = operation.given.find((argument): argument is AnyDecide => typeof argument === 'function');
    const given = operation.given.filter((argument) => argument !== decide);
    return asyncResult(() => this.#ask({ ...operation, given }, decide));
  }

  async #must(request: NewRequest): Promise<void> {
    const result = await this.#ask(request);
    if (result.isErr()) throw new Error(`The process is gone: ${this.#ending}`);
  }

  #ask(request: NewRequest, decide?: AnyDecide): Promise<Result<unknown, unknown>> {
    if (this.#ending !== undefined) return Promise.resolve(err(unavailable));
    this.#last += 1;
    const id = this.#last;
    const isOperation = request.type === 'operation';
    const isTransact = isOperation && request.name === 'transact';
    const answer = this.#answerTo({ id, isOperation, isTransact, decide });
    this.#requests.write(`${JSON.stringify({ ...request, id })}\n`);
    return answer;
  }

  /** What is answered under a number. */
  #answerTo({ id, isOperation, isTransact = false, decide }: Awaited): Promise<Result<unknown, unknown>> {
    return new Promise((resolve, reject) => {
      const pending: Pending = {
        decide,
        isTransact,
        attempts: [],
        abandon: () => resolve(err(isOperation ? unknownOutcome : unavailable)),
        end: (answer) => {
          switch (answer.type) {
            case 'value':
              return resolve(ok(answer.value));
            case 'failure':
              return resolve(err(answer.error));
            case 'decided':
              return resolve(pending.attempts[answer.attempt] ?? err(unknownOutcome));
            case 'bug':
              return reject(pending.bug);
            case 'threw':
              return reject(new Error(answer.message));
          }
        },
      };
      this.#pending.set(id, pending);
    });
  }

  #hear(message: Message): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if (message.type === 'decide') {
      const decided = decidedBy(pending, message.seen);
      this.#decisions.write(`${JSON.stringify(decided)}\n`);
      this.#onDecision();
      return;
    }
    this.#pending.delete(message.id);
    pending.end(message.answer);
  }

  #end(reason: string): void {
    this.#ending ??= reason;
    for (const pending of this.#pending.values()) pending.abandon();
    this.#pending.clear();
  }
}

/** Decides, and keeps what was decided for the answer. */
function decidedBy(pending: Pending, seen: unknown): Decided {
  try {
    // SAFETY: what the store has loaded; only operations that have a decision are asked for one.
    const decided = pending.decide?.(seen as Parameters<AnyDecide>[0]) ?? err(undefined);
    if (decided.isErr()) {
      pending.attempts.push(decided);
      return { type: 'refusal' };
    }
    if (!pending.isTransact) {
      pending.attempts.push(decided);
      return { type: 'value' };
    }
    // SAFETY: what a transact decides is a commit.
    const { changes, value } = decided.value as Commit<unknown>;
    pending.attempts.push(ok(value));
    return { type: 'commit', changes };
  } catch (bug) {
    pending.attempts.push(err(bug));
    pending.bug = bug;
    return { type: 'bug' };
  }
}

/** Some processes that serve the same store, each started when it is first asked for. */
export class StoreProcesses {
  readonly #command: readonly string[];
  readonly #started: Map<number, StoreProcess> = new Map();

  constructor(command: readonly string[]) {
    this.#command = command;
  }

  /** The process of that number; another one if it is gone. */
  async get(index: number): Promise<StoreProcess> {
    const started = this.#started.get(index);
    if (started?.isRunning) return started;
    const process = await StoreProcess.start(this.#command);
    this.#started.set(index, process);
    return process;
  }

  /** Kills the process of that number, if there is one. */
  kill(index: number): void {
    this.#started.get(index)?.kill();
  }

  /** Ends all. */
  end(): void {
    for (const process of this.#started.values()) process.kill();
    this.#started.clear();
  }
}
