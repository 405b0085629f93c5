/**
 * What is done to the members of groups.
 *
 * @module
 */
import fc from 'fast-check';
import type { AddMembersOptions, App, GroupScope, ListMembersOptions } from 'kithkin';
import {
  anyActor,
  anyGuid,
  anyPassword,
  anyScope,
  anyUid,
  anyUids,
  goodLimit,
} from '../../support/arbitraries.ts';
import { Command, type CommandArbitrary, commandOf, outcomeOf, tell, tellActor, walkOf } from '../command.ts';
import {
  addMembers,
  ban,
  changeScope,
  join,
  kick,
  leave,
  listBanned,
  listJoined,
  listMembers,
  unban,
} from '../reference/memberships.ts';
import type { Outcome, ReferenceModel } from '../reference-model.ts';

type Actor = string | undefined;

export class Join extends Command<[uid: string, guid: string, password: string | undefined]> {
  act(app: App): Promise<Outcome> {
    const [uid, guid, password] = this.args;
    return outcomeOf(app.groupMemberships.join(uid, guid, { password }));
  }
  expect(model: ReferenceModel): Outcome {
    return join(model, ...this.args);
  }
  toString(): string {
    const [uid, guid, password] = this.args;
    return `${tell(uid)} joins ${tell(guid)}${password === undefined ? '' : ` with ${tell(password)}`}`;
  }
}

export class AddMembers extends Command<[guid: string, uids: readonly string[], options: AddMembersOptions]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.groupMemberships.add(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    const [guid, uids, options] = this.args;
    return addMembers(model, guid, uids, { ...options });
  }
  toString(): string {
    const [guid, uids, { as, scope = 'participant' }] = this.args;
    return `add ${tell(uids)} to ${tell(guid)} as ${tell(scope)}${tellActor(as)}`;
  }
}

export class Leave extends Command<[uid: string, guid: string]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.groupMemberships.leave(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return leave(model, ...this.args);
  }
  toString(): string {
    return `${tell(this.args[0])} leaves ${tell(this.args[1])}`;
  }
}

export class Kick extends Command<[uid: string, guid: string, as: Actor]> {
  act(app: App): Promise<Outcome> {
    const [uid, guid, as] = this.args;
    return outcomeOf(app.groupMemberships.kick(uid, guid, { as }));
  }
  expect(model: ReferenceModel): Outcome {
    return kick(model, ...this.args);
  }
  toString(): string {
    const [uid, guid, as] = this.args;
    return `kick ${tell(uid)} out of ${tell(guid)}${tellActor(as)}`;
  }
}

export class Ban extends Command<[uid: string, guid: string, as: Actor]> {
  act(app: App): Promise<Outcome> {
    const [uid, guid, as] = this.args;
    return outcomeOf(app.groupMemberships.ban(uid, guid, { as }));
  }
  expect(model: ReferenceModel): Outcome {
    return ban(model, ...this.args);
  }
  toString(): string {
    const [uid, guid, as] = this.args;
    return `ban ${tell(uid)} from ${tell(guid)}${tellActor(as)}`;
  }
}

export class Unban extends Command<[uid: string, guid: string, as: Actor]> {
  act(app: App): Promise<Outcome> {
    const [uid, guid, as] = this.args;
    return outcomeOf(app.groupMemberships.unban(uid, guid, { as }));
  }
  expect(model: ReferenceModel): Outcome {
    return unban(model, ...this.args);
  }
  toString(): string {
    const [uid, guid, as] = this.args;
    return `lift the ban of ${tell(uid)} from ${tell(guid)}${tellActor(as)}`;
  }
}

export class ChangeScope extends Command<[uid: string, guid: string, scope: GroupScope, as: Actor]> {
  act(app: App): Promise<Outcome> {
    const [uid, guid, scope, as] = this.args;
    return outcomeOf(app.groupMemberships.changeScope(uid, guid, scope, { as }));
  }
  expect(model: ReferenceModel): Outcome {
    return changeScope(model, ...this.args);
  }
  toString(): string {
    const [uid, guid, scope, as] = this.args;
    return `make ${tell(uid)} ${tell(scope)} of ${tell(guid)}${tellActor(as)}`;
  }
}

export class ListMembers extends Command<[guid: string, options: ListMembersOptions, limit: number]> {
  act(app: App): Promise<Outcome> {
    const [guid, options, limit] = this.args;
    return walkOf((page) => app.groupMemberships.listMembers(guid, { ...options, ...page }), limit);
  }
  expect(model: ReferenceModel): Outcome {
    const [guid, options] = this.args;
    return listMembers(model, guid, { ...options });
  }
  toString(): string {
    return `list the members of ${tell(this.args[0])} by ${this.args[2]}: ${tell(this.args[1])}`;
  }
}

export class ListJoinedGroups extends Command<[uid: string, limit: number]> {
  act(app: App): Promise<Outcome> {
    const [uid, limit] = this.args;
    return walkOf((page) => app.groupMemberships.listGroups(uid, page), limit);
  }
  expect(model: ReferenceModel): Outcome {
    return listJoined(model, this.args[0]);
  }
  toString(): string {
    return `list the groups of ${tell(this.args[0])} by ${this.args[1]}`;
  }
}

export class ListBanned extends Command<[guid: string, limit: number]> {
  act(app: App): Promise<Outcome> {
    const [guid, limit] = this.args;
    return walkOf((page) => app.groupMemberships.listBanned(guid, page), limit);
  }
  expect(model: ReferenceModel): Outcome {
    return listBanned(model, this.args[0]);
  }
  toString(): string {
    return `list who is banned from ${tell(this.args[0])} by ${this.args[1]}`;
  }
}

// Generators

const scope = anyScope as fc.Arbitrary<GroupScope>;

const addOptions: fc.Arbitrary<AddMembersOptions> = fc.record({ as: anyUid, scope }, { requiredKeys: [] });

const listOptions = fc.record(
  { scopes: fc.subarray<GroupScope>(['admin', 'moderator', 'participant'], { minLength: 1 }) },
  { requiredKeys: [] },
);

const maybePassword = fc.option(anyPassword, { nil: undefined, freq: 2 });

/** Every command on memberships. */
export const membershipCommands: readonly CommandArbitrary[] = [
  commandOf(Join, anyUid, anyGuid, maybePassword),
  commandOf(Join, anyUid, anyGuid, maybePassword),
  commandOf(AddMembers, anyGuid, anyUids, addOptions),
  commandOf(Leave, anyUid, anyGuid),
  commandOf(Kick, anyUid, anyGuid, anyActor),
  commandOf(Ban, anyUid, anyGuid, anyActor),
  commandOf(Unban, anyUid, anyGuid, anyActor),
  commandOf(ChangeScope, anyUid, anyGuid, scope, anyActor),
  commandOf(ListMembers, anyGuid, listOptions, goodLimit),
  commandOf(ListJoinedGroups, anyUid, goodLimit),
  commandOf(ListBanned, anyGuid, goodLimit),
];
