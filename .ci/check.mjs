/**
 * The gate: every check, two at a time, each under a heading with the seconds it took; the first failure ends it.
 * `--tested` leaves out the tests, for a run that has just made them.
 */
import { spawn } from 'node:child_process';

const tested = process.argv.includes('--tested');

const first = ['examples in the docs', 'node .ci/doctest.mjs'];
const rest = [
  ['format', 'biome check --config-path=.ci/biome.config.json --linter-enabled=false .'],
  ...(tested ? [] : [['tests', 'vitest run --config .ci/vitest.config.ts --coverage']]),
  ['lint', 'npm run --silent lint'],
  ['types', 'tsc'],
  ['package', 'npm start --silent && publint --strict && attw --pack . --profile esm-only --no-summary'],
  ['docs', 'typedoc --emit none'],
];

const running = new Set();

process.on('SIGINT', stop);

await run(first);
await Promise.all([lane(), lane()]);
console.log('\ncheck: all is well');

async function lane() {
  for (let step = rest.shift(); step; step = rest.shift()) await run(step);
}

/** Runs one step, and shows what it said once it has ended, so that two never mix. */
async function run([name, command]) {
  const began = Date.now();
  const child = spawn(command, { shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  running.delete(child);

  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(`\n## ${name}: ${code === 0 ? 'ok' : 'FAILED'} after ${seconds} s`);
  process.stdout.write(Buffer.concat(said));
  if (code !== 0) stop();
}

/** Ends the steps under way, with all that they started. */
function stop() {
  for (const child of running) {
    try {
      process.kill(-child.pid);
    } catch {
      // It ended by itself in this very moment.
    }
  }
  process.exit(1);
}
