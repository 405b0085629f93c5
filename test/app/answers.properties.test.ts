import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../model/command.ts';
import { CreateGroup, UpdateGroup } from '../model/commands/group-commands.ts';
import { SetClock, UpdateRole } from '../model/commands/small-commands.ts';
import { CreateUser, UpdateSelf, UpdateUser, UpsertUser } from '../model/commands/user-commands.ts';
import { allCommands, historyOf, live, newWorld } from '../model/histories.ts';
import { stateOf } from '../support/app-state.ts';
import { runs } from '../support/setup.ts';
import { epoch } from '../support/test-app.ts';

/** Fields whose content is the caller's own. */
const opaque = ['metadata', 'appInfo', 'details'];

/** Visits every field of an answer, down to what is the caller's own. */
function visit(value: unknown, look: (name: string, value: unknown) => void, name = ''): void {
  look(name, value);
  if (typeof value !== 'object' || value === null || opaque.includes(name)) return;
  for (const key of Object.keys(value)) visit((value as Record<string, unknown>)[key], look, key);
}

/** Does to a value whatever a careless caller might. */
function vandalise(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    vandalise((value as Record<string, unknown>)[key]);
    Reflect.set(value, key, 'vandalised');
    Reflect.deleteProperty(value, key);
  }
  Reflect.set(value, 'uid', 'vandal');
  if (Array.isArray(value) && !Object.isFrozen(value)) value.push('vandalised');
}

describe('what is shown', () => {
  it('TIMES-ARE-SECONDS: every time that is shown is a whole number of UNIX seconds from the clock of the app', async () => {
    await fc.assert(
      fc.asyncProperty(historyOf(), async (commands) => {
        const world = await newWorld();
        const told = new Set([epoch]);
        const check = (value: unknown) =>
          visit(value, (name, time) => {
            if (name.endsWith('At') && name !== 'expiresAt') expect(told, name).toContain(time);
            if (name === 'expiresAt') expect(Number.isSafeInteger(time)).toBe(true);
          });
        await live(world, commands, (outcome, command) => {
          if (command instanceof SetClock) told.add(command.args[0]);
          check(outcome);
        });
        check(await stateOf(world.app));
      }),
      { numRuns: runs(40) },
    );
  });

  it('UNSET-IS-ABSENT: a field that is not set is absent, never null, undefined or an empty text', async () => {
    // Most of all what may set or unset a field.
    const kinds: readonly unknown[] = [
      CreateUser,
      UpsertUser,
      UpdateUser,
      UpdateSelf,
      CreateGroup,
      UpdateGroup,
      UpdateRole,
    ];
    const writers = allCommands.filter(({ kind }) => kinds.includes(kind));
    await fc.assert(
      fc.asyncProperty(historyOf([...allCommands, ...writers, ...writers, ...writers]), async (commands) => {
        const world = await newWorld();
        const check = (value: unknown) =>
          visit(value, (name, content) => {
            if (['undefined', 'null', '""'].includes(String(JSON.stringify(content))))
              throw new Error(`${name} is ${content}`);
            if (name === 'tags') expect(content).not.toEqual([]);
          });
        await live(world, commands, (outcome, command) => {
          if (!(command instanceof SetClock)) check(outcome);
        });
        check(await stateOf(world.app));
      }),
      { numRuns: runs(40) },
    );
  });

  it('SNAPSHOT-IMMUTABLE: nothing that a caller does to an input or an answer changes what is stored', async () => {
    await fc.assert(
      fc.asyncProperty(historyOf(undefined, 20), async (commands) => {
        // A checked store freezes what it hands out, which would hide what is not frozen otherwise.
        const world = await newWorld({ isChecked: false });
        for (const command of commands) {
          // A copy, so that a failure can still be told and shrunk.
          const args = structuredClone(command.args);
          const copy: Command = Object.assign(Object.create(Object.getPrototypeOf(command)), { args });
          const outcome = await copy.act(world.app, world);
          const before = JSON.stringify(await stateOf(world.app));
          vandalise(outcome);
          vandalise(args);
          vandalise(await stateOf(world.app));
          expect(JSON.stringify(await stateOf(world.app))).toBe(before);
        }
      }),
      { numRuns: runs(20) },
    );
  });
});
