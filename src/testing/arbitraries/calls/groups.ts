/**
 * Calls of the commands on groups and on their members.
 *
 * @module
 */

import fc from 'fast-check';
import { actor, type CallSource, type CallsOf, drawn, drawnList, tellWith } from '../call.ts';
import { anyPageOptions, anyUids } from '../fields.ts';
import {
  anyActingOptions,
  anyAddMembersOptions,
  anyCreateGroupInput,
  anyGroupScope,
  anyJoinOptions,
  anyListGroupsOptions,
  anyListMembersOptions,
  anyUpdateGroupInput,
} from '../groups.ts';
import { anyGuid, anyUid } from '../names.ts';

/** Calls of every command on groups. */
export function groupCalls({ names }: CallSource): CallsOf<'groups'> {
  const guid = anyGuid(names);
  const acting = anyActingOptions(names);
  return {
    create: drawn(
      'begins',
      anyCreateGroupInput(names),
      ({ guid, ...rest }) => `the group ${guid} is created${tellWith(rest)}`,
      (app, input) => app.groups.create(input),
    ),
    get: drawn(
      'looks',
      guid,
      (which) => `the group ${which} is shown`,
      (app, which) => app.groups.get(which),
    ),
    view: drawn(
      'looks',
      fc.tuple(guid, anyUid(names)),
      ([which, as]) => `${as} looks at the group ${which}`,
      (app, [which, as]) => app.groups.view(which, { as }),
    ),
    update: drawn(
      'changes',
      fc.tuple(guid, anyUpdateGroupInput(names), acting),
      ([which, input, options]) => `${actor(options)} updates the group ${which}${tellWith(input)}`,
      (app, [which, input, options]) => app.groups.update(which, input, options),
    ),
    delete: drawn(
      'destroys',
      fc.tuple(guid, acting),
      ([which, options]) => `${actor(options)} deletes the group ${which}`,
      (app, [which, options]) => app.groups.delete(which, options),
    ),
    list: drawnList(
      fc.constant(undefined),
      anyListGroupsOptions(names),
      () => 'groups are listed',
      (app, _, options) => app.groups.list(options),
    ),
    transferOwnership: drawn(
      'changes',
      fc.tuple(guid, anyUid(names), acting),
      ([which, to, options]) => `${actor(options)} hands the group ${which} over to ${to}`,
      (app, [which, to, options]) => app.groups.transferOwnership(which, to, options),
    ),
  };
}

/** Calls of every command on group memberships. */
export function groupMembershipCalls({ names }: CallSource): CallsOf<'groupMemberships'> {
  const uid = anyUid(names);
  const guid = anyGuid(names);
  const named = fc.tuple(uid, guid);
  const acted = fc.tuple(uid, guid, anyActingOptions(names));
  return {
    join: drawn(
      'makes',
      fc.tuple(uid, guid, anyJoinOptions(names)),
      ([who, which, options]) => `${who} joins ${which}${tellWith(options)}`,
      (app, [who, which, options]) => app.groupMemberships.join(who, which, options),
    ),
    add: drawn(
      'makes',
      fc.tuple(guid, anyUids(names), anyAddMembersOptions(names)),
      ([which, whom, { as, ...rest }]) =>
        `${actor({ as })} adds ${whom.join(', ')} to ${which}${tellWith(rest)}`,
      (app, [which, whom, options]) => app.groupMemberships.add(which, whom, options),
    ),
    leave: drawn(
      'takes',
      named,
      ([who, which]) => `${who} leaves ${which}`,
      (app, [who, which]) => app.groupMemberships.leave(who, which),
    ),
    kick: drawn(
      'takes',
      acted,
      ([whom, which, options]) => `${actor(options)} kicks ${whom} out of ${which}`,
      (app, [whom, which, options]) => app.groupMemberships.kick(whom, which, options),
    ),
    ban: drawn(
      'changes',
      acted,
      ([whom, which, options]) => `${actor(options)} bans ${whom} from ${which}`,
      (app, [whom, which, options]) => app.groupMemberships.ban(whom, which, options),
    ),
    unban: drawn(
      'changes',
      acted,
      ([whom, which, options]) => `${actor(options)} lifts the ban of ${whom} from ${which}`,
      (app, [whom, which, options]) => app.groupMemberships.unban(whom, which, options),
    ),
    changeScope: drawn(
      'changes',
      fc.tuple(acted, anyGroupScope),
      ([[whom, which, options], scope]) => `${actor(options)} makes ${whom} ${scope} of ${which}`,
      (app, [[whom, which, options], scope]) => app.groupMemberships.changeScope(whom, which, scope, options),
    ),
    listMembers: drawnList(
      guid,
      anyListMembersOptions(),
      (which) => `the members of ${which} are listed`,
      (app, which, options) => app.groupMemberships.listMembers(which, options),
    ),
    listGroups: drawnList(
      uid,
      anyPageOptions(),
      (whose) => `the groups of ${whose} are listed`,
      (app, whose, options) => app.groupMemberships.listGroups(whose, options),
    ),
    listBanned: drawnList(
      guid,
      anyPageOptions(),
      (which) => `those who are banned from ${which} are listed`,
      (app, which, options) => app.groupMemberships.listBanned(which, options),
    ),
  };
}
