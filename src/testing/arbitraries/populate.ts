/**
 * Populate: makes an app of a state, by nothing but the app's commands.
 *
 * @module
 */

import { memoryStore } from '../../adapters/memory/index.ts';
import { type App, type OpenAppOptions, openApp } from '../../app.ts';
import { asyncResult, type ItemOutcome } from '../../shared/bulk.ts';
import { pbkdf2Passwords } from '../../shared/password.ts';
import { err, ok, type ResultAsync } from '../../shared/result.ts';
import type { AppState, GroupState, UserState } from './app-state.ts';
import { type Answer, tell } from './call.ts';
import { Shown } from './shown.ts';

/** What an app did not let happen, which is a bug, or a failure of its store. */
export interface NotPopulated {
  /** What was asked: `ana befriends bo`. */
  readonly title: string;
  /** What was answered. */
  readonly error: { readonly code: string };
}

interface Step {
  readonly title: string;
  readonly run: (app: App, shown: Shown) => Answer;
}

/**
 * Brings an empty app into a state, and tells what it showed meanwhile: each token and each API key. No command of it is
 * refused if the app has the limits of the state, or higher ones.
 */
export function populate(app: App, state: AppState): ResultAsync<Shown, NotPopulated> {
  return asyncResult(async () => {
    const shown = new Shown();
    for (const { title, run } of stepsTo(state)) {
      const answered = await run(app, shown);
      if (answered.isErr()) return err({ title, error: answered.error });
    }
    return ok(shown);
  });
}

/** With what an app is opened for a state, beside the limits, which are those of the state. */
export type OpenStateOptions = Partial<Omit<OpenAppOptions, 'limits'>>;

/** An app in a given state. */
export interface OpenedState {
  readonly app: App;
  /** The tokens and API keys that it has shown. */
  readonly shown: Shown;
}

/**
 * Opens an app in a state: on a memory store of its own, with passwords hashed as quickly as can be, unless told
 * otherwise. Rejects where {@link populate} tells an error: a test cannot go on from there.
 *
 * @example
 * ```ts
 * import fc from 'fast-check';
 * import { anyAppState, openState } from 'kithkin/testing';
 *
 * await fc.assert(
 *   fc.asyncProperty(anyAppState(), async (state) => {
 *     const { app } = await openState(state);
 *     for (const { blocker, blocked } of state.blocks) {
 *       const answer = await app.blocks.canCommunicate(blocker, blocked);
 *       // Of a deactivated user the app says that there is none.
 *       if (answer.isOk() && answer.value) throw new Error(`${blocked} reaches ${blocker}`);
 *     }
 *   }),
 * );
 * ```
 */
export async function openState(state: AppState, options: OpenStateOptions = {}): Promise<OpenedState> {
  const {
    store = memoryStore(),
    appId = 'test',
    passwords = pbkdf2Passwords({ iterations: 1 }),
    ...rest
  } = options;
  const app = openApp({ ...rest, store, appId, passwords, limits: state.limits });
  const populated = await populate(app, state);
  if (populated.isOk()) return { app, shown: populated.value };
  const { title, error } = populated.error;
  throw new Error(`Cannot populate the app: "${title}" was answered ${JSON.stringify(error)}`);
}

/** What leads to a state, in an order in which nothing stands in the way of anything. */
export function stepsTo(state: AppState): readonly Step[] {
  const { roles, users, friendships, blocks, groups, bots, apiKeys } = state;
  return [
    ...roles.map((role) => ({
      title: `the role ${role.role} is created`,
      run: (app: App) => app.roles.create(role),
    })),
    ...users.flatMap(stepsToUser),
    ...friendships.map(({ a, b }) => ({
      title: `${a} befriends ${b}`,
      run: (app: App) => app.friendships.befriend(a, b),
    })),
    ...blocks.map(({ blocker, blocked }) => ({
      title: `${blocker} blocks ${blocked}`,
      run: (app: App) => app.blocks.block(blocker, [blocked]).andThen(whole),
    })),
    // Whoever is banned was a member before, and would not find a place for it once everyone has joined.
    ...groups.flatMap(stepsToGroup),
    ...groups.flatMap(stepsToMembers),
    ...bots.map((bot) => ({
      title: `${bot.uid} becomes a bot`,
      run: (app: App) => app.bots.register(bot),
    })),
    ...apiKeys.map((key) => ({
      title: `the API key ${tell(key.name)} is created`,
      run: (app: App, shown: Shown) =>
        app.apiKeys.create(key).andTee(({ apiKey, handle }) => {
          shown.apiKeys.push({ text: apiKey, handle });
        }),
    })),
    // Last of all: no operation finds a deactivated user.
    ...users
      .filter(({ isDeactivated }) => isDeactivated)
      .map(({ profile: { uid } }) => ({
        title: `${uid} is deactivated`,
        run: (app: App) => app.users.deactivate([uid]),
      })),
  ];
}

function stepsToUser({ profile, presence, tokens }: UserState): readonly Step[] {
  const { uid } = profile;
  const steps: Step[] = [{ title: `${uid} is created`, run: (app) => app.users.create(profile) }];
  for (const { expiresAt, notes } of tokens) {
    steps.push({
      title: `${uid} gets a token`,
      run: (app, shown) =>
        app.authTokens.issue(uid, { expiresAt }).andThen(({ authToken, handle }) => {
          shown.addAuthToken(uid, { text: authToken, handle });
          return notes ? app.authTokens.annotate(uid, handle, notes) : ok(undefined);
        }),
    });
  }
  if (presence !== undefined) {
    steps.push({
      title: `${uid} is ${presence} now`,
      run: (app) => app.users.touch(uid, { status: presence }),
    });
  }
  return steps;
}

function stepsToGroup({ profile, banned }: GroupState): readonly Step[] {
  const { guid } = profile;
  return [
    { title: `the group ${guid} is created`, run: (app) => app.groups.create(profile) },
    ...banned.map((uid) => ({
      title: `${uid} is banned from ${guid}`,
      run: (app: App) =>
        app.groupMemberships
          .add(guid, [uid])
          .andThen(whole)
          .andThen(() => app.groupMemberships.ban(uid, guid)),
    })),
  ];
}

function stepsToMembers({ profile: { guid }, members }: GroupState): readonly Step[] {
  return members.map(({ uid, scope }) => ({
    title: `${uid} becomes ${scope} of ${guid}`,
    run: (app) => app.groupMemberships.add(guid, [uid], { scope }).andThen(whole),
  }));
}

/** Nothing, or the first refusal among the outcomes of a bulk command. */
function whole<T, E extends { readonly code: string }>(outcomes: readonly ItemOutcome<T, E>[]) {
  const refused = outcomes.find((outcome) => !outcome.ok);
  return refused?.ok === false ? err(refused.error) : ok(undefined);
}
