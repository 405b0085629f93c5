/**
 * What is done to groups.
 *
 * @module
 */
import fc from 'fast-check';
import type { App, CreateGroupInput, ListGroupsOptions, UpdateGroupInput } from 'kithkin';
import {
  anyActor,
  anyGuid,
  anyMetadata,
  anyName,
  anyPassword,
  anySearchKey,
  anyTags,
  anyText,
  anyUid,
  anyUrl,
  goodLimit,
  sometimesBad,
} from '../../support/arbitraries.ts';
import {
  Command,
  type CommandArbitrary,
  commandOf,
  outcomeOf,
  tell,
  tellActor,
  type World,
  walkOf,
} from '../command.ts';
import {
  createGroup,
  deleteGroup,
  getGroup,
  listGroups,
  transferOwnership,
  updateGroup,
  viewGroup,
} from '../reference/groups.ts';
import type { Outcome, ReferenceModel } from '../reference-model.ts';

type Actor = string | undefined;

export class CreateGroup extends Command<[input: CreateGroupInput]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.groups.create(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return createGroup(model, { ...this.args[0] });
  }
  toString(): string {
    return `create the group ${tell(this.args[0])}`;
  }
}

export class GetGroup extends Command<[guid: string]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.groups.get(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return getGroup(model, ...this.args);
  }
  toString(): string {
    return `look up the group ${tell(this.args[0])}`;
  }
}

export class ViewGroup extends Command<[guid: string, as: string]> {
  act(app: App): Promise<Outcome> {
    const [guid, as] = this.args;
    return outcomeOf(app.groups.view(guid, { as }));
  }
  expect(model: ReferenceModel): Outcome {
    return viewGroup(model, ...this.args);
  }
  toString(): string {
    return `${tell(this.args[1])} looks at the group ${tell(this.args[0])}`;
  }
}

export class UpdateGroup extends Command<[guid: string, changes: UpdateGroupInput, as: Actor]> {
  act(app: App): Promise<Outcome> {
    const [guid, changes, as] = this.args;
    return outcomeOf(app.groups.update(guid, changes, { as }));
  }
  expect(model: ReferenceModel): Outcome {
    const [guid, changes, as] = this.args;
    return updateGroup(model, guid, { ...changes }, as);
  }
  toString(): string {
    const [guid, changes, as] = this.args;
    return `update the group ${tell(guid)} with ${tell(changes)}${tellActor(as)}`;
  }
}

export class DeleteGroup extends Command<[guid: string, as: Actor]> {
  act(app: App): Promise<Outcome> {
    const [guid, as] = this.args;
    return outcomeOf(app.groups.delete(guid, { as }));
  }
  expect(model: ReferenceModel): Outcome {
    return deleteGroup(model, ...this.args);
  }
  toString(): string {
    return `delete the group ${tell(this.args[0])}${tellActor(this.args[1])}`;
  }
}

export class BeginToDeleteGroup extends Command<[guid: string, as: Actor]> {
  async act(app: App, world: World): Promise<Outcome> {
    const [guid, as] = this.args;
    world.canDrain = false;
    const outcome = await outcomeOf(app.groups.delete(guid, { as }));
    world.canDrain = true;
    return outcome;
  }
  expect(model: ReferenceModel): Outcome {
    return deleteGroup(model, ...this.args, true);
  }
  toString(): string {
    return `begin to delete the group ${tell(this.args[0])}${tellActor(this.args[1])}, but be interrupted`;
  }
}

export class TransferOwnership extends Command<[guid: string, uid: string, as: Actor]> {
  act(app: App): Promise<Outcome> {
    const [guid, uid, as] = this.args;
    return outcomeOf(app.groups.transferOwnership(guid, uid, { as }));
  }
  expect(model: ReferenceModel): Outcome {
    return transferOwnership(model, ...this.args);
  }
  toString(): string {
    const [guid, uid, as] = this.args;
    return `hand the group ${tell(guid)} over to ${tell(uid)}${tellActor(as)}`;
  }
}

export class ListGroups extends Command<[filters: ListGroupsOptions, limit: number]> {
  act(app: App): Promise<Outcome> {
    const [filters, limit] = this.args;
    return walkOf((page) => app.groups.list({ ...filters, ...page }), limit);
  }
  expect(model: ReferenceModel): Outcome {
    return listGroups(model, { ...this.args[0] });
  }
  toString(): string {
    return `list groups by ${this.args[1]}: ${tell(this.args[0])}`;
  }
}

// Generators

const type = sometimesBad(
  fc.constantFrom<'public' | 'password' | 'private'>('public', 'password', 'private'),
  fc.constantFrom<unknown>('Public', null),
);

const profile = {
  type,
  password: anyPassword,
  icon: anyUrl,
  description: anyText,
  metadata: anyMetadata,
  tags: anyTags,
};

const newGroup = fc.record(
  { guid: anyGuid, name: anyName, ...profile, owner: anyUid },
  { requiredKeys: ['guid', 'name'] },
);

/** A group that can be made: with a password exactly if it needs one. */
const likelyGroup = fc
  .record({ guid: anyGuid, name: anyName, type, owner: anyUid }, { requiredKeys: ['guid', 'name'] })
  .map((group) => (group.type === 'password' ? { ...group, password: 'sesame' } : group));

const changes = fc.record(
  {
    name: anyName,
    ...profile,
    unset: fc.subarray(['icon', 'description', 'metadata', 'tags'], { maxLength: 2 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<UpdateGroupInput>;

const filters = fc.record(
  {
    searchKey: anySearchKey,
    searchIn: fc.subarray(['guid', 'name'], { minLength: 1 }),
    types: fc.subarray(['public', 'password', 'private'], { minLength: 1 }),
    tags: fc.array(fc.constantFrom('red', 'Red', 'blue'), { minLength: 1, maxLength: 2 }),
    order: fc.constantFrom('newest', 'name', 'guid'),
    as: anyUid,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<ListGroupsOptions>;

/** Every command on groups. */
export const groupCommands: readonly CommandArbitrary[] = [
  commandOf(CreateGroup, newGroup),
  commandOf(CreateGroup, likelyGroup),
  commandOf(GetGroup, anyGuid),
  commandOf(ViewGroup, anyGuid, anyUid),
  commandOf(UpdateGroup, anyGuid, changes, anyActor),
  commandOf(DeleteGroup, anyGuid, anyActor),
  commandOf(BeginToDeleteGroup, anyGuid, anyActor),
  commandOf(TransferOwnership, anyGuid, anyUid, anyActor),
  commandOf(ListGroups, filters, goodLimit),
];
