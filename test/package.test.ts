import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface PackageJson {
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

it('depends on two packages and no more', () => {
  expect(Object.keys(packageJson.dependencies).sort()).toEqual(['@noble/hashes', 'neverthrow']);
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

it('imports node: only in the processes of the kit, http and cli', () => {
  const mayUseNode = /^(testing\/processes|http|cli)\//;
  const sources = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' });
  const core = sources.filter((file) => file.endsWith('.ts') && !mayUseNode.test(file));
  const usesNode = core.filter((file) => /['"]node:/.test(readFileSync(`${root}src/${file}`, 'utf8')));
  expect(core.length).toBeGreaterThan(0);
  expect(usesNode).toEqual([]);
});
