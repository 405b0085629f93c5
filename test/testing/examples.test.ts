import { type App, openApp } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { describe, expect, it } from 'vitest';
import { asyncResult } from '../../src/shared/bulk.ts';
import { err, type Result } from '../../src/shared/result.ts';
import type { Load, Loads } from '../../src/store/loads.ts';
import type { Commit, Plan, Store } from '../../src/store/store.ts';
import { Checking } from '../../src/testing/checking.ts';
import { examples as check } from '../../src/testing/checks/examples.ts';
import { checks } from '../../src/testing/checks/index.ts';
import { type Example, exampleLimits, examples, headingOf } from '../../src/testing/examples/index.ts';
import type { AnyDecide } from '../../src/testing/history.ts';
import type { RuleId } from '../../src/testing/rules.ts';
import { dataOf } from '../../src/testing/same.ts';
import { type Question, Twins } from '../../src/testing/twins.ts';
import { commandSections, documentedRefusals } from '../docs/refusals.ts';
import { type Seeing, sharedMemory, storeSeeing } from '../support/memory-stores.ts';
import { storeAround } from '../support/wrapped-store.ts';

/** Asks a store a question, and tells what it answered. */
async function answerTo(twins: Twins, { title, run }: Question): Promise<Result<unknown, unknown>> {
  let answer: Result<unknown, unknown> = err('nothing');
  await twins.ask({
    title,
    run: (...given) =>
      asyncResult(async () => {
        const told = await run(...given);
        answer = told;
        return told;
      }),
  });
  return answer;
}

/** What an example must come to, as text. */
function expected({ expects, expectsOfItem }: Example): string {
  return expectsOfItem === undefined ? expects : `ok, but of the item ${expectsOfItem}`;
}

function told(answer: Result<unknown, unknown>): string {
  if (answer.isErr()) return String(Object(answer.error).code);
  const items = Array.isArray(answer.value) ? answer.value : [];
  const [item] = items;
  return items.length === 1 && item?.ok === false ? `ok, but of the item ${item.error.code}` : 'ok';
}

/** A memory store that counts what is committed. */
function countingStore(): { readonly store: Store; committed(): number } {
  let committed = 0;
  const store = storeAround(memoryStore(), ({ name, given }, proceed) => {
    if (name !== 'transact') return proceed();
    const [plan, decide] = given as [Plan<Loads>, AnyDecide];
    const counting: AnyDecide = (seen) =>
      decide(seen).map((decided) => {
        committed += (decided as Commit<unknown>).changes.length;
        return decided;
      });
    return proceed([plan, counting]);
  });
  return { store, committed: () => committed };
}

/** Opens memory stores that show something else than they hold. */
function showing(show: Seeing['show'] & {}): (namespace: string) => Store {
  const open = sharedMemory();
  return (namespace) => storeSeeing(open(namespace), { show });
}

const commands = commandSections().map(({ title }) => title);

describe('the examples', () => {
  it.each(commands)(
    'of %s are answered on the memory store as they say, and quiet ones change nothing',
    async (command) => {
      for (const example of examples.filter((each) => each.command === command)) {
        const { store, committed } = countingStore();
        const twins = new Twins([store], exampleLimits);
        for (const step of example.before) {
          const answer = await answerTo(twins, step);
          const isCutOff = /cut off/.test(step.title);
          expect([step.title, told(answer)]).toEqual([step.title, isCutOff ? 'STORE_UNAVAILABLE' : 'ok']);
        }
        const before = committed();
        const answer = await answerTo(twins, { title: headingOf(example), run: example.run });
        expect([headingOf(example), told(answer)]).toEqual([headingOf(example), expected(example)]);
        if (example.isQuiet) expect([headingOf(example), committed()]).toEqual([headingOf(example), before]);
      }
    },
  );

  it('have titles of their own', () => {
    const titles = examples.map(headingOf);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });

  it('show of every command of an app that it does something', () => {
    const app: App = openApp({ store: memoryStore(), appId: 'test' });
    const all = Object.entries(app).flatMap(([concept, methods]) =>
      typeof methods === 'object' && concept !== 'limits'
        ? Object.keys(methods).map((method) => `${concept}.${method}`)
        : [],
    );
    const done = examples.filter((each) => expected(each) === 'ok').map(({ command }) => command);
    expect([...new Set<string>(done)].sort()).toEqual(all.sort());
  });

  it('provoke every refusal of every command, and of the items of every bulk command', () => {
    const documented = commandSections().flatMap((section) => [
      ...documentedRefusals(section, 'whole').map((code) => `${section.title} ${code}`),
      ...documentedRefusals(section, 'items').map((code) => `${section.title} ok, but of the item ${code}`),
    ]);
    const provoked = examples
      .filter((each) => expected(each) !== 'ok')
      .map((each) => `${each.command} ${expected(each)}`);
    expect([...new Set(provoked)].sort()).toEqual([...documented].sort());
  });
});

describe('the check of examples', () => {
  /** What a check and those before it find. */
  async function foundIn(open: (namespace: string) => Store, rules?: readonly RuleId[]) {
    const checking = new Checking({ name: 'broken', open }, { seed: 1, rules });
    const { failure } = await checking.outcomeOf(check);
    return { failure, before: checking.failures.filter((each) => each !== failure) };
  }

  it('finds nothing in the memory store, by fewer than 1,500 operations', async () => {
    const open = sharedMemory();
    let operations = 0;
    const counting = (namespace: string) =>
      storeAround(open(namespace), (_, proceed) => {
        operations += 1;
        return proceed();
      });
    // No check before looks at this rule.
    const { failure } = await foundIn(counting, ['S9']);
    expect(failure).toBeUndefined();
    expect(operations).toBeLessThan(1500);
  });

  it('is made before anything is drawn', () => {
    expect(checks.slice(0, 2)).toContain(check);
  });

  it.each([
    [
      'never finds a ban',
      (load: Load, held: unknown) => (load.type === 'ban' ? undefined : held),
      'groupMemberships.join: refuses a user who is banned (ERR_BANNED_GROUPMEMBER)',
    ],
    [
      'finds a tombstone of no group',
      (load: Load, held: unknown) =>
        load.type === 'tombstone' && load.of.type === 'group' ? undefined : held,
      'groups.delete: deletes a group, and leaves nothing to the group that takes the guid next',
    ],
    [
      'names nobody who owns a group',
      (load: Load, held: unknown) => (load.type === 'ownedGroup' ? undefined : held),
      'users.delete: refuses to delete the owner of a group for good (ERR_GROUP_OWNER)',
    ],
    [
      'counts no bots',
      (load: Load, held: unknown) => (load.type === 'botCount' ? 0 : held),
      'bots.register: refuses a bot more than an app may have, those of deactivated users counted (ERR_BOTS_LIMIT_EXCEEDED)',
    ],
  ] as const)(
    'tells of a store that %s which example goes wrong, where no check before it does',
    async (_, show, heading) => {
      const { failure, before } = await foundIn(showing(show));
      expect(before).toEqual([]);
      expect(failure?.message.slice(0, heading.length)).toBe(heading);
      expect(failure && check.rules.includes(failure.rule)).toBe(true);
    },
  );

  it('tells of a store that is half done which example it cannot do', async () => {
    const open = sharedMemory();
    const { failure } = await foundIn((namespace) =>
      storeAround(open(namespace), ({ name }, proceed) => {
        if (name === 'groups.list') throw new Error('not yet');
        return proceed();
      }),
    );
    expect(failure?.rule).toBe('S13');
    expect(failure?.message).toBe(
      'groups.list: lists groups newest first: groups.list throws Error: not yet where it should reject',
    );
    expect(failure?.program?.at(-1)).toBe('groups.list: lists groups newest first');
  });

  it('takes an example that goes wrong out of those that it was asked with', async () => {
    const { failure } = await foundIn(
      showing((load, held) => (load.type === 'ban' && load.uid === 'di' ? undefined : held)),
    );
    expect(dataOf(failure?.program)).toMatch(/is banned from club/);
    expect(failure?.program?.filter((line) => /^\w+\.\w+: /.test(line))).toHaveLength(1);
    expect(failure?.rule).toBe('S3');
  });
});
