/**
 * What docs/errors.md says that each command refuses.
 *
 * @module
 */

import { codeIn, document, type Section, sectionsOf } from './markdown.ts';

/** The whole page. */
export const errorsPage: string = document('docs/errors.md');

/** The codes that an ordered list of the page names, before or behind the line "Each item:". */
export function documentedRefusals({ lines }: Section, part: 'whole' | 'items'): readonly string[] {
  const split = lines.indexOf('Each item:');
  const end = split < 0 ? lines.length : split;
  const listed = (part === 'whole' ? lines.slice(0, end) : lines.slice(end)).filter((line) =>
    /^\d+\. /.test(line),
  );
  return listed.map((line) => codeIn(line)[0] ?? line);
}

/** The sections of the page that are about one command each. */
export function commandSections(): readonly Section[] {
  return sectionsOf(errorsPage).filter(({ title }) => /^\w+\.\w+$/.test(title));
}
