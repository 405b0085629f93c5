import { describe, expect, it } from 'vitest';
import {
  declaredAs,
  interfaceIn,
  itemErrorIn,
  type Method,
  methodsOf,
  propertiesOf,
  type Refusal,
  refusalsIn,
  resultOf,
  sourceFile,
  typeOfProperty,
} from './declarations.ts';
import { codeIn, rowsOf, sectionOf, sectionsOf } from './markdown.ts';
import { commandSections, documentedRefusals, errorsPage as page } from './refusals.ts';

const storeCodes = ['STORE_CONTENTION', 'STORE_UNAVAILABLE', 'STORE_UNKNOWN_OUTCOME'];

/** One command with all that its type and its comment say of what it may answer. */
interface Command {
  readonly name: string;
  readonly doc: string;
  readonly errors: readonly Refusal[];
  readonly itemErrors: readonly Refusal[];
}

function commandOf(concept: string, { name, doc, returns }: Method): Command {
  const { value, error } = resultOf(returns);
  const item = itemErrorIn(value);
  const itemErrors = item ? refusalsIn(item) : [];
  return { name: `${concept}.${name}`, doc, errors: refusalsIn(error), itemErrors };
}

/** Every command of an app, as its interface declares it. */
const commands = propertiesOf(interfaceIn(sourceFile('app.ts'), 'App'))
  .filter(([name]) => name !== 'appId' && name !== 'limits')
  .flatMap(([concept, type]) => methodsOf(declaredAs(type)).map((method) => commandOf(concept, method)));

/** What an export may come to. It is no command of an app, and is told in a field. */
const exportErrors = refusalsIn(
  resultOf(typeOfProperty(interfaceIn(sourceFile('transfer/export-commands.ts'), 'AppExport'), 'done')).error,
);

function codes(refusals: readonly Refusal[]): readonly string[] {
  return refusals.map(({ code }) => code);
}

/** The codes that are not said once for all commands. */
function ownCodes(refusals: readonly Refusal[]): readonly string[] {
  return codes(refusals).filter((code) => code !== 'ERR_BAD_REQUEST' && !storeCodes.includes(code));
}

/** The codes that a comment names behind "Refusals". */
function commented(doc: string): readonly string[] {
  const [, refusals = ''] = doc.split(/\bRefusals\b/);
  return codeIn(refusals).filter((code) => /^(AUTH_)?ERR_/.test(code));
}

describe('docs/errors.md', () => {
  it('has a section for each command and for nothing else', () => {
    // What is declared twice, for different input, is one command.
    const names = new Set(commands.map(({ name }) => name));
    expect(commandSections().map(({ title }) => title)).toEqual([...names]);
  });

  it.each(commands)(
    'lists the refusals of $name in the order of its type',
    ({ name, errors, itemErrors }) => {
      const section = sectionOf(page, name);
      expect(documentedRefusals(section, 'whole')).toEqual(ownCodes(errors));
      expect(documentedRefusals(section, 'items')).toEqual(ownCodes(itemErrors));
    },
  );

  it('lists what an export may come to, in the order of its type', () => {
    expect(documentedRefusals(sectionOf(page, 'exportApp'), 'whole')).toEqual(ownCodes(exportErrors));
    expect(codes(exportErrors)).toEqual([...ownCodes(exportErrors), ...storeCodes]);
  });

  it('numbers every list without a gap', () => {
    const numbers = sectionsOf(page).flatMap(({ lines }) =>
      lines.flatMap((line) => /^(\d+)\. /.exec(line)?.[1] ?? []).map(Number),
    );
    const misnumbered = numbers.filter(
      (number, index) => number !== 1 && number !== (numbers[index - 1] ?? 0) + 1,
    );
    expect(misnumbered).toEqual([]);
  });

  it('lists every code once, with the facts that its type carries', () => {
    const types = new Map<string, string>();
    for (const { errors, itemErrors } of commands) {
      for (const { code, facts } of [...errors, ...itemErrors]) types.set(code, facts.join(', '));
    }
    for (const { code, facts } of exportErrors) types.set(code, facts.join(', '));
    const rows = rowsOf(sectionOf(page, 'Every code')).map(
      ([code = '', facts = '']) => [codeIn(code)[0], codeIn(facts).join(', ')] as const,
    );
    expect(rows).toEqual([...types].sort(([a], [b]) => (a < b ? -1 : 1)));
  });
});

describe('the type of a command', () => {
  it.each(commands)(
    '$name begins with ERR_BAD_REQUEST and ends with StoreError',
    ({ name, errors, itemErrors }) => {
      const first = name === 'users.resumeDeletions' ? [] : ['ERR_BAD_REQUEST'];
      expect(codes(errors)).toEqual([...first, ...ownCodes(errors), ...storeCodes]);
      if (itemErrors.length > 0) expect(codes(itemErrors)).toEqual([...ownCodes(itemErrors), ...storeCodes]);
    },
  );

  it.each(commands)('$name lets out no internal code', ({ errors, itemErrors }) => {
    const all = codes([...errors, ...itemErrors]);
    expect(all.filter((code) => !/^(?:(?:AUTH_)?ERR|STORE)_/.test(code))).toEqual([]);
  });
});

describe('the comment of a command', () => {
  it.each(commands)('$name names its refusals in the order of its type', ({ doc, errors }) => {
    expect(commented(doc)).toEqual(codes(errors).filter((code) => !storeCodes.includes(code)));
  });
});
