import { readdirSync } from 'node:fs';
import { clearances, type GroupAction, type GroupScope } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { document, root, rowsOf, sectionOf, sectionsOf } from './markdown.ts';

const files = readdirSync(`${root}docs/decisions`)
  .filter((file) => file !== 'README.md')
  .sort();

describe('docs/decisions', () => {
  it('numbers its records without a gap', () => {
    const expected = files.map((_, index) => String(index + 1).padStart(4, '0'));
    expect(files.map((file) => file.slice(0, 4))).toEqual(expected);
  });

  it.each(files)('%s says its status, context, decision and consequences, on one screen', (file) => {
    const text = document(`docs/decisions/${file}`);
    const [title, ...sections] = sectionsOf(text).map((section) => section.title);
    expect(title).toMatch(new RegExp(`^${Number(file.slice(0, 4))}\\. `));
    expect(text).toMatch(/^Status: (?:accepted|replaced by \d+)$/m);
    expect(sections).toEqual(['Context', 'Decision', 'Consequences']);
    expect(text.split('\n').length).toBeLessThanOrEqual(60);
  });

  it('are all listed in README.md, under their titles', () => {
    const listed = document('docs/decisions/README.md').match(/^\d+\. \[.*$/gm);
    const expected = files.map((file) => {
      const [, number, title] = /^# (\d+)\. (.*)$/m.exec(document(`docs/decisions/${file}`)) ?? [];
      return `${number}. [${title}](${file})`;
    });
    expect(listed).toEqual(expected);
  });
});

describe('the table of who may do what in a group', () => {
  const file = files.find((each) => each.includes('who-may-do-what')) ?? '';
  const rows = rowsOf(sectionOf(document(`docs/decisions/${file}`), 'Decision'));

  const documented: { readonly [Action in GroupAction]: string } = {
    updateGroup: 'change the group',
    deleteGroup: 'delete the group',
    addMember: 'add members',
    kickMember: 'kick, ban',
    banMember: 'kick, ban',
    unbanUser: 'unban',
    changeScope: 'change a scope',
    transferOwnership: 'hand the group over',
  };

  it('has a row for each action and for nothing else', () => {
    expect(rows.map(([action]) => action)).toEqual([...new Set(Object.values(documented))]);
  });

  it.each(Object.entries(documented))('lets those do %s who are cleared for it', (action, name) => {
    const [, ...cells] = rows.find(([title]) => title === name) ?? [];
    const columns: readonly GroupScope[] = ['admin', 'moderator', 'participant'];
    const { on } = clearances[action as GroupAction];
    expect(columns.filter((_, index) => cells[index] !== '')).toEqual(columns.filter((scope) => on[scope]));
  });
});
