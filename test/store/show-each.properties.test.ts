import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupCommands } from '../model/commands/group-commands.ts';
import { membershipCommands } from '../model/commands/membership-commands.ts';
import { relationCommands } from '../model/commands/relation-commands.ts';
import { userCommands } from '../model/commands/user-commands.ts';
import { historyOf, live, newWorld } from '../model/histories.ts';
import { goodLimit } from '../support/arbitraries.ts';
import { runs } from '../support/setup.ts';
import { allOf, must } from '../support/test-app.ts';

const history = historyOf([...userCommands, ...relationCommands, ...groupCommands, ...membershipCommands]);

describe('pages for a viewer', () => {
  it('LISTED-AS-VIEWED: a list that is made for a viewer shows each row as that viewer is shown it alone', async () => {
    await fc.assert(
      fc.asyncProperty(history, goodLimit, async (commands, limit) => {
        const world = await newWorld();
        await live(world, commands);
        const { app } = world;
        const users = await allOf((page) => app.users.list(page));
        const groups = await allOf((page) => app.groups.list(page));
        for (const { uid: as } of users) {
          const listedUsers = await allOf((page) => app.users.list({ ...page, as }), limit);
          expect(listedUsers.map(({ uid }) => uid)).toEqual(users.map(({ uid }) => uid));
          for (const listed of listedUsers) {
            expect(listed).toStrictEqual(await must(app.users.view(listed.uid, { as })));
          }
          const listedGroups = await allOf((page) => app.groups.list({ ...page, as }), limit);
          expect(listedGroups.map(({ guid }) => guid)).toEqual(groups.map(({ guid }) => guid));
          for (const listed of listedGroups) {
            expect(listed).toStrictEqual(await must(app.groups.view(listed.guid, { as })));
          }
        }
      }),
      { numRuns: runs(40) },
    );
  });
});
