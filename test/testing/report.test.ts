import { type CheckProgress, type CheckReport, checkStore, renderReport, rules } from 'kithkin/testing';
import { mutants } from 'kithkin/testing/mutants';
import { describe, expect, it } from 'vitest';
import { document, sectionOf } from '../docs/markdown.ts';

let reports = 0;

async function reportOf(rule: string): Promise<CheckReport> {
  const mutant = mutants.find((each) => each.rule === rule);
  if (!mutant) throw new Error(`no store breaks ${rule}`);
  reports += 1;
  return checkStore(mutant, {
    seed: 1,
    namespace: `report-${reports}`,
    rules: [mutant.rule],
    deadlineMs: 2000,
  });
}

describe('the rules of the kit', () => {
  it.each(rules)('say of $id what the contract says', ({ id, title, sentence }) => {
    const section = sectionOf(document('docs/store-contract.md'), `${id} ${title}`);
    expect(section.lines.join(' ').replaceAll('**', '').replaceAll(/\s+/g, ' ')).toContain(sentence);
  });

  it('say what is not tested in a store that lets the kit do nothing to it', () => {
    for (const { level, needs } of rules) if (level === 'optional') expect(needs?.for).toMatch(/\.$/);
  });
});

describe('a report', () => {
  it('is plain data that tells what was broken, how, and how to see it again', async () => {
    const report = await reportOf('S3');
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report).toMatchObject({ ok: false, name: 'reads from a replica that lags', seed: 1 });
    expect(report.failures[0]).toMatchObject({ rule: 'S3', seed: 1 });
    expect(report.rules.map(({ rule }) => rule)).toEqual(rules.map(({ id }) => id));
    expect(report.rules.find(({ rule }) => rule === 'S3')?.status).toBe('failed');
  });

  it('is shown to a person with the sentence of the rule, the program, the history and what is allowed', async () => {
    const report = await reportOf('S2');
    const text = renderReport(report);
    const failure = report.failures.find(({ history }) => history);
    expect(text).toMatch(/^locks nothing breaks S2 .*seed 1\)/);
    expect(text).toContain('✗ S2  One after the other');
    expect(text).toContain(rules.find(({ id }) => id === 'S2')?.sentence);
    for (const heading of ['The program', 'What happened', 'What the rules allow'])
      expect(text).toContain(heading);
    expect(failure?.program?.[0]).toMatch(/^before: .* is created/);
    expect(failure?.history?.some((line) => /└.*client \d+: (ok|refused)/.test(line))).toBe(true);
    expect(failure?.allowed?.join()).toContain('may be told');
    expect(text).toContain("checkStore(target, { seed: 1, rules: ['S2'] })");
  });

  it('calls a rule untested that nothing has tried', async () => {
    const { rules: told } = await reportOf('S13');
    expect(told.find(({ rule }) => rule === 'S9')).toMatchObject({ status: 'untested', runs: 0 });
  });

  it('comes with progress while it is being made', async () => {
    const told: CheckProgress[] = [];
    const [mutant] = mutants.filter(({ rule }) => rule === 'S8');
    if (!mutant) throw new Error('no store breaks S8');
    await checkStore(mutant, { rules: ['S8'], onProgress: (progress) => void told.push(progress) });
    expect(told[0]).toMatchObject({ runs: 0 });
    expect(told.map(({ check }) => check)).toContain('changing what was handed out changes nothing');
  });
});
