/**
 * The program `kithkin`, as it was built, in processes of its own.
 *
 * @module
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, inject } from 'vitest';
import { build } from './built-package.ts';

/** What became of a program. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** A program that was started. */
export interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has said by now. */
  readonly said: () => { readonly out: string; readonly error: string };
}

/** A program that serves. */
export interface Serving extends Program {
  /** Where it listens, with the version. */
  readonly address: string;
  /** The API keys that it has shown, `fullAccess` first; none where they were shown before. */
  readonly keys: readonly string[];
}

/** Starts programs for the tests of a file, and kills in the end what is left of them. */
export function usePrograms(): {
  readonly start: (...args: readonly string[]) => Program;
  readonly serve: (...args: readonly string[]) => Promise<Serving>;
} {
  const folder = inject('builtFolder');
  const children = new Set<ChildProcess>();

  const start = (...args: readonly string[]): Program => {
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = spawn(process.execPath, [`${folder}/cli/kithkin.js`, ...args], { env });
    children.add(child);
    const said = { out: '', error: '' };
    child.stdout.on('data', (chunk) => {
      said.out += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      said.error += String(chunk);
    });
    const ended = once(child, 'close').then(([code]) => {
      children.delete(child);
      return { code: code as number | null, ...said };
    });
    return { child, ended, said: () => ({ ...said }) };
  };

  const serve = async (...args: readonly string[]): Promise<Serving> => {
    const program = start('serve', '--port=0', ...args);
    // Its last line of greeting: by then all is said.
    while (!program.said().out.includes('\nCtrl-C ends it.\n')) {
      if (program.child.exitCode !== null) throw new Error(JSON.stringify(await program.ended));
      await pause(10);
    }
    const { out } = program.said();
    const address = / at (http:\S+)\n/.exec(out)?.[1] ?? '';
    const keys = [...out.matchAll(/^ .*Access +([0-9a-f]{40})$|^ .*authOnly +([0-9a-f]{40})$/gm)];
    return { ...program, address, keys: keys.map(([, full, auth]) => full ?? auth ?? '') };
  };

  beforeAll(() => build(folder), 120_000);

  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  return { start, serve };
}
