/**
 * Programs: what a few clients do at once, drawn at random and small enough to be read when it goes wrong.
 *
 * There are three users, one group, one role, and every cap is one or two, so that a handful of steps meets each rule
 * from both sides.
 *
 * @module
 */

import fc from 'fast-check';
import type { App } from '../app.ts';
import type { Limits } from '../limits.ts';
import type { ResultAsync } from '../shared/result.ts';

type Answer = ResultAsync<unknown, unknown>;

/** One thing that a client does. */
export interface Step {
  readonly title: string;
  /** Absent: the client looks at everything, in one cut. */
  readonly run?: (app: App) => Answer;
}

/** What each client does, one step after the other; all clients at once. */
export interface Program {
  /** Done before the clients begin, one after the other. */
  readonly before: readonly Step[];
  readonly clients: readonly (readonly Step[])[];
}

/** A step, and whose it is; undefined before the clients begin. */
export interface PlacedStep {
  readonly step: Step;
  readonly client: number | undefined;
}

/** All steps of a program, those before the clients first. */
export function placedSteps({ before, clients }: Program): readonly PlacedStep[] {
  return [
    ...before.map((step) => ({ step, client: undefined })),
    ...clients.flatMap((steps, client) => steps.map((step) => ({ step, client }))),
  ];
}

/** The program of some steps, with so many clients, some of whom may have nothing to do. */
export function programOfPlaced(steps: readonly PlacedStep[], clients: number): Program {
  const stepsOf = (client: number | undefined) =>
    steps.filter((each) => each.client === client).map(({ step }) => step);
  return {
    before: stepsOf(undefined),
    clients: Array.from({ length: clients }, (_, client) => stepsOf(client)),
  };
}

/** The caps that programs run under. */
export const programLimits: Limits = {
  friendshipsPerUserMax: 1,
  activeAuthTokensPerUserMax: 1,
  groupMembershipsPerUserMax: 1,
  membersPerGroupMax: 2,
  botsPerAppMax: 1,
  rolesPerAppMax: 1,
  apiKeysPerAppMax: 1,
};

/** The users, groups and roles that programs speak of. */
export const names = { uids: ['ana', 'bo', 'cy'], guids: ['club'], roles: ['vip'] } as const;

const uid = fc.constantFrom(...names.uids);
const guid = fc.constantFrom(...names.guids);
const pair = fc.shuffledSubarray([...names.uids], { minLength: 2, maxLength: 2 }) as fc.Arbitrary<
  [string, string]
>;

function step<A>(
  drawn: fc.Arbitrary<A>,
  title: (of: A) => string,
  run: (app: App, of: A) => Answer,
): fc.Arbitrary<Step> {
  return drawn.map((of) => ({ title: title(of), run: (app) => run(app, of) }));
}

const befriend = step(
  pair,
  ([a, b]) => `${a} befriends ${b}`,
  (app, [a, b]) => app.friendships.befriend(a, b),
);
const unfriend = step(
  pair,
  ([a, b]) => `${a} unfriends ${b}`,
  (app, [a, b]) => app.friendships.unfriend(a, b),
);
const block = step(
  pair,
  ([a, b]) => `${a} blocks ${b}`,
  (app, [a, b]) => app.blocks.block(a, [b]),
);
const issue = step(
  uid,
  (who) => `${who} gets a token`,
  (app, who) => app.authTokens.issue(who),
);
const flush = step(
  uid,
  (who) => `${who} loses all tokens`,
  (app, who) => app.authTokens.flush(who),
);
const join = step(
  fc.tuple(uid, guid),
  ([who, to]) => `${who} joins ${to}`,
  (app, [who, to]) => app.groupMemberships.join(who, to),
);
const leave = step(
  fc.tuple(uid, guid),
  ([who, from]) => `${who} leaves ${from}`,
  (app, [who, from]) => app.groupMemberships.leave(who, from),
);
const ban = step(
  fc.tuple(uid, guid),
  ([who, from]) => `${who} is banned from ${from}`,
  (app, [who, from]) => app.groupMemberships.ban(who, from),
);
const hire = step(
  uid,
  (who) => `${who} becomes a bot`,
  (app, who) => app.bots.register({ uid: who, webhookURL: 'https://bots.example/hook' }),
);
const create = step(
  fc.tuple(uid, fc.boolean()),
  ([who, isVip]) => `${who} is created${isVip ? ' as vip' : ''}`,
  (app, [who, isVip]) =>
    app.users.create({ uid: who, name: who, withAuthToken: true, ...(isVip && { role: 'vip' }) }),
);
const promote = step(
  uid,
  (who) => `${who} becomes vip`,
  (app, who) => app.users.update(who, { role: 'vip' }),
);
const dropRole = step(
  fc.constant('vip'),
  () => 'the role vip is deleted',
  (app, role) => app.roles.delete(role),
);
const makeRole = step(
  fc.constant('vip'),
  () => 'the role vip is made',
  (app, role) => app.roles.create({ role, name: 'VIP' }),
);
const deactivate = step(
  uid,
  (who) => `${who} is deactivated`,
  (app, who) => app.users.deactivate([who]),
);
const found = step(
  fc.tuple(uid, guid),
  ([who, what]) => `${who} founds ${what}`,
  (app, [who, what]) => app.groups.create({ guid: what, name: what, owner: who }),
);
const look: fc.Arbitrary<Step> = fc.constant({ title: 'looks at everything' });

/** Lists with their counts, in orders that everybody agrees on. */
const whole = { count: true } as const;
const listUsers = step(
  fc.boolean(),
  (withDeactivated) => `asks for ${withDeactivated ? 'all' : 'the active'} users`,
  (app, withDeactivated) => app.users.list({ ...whole, order: 'uid', withDeactivated }),
);
const listFriends = step(
  uid,
  (who) => `asks for the friends of ${who}`,
  (app, who) => app.friendships.list(who, whole),
);
const listBlocks = step(
  uid,
  (who) => `asks for the blocks of ${who}`,
  (app, who) => app.blocks.list(who, whole),
);
const listTokens = step(
  uid,
  (who) => `asks for the tokens of ${who}`,
  (app, who) => app.authTokens.list(who, whole),
);
const listArchive = step(
  uid,
  (who) => `asks for the archived tokens of ${who}`,
  (app, who) => app.authTokens.listArchived(who, whole),
);
const listMembers = step(
  guid,
  (what) => `asks for the members of ${what}`,
  (app, what) => app.groupMemberships.listMembers(what, whole),
);
const listGroups = step(
  uid,
  (who) => `asks for the groups of ${who}`,
  (app, who) => app.groupMemberships.listGroups(who, whole),
);
const listBanned = step(
  guid,
  (what) => `asks for the users banned from ${what}`,
  (app, what) => app.groupMemberships.listBanned(what, whole),
);
const listRoles = step(
  fc.constant('roles'),
  (what) => `asks for the ${what}`,
  (app) => app.roles.list(whole),
);
const listBots = step(
  fc.constant('bots'),
  (what) => `asks for the ${what}`,
  (app) => app.bots.list(whole),
);

/** Kinds of steps that meet each other; a program draws from one or two of them, so that its steps do meet. */
const mixes: readonly (readonly fc.Arbitrary<Step>[])[] = [
  [befriend, befriend, unfriend, block, fc.oneof(listFriends, listFriends, listBlocks)],
  [issue, issue, flush, deactivate, fc.oneof(listTokens, listArchive)],
  [join, join, leave, ban, found, fc.oneof(listMembers, listGroups, listBanned)],
  [promote, promote, dropRole, dropRole, makeRole, listRoles],
  [hire, hire, create, deactivate, fc.oneof(listUsers, listBots)],
  [befriend, issue, join, hire, create],
];

const anyMix: fc.Arbitrary<fc.Arbitrary<Step>> = fc
  .tuple(fc.constantFrom(...mixes), fc.constantFrom(...mixes))
  .map(([some, more]) => fc.oneof(...some, ...some, ...more, look, look));

function created(who: string): Step {
  return { title: `${who} is created`, run: (app) => app.users.create({ uid: who, name: who }) };
}

const groupMade: Step = {
  title: 'club is made',
  run: (app) => app.groups.create({ guid: 'club', name: 'Club' }),
};

const setting: fc.Arbitrary<readonly Step[]> = fc
  .record({ friends: fc.boolean(), group: fc.boolean(), role: fc.boolean() })
  .map(({ friends, group, role }) => [
    ...names.uids.map(created),
    ...(friends
      ? [{ title: 'ana befriends cy', run: (app: App) => app.friendships.befriend('ana', 'cy') }]
      : []),
    ...(group ? [groupMade] : []),
    ...(role
      ? [{ title: 'the role vip is made', run: (app: App) => app.roles.create({ role: 'vip', name: 'VIP' }) }]
      : []),
  ]);

/** Programs of so many clients, each with at most so many steps. */
export function programOf({
  clients,
  stepsMax,
}: {
  readonly clients: number;
  readonly stepsMax: number;
}): fc.Arbitrary<Program> {
  return anyMix.chain((step) => {
    const steps = fc.array(step, { minLength: 1, maxLength: stepsMax, size: 'max' });
    return fc.record({
      before: setting,
      clients: fc.array(steps, { minLength: clients, maxLength: clients }),
    });
  });
}

/** Programs in which some clients make commits of several changes, and one does nothing but look. */
export function readersOf({
  writers,
  stepsMax,
  looks,
}: {
  readonly writers: number;
  readonly stepsMax: number;
  readonly looks: number;
}): fc.Arbitrary<Program> {
  const newcomer = step(
    fc.constant('cy'),
    (who) => `${who} is created`,
    (app, who) => app.users.create({ uid: who, name: who, withAuthToken: true }),
  );
  const writer = fc.array(fc.oneof(newcomer, issue, join, ban, found), {
    minLength: 1,
    maxLength: stepsMax,
    size: 'max',
  });
  const someUsers = fc
    .boolean()
    .map((isThere) => [created('ana'), created('bo'), ...(isThere ? [groupMade] : [])]);
  const list = fc.oneof(listUsers, listTokens, listArchive, listMembers, listGroups, listBanned);
  const reader = fc.array(fc.oneof({ weight: 2, arbitrary: look }, { weight: 1, arbitrary: list }), {
    minLength: 1,
    maxLength: looks,
    size: 'max',
  });
  return fc
    .record({ before: someUsers, writing: fc.array(writer, { minLength: 1, maxLength: writers }), reader })
    .map(({ before, writing, reader: reading }) => ({ before, clients: [...writing, reading] }));
}
