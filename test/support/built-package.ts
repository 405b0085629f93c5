/**
 * The package, built once for all tests of a run that start processes.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = `${root}node_modules/`;
const prefix = '.kithkin-built-';

/** Where a run builds, which its main process names. Below node_modules, so that what is built finds what it needs. */
export function placeToBuild(process: number): string {
  return `${modules}${prefix}${process}`;
}

/** Removes what earlier runs have left that were killed. */
export function removeStale(): void {
  for (const name of readdirSync(modules)) {
    if (name.startsWith(prefix) && !isRunning(Number(name.slice(prefix.length)))) {
      rmSync(modules + name, { recursive: true, force: true });
    }
  }
}

function isRunning(process: number): boolean {
  try {
    return globalThis.process.kill(process, 0);
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

/**
 * Builds the package, unless another test file of the run has or is just about to. What lies in a folder below imports
 * it by its name, `kithkin`.
 */
export async function build(folder: string): Promise<void> {
  const outcome = `${folder}/outcome`;
  try {
    mkdirSync(folder);
  } catch {
    while (!existsSync(outcome)) await pause(50);
    const failure = readFileSync(outcome, 'utf8');
    if (failure !== '') throw new Error(failure);
    return;
  }
  const failure = await failureOfBuilding(folder);
  writeFileSync(
    `${folder}/package.json`,
    readFileSync(`${root}package.json`, 'utf8').replaceAll('./dist/', './'),
  );
  writeFileSync(outcome, failure);
  if (failure !== '') throw new Error(failure);
}

/** The projects of the package: the core, and what needs more than the language. */
const projects = ['tsconfig.build.json', 'tsconfig.build-node.json'];

async function failureOfBuilding(folder: string): Promise<string> {
  for (const project of projects) {
    const failure = await failureOfCompiling(project, folder);
    if (failure !== '') return failure;
  }
  return '';
}

/** Types are checked elsewhere, and need no declarations here. */
async function failureOfCompiling(project: string, folder: string): Promise<string> {
  const unwanted = ['declaration', 'declarationMap', 'isolatedDeclarations', 'sourceMap'];
  const flags = ['--noCheck', ...unwanted.flatMap((each) => [`--${each}`, 'false'])];
  const tsc = [`${modules}typescript/bin/tsc`, '-p', `${root}.ci/${project}`, '--outDir', folder, ...flags];
  const building = spawn(process.execPath, tsc, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [building.stdout, building.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
  }
  const [code] = (await once(building, 'close')) as [number | null];
  return code === 0 ? '' : `The package could not be built (${code}): ${said}`;
}
