import fc from 'fast-check';
import type { App } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { operations } from '../../src/api-key/api-key.ts';
import { anyArguments, cooked } from '../support/arbitraries.ts';
import { runs } from '../support/setup.ts';
import { badPathsOf, createGroups, createUsers, openTestApp, refusalOf } from '../support/test-app.ts';

type Method = (
  ...given: unknown[]
) => PromiseLike<{ isOk(): boolean; isErr(): boolean; error?: { code: string } }>;

function methodOf(app: App, operation: string): Method {
  const [concept = '', name = ''] = operation.split('.');
  const holder = app[concept as 'users'] as unknown as Record<string, Method>;
  return (...given) => (holder[name] as Method)(...given);
}

/** A value and whether it is wrong. */
const field = <T>(good: T, ...bad: readonly unknown[]) =>
  fc.oneof(
    fc.constant({ value: good as unknown, isBad: false }),
    fc.constantFrom(...bad.map((value) => ({ value, isBad: true }))),
  );

describe('input', () => {
  it('BAD-INPUT-REFUSED: any input of any type is answered by a value or a refusal, never by an exception', async () => {
    const operation = fc.constantFrom(...operations, 'apiKeys.authorize');
    await fc.assert(
      fc.asyncProperty(operation, anyArguments, async (name, recipes) => {
        const app = openTestApp();
        await createUsers(app, 'ana', 'bo');
        await createGroups(app, 'ana');
        const answer = await methodOf(app, name)(...recipes.map(cooked));
        expect(answer.isOk() || typeof answer.error?.code === 'string').toBe(true);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: runs(1500) },
    );
  });

  it('BAD-INPUT-TOLD: a bad request names every field that is wrong', async () => {
    const input = fc.record(
      {
        uid: field('ana', '', 'a b', null, 7, undefined),
        name: field('Ana', ' ', 'x'.repeat(101), [], undefined),
        avatar: field('https://example.org/', 'example.org', `https://example.org/${'x'.repeat(3000)}`),
        link: field('http://example.org/', 'ftp://example.org', 1),
        role: field('default', 'no role', true),
        tags: field(
          ['red'],
          'red',
          Array.from({ length: 26 }, (_, index) => `${index}`),
        ),
        metadata: field({ a: 1 }, [], 'text', { toJSON: 1, big: 'x'.repeat(5200) }),
        statusMessage: field('Hello', '', 'x'.repeat(256)),
        withAuthToken: field(true, 'true', 0),
      },
      { requiredKeys: ['uid', 'name'] },
    );
    await fc.assert(
      fc.asyncProperty(input, async (fields) => {
        const app = openTestApp();
        const wrong = Object.entries(fields)
          .filter(([, { isBad }]) => isBad)
          .map(([key]) => key);
        const given = Object.fromEntries(Object.entries(fields).map(([key, { value }]) => [key, value]));
        const created = app.users.create(given as never);
        if (wrong.length === 0) expect((await created).isOk()).toBe(true);
        else {
          const refusal = await refusalOf(created);
          expect(refusal.code === 'ERR_BAD_REQUEST' && badPathsOf(refusal)).toEqual(wrong.sort());
        }
      }),
      { numRuns: runs(200) },
    );
  });
});
