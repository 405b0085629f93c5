#!/usr/bin/env node
/**
 * The program `kithkin`.
 *
 * @module
 */

import process from 'node:process';
import { run } from './run.ts';

const stopping = new AbortController();

// The exit codes by which shells know that a signal has ended a program.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(signal, () => {
    if (stopping.signal.aborted) process.exit(code);
    stopping.abort();
  });
}

// A server goes on when nobody reads its output any more.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await run(process.argv.slice(2), {
  out: console.log,
  error: console.error,
  stopped: stopping.signal,
});

// What a driver has left behind must not keep a program from ending that has nothing left to do.
setTimeout(() => process.exit(), 1000).unref();
