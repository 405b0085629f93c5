/**
 * How stories begin and end.
 *
 * @module
 */
import { expect } from 'vitest';
import { stateOf } from '../support/app-state.ts';
import { type Command, newModel, World, type WorldOptions } from './command.ts';
import { CreateGroup, ListGroups } from './commands/group-commands.ts';
import { AddMembers, ListBanned, ListJoinedGroups, ListMembers } from './commands/membership-commands.ts';
import { BlockUsers, ListBlocks, ListFriends } from './commands/relation-commands.ts';
import { CreateRole, ListApiKeys, ListBots, ListRoles } from './commands/small-commands.ts';
import { ListArchivedTokens, ListTokens } from './commands/token-commands.ts';
import { CreateUser, ListUsers, ResumeDeletions } from './commands/user-commands.ts';
import type { ReferenceModel } from './reference-model.ts';

/** Who and what is there when a story begins. */
const beginning: readonly Command[] = [
  new CreateRole({ role: 'vip', name: 'Very important' }),
  new CreateUser({
    uid: 'ana',
    name: 'Ana Lima',
    metadata: { '@private': { email: 'ana@example.org' }, level: 1 },
  }),
  new CreateUser({ uid: 'bo', name: 'Bo', role: 'vip', tags: ['red'] }),
  new CreateUser({ uid: 'cy', name: 'ana cy', metadata: { '@private': 1 } }),
  new CreateUser({ uid: '__proto__', name: 'İzmir' }),
  new CreateGroup({ guid: 'g1', name: 'First', owner: 'ana' }),
  new CreateGroup({ guid: 'g2', name: 'Second', type: 'password', password: 'sesame' }),
  new AddMembers('g1', ['cy'], { scope: 'moderator' }),
  new BlockUsers('bo', ['cy']),
];

/** An app and its model, in the same state, beside another app with users of the same names. */
export async function begin(
  options: WorldOptions = {},
): Promise<{ model: ReferenceModel; real: World; elsewhere: unknown }> {
  const real = new World(options);
  const model = newModel(real.limits);
  for (const command of beginning) {
    const outcome = await command.act(real.other, real);
    expect(outcome.ok, `${command}`).toBe(true);
  }
  real.tokens.length = 0;
  for (const command of beginning) await command.run(model, real);
  return { model, real, elsewhere: await stateOf(real.other) };
}

/** Compares every list there is, walked by pages of this size. */
export async function compareAll(model: ReferenceModel, real: World, limit: number): Promise<void> {
  const everyone = [...model.users.map(({ uid }) => uid), 'nobody'];
  const everywhere = [...model.groups.map(({ guid }) => guid), 'nowhere'];
  const lists: Command[] = [
    ...(['newest', 'name', 'uid'] as const).flatMap((order) => [
      new ListUsers({ order }, limit),
      new ListUsers({ order, withDeactivated: true }, limit),
      new ListUsers({ order, onlyDeactivated: true }, limit),
    ]),
    ...(['newest', 'name', 'guid'] as const).map((order) => new ListGroups({ order }, limit)),
    new ListRoles(limit),
    new ListBots({}, limit),
    new ListApiKeys({}, limit),
    ...everyone.flatMap((uid) => [
      new ListFriends(uid, { order: 'befriended' }, limit),
      new ListFriends(uid, { order: 'name' }, limit),
      new ListBlocks(uid, {}, limit),
      new ListTokens(uid, limit),
      new ListArchivedTokens(uid, limit),
      new ListJoinedGroups(uid, limit),
      new ListUsers({ withDeactivated: true, as: uid }, limit),
      new ListGroups({ as: uid }, limit),
    ]),
    ...everywhere.flatMap((guid) => [new ListMembers(guid, {}, limit), new ListBanned(guid, limit)]),
  ];
  for (const list of lists) await list.run(model, real);
}

/** Finishes what was begun; nothing of it may be left. */
export async function finishDeletions(model: ReferenceModel, real: World): Promise<void> {
  await new ResumeDeletions().run(model, real);
  expect(model.buriedUsers).toEqual([]);
  expect(await real.app.users.resumeDeletions()).toMatchObject({ value: { finished: 0 } });
}
