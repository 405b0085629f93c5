/**
 * What is asked of that of which an app has few: bots, roles and API keys. What is counted under the app bounds how many
 * there may be at once.
 */
import { spread, uidOf } from '../../workload.mjs';

const countMax = 64;

const webhookURL = 'https://bots.example.com/';

export const administrationCommands = [
  {
    steps: {
      'create-bot': (contender, uid) => contender.createBot({ uid, webhookURL }),
      'update-bot': (contender, uid) => contender.updateBot(uid, { webhookURL: `${webhookURL}${uid}` }),
      'remove-bot': (contender, uid) => contender.removeBot(uid),
    },
    inputAt: (index, { users }) => [uidOf(spread(index, users))],
    countMax,
  },
  {
    steps: {
      'create-role': (contender, role) => contender.createRole(role),
      'remove-role': (contender, role) => contender.removeRole(role),
    },
    inputAt: (index) => [`role-${index}`],
    countMax,
  },
  {
    steps: {
      'create-key': async (contender, name, held) => {
        const created = await contender.createKey(name);
        held.key = contender.unwrap(created).apiKey;
        return created;
      },
      'remove-key': (contender, _, held) => contender.removeKey(held.key),
    },
    inputAt: (index) => [`key ${index}`, {}],
    countMax,
  },
];

export const administrationLookups = [
  {
    steps: { authorize: (contender, key) => contender.authorize(key) },
    inputAt: (_, { apiKey }) => [apiKey],
  },
];
