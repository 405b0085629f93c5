/**
 * What is asked of users. A profile that is changed is afterwards what it was, as far as lists are ordered by it.
 */
import { nameOf, spread, uidOf, userWithTags } from '../../workload.mjs';

const userAt = (index, { users }) => [uidOf(spread(index, users))];

export const userCommands = [
  {
    steps: { create: (contender, user) => contender.create(user) },
    inputAt: (index) => [userWithTags(index)],
  },
  {
    // As an app does that brings users in again whenever they log in: they are there already.
    steps: { upsert: (contender, user) => contender.upsert(user) },
    inputAt: (index, { users }) => [userWithTags(spread(index, users))],
  },
  {
    steps: {
      update: (contender, uid, { statusMessage }) => contender.update(uid, { statusMessage }),
      rename: (contender, uid, { name }) => contender.update(uid, { name }),
      'rename-back': (contender, uid, { formerName }) => contender.update(uid, { name: formerName }),
    },
    inputAt: (index, { users }) => {
      const user = spread(index, users);
      const name = nameOf(user + users);
      return [
        uidOf(user),
        { statusMessage: `At the desk until ${index % 24}:00`, name, formerName: nameOf(user) },
      ];
    },
  },
  {
    steps: {
      'touch-online': (contender, uid) => contender.touch(uid, 'online'),
      'touch-offline': (contender, uid) => contender.touch(uid, 'offline'),
    },
    inputAt: userAt,
  },
  {
    steps: {
      deactivate: (contender, uid) => contender.deactivate(uid),
      reactivate: (contender, uid) => contender.reactivate(uid),
    },
    inputAt: userAt,
  },
];

export const userLookups = [{ steps: { get: (contender, uid) => contender.get(uid) }, inputAt: userAt }];
