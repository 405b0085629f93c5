/**
 * What is asked of groups and of those who are in them.
 */
import { guidOf, joinAt, spread, uidOf } from '../../workload.mjs';

/** A user and a group who have not met yet. */
const strangerAt = (index, { users }) => {
  const [user, group] = joinAt(index, users);
  return [uidOf(user), guidOf(group)];
};

export const groupCommands = [
  {
    steps: {
      join: (contender, uid, guid) => contender.join(uid, guid),
      leave: (contender, uid, guid) => contender.leave(uid, guid),
    },
    inputAt: strangerAt,
  },
  {
    steps: {
      add: (contender, uid, guid) => contender.add(uid, guid, 'participant'),
      kick: (contender, uid, guid) => contender.kick(uid, guid),
    },
    inputAt: strangerAt,
  },
  {
    steps: {
      'add-moderator': (contender, uid, guid) => contender.add(uid, guid, 'moderator'),
      'change-scope': (contender, uid, guid) => contender.changeScope(uid, guid, 'participant'),
      ban: (contender, uid, guid) => contender.ban(uid, guid),
      unban: (contender, uid, guid) => contender.unban(uid, guid),
    },
    inputAt: strangerAt,
  },
  {
    steps: {
      'create-group': (contender, guid, owner) => contender.createGroup(guid, { owner }),
      'update-group': (contender, guid) =>
        contender.updateGroup(guid, { name: 'Renamed', description: guid }),
      'add-heir': (contender, guid, _, heir) => contender.add(heir, guid, 'participant'),
      'transfer-ownership': (contender, guid, _, heir) => contender.transferOwnership(guid, heir),
    },
    inputAt: (index, { users }) => {
      const owner = spread(index, users);
      return [`made-${index}`, uidOf(owner), uidOf((owner + 1) % users)];
    },
  },
];
