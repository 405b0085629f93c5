/**
 * The benchmarks. Each section runs in a process of its own, so that none inherits the heap of another.
 */
import { fork } from 'node:child_process';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { optionsFrom, usage } from './options.mjs';
import { report } from './report.mjs';

const program = fileURLToPath(import.meta.url);

if (process.send === undefined) await main();
else await runSection(JSON.parse(process.argv[2]));

async function main() {
  let options;
  try {
    options = optionsFrom(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
  if (options.help) {
    console.log(usage);
    return;
  }
  const figures = {};
  const server = options.sections.some((name) => name.startsWith('sql')) ? await postgresServer() : undefined;
  try {
    for (const section of options.sections) {
      figures[section] = await figuresOf(section, { ...options, postgres: server?.postgres });
    }
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
    return;
  } finally {
    await server?.end();
  }

  const [{ model }] = os.cpus();
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GiB`;
  const machine = `${os.cpus().length} × ${model}, ${memory}`;
  const result = {
    machine,
    node: process.versions.node,
    date: new Date().toISOString(),
    quick: options.quick,
    figures,
  };
  console.log(options.json ? JSON.stringify(result) : report(result));
}

/** The server to measure on, found as the tests find theirs; says plainly if there is none. */
async function postgresServer() {
  // In TypeScript, which Node 20 does not read.
  const { module } = await runnerImport(
    fileURLToPath(new URL('../support/find-postgres.ts', import.meta.url)),
  );
  const found = await module.findServer(module.usualPlaces());
  if ('tried' in found) {
    const missing = module.withoutServer(found.tried);
    console.error(`bench: ${missing}`);
    return { postgres: { missing }, end: async () => undefined };
  }
  console.error(`bench: PostgreSQL is ${found.how}`);
  return { postgres: { url: found.url }, end: () => found.end() };
}

/** Runs a section in a new process. Throws if the section fails, which ends the whole run. */
async function figuresOf(section, options) {
  const heap = section === 'big' ? ['--max-old-space-size=12288'] : [];
  const child = fork(program, [JSON.stringify({ section, options })], {
    execArgv: [...new Set([...process.execArgv, '--expose-gc', ...heap])],
    // Stdout is for the result alone.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  let figures;
  child.on('message', (message) => {
    figures = message;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0 || figures === undefined) throw new Error(`bench: the section ${section} failed`);
  return figures;
}

async function runSection({ section, options }) {
  const { run } = await import(`./sections/${section}.mjs`);
  const figures = await run(options);
  process.send(figures, () => process.disconnect());
}
