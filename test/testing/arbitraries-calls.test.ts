import fc from 'fast-check';
import { type App, openApp } from 'kithkin';
import { memoryStore } from 'kithkin/memory';
import { anyAppState, anyCall, type Call, openState, Shown } from 'kithkin/testing';
import { describe, expect, it } from 'vitest';
import {
  declaredAs,
  inputTypes,
  interfaceIn,
  methodsOf,
  propertiesOf,
  refusalsIn,
  resultOf,
  sourceFile,
} from '../docs/declarations.ts';
import { runs } from '../support/setup.ts';
import { cheapPasswords, codeOf, openTestApp } from '../support/test-app.ts';

/** Every command of an app, as it is found in one. */
function commandsOf(app: App): readonly string[] {
  return Object.entries(app).flatMap(([concept, commands]) =>
    concept === 'appId' || concept === 'limits'
      ? []
      : Object.keys(commands as object).map((name) => `${concept}.${name}`),
  );
}

/** A proxy of an app that notes which command is asked. */
function noting(app: App, asked: unknown[][]): App {
  const handler = (concept: string): ProxyHandler<object> => ({
    get: (target, name) => {
      const command: unknown = Reflect.get(target, name);
      if (typeof command !== 'function') return command;
      return (...args: unknown[]) => {
        asked.push([`${concept}.${String(name)}`, ...args]);
        return command(...args);
      };
    },
  });
  const wrapped = Object.entries(app).map(([concept, commands]) => [
    concept,
    typeof commands === 'object' && concept !== 'limits' ? new Proxy(commands, handler(concept)) : commands,
  ]);
  return Object.fromEntries(wrapped);
}

const someCalls = fc.array(anyCall(), { minLength: 40, maxLength: 80, size: 'max' });

describe('any call', () => {
  it('is, in time, of every command that an app has', () => {
    const commands = new Set(fc.sample(anyCall(), { seed: 1, numRuns: 4000 }).map(({ command }) => command));
    expect([...commands].sort()).toEqual([...commandsOf(openTestApp())].sort());
  });

  it('asks the command that it is said to be of, and nothing else', async () => {
    for (const call of fc.sample(anyCall(), runs(500))) {
      const asked: unknown[][] = [];
      await call.run(noting(openTestApp(), asked), new Shown()).unwrapOr(undefined);
      expect(new Set(asked.map(([command]) => command)), call.title).toEqual(new Set([call.command]));
    }
  });

  it('is never a bad request', async () => {
    await fc.assert(
      fc.asyncProperty(anyAppState(), someCalls, async (state, calls) => {
        const { app, shown } = await openState(state, { passwords: cheapPasswords });
        for (const call of calls)
          expect(await codeOf(call.run(app, shown)), call.title).not.toBe('ERR_BAD_REQUEST');
      }),
      { numRuns: runs(100) },
    );
  });

  it('is of use: in time each command succeeds, every other refusal is met, and every field is asked with', async () => {
    const refused = new Set<string>();
    const succeeded = new Set<string>();
    const asked: unknown[][] = [];
    // What is to be met in so many draws is drawn from one seed: chance must not fail a test.
    for (const [state, calls] of fc.sample(fc.tuple(anyAppState(), someCalls), { seed: 1, numRuns: 500 })) {
      const { app, shown } = await openState(state, { passwords: cheapPasswords });
      for (const call of calls) {
        const answered = await call.run(noting(app, asked), shown);
        if (answered.isErr()) refused.add(answered.error.code);
        else succeeded.add(call.command);
      }
    }
    const documented = propertiesOf(interfaceIn(sourceFile('app.ts'), 'App'))
      .filter(([name]) => name !== 'appId' && name !== 'limits')
      .flatMap(([, type]) => methodsOf(declaredAs(type)))
      .flatMap(({ returns }) => refusalsIn(resultOf(returns).error))
      .map(({ code }) => code)
      .filter((code) => code !== 'ERR_BAD_REQUEST' && !code.startsWith('STORE_'));
    expect([...new Set(documented)].filter((code) => !refused.has(code))).toEqual([]);
    expect(commandsOf(openTestApp()).filter((command) => !succeeded.has(command))).toEqual([]);

    // Every field of every input, cursors included, got through to the command.
    const fieldsOf = new Map(
      inputTypes().map(({ name, fields }) => [name, fields.map((field) => field.name)]),
    );
    const missing = propertiesOf(interfaceIn(sourceFile('app.ts'), 'App'))
      .filter(([name]) => name !== 'appId' && name !== 'limits')
      .flatMap(([concept, type]) =>
        methodsOf(declaredAs(type)).flatMap(({ name, takes }) =>
          takes.flatMap((taken, index) => {
            const args = asked
              .filter(([command]) => command === `${concept}.${name}`)
              .map((each) => each[index + 1]);
            const fields = fieldsOf.get(taken) ?? [];
            const unasked = fields.filter(
              (field) => !args.some((given) => Object.hasOwn(Object(given), field)),
            );
            return unasked.map((field) => `${concept}.${name}: ${taken}.${field}`);
          }),
        ),
      );
    expect(missing).toEqual([]);
  });

  it('answers the same on two apps that are the same', async () => {
    const calm = () => {
      let drawn = 0;
      return openApp({
        store: memoryStore(),
        appId: 'app',
        clock: () => 1_700_000_000,
        passwords: cheapPasswords,
        random: (length) => Uint8Array.from({ length }, (_, index) => (index === 0 ? (drawn += 1) : 7)),
      });
    };
    const answersOf = async (calls: readonly Call[]) => {
      const app = calm();
      const shown = new Shown();
      const answers: unknown[] = [];
      for (const call of calls) answers.push(await call.run(app, shown));
      return answers;
    };
    await fc.assert(
      fc.asyncProperty(someCalls, async (calls) => {
        expect(await answersOf(calls)).toEqual(await answersOf(calls));
      }),
      { numRuns: runs(30) },
    );
  });

  it('makes more than it takes away, and deletes seldom', () => {
    const calls = fc.sample(anyCall(), { seed: 1, numRuns: 4000 }).map(({ command }) => command);
    const count = (...names: string[]) => calls.filter((command) => names.includes(command)).length;
    expect(count('users.create')).toBeGreaterThan(4 * count('users.deactivate'));
    expect(count('friendships.befriend')).toBeGreaterThan(2 * count('friendships.unfriend'));
    expect(count('authTokens.issue')).toBeGreaterThan(2 * count('authTokens.revoke'));
    expect(count('users.delete', 'groups.delete')).toBeLessThan(calls.length / 50);
  });

  it('is of the commands that are asked for, with the names that are given', () => {
    const calls = fc.sample(
      anyCall({ only: ['friendships.befriend', 'blocks.canCommunicate'], names: { uids: ['zoe'] } }),
      100,
    );
    expect(new Set(calls.map(({ title }) => title.toLowerCase()))).toEqual(
      new Set(['zoe befriends zoe', 'somebody asks whether zoe and zoe can communicate']),
    );
    expect(() => anyCall({ only: [] })).toThrow('`only` names no command');
  });

  it('reads as one line in which nothing is invisible', () => {
    const titles = fc.sample(anyCall(), 1000).map(({ title }) => title);
    expect(titles.filter((title) => /[\p{C}\p{Zl}\p{Zp}]/u.test(title))).toEqual([]);
    expect(fc.stringify(fc.sample(anyCall({ only: ['users.touch'] }), 1)[0])).toMatch(
      / is (online|offline) now/,
    );
  });
});
