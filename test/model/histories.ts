/**
 * Histories: whatever may happen to an app, for properties that hold throughout.
 *
 * @module
 */
import fc from 'fast-check';
import type { Command, CommandArbitrary, World, WorldOptions } from './command.ts';
import { groupCommands } from './commands/group-commands.ts';
import { membershipCommands } from './commands/membership-commands.ts';
import { relationCommands } from './commands/relation-commands.ts';
import { apiKeyCommands, botCommands, clockCommand, roleCommands } from './commands/small-commands.ts';
import { tokenCommands } from './commands/token-commands.ts';
import { userCommands } from './commands/user-commands.ts';
import type { Outcome } from './reference-model.ts';
import { begin } from './stories.ts';

/** Every command there is. */
export const allCommands: readonly CommandArbitrary[] = [
  ...userCommands,
  ...tokenCommands,
  ...relationCommands,
  ...groupCommands,
  ...membershipCommands,
  ...roleCommands,
  ...botCommands,
  ...apiKeyCommands,
  clockCommand,
];

/** So many commands at most, of any kind or of the kinds given. */
export function historyOf(
  commands: readonly CommandArbitrary[] = allCommands,
  maxLength = 40,
): fc.Arbitrary<Command[]> {
  // Without bias: half of all histories would be too short to tell anything.
  return fc.noBias(fc.array(fc.oneof(...commands), { maxLength, size: 'max' }));
}

/** A world with a few users and groups in which nothing else has happened yet. */
export async function newWorld(options?: WorldOptions): Promise<World> {
  return (await begin(options)).real;
}

/** Lets a history happen; `afterEach` is told of every answer. */
export async function live(
  world: World,
  history: readonly Command[],
  afterEach?: (outcome: Outcome, command: Command) => Promise<void> | void,
): Promise<void> {
  for (const command of history) {
    const outcome = await command.act(world.app, world);
    await afterEach?.(outcome, command);
  }
}
