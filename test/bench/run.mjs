/**
 * The benchmarks. Each section runs in a process of its own, so that none inherits the heap of another.
 */
import { fork } from 'node:child_process';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
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
  for (const section of options.sections) figures[section] = await figuresOf(section, options);

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

/** Runs a section in a new process. Ends the whole run, with its status, if the section fails. */
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
  if (code !== 0 || figures === undefined) {
    console.error(`bench: the section ${section} failed`);
    process.exit(1);
  }
  return figures;
}

async function runSection({ section, options }) {
  const { run } = await import(`./sections/${section}.mjs`);
  const figures = await run(options);
  process.send(figures, () => process.disconnect());
}
