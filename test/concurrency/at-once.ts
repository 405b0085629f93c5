/**
 * Commands at once, and whether what they answered can be explained.
 *
 * @module
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { AnchorLocks } from '../../src/testing/mutants/anchor-locks.ts';
import type { Command, World } from '../model/command.ts';
import { CreateGroup, TransferOwnership, UpdateGroup } from '../model/commands/group-commands.ts';
import { Ban, ChangeScope, Join, Kick, Leave, Unban } from '../model/commands/membership-commands.ts';
import { Befriend, CanCommunicate, Unfriend } from '../model/commands/relation-commands.ts';
import {
  CreateRole,
  DeleteRole,
  RegisterBot,
  RemoveBot,
  UpdateRole,
} from '../model/commands/small-commands.ts';
import { CreateUser, GetUser, TouchUser, UpdateUser, UpsertUser } from '../model/commands/user-commands.ts';
import { allCommands } from '../model/histories.ts';
import type { Outcome, ReferenceModel } from '../model/reference-model.ts';
import { begin, compareAll } from '../model/stories.ts';
import { yieldingStore } from '../support/yielding-store.ts';

/** Commands that are one step: those of several may show what lies between. */
const singleSteps: readonly unknown[] = [
  ...[CreateUser, UpsertUser, GetUser, UpdateUser, TouchUser, Befriend, Unfriend, CanCommunicate],
  ...[
    CreateRole,
    UpdateRole,
    DeleteRole,
    RegisterBot,
    RemoveBot,
    CreateGroup,
    UpdateGroup,
    TransferOwnership,
  ],
  ...[Join, Leave, Kick, Ban, Unban, ChangeScope],
];

const singleStep = fc
  .oneof(...allCommands.filter(({ kind }) => singleSteps.includes(kind)))
  // Of a token's plain text, which is chance, nobody can say who drew it.
  .map((command) => {
    const isSecretive = command instanceof CreateUser && command.args[0].withAuthToken === true;
    return isSecretive ? new CreateUser({ ...command.args[0], withAuthToken: false }) : command;
  });

function* ordersOf<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length <= 1) yield items;
  for (const [index, first] of items.entries()) {
    const others = items.filter((_, other) => other !== index);
    for (const order of ordersOf(others)) yield [first, ...order];
  }
}

interface Answered {
  readonly command: Command;
  readonly outcome: Outcome;
}

/** Whether the commands, one after the other in some order, would have got these answers and left these lists. */
async function hasExplanation(
  answered: readonly Answered[],
  model: ReferenceModel,
  world: World,
): Promise<boolean> {
  const tried: ReferenceModel[] = [];
  for (const order of ordersOf(answered)) {
    const copy = model.clone();
    const fits = order.every(({ command, outcome }) =>
      isDeepStrictEqual(command.expect(copy, '', world), outcome),
    );
    if (!fits || tried.some((other) => isDeepStrictEqual(other, copy))) continue;
    tried.push(copy);
    const isSame = await compareAll(copy, world, 1000).then(
      () => true,
      () => false,
    );
    if (isSame) return true;
  }
  return false;
}

/** Runs a few commands at once, in every order that a scheduler comes up with, over two handles. */
export function commandsAtOnce(
  { hasLocks }: { readonly hasLocks: boolean },
  judge: (hasExplanation: boolean) => void,
): fc.IAsyncProperty<unknown> {
  const before = fc.array(singleStep, { maxLength: 8 });
  const atOnce = fc.array(singleStep, { minLength: 2, maxLength: 4 });
  return fc.asyncProperty(before, atOnce, fc.scheduler(), async (history, commands, scheduler) => {
    const { model, real } = await begin();
    for (const command of history) await command.run(model, real);
    const locks = hasLocks ? new AnchorLocks() : undefined;
    const handles = [1, 2].map(() => real.open(yieldingStore({ scheduler, data: real.data, locks })));
    const answers = commands.map(async (command, index): Promise<Answered> => {
      const app = handles[index % 2] ?? real.app;
      return { command, outcome: await command.act(app, real) };
    });
    const answered = await scheduler.waitFor(Promise.all(answers));
    judge(await hasExplanation(answered, model, real));
  });
}
