/**
 * The few functions of Node that processes need, with their types.
 *
 * They are imported when the first process is started: without processes the kit runs wherever the core does.
 *
 * @module
 */

/** The writing end of a pipe. */
export interface PipeIn {
  write(text: string): unknown;
  end(): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** The reading end of a pipe. */
export interface PipeOut {
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', listener: (text: string) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
}

/** A process that was started. */
export interface ChildProcess {
  readonly stdio: readonly unknown[];
  readonly stderr: PipeOut;
  kill(signal: 'SIGKILL'): boolean;
  on(event: 'exit', listener: (code: number | null, signal: string | null) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

interface ChildProcesses {
  spawn(
    command: string,
    given: readonly string[],
    options: { readonly stdio: readonly string[] },
  ): ChildProcess;
}

interface Files {
  readSync(descriptor: number, into: Uint8Array): number;
  writeSync(descriptor: number, bytes: Uint8Array, offset: number): number;
  createReadStream(path: string, options: { readonly fd: number }): PipeOut;
}

// As variables: the compiler is told of no platform, and a bundler has nothing to bundle.
const names = { childProcess: 'node:child_process', files: 'node:fs' };

/** `node:child_process`. */
export async function childProcesses(): Promise<ChildProcesses> {
  // SAFETY: Node >= 20 exports these, typed as above; elsewhere the import fails.
  return (await import(names.childProcess)) as ChildProcesses;
}

/** `node:fs`. */
export async function files(): Promise<Files> {
  // SAFETY: as above.
  return (await import(names.files)) as Files;
}

interface Globals {
  readonly process: { exit(): never };
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new () => { decode(bytes: Uint8Array, options: { readonly stream: true }): string };
}

// SAFETY: Node >= 20 has them.
const globals = globalThis as unknown as Globals;

/** Ends this process. */
export function exit(): never {
  return globals.process.exit();
}

/** A way to write lines to a pipe, each of them whole before it goes on. */
export async function lineWriter(descriptor: number): Promise<(line: string) => void> {
  const { writeSync } = await files();
  const encoder = new globals.TextEncoder();
  return (line) => {
    const bytes = encoder.encode(`${line}\n`);
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
  };
}

/** A way to wait for the next line of a pipe, without giving way. Nothing may come beyond that line before it is asked for. */
export async function lineReader(descriptor: number): Promise<() => string> {
  const { readSync } = await files();
  const decoder = new globals.TextDecoder();
  const chunk = new Uint8Array(65_536);
  return () => {
    let line = '';
    while (!line.endsWith('\n')) {
      const length = readSync(descriptor, chunk);
      if (length === 0) exit();
      line += decoder.decode(chunk.subarray(0, length), { stream: true });
    }
    return line;
  };
}
