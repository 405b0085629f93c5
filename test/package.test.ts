import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface PackageJson {
  readonly bin: Record<string, string>;
  readonly sideEffects: readonly string[];
  readonly dependencies: Record<string, string>;
  readonly exports: Record<string, string | { readonly types: string; readonly default: string }>;
}

interface TsConfig {
  readonly compilerOptions: { readonly paths: Record<string, readonly string[]> };
}

const packageJson: PackageJson = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const tsConfig: TsConfig = JSON.parse(readFileSync(`${root}tsconfig.json`, 'utf8'));

it('has nothing at its top level but what a newcomer looks for', () => {
  const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const topLevel = new Set(
    tracked
      .trim()
      .split('\n')
      .map((file) => file.split('/')[0]),
  );
  const expected = [
    ...['package.json', 'package-lock.json', 'tsconfig.json', 'README.md', 'LICENSE', '.gitignore'],
    ...['src', 'test', 'docs', '.ci'],
  ];
  expect([...topLevel].filter((name) => !expected.includes(name ?? ''))).toEqual([]);
});

it('depends on four packages and no more', () => {
  expect(Object.keys(packageJson.dependencies).sort()).toEqual([
    '@hono/node-server',
    '@noble/hashes',
    'hono',
    'neverthrow',
  ]);
});

it('names a program that is built from a source with the line that starts it', () => {
  const sources = Object.values(packageJson.bin).map((file) =>
    readFileSync(root + file.replace(/^dist/, 'src').replace(/js$/, 'ts'), 'utf8'),
  );
  expect(sources.map((source) => source.split('\n')[0])).toEqual(['#!/usr/bin/env node']);
  expect(packageJson.sideEffects).toEqual(Object.values(packageJson.bin).map((file) => `./${file}`));
});

it('names no registry host in the lock file', () => {
  expect(readFileSync(`${root}package-lock.json`, 'utf8')).not.toContain('"resolved"');
});

it('lets the sources be imported under each name that the package exports', () => {
  const published = Object.entries(packageJson.exports).flatMap(([subpath, target]) =>
    typeof target === 'string' ? [] : [[`kithkin${subpath.slice(1)}`, target] as const],
  );
  const sources = published.map(([name, target]) => [
    name,
    [target.default.replace('/dist/', '/src/').replace(/js$/, 'ts')],
  ]);
  expect(tsConfig.compilerOptions.paths).toEqual(Object.fromEntries(sources));
  for (const [, target] of published) expect(target.types).toBe(target.default.replace(/js$/, 'd.ts'));
});

/** The files below src/ but those of some folders that import something. */
function importing(pattern: RegExp, but: RegExp): readonly string[] {
  const sources = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' });
  const others = sources.filter((file) => file.endsWith('.ts') && !but.test(file));
  expect(others.length).toBeGreaterThan(0);
  return others.filter((file) => pattern.test(readFileSync(`${root}src/${file}`, 'utf8')));
}

it('imports node: only in the processes of the kit, http and cli', () => {
  expect(importing(/['"]node:/, /^(testing\/processes|http|cli)\//)).toEqual([]);
});

it('imports the router only in http, and the server only in cli', () => {
  expect(importing(/['"]hono[/'"]/, /^http\//)).toEqual([]);
  expect(importing(/['"]@hono\//, /^cli\//)).toEqual([]);
});

it('needs neither http nor cli in the core, nor cli in http', () => {
  expect(importing(/from '(\.{1,2}\/)+(http|cli)\//, /^(http|cli)\//)).toEqual([]);
  expect(importing(/from '(\.{1,2}\/)+cli\//, /^cli\//)).toEqual([]);
});
