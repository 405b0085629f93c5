/**
 * Only what needs types or knows this repository: discarded promises and Results, and who may import what.
 * Biome does the rest (biome.config.json).
 */
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';
import { mustUseResult } from './must-use-result.mjs';

const outer = 'adapters|http|testing|cli';
const filesIn = (...folders) => folders.map((folder) => `src/${folder}/**/*.ts`);
const outerFolders = filesIn(...outer.split('|'));
const resultModule = 'src/shared/result.ts';

// Imports that some part of the sources may not make.

const neverthrow = {
  regex: '^neverthrow$',
  message: 'Import it from shared/result.ts, so that it can be replaced in one place.',
};

const nodeModules = {
  regex: '^node:',
  message: 'The core runs on any JavaScript engine; node: belongs to the SQL adapters, http and cli.',
};

const routers = {
  regex: '^(hono|@hono/.+)($|/)',
  message: 'The core knows no HTTP: the router and the server belong to http and cli.',
};

const outerLayers = {
  regex: `^(\\.{1,2}/)+(${outer})/`,
  message: 'Adapters, http, testing and cli depend on the core, never the other way.',
};

const impureImports = [
  {
    regex: `^(?!\\./[^/]+$|\\.\\./(?!(${outer})/)[^./]+/[^/]+$)`,
    message: 'A pure file imports only shared/, other pure files and the types of store/.',
  },
  {
    regex: '-(commands|repository|reads)\\.ts$',
    message: 'A pure file knows no command and no repository: take what they read as an argument.',
  },
  {
    // Anchors are plain data, made by pure functions.
    regex: '^\\.\\./store/(?!anchors\\.ts$)',
    allowTypeImports: true,
    message: 'A pure file takes only types and anchors from store/: write `import type`.',
  },
  {
    regex: '^\\.\\./shared/',
    importNamePattern: 'Async|Promise|^(systemSeconds|cryptographic|random)',
    message: 'A decision is synchronous, and gets time and chance as arguments.',
  },
];

/** The rule replaces, not adds to, what an earlier entry set: each entry lists all that holds for its files. */
function refuseImports(...patterns) {
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] };
}

// What a pure file may not mention.

const asyncCode = [':function[async=true]', 'AwaitExpression', 'ForOfStatement[await=true]'].map(
  (selector) => ({
    selector,
    message: 'A decision is synchronous: load before it, write after it.',
  }),
);

const dynamicImport = { selector: 'ImportExpression', message: 'Import at the top of the file.' };

const ambient = [
  'Date',
  'crypto',
  'globalThis',
  'Promise',
  'performance',
  'process',
  'setTimeout',
  'queueMicrotask',
];
const ambientInputs = ambient.map((name) => ({
  name,
  message: 'Time, chance and the outside world reach a decision as arguments.',
}));

export default [
  {
    ignores: [
      'dist/',
      'dist-examples/',
      'coverage/',
      'reports/',
      'docs/api/',
      'test/doctest/',
      '.stryker-tmp/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['src/**/*.ts', 'test/**/*.ts', 'docs/examples/**/*.ts'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: {
        project: './tsconfig.json',
        tsconfigRootDir: fileURLToPath(new URL('..', import.meta.url)),
      },
    },
    plugins: {
      '@typescript-eslint': tseslint.plugin,
      kithkin: { rules: { 'must-use-result': mustUseResult } },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true }],
      '@typescript-eslint/strict-void-return': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'kithkin/must-use-result': 'error',
    },
  },
  { files: ['test/**/*.ts'], rules: refuseImports(neverthrow) },
  { files: ['src/**/*.ts'], rules: refuseImports(neverthrow, nodeModules, outerLayers, routers) },
  { files: [resultModule], rules: refuseImports(nodeModules, outerLayers, routers) },
  { files: outerFolders, rules: refuseImports(neverthrow, nodeModules, routers) },
  { files: filesIn('adapters/sqlite', 'adapters/postgres'), rules: refuseImports(neverthrow, routers) },
  { files: filesIn('http', 'cli'), rules: refuseImports(neverthrow) },
  {
    files: ['src/**/*.ts'],
    ignores: outerFolders,
    rules: { 'no-restricted-syntax': ['error', dynamicImport] },
  },
  {
    // Every folder that is not named here is a concept's.
    files: ['src/*/**/*.ts'],
    ignores: [
      'src/{shared,store}/**',
      ...outerFolders,
      '**/*-commands.ts',
      '**/*-repository.ts',
      '**/*-reads.ts',
    ],
    rules: {
      ...refuseImports(...impureImports),
      'no-restricted-syntax': ['error', dynamicImport, ...asyncCode],
      'no-restricted-globals': ['error', ...ambientInputs],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Chance is an argument.' },
      ],
    },
  },
];
