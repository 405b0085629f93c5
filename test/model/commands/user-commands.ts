/**
 * What is done to users.
 *
 * @module
 */
import fc from 'fast-check';
import type { App, CreateUserInput, ListUsersOptions, UpdateUserInput, UpsertUserInput } from 'kithkin';
import {
  anyBoolean,
  anyMetadata,
  anyName,
  anyRole,
  anySearchKey,
  anyTags,
  anyText,
  anyUid,
  anyUids,
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
  type World,
  walkOf,
} from '../command.ts';
import { drainGroup } from '../reference/groups.ts';
import {
  anyOwnedGroup,
  createUser,
  deactivateUsers,
  deleteUser,
  drainUser,
  getUser,
  listUsers,
  reactivateUsers,
  touchUser,
  updateUser,
  upsertUser,
  viewUser,
} from '../reference/users.ts';
import { done, type Outcome, type ReferenceModel } from '../reference-model.ts';

export class CreateUser extends Command<[input: CreateUserInput]> {
  async act(app: App, world: World): Promise<Outcome> {
    const result = await app.users.create(...this.args);
    if (result.isOk() && result.value.authToken) world.tokens.push(result.value.authToken.authToken);
    return outcomeOf(Promise.resolve(result));
  }
  expect(model: ReferenceModel, secret: string): Outcome {
    return createUser(model, { ...this.args[0] }, secret);
  }
  toString(): string {
    return `create the user ${tell(this.args[0])}`;
  }
}

export class UpsertUser extends Command<[input: UpsertUserInput]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.users.upsert(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return upsertUser(model, { ...this.args[0] });
  }
  toString(): string {
    return `upsert the user ${tell(this.args[0])}`;
  }
}

export class GetUser extends Command<[uid: string]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.users.get(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return getUser(model, ...this.args);
  }
  toString(): string {
    return `look up ${tell(this.args[0])}`;
  }
}

export class ViewUser extends Command<[uid: string, as: string]> {
  act(app: App): Promise<Outcome> {
    const [uid, as] = this.args;
    return outcomeOf(app.users.view(uid, { as }));
  }
  expect(model: ReferenceModel): Outcome {
    return viewUser(model, ...this.args);
  }
  toString(): string {
    return `${tell(this.args[1])} looks at ${tell(this.args[0])}`;
  }
}

export class UpdateUser extends Command<[uid: string, changes: UpdateUserInput]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.users.update(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    const [uid, changes] = this.args;
    return updateUser(model, uid, { ...changes }, false);
  }
  toString(): string {
    return `update ${tell(this.args[0])} with ${tell(this.args[1])}`;
  }
}

export class UpdateSelf extends Command<[self: string, changes: UpdateUserInput]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.users.updateSelf(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    const [uid, changes] = this.args;
    return updateUser(model, uid, { ...changes }, true);
  }
  toString(): string {
    return `${tell(this.args[0])} updates itself with ${tell(this.args[1])}`;
  }
}

export class DeactivateUsers extends Command<[uids: readonly string[]]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.users.deactivate(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return deactivateUsers(model, ...this.args);
  }
  toString(): string {
    return `deactivate ${tell(this.args[0])}`;
  }
}

export class ReactivateUsers extends Command<[uids: readonly string[]]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.users.reactivate(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return reactivateUsers(model, ...this.args);
  }
  toString(): string {
    return `reactivate ${tell(this.args[0])}`;
  }
}

export class TouchUser extends Command<[uid: string, status: 'online' | 'offline']> {
  act(app: App): Promise<Outcome> {
    const [uid, status] = this.args;
    return outcomeOf(app.users.touch(uid, { status }));
  }
  expect(model: ReferenceModel): Outcome {
    return touchUser(model, ...this.args);
  }
  toString(): string {
    return `${tell(this.args[0])} is ${tell(this.args[1])}`;
  }
}

/** Of several groups that a user owns, a store may name any; DELETION-AFTER-HANDOVER asks which. */
function withAnyOwnedGroup(outcome: Outcome): Outcome {
  if (outcome.ok || outcome.error.code !== 'ERR_GROUP_OWNER') return outcome;
  return { ok: false, error: { ...outcome.error, guid: anyOwnedGroup } };
}

export class DeleteUser extends Command<[uid: string, permanent: boolean | undefined]> {
  async act(app: App): Promise<Outcome> {
    const [uid, permanent] = this.args;
    return withAnyOwnedGroup(await outcomeOf(app.users.delete(uid, { permanent })));
  }
  expect(model: ReferenceModel): Outcome {
    return deleteUser(model, ...this.args);
  }
  toString(): string {
    return `delete ${tell(this.args[0])}, permanent: ${tell(this.args[1])}`;
  }
}

export class BeginToDeleteUser extends Command<[uid: string]> {
  async act(app: App, world: World): Promise<Outcome> {
    world.canDrain = false;
    const outcome = await outcomeOf(app.users.delete(this.args[0], { permanent: true }));
    world.canDrain = true;
    return withAnyOwnedGroup(outcome);
  }
  expect(model: ReferenceModel): Outcome {
    return deleteUser(model, this.args[0], true, true);
  }
  toString(): string {
    return `begin to delete ${tell(this.args[0])} for good, but be interrupted`;
  }
}

export class ResumeDeletions extends Command<[]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.users.resumeDeletions());
  }
  expect(model: ReferenceModel): Outcome {
    const finished = model.buriedUsers.length + model.buriedGroups.length;
    for (const uid of model.buriedUsers) drainUser(model, uid);
    for (const guid of model.buriedGroups) drainGroup(model, guid);
    return done({ finished });
  }
  toString(): string {
    return 'finish all deletions';
  }
}

export class ListUsers extends Command<[filters: ListUsersOptions, limit: number]> {
  act(app: App): Promise<Outcome> {
    const [filters, limit] = this.args;
    return walkOf((page) => app.users.list({ ...filters, ...page }), limit);
  }
  expect(model: ReferenceModel): Outcome {
    return listUsers(model, { ...this.args[0] });
  }
  toString(): string {
    return `list users by ${this.args[1]}: ${tell(this.args[0])}`;
  }
}

// Generators

const profile = {
  avatar: anyUrl,
  link: anyUrl,
  metadata: anyMetadata,
  tags: anyTags,
  statusMessage: anyText,
};

const newUser = { uid: anyUid, name: anyName, role: anyRole, ...profile };

const changes = fc.record(
  {
    name: anyName,
    role: anyRole,
    ...profile,
    unset: fc.subarray(['avatar', 'link', 'metadata', 'statusMessage', 'tags'], { maxLength: 2 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<UpdateUserInput>;

/** A user who is new and mostly plain. */
const toCreate = fc.record({ ...newUser, withAuthToken: anyBoolean }, { requiredKeys: ['uid', 'name'] });

const filters = fc.record(
  {
    searchKey: anySearchKey,
    searchIn: fc.subarray(['uid', 'name'], { minLength: 1 }),
    status: fc.constantFrom('online', 'offline'),
    roles: fc.array(anyRole, { minLength: 1, maxLength: 2 }),
    tags: fc.array(fc.constantFrom('red', 'Red', 'blue'), { minLength: 1, maxLength: 2 }),
    uids: fc.array(anyUid, { minLength: 1, maxLength: 3 }),
    friendsOf: anyUid,
    hideBlockedFor: anyUid,
    withDeactivated: fc.boolean(),
    onlyDeactivated: fc.boolean(),
    order: fc.constantFrom('newest', 'name', 'uid'),
    as: anyUid,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<ListUsersOptions>;

/** A few filters at a time: all of them together leave nothing. */
const someFilters = fc.tuple(filters, fc.nat({ max: 3 })).map(
  ([all, kept]): ListUsersOptions =>
    Object.fromEntries(
      Object.entries(all)
        .reverse()
        .slice(0, kept + 1),
    ),
);

const status = sometimesBad(
  fc.constantFrom<'online' | 'offline'>('online', 'offline'),
  fc.constantFrom<unknown>('away', null),
);

/** Every command on users. */
export const userCommands: readonly CommandArbitrary[] = [
  commandOf(CreateUser, toCreate),
  commandOf(CreateUser, fc.record({ uid: anyUid, name: anyName })),
  commandOf(UpsertUser, fc.record(newUser, { requiredKeys: ['uid', 'name'] })),
  commandOf(GetUser, anyUid),
  commandOf(ViewUser, anyUid, anyUid),
  commandOf(UpdateUser, anyUid, changes),
  commandOf(UpdateSelf, anyUid, changes),
  commandOf(DeactivateUsers, anyUids),
  commandOf(ReactivateUsers, anyUids),
  commandOf(TouchUser, anyUid, status),
  commandOf(DeleteUser, anyUid, sometimesBad(fc.constantFrom(undefined, false, true, true), fc.constant(1))),
  commandOf(BeginToDeleteUser, anyUid),
  commandOf(ResumeDeletions),
  commandOf(ListUsers, someFilters, goodLimit),
];
