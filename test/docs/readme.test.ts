import { defaultLimits } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { platformLengthMax, userAgentLengthMax } from '../../src/auth-token/auth-token.ts';
import { botUidLengthMax, webhookUrlLengthMax } from '../../src/bot-quota/bot-quota.ts';
import { groupPasswordLengthMax } from '../../src/group/group-password.ts';
import {
  descriptionLengthMax,
  nameLengthMax,
  tagLengthMax,
  tagsMax,
  uidsPerCallMax,
  urlLengthMax,
} from '../../src/shared/fields.ts';
import { idLengthMax } from '../../src/shared/ids.ts';
import { jsonBytesMax, jsonDepthMax } from '../../src/shared/json.ts';
import { pageLimitDefault, pageLimitMax } from '../../src/shared/page.ts';
import { statusMessageLengthMax } from '../../src/user/user.ts';
import {
  declaredAs,
  interfaceIn,
  methodsOf,
  propertiesOf,
  refusalsIn,
  resultOf,
  sourceFile,
} from './declarations.ts';
import { codeIn, document, rowsOf, sectionOf } from './markdown.ts';

const rows = rowsOf(sectionOf(document('README.md'), 'Limits'));

const number = (text: string): number => Number(/\d[\d,]*/.exec(text)?.[0].replaceAll(',', ''));

describe('the limits in README.md', () => {
  const limits = rows.filter((row) => row.length === 5);

  it('are the defaults', () => {
    const documented = limits.map(([, name = '', value = '']) => [codeIn(name)[0], number(value)]);
    expect(Object.fromEntries(documented)).toEqual(defaultLimits);
  });

  it('name codes that commands answer: every code of a limit, and no other', () => {
    const codes = propertiesOf(interfaceIn(sourceFile('app.ts'), 'App'))
      .filter(([name]) => name !== 'appId' && name !== 'limits')
      .flatMap(([, type]) => methodsOf(declaredAs(type)))
      .flatMap(({ returns }) => refusalsIn(resultOf(returns).error))
      .filter(({ facts }) => facts.includes('limit'))
      .map(({ code }) => code);
    const documented = limits.flatMap((row) => codeIn(row[4] ?? ''));
    expect([...documented].sort()).toEqual([...new Set(codes)].sort());
  });
});

describe('the sizes in README.md', () => {
  it('are those of the readers', () => {
    const sizes = rows.filter((row) => row.length === 2).map(([, max = '']) => number(max));
    expect(sizes).toEqual([
      idLengthMax,
      botUidLengthMax,
      nameLengthMax,
      urlLengthMax,
      webhookUrlLengthMax,
      descriptionLengthMax,
      statusMessageLengthMax,
      groupPasswordLengthMax,
      platformLengthMax,
      userAgentLengthMax,
      nameLengthMax,
      tagsMax,
      tagLengthMax,
      jsonBytesMax,
      jsonDepthMax,
      uidsPerCallMax,
      pageLimitMax,
    ]);
  });

  it('name the default of a page', () => {
    const [size = ''] = rows.find(([name = '']) => name.startsWith('items on one page')) ?? [];
    expect(number(size)).toBe(pageLimitDefault);
  });
});

it('the table of imports has every name that the package exports', () => {
  const { exports } = JSON.parse(document('package.json')) as { readonly exports: Record<string, unknown> };
  const names = rowsOf(sectionOf(document('README.md'), 'What is in the package')).flatMap(([name = '']) =>
    codeIn(name),
  );
  const exported = Object.keys(exports).filter((name) => name !== './package.json');
  expect([...names].sort()).toEqual(exported.map((name) => `kithkin${name.slice(1)}`).sort());
});
