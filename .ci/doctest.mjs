/**
 * Turns the documentation into tests: every ```ts block of README.md, docs/ and the comments in src/ becomes a file
 * under test/doctest/, on the same line numbers, which tsc checks and vitest runs. ```json blocks must parse.
 * `expression; // => value` expects that value; nothing can be left out (a block that should not run is no ```ts).
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * @typedef {{ file: string, line: number, language: string, code: string }} Block
 *   A fenced block: the line of its opening fence and the lines between the fences.
 */

/** What names a script: any of it but a plain `ts` would escape this script, and is refused. */
const scriptNames = /^(ts|typescript|tsx|mts|cts|js|javascript|jsx|mjs|cjs)\b/i;

/** The files whose blocks are tests, relative to `root`. */
export function documentedFiles(root) {
  const found = (folder, ending) =>
    fs.existsSync(path.join(root, folder))
      ? fs
          .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
          .map((file) => path.posix.join(folder, file.replaceAll('\\', '/')))
          .filter((file) => file.endsWith(ending) && !file.startsWith('docs/api/'))
          .sort()
      : [];
  const readme = fs.existsSync(path.join(root, 'README.md')) ? ['README.md'] : [];
  return [...readme, ...found('docs', '.md'), ...found('src', '.ts')];
}

/**
 * The fenced blocks of a Markdown file, or of the doc comments in a TypeScript file.
 *
 * @param {string} file
 * @param {string} text
 * @returns {Block[]}
 */
export function blocksIn(file, text) {
  const lines = file.endsWith('.ts') ? commentLines(file, text) : text.split(/\r?\n/);
  const blocks = [];
  let open;
  lines.forEach((line, index) => {
    const fence = /^([\s>]*(?:(?:[-*+]|\d+[.)])\s+)?)(`{3,}|~{3,})\s*(.*)$/.exec(line);
    if (!open) {
      if (!fence || fence[3].includes('`')) return;
      open = { at: index, indent: fence[1].length, fence: fence[2], info: fence[3].trim(), code: [] };
    } else if (fence && fence[3] === '' && fence[2].startsWith(open.fence)) {
      if (open.info !== 'ts' && scriptNames.test(open.info)) {
        throw new Error(`${file}:${open.at + 1}: \`\`\`${open.info} is not run: write \`\`\`ts`);
      }
      blocks.push({ file, line: open.at + 1, language: open.info, code: open.code.join('\n') });
      open = undefined;
    } else {
      const margin = /^[\s>]*/.exec(line)[0].slice(0, open.indent).length;
      open.code.push(line.slice(margin));
    }
  });
  if (open) throw new Error(`${file}:${open.at + 1}: this block is never closed`);
  return blocks;
}

/** The lines of a TypeScript file with nothing left on them but the text of its doc comments. */
function commentLines(file, text) {
  const kept = text.split(/\r?\n/).map(() => '');
  for (const comment of text.matchAll(/^[ \t]*\/\*\*[\s\S]*?\*\//gm)) {
    const first = text.slice(0, comment.index).split('\n').length;
    const [, ...examples] = comment[0].split('@example');
    if (examples.some((example) => !example.includes('```'))) {
      throw new Error(`${file}:${first}: an @example is a \`\`\`ts block`);
    }
    for (const [index, line] of comment[0].replace(/\*\/$/, '').split(/\r?\n/).entries()) {
      kept[first - 1 + index] = line.replace(/^\s*(?:\/\*\*|\*)? ?/, '').replaceAll('*\\/', '*/');
    }
  }
  return kept;
}

/**
 * The code of a block with each `// => value` turned into an expectation, on the same lines.
 *
 * @param {Block} block
 * @returns {string}
 */
export function withExpectations({ file, line, code }) {
  const source = ts.createSourceFile('block.ts', code, ts.ScriptTarget.Latest, true);
  const edits = [];
  visit(source);
  let result = code;
  for (const { from, to, text } of edits.sort((a, b) => b.from - a.from)) {
    result = result.slice(0, from) + text + result.slice(to);
  }
  const left = /\/\/ ?=>/.exec(result);
  if (left) {
    const at = line + result.slice(0, left.index).split('\n').length;
    throw new Error(`${file}:${at}: "// =>" must follow an expression or a const`);
  }
  return result;

  function visit(node) {
    const subject = subjectOf(node);
    const arrow = subject && /^[ \t]*(?:\r?\n[ \t]*)?\/\/ => ?/.exec(code.slice(node.end));
    if (arrow) {
      const value = valueAt(node.end + arrow[0].length);
      const gap = arrow[0].replace(/[^\n]/g, '');
      const expectation = `__expect(${subject}).toStrictEqual(${gap}${value.text});`;
      const kept = ts.isVariableStatement(node) ? `${node.getText().replace(/;?$/, ';')} ` : '';
      edits.push({ from: node.getStart(), to: value.end, text: kept + expectation });
    } else {
      ts.forEachChild(node, visit);
    }
  }

  /** What a statement is expected to give: its expression, what it logs, or the const that it declares. */
  function subjectOf(node) {
    if (ts.isExpressionStatement(node)) return (loggedBy(node.expression) ?? node.expression).getText();
    if (!ts.isVariableStatement(node) || node.declarationList.declarations.length !== 1) return undefined;
    const { name } = node.declarationList.declarations[0];
    return ts.isIdentifier(name) ? name.text : undefined;
  }

  function loggedBy(node) {
    const logs = ts.isCallExpression(node) && node.expression.getText() === 'console.log';
    return logs && node.arguments.length === 1 ? node.arguments[0] : undefined;
  }

  /** The value that starts at `start`, taking in comment lines until it is complete. */
  function valueAt(start) {
    let end = start;
    let text = '';
    for (const [index, commented] of code.slice(start).split('\n').entries()) {
      if (index > 0 && !/^\s*\/\//.test(commented)) break;
      text += index === 0 ? commented : `\n${commented.replace(/^(\s*)\/\//, '$1  ')}`;
      end += commented.length + (index > 0 ? 1 : 0);
      if (isExpression(text)) return { text: text.replace(/[;\s]+$/, ''), end };
    }
    const at = line + code.slice(0, start).split('\n').length;
    throw new Error(`${file}:${at}: the value after "// =>" is no expression`);
  }
}

function isExpression(text) {
  const trimmed = text.replace(/[;\s]+$/, '');
  if (trimmed === '') return false;
  const { diagnostics } = ts.transpileModule(`(${trimmed}\n);`, { reportDiagnostics: true });
  return diagnostics.length === 0;
}

/**
 * The generated files, by path below test/doctest/. A block is a module of its own, imported by a test; one that
 * imports vitest is a test file itself.
 *
 * @param {readonly Block[]} blocks
 * @returns {Map<string, string>}
 */
export function filesFor(blocks) {
  const files = new Map();
  for (const block of blocks) {
    if (block.language === 'json') checkJson(block);
    if (block.language !== 'ts') continue;
    const isTest = /\bfrom ['"]vitest['"]/.test(block.code);
    const name = `${block.file}-L${block.line}`;
    const head = `${'\n'.repeat(block.line - 1)}import { expect as __expect } from 'vitest';`;
    files.set(`${name}${isTest ? '.test' : ''}.ts`, `${head}\n${withExpectations(block)}\n`);
    if (isTest) continue;
    const suite = `${block.file}.test.ts`;
    const title = JSON.stringify(`runs the example at ${block.file}:${block.line}`);
    const before = files.get(suite) ?? "import { it } from 'vitest';\n\n";
    files.set(suite, `${before}it(${title}, () => import('./${path.posix.basename(name)}.ts'));\n`);
  }
  return files;
}

function checkJson({ file, line, code }) {
  try {
    JSON.parse(code);
  } catch (error) {
    throw new Error(`${file}:${line}: ${error.message}`);
  }
}

/** Brings `folder` to hold exactly `files`, leaving alone what is already right. */
function write(folder, files) {
  const old = fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  for (const entry of old.filter((each) => each.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    if (!files.has(path.relative(folder, file).replaceAll('\\', '/'))) fs.rmSync(file);
  }
  for (const [name, text] of files) {
    const file = path.join(folder, name);
    if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) continue;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const blocks = documentedFiles(root).flatMap((file) =>
    blocksIn(file, fs.readFileSync(path.join(root, file), 'utf8')),
  );
  write(path.join(root, 'test/doctest'), filesFor(blocks));
  const examples = blocks.filter((block) => block.language === 'ts');
  console.log(
    `doctest: ${examples.length} examples from ${new Set(examples.map((each) => each.file)).size} files`,
  );
}
