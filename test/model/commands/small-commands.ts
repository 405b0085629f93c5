/**
 * What is done to roles, bots and API keys, and to the clock.
 *
 * @module
 */
import fc from 'fast-check';
import type {
  App,
  CreateApiKeyInput,
  CreateRoleInput,
  ListApiKeysOptions,
  ListBotsOptions,
  Operation,
  RegisterBotInput,
  UpdateApiKeyInput,
  UpdateBotInput,
  UpdateRoleInput,
} from 'kithkin';
import {
  anyBoolean,
  anyMetadata,
  anyName,
  anyRole,
  anySearchKey,
  anyText,
  anyUid,
  anyUrl,
  goodLimit,
  sometimesBad,
} from '../../support/arbitraries.ts';
import { epoch } from '../../support/test-app.ts';
import {
  Command,
  type CommandArbitrary,
  commandOf,
  outcomeOf,
  tell,
  type World,
  walkOf,
} from '../command.ts';
import {
  authorize,
  createApiKey,
  createRole,
  deleteRole,
  getRole,
  listApiKeys,
  listBots,
  listRoles,
  registerBot,
  updateRole,
  useApiKey,
  useBot,
} from '../reference/small-concepts.ts';
import { done, type Outcome, type ReferenceModel } from '../reference-model.ts';

export class SetClock extends Command<[now: number]> {
  async act(_: App, world: World): Promise<Outcome> {
    world.clock.now = this.args[0];
    return done(undefined);
  }
  expect(model: ReferenceModel): Outcome {
    model.now = this.args[0];
    return done(undefined);
  }
  toString(): string {
    return `the clock shows ${this.args[0]}`;
  }
}

export class CreateRole extends Command<[input: CreateRoleInput]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.roles.create(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return createRole(model, { ...this.args[0] });
  }
  toString(): string {
    return `create the role ${tell(this.args[0])}`;
  }
}

export class GetRole extends Command<[role: string]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.roles.get(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return getRole(model, ...this.args);
  }
  toString(): string {
    return `look up the role ${tell(this.args[0])}`;
  }
}

export class UpdateRole extends Command<[role: string, changes: UpdateRoleInput]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.roles.update(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    const [role, changes] = this.args;
    return updateRole(model, role, { ...changes });
  }
  toString(): string {
    return `update the role ${tell(this.args[0])} with ${tell(this.args[1])}`;
  }
}

export class DeleteRole extends Command<[role: string]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.roles.delete(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return deleteRole(model, ...this.args);
  }
  toString(): string {
    return `delete the role ${tell(this.args[0])}`;
  }
}

export class ListRoles extends Command<[limit: number]> {
  act(app: App): Promise<Outcome> {
    return walkOf((page) => app.roles.list(page), this.args[0]);
  }
  expect(model: ReferenceModel): Outcome {
    return listRoles(model);
  }
  toString(): string {
    return `list roles by ${this.args[0]}`;
  }
}

export class RegisterBot extends Command<[input: RegisterBotInput]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.bots.register(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return registerBot(model, { ...this.args[0] });
  }
  toString(): string {
    return `register the bot ${tell(this.args[0])}`;
  }
}

export class GetBot extends Command<[uid: string]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.bots.get(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return useBot(model, this.args[0], 'get');
  }
  toString(): string {
    return `look up the bot ${tell(this.args[0])}`;
  }
}

export class UpdateBot extends Command<[uid: string, changes: UpdateBotInput]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.bots.update(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    const [uid, changes] = this.args;
    return useBot(model, uid, { ...changes });
  }
  toString(): string {
    return `update the bot ${tell(this.args[0])} with ${tell(this.args[1])}`;
  }
}

export class RemoveBot extends Command<[uid: string]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.bots.remove(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return useBot(model, this.args[0], 'remove');
  }
  toString(): string {
    return `remove the bot ${tell(this.args[0])}`;
  }
}

export class ListBots extends Command<[options: ListBotsOptions, limit: number]> {
  act(app: App): Promise<Outcome> {
    const [options, limit] = this.args;
    return walkOf((page) => app.bots.list({ ...options, ...page }), limit);
  }
  expect(model: ReferenceModel): Outcome {
    return listBots(model, { ...this.args[0] });
  }
  toString(): string {
    return `list bots by ${this.args[1]}: ${tell(this.args[0])}`;
  }
}

export class CreateApiKey extends Command<[input: CreateApiKeyInput]> {
  async act(app: App, world: World): Promise<Outcome> {
    const result = await app.apiKeys.create(...this.args);
    if (result.isOk()) world.apiKeys.push(result.value.apiKey);
    return outcomeOf(Promise.resolve(result));
  }
  expect(model: ReferenceModel, secret: string): Outcome {
    return createApiKey(model, { ...this.args[0] }, secret);
  }
  toString(): string {
    return `create the API key ${tell(this.args[0])}`;
  }
}

/** How a story refers to an API key: the how-manieth that was shown, and by what of it. */
export interface KeyReference {
  readonly index: number;
  readonly by: 'plain' | 'handle' | 'nothing';
}

/** The text that a reference stands for; a key that never was if there are not so many. */
export function keyText({ index, by }: KeyReference, { apiKeys }: World): string {
  const plain = apiKeys.at(-1 - index) ?? 'ab'.repeat(20);
  return by === 'plain' ? plain : by === 'handle' ? plain.slice(0, 8) : '';
}

function tellKey({ index, by }: KeyReference): string {
  return `the key created ${index} before the last, by its ${by}`;
}

export class GetApiKey extends Command<[key: KeyReference]> {
  act(app: App, world: World): Promise<Outcome> {
    return outcomeOf(app.apiKeys.get(keyText(this.args[0], world)));
  }
  expect(model: ReferenceModel, _: string, world: World): Outcome {
    return useApiKey(model, keyText(this.args[0], world), undefined, 'get');
  }
  toString(): string {
    return `look up ${tellKey(this.args[0])}`;
  }
}

export class UpdateApiKey extends Command<
  [key: KeyReference, changes: UpdateApiKeyInput, as: KeyReference | undefined]
> {
  act(app: App, world: World): Promise<Outcome> {
    const [key, changes, as] = this.args;
    return outcomeOf(app.apiKeys.update(keyText(key, world), changes, { as: as && keyText(as, world) }));
  }
  expect(model: ReferenceModel, _: string, world: World): Outcome {
    const [key, changes, as] = this.args;
    return useApiKey(model, keyText(key, world), as && keyText(as, world), { ...changes });
  }
  toString(): string {
    const [key, changes, as] = this.args;
    return `update ${tellKey(key)} with ${tell(changes)}${as ? ` by ${tellKey(as)}` : ''}`;
  }
}

export class DeleteApiKey extends Command<[key: KeyReference, as: KeyReference | undefined]> {
  act(app: App, world: World): Promise<Outcome> {
    const [key, as] = this.args;
    return outcomeOf(app.apiKeys.delete(keyText(key, world), { as: as && keyText(as, world) }));
  }
  expect(model: ReferenceModel, _: string, world: World): Outcome {
    const [key, as] = this.args;
    return useApiKey(model, keyText(key, world), as && keyText(as, world), 'delete');
  }
  toString(): string {
    const [key, as] = this.args;
    return `delete ${tellKey(key)}${as ? ` by ${tellKey(as)}` : ''}`;
  }
}

export class ListApiKeys extends Command<[options: ListApiKeysOptions, limit: number]> {
  act(app: App): Promise<Outcome> {
    const [options, limit] = this.args;
    return walkOf((page) => app.apiKeys.list({ ...options, ...page }), limit);
  }
  expect(model: ReferenceModel): Outcome {
    return listApiKeys(model, { ...this.args[0] });
  }
  toString(): string {
    return `list API keys by ${this.args[1]}: ${tell(this.args[0])}`;
  }
}

export class Authorize extends Command<[key: KeyReference, operation: Operation]> {
  act(app: App, world: World): Promise<Outcome> {
    const [key, operation] = this.args;
    return outcomeOf(app.apiKeys.authorize(keyText(key, world), operation));
  }
  expect(model: ReferenceModel, _: string, world: World): Outcome {
    const [key, operation] = this.args;
    return authorize(model, keyText(key, world), operation);
  }
  toString(): string {
    return `authorize ${tellKey(this.args[0])} for ${this.args[1]}`;
  }
}

// Generators

const roleProfile = { description: anyText, metadata: anyMetadata };

const roleChanges = fc.record(
  { name: anyName, ...roleProfile, unset: fc.subarray(['description', 'metadata']) },
  { requiredKeys: [] },
) as fc.Arbitrary<UpdateRoleInput>;

const settings = {
  enabled: anyBoolean,
  groupChatSetting: sometimesBad(
    fc.constantFrom<'none' | 'allMessages'>('none', 'allMessages'),
    fc.constant('someMessages'),
  ),
};

const key: fc.Arbitrary<KeyReference> = fc.record({
  index: fc.nat({ max: 3 }),
  by: fc.constantFrom('plain', 'plain', 'handle', 'handle', 'nothing'),
});

const actingKey = fc.option(key, { nil: undefined });

const keyScope = sometimesBad(
  fc.constantFrom<'authOnly' | 'fullAccess'>('authOnly', 'fullAccess'),
  fc.constantFrom<unknown>('admin', 1),
);

const operation = fc.constantFrom<Operation>(
  'users.create',
  'authTokens.issue',
  'users.delete',
  'roles.list',
);

/** The time, to be set at will, backwards too. */
export const clockCommand: CommandArbitrary = commandOf(
  SetClock,
  fc.integer({ min: epoch - 5, max: epoch + 20 }),
);

/** Every command on roles. */
export const roleCommands: readonly CommandArbitrary[] = [
  commandOf(
    CreateRole,
    fc.record({ role: anyRole, name: anyName, ...roleProfile }, { requiredKeys: ['role', 'name'] }),
  ),
  commandOf(GetRole, anyRole),
  commandOf(UpdateRole, anyRole, roleChanges),
  commandOf(DeleteRole, anyRole),
  commandOf(ListRoles, goodLimit),
];

/** Every command on bots. */
export const botCommands: readonly CommandArbitrary[] = [
  commandOf(
    RegisterBot,
    fc.record({ uid: anyUid, webhookURL: anyUrl, ...settings }, { requiredKeys: ['uid', 'webhookURL'] }),
  ),
  commandOf(GetBot, anyUid),
  commandOf(
    UpdateBot,
    anyUid,
    fc.record({ webhookURL: anyUrl, ...settings }, { requiredKeys: [] }) as fc.Arbitrary<UpdateBotInput>,
  ),
  commandOf(RemoveBot, anyUid),
  commandOf(ListBots, fc.record({ searchKey: anySearchKey }, { requiredKeys: [] }), goodLimit),
];

/** Every command on API keys. */
export const apiKeyCommands: readonly CommandArbitrary[] = [
  commandOf(CreateApiKey, fc.record({ name: anyName, scope: keyScope }, { requiredKeys: ['name'] })),
  commandOf(GetApiKey, key),
  commandOf(
    UpdateApiKey,
    key,
    fc.record({ name: anyName, scope: keyScope }, { requiredKeys: [] }) as fc.Arbitrary<UpdateApiKeyInput>,
    actingKey,
  ),
  commandOf(DeleteApiKey, key, actingKey),
  commandOf(
    ListApiKeys,
    fc.record({ scope: fc.constantFrom('authOnly', 'fullAccess') }, { requiredKeys: [] }),
    goodLimit,
  ),
  commandOf(Authorize, key, operation),
];
