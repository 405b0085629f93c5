import fc from 'fast-check';
import type { App, ResultAsync } from 'kithkin';
import * as testing from 'kithkin/testing';
import { describe, expect, it } from 'vitest';
import { inputTypes } from '../docs/declarations.ts';
import { runs } from '../support/setup.ts';
import { codeOf, openTestApp } from '../support/test-app.ts';

type Answer = ResultAsync<unknown, { readonly code: string }>;

/** A command that takes the type of that name. */
const takers: Readonly<Record<string, (app: App, given: never) => Answer>> = {
  ActingKeyOptions: (app, given) => app.apiKeys.delete('ab', given),
  ActingOptions: (app, given) => app.groups.delete('g', given),
  AddMembersOptions: (app, given) => app.groupMemberships.add('g', ['u'], given),
  AuthTokenNotesInput: (app, given) => app.authTokens.annotate('u', 'token', given),
  CreateApiKeyInput: (app, given) => app.apiKeys.create(given),
  CreateGroupInput: (app, given) => app.groups.create(given),
  CreateRoleInput: (app, given) => app.roles.create(given),
  CreateUserInput: (app, given) => app.users.create(given),
  IssueAuthTokenOptions: (app, given) => app.authTokens.issue('u', given),
  JoinOptions: (app, given) => app.groupMemberships.join('u', 'g', given),
  ListApiKeysOptions: (app, given) => app.apiKeys.list(given),
  ListBlocksOptions: (app, given) => app.blocks.list('u', given),
  ListBotsOptions: (app, given) => app.bots.list(given),
  ListFriendsOptions: (app, given) => app.friendships.list('u', given),
  ListGroupsOptions: (app, given) => app.groups.list(given),
  ListMembersOptions: (app, given) => app.groupMemberships.listMembers('g', given),
  ListUsersOptions: (app, given) => app.users.list(given),
  PageOptions: (app, given) => app.roles.list(given),
  RegisterBotInput: (app, given) => app.bots.register(given),
  UpdateApiKeyInput: (app, given) => app.apiKeys.update('ab', given),
  UpdateBotInput: (app, given) => app.bots.update('u', given),
  UpdateGroupInput: (app, given) => app.groups.update('g', given),
  UpdateRoleInput: (app, given) => app.roles.update('r', given),
  UpdateSelfInput: (app, given) => app.users.updateSelf('u', given),
  UpdateUserInput: (app, given) => app.users.update('u', given),
  UpsertUserInput: (app, given) => app.users.upsert(given),
};

const types = inputTypes();

function arbitraryOf(type: string, given?: object): fc.Arbitrary<object> {
  const arbitraries: Readonly<Record<string, unknown>> = testing;
  const arbitrary = arbitraries[`any${type}`];
  if (typeof arbitrary !== 'function') throw new Error(`kithkin/testing has no any${type}`);
  // SAFETY: all of them are called the same.
  return (arbitrary as (given?: object) => fc.Arbitrary<object>)(given);
}

describe('the arbitraries of inputs', () => {
  it('are one for each type that a command takes, and no other', () => {
    const arbitraries = Object.keys(testing).filter((name) => /^any.*(Input|Options)$/.test(name));
    expect(types.map(({ name }) => `any${name}`).sort()).toEqual(arbitraries.sort());
    expect(Object.keys(takers).sort()).toEqual(types.map(({ name }) => name).sort());
    expect(types.length).toBeGreaterThan(25);
  });

  it.each(types)('draw nothing of $name that is a bad request', async ({ name }) => {
    const app = openTestApp();
    const take = takers[name];
    if (!take) throw new Error(`no command is known that takes ${name}`);
    await fc.assert(
      fc.asyncProperty(arbitraryOf(name), async (given) => {
        // SAFETY: what is drawn for a type is of that type.
        const code = await codeOf(take(app, given as never));
        expect(code).not.toBe('ERR_BAD_REQUEST');
      }),
      { numRuns: runs(200) },
    );
  });

  it.each(types)('draw every field of $name, and every word that it may be', ({ name, fields }) => {
    // From one seed: whether something is drawn must not be left to chance.
    const drawn = fc.sample(arbitraryOf(name), { seed: 1, numRuns: 600 }) as Readonly<
      Record<string, unknown>
    >[];
    for (const { name: field, words } of fields) {
      const values = drawn.filter((each) => Object.hasOwn(each, field)).map((each) => each[field]);
      // Only a page that was shown can give a cursor; anyCall uses them.
      expect(values.length > 0, `${name}.${field} is drawn`).toBe(field !== 'cursor');
      const missing = words.filter((word) => !values.flat().includes(word));
      expect(missing, `words of ${name}.${field} that are not drawn`).toEqual([]);
    }
  });

  it.each(types.filter(({ fields }) => fields.some(({ name }) => /^(uids?|as|owner|friendsOf)$/.test(name))))(
    'draw the uids of $name from the pool that is given',
    ({ name }) => {
      const uids = ['zoe', 'yan'];
      for (const drawn of fc.sample(arbitraryOf(name, { uids }), 300) as Record<string, unknown>[]) {
        if (name === 'ActingKeyOptions') continue;
        const named = [drawn.uid, drawn.as, drawn.owner, drawn.friendsOf, drawn.hideBlockedFor];
        const strangers = named.filter((uid) => uid !== undefined && !uids.includes(`${uid}`.toLowerCase()));
        expect(strangers).toEqual([]);
      }
    },
  );

  it('reach the longest text, the largest object and times beyond 32 bits', () => {
    const users = fc.sample(testing.anyCreateUserInput(), { seed: 1, numRuns: 1000 });
    expect(Math.max(...users.map(({ name }) => name.length))).toBe(100);
    expect(Math.max(...users.map(({ uid }) => uid.length))).toBe(100);
    expect(Math.max(...users.map(({ statusMessage = '' }) => statusMessage.length))).toBe(255);
    expect(Math.max(...users.map(({ avatar = '' }) => avatar.length))).toBe(3000);
    expect(Math.max(...users.map(({ tags = [] }) => tags.length))).toBe(25);
    expect(Math.max(...users.map(({ metadata = {} }) => JSON.stringify(metadata).length))).toBe(5120);
    const times = fc
      .sample(testing.anyIssueAuthTokenOptions(), { seed: 1, numRuns: 100 })
      .map(({ expiresAt = 0 }) => expiresAt);
    expect(Math.max(...times)).toBe(9_999_999_999);
  });

  it('draw times soon after the clock, where it is told, and none before', () => {
    const times = fc
      .sample(testing.anyIssueAuthTokenOptions({ now: 1000 }), { seed: 1, numRuns: 300 })
      .flatMap(({ expiresAt }) => expiresAt ?? []);
    expect(Math.min(...times)).toBe(1001);
    expect(times.some((time) => time > 2 ** 31)).toBe(true);
  });

  it('are refused a pool with an id that no command takes, or with nothing in it', () => {
    expect(() => testing.anyUid({ uids: ['a b'] })).toThrow('Cannot draw the id "a b"');
    expect(() => testing.anyCreateGroupInput({ guids: [] })).toThrow('Cannot draw from no guids');
  });
});
