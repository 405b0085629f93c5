import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateOf } from '../support/app-state.ts';
import { goodLimit } from '../support/arbitraries.ts';
import { runs } from '../support/setup.ts';
import type { Command } from './command.ts';
import { groupCommands } from './commands/group-commands.ts';
import { membershipCommands } from './commands/membership-commands.ts';
import { relationCommands } from './commands/relation-commands.ts';
import { apiKeyCommands, botCommands, clockCommand, roleCommands } from './commands/small-commands.ts';
import { tokenCommands } from './commands/token-commands.ts';
import { userCommands } from './commands/user-commands.ts';
import { begin, compareAll, finishDeletions } from './stories.ts';

/** Tells stories of these commands to the app and to the model, and compares every answer and every list. */
async function expectSameAnswers(commands: readonly fc.Arbitrary<Command>[], numRuns: number): Promise<void> {
  const story = fc.commands([...commands, clockCommand], {
    maxCommands: 60,
    size: '+1',
  });
  await fc.assert(
    fc.asyncProperty(story, goodLimit, async (commandsOfStory, limit) => {
      const { model, real, elsewhere } = await begin();
      await fc.asyncModelRun(() => ({ model, real }), commandsOfStory);
      await compareAll(model, real, limit);
      await finishDeletions(model, real);
      await compareAll(model, real, limit);
      expect(await stateOf(real.other)).toEqual(elsewhere);
    }),
    { numRuns },
  );
}

describe('the core answers as its reference model does', () => {
  it('whatever is done', async () => {
    await expectSameAnswers(
      [
        ...userCommands,
        ...tokenCommands,
        ...relationCommands,
        ...groupCommands,
        ...membershipCommands,
        ...roleCommands,
        ...botCommands,
        ...apiKeyCommands,
      ],
      runs(60),
    );
  });

  it('to users and their relations', async () => {
    await expectSameAnswers([...userCommands, ...relationCommands], runs(40));
  });

  it('to groups and their members', async () => {
    await expectSameAnswers([...groupCommands, ...membershipCommands, ...membershipCommands], runs(60));
  });

  it('to groups while users come and go', async () => {
    await expectSameAnswers([...membershipCommands, ...userCommands, ...groupCommands], runs(40));
  });

  it('with auth tokens', async () => {
    await expectSameAnswers([...tokenCommands, ...tokenCommands, ...userCommands], runs(40));
  });

  it('to roles, bots and API keys', async () => {
    await expectSameAnswers([...roleCommands, ...botCommands, ...apiKeyCommands, ...userCommands], runs(40));
  });
});
