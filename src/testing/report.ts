/**
 * Report: what checkStore found, for a person to read.
 *
 * @module
 */

import type { CheckFailure, CheckReport, RuleReport } from './checking.ts';
import { ruleOf } from './rules.ts';

const marks: { readonly [Status in RuleReport['status']]: string } = {
  passed: '✓',
  failed: '✗',
  untested: '–',
};

/** A report as text, some dozens of lines. */
export function renderReport(report: CheckReport): string {
  const { ok, name, seed, elapsedMs, failures } = report;
  const verdict = ok
    ? 'keeps every rule that was tested'
    : failures.length === 0
      ? 'was not wholly checked: there was no time left'
      : `breaks ${[...new Set(failures.map(({ rule }) => rule))].join(', ')}`;
  return [
    `${name} ${verdict}  (${(elapsedMs / 1000).toFixed(1)} s, seed ${seed})`,
    '',
    ...report.rules.map(ruleLine),
    ...(report.storeFailures > 0 ? ['', `  ${failuresLine(report.storeFailures)}`] : []),
    ...(report.skipped.length > 0 ? ['', '  Not made:'] : []),
    ...report.skipped.map(({ check, reason }) => `    ${check}. ${reason}.`),
    ...failures.flatMap((failure) => ['', ...renderFailure(failure)]),
  ].join('\n');
}

function failuresLine(times: number): string {
  const operations = times === 1 ? 'An operation' : `${times.toLocaleString('en')} operations`;
  return `${operations} ended in a StoreError that nothing had provoked, and what hung on it was looked at again.`;
}

function ruleLine({ rule, title, status, runs, untested }: RuleReport): string {
  const tried =
    status === 'untested' ? 'not tested' : `${runs.toLocaleString('en')} ${runs === 1 ? 'run' : 'runs'}`;
  const head = `  ${marks[status]} ${rule.padEnd(3)} ${title.padEnd(38)} ${tried.padStart(12)}`;
  return untested === undefined ? head : `${head}   not: ${untested}`;
}

/** Options as they are written: `{ seed: 1, rules: ['S2'] }`. */
function optionsOf({ seed, runs, rules = [] }: CheckFailure['replay']): string {
  const parts = [
    `seed: ${seed}`,
    ...(runs === undefined ? [] : [`runs: ${runs}`]),
    ...(rules.length > 0 ? [`rules: [${rules.map((rule) => `'${rule}'`).join(', ')}]`] : []),
  ];
  return `{ ${parts.join(', ')} }`;
}

/** One failure as lines of text. */
export function renderFailure(failure: CheckFailure): readonly string[] {
  const { rule, title, message, program, history, allowed, replay } = failure;
  const broken = ruleOf(rule);
  const section = (heading: string, lines: readonly string[] | undefined) =>
    lines && lines.length > 0
      ? ['', `  ${heading}`, ...lines.flatMap((line) => line.split('\n')).map((line) => `    ${line}`)]
      : [];
  return [
    `✗ ${rule} ${broken.title}: ${title}`,
    `  ${broken.sentence}`,
    `  ${message}`,
    ...section('The program', program),
    ...section('What happened', history),
    ...section('What the rules allow', allowed),
    '',
    `  To see it again: checkStore(target, ${optionsOf(replay)})`,
  ];
}
