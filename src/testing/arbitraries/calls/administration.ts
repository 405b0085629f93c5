/**
 * Calls of the commands on roles, bots and API keys, which are an administrator's.
 *
 * @module
 */

import fc from 'fast-check';
import { operations } from '../../../api-key/api-key.ts';
import { anyCreateApiKeyInput, anyListApiKeysOptions, anyUpdateApiKeyInput } from '../api-keys.ts';
import { anyListBotsOptions, anyRegisterBotInput, anyUpdateBotInput } from '../bots.ts';
import {
  anySecretReference,
  type CallSource,
  type CallsOf,
  drawn,
  drawnList,
  tellSecret,
  tellWith,
} from '../call.ts';
import { anyPageOptions, mostly } from '../fields.ts';
import { anyRoleId, anyUid } from '../names.ts';
import { anyCreateRoleInput, anyUpdateRoleInput } from '../roles.ts';
import type { SecretReference, Shown } from '../shown.ts';

/** Calls of every command on roles. */
export function roleCalls({ names }: CallSource): CallsOf<'roles'> {
  const role = anyRoleId(names);
  return {
    create: drawn(
      'makes',
      anyCreateRoleInput(names),
      ({ role, ...rest }) => `the role ${role} is created${tellWith(rest)}`,
      (app, input) => app.roles.create(input),
    ),
    get: drawn(
      'looks',
      role,
      (which) => `the role ${which} is shown`,
      (app, which) => app.roles.get(which),
    ),
    update: drawn(
      'changes',
      fc.tuple(role, anyUpdateRoleInput(names)),
      ([which, input]) => `the role ${which} is updated${tellWith(input)}`,
      (app, [which, input]) => app.roles.update(which, input),
    ),
    delete: drawn(
      'takes',
      role,
      (which) => `the role ${which} is deleted`,
      (app, which) => app.roles.delete(which),
    ),
    list: drawnList(
      fc.constant(undefined),
      anyPageOptions(),
      () => 'roles are listed',
      (app, _, options) => app.roles.list(options),
    ),
  };
}

/** Calls of every command on bots. */
export function botCalls({ names }: CallSource): CallsOf<'bots'> {
  const uid = anyUid(names);
  return {
    register: drawn(
      'makes',
      anyRegisterBotInput(names),
      ({ uid, ...rest }) => `${uid} becomes a bot${tellWith(rest)}`,
      (app, input) => app.bots.register(input),
    ),
    get: drawn(
      'looks',
      uid,
      (which) => `the bot ${which} is shown`,
      (app, which) => app.bots.get(which),
    ),
    update: drawn(
      'changes',
      fc.tuple(uid, anyUpdateBotInput()),
      ([which, input]) => `the bot ${which} is updated${tellWith(input)}`,
      (app, [which, input]) => app.bots.update(which, input),
    ),
    remove: drawn(
      'takes',
      uid,
      (which) => `the bot ${which} is removed`,
      (app, which) => app.bots.remove(which),
    ),
    list: drawnList(
      fc.constant(undefined),
      anyListBotsOptions(names),
      () => 'bots are listed',
      (app, _, options) => app.bots.list(options),
    ),
  };
}

function tellKey(reference: SecretReference): string {
  return tellSecret(reference, 'API key');
}

function actingKey(reference: SecretReference | undefined): string {
  return reference ? `whoever has ${tellKey(reference)}` : 'administration';
}

function actingOptions(reference: SecretReference | undefined, shown: Shown): { readonly as?: string } {
  return reference ? { as: shown.apiKey(reference) } : {};
}

/** Calls of every command on API keys. */
export function apiKeyCalls({ names }: CallSource): CallsOf<'apiKeys'> {
  const key = anySecretReference;
  const acting = fc.option(key, { nil: undefined, freq: 2 });
  return {
    create: drawn(
      'makes',
      anyCreateApiKeyInput(names),
      (input) => `an API key is created${tellWith(input)}`,
      (app, input, shown) =>
        app.apiKeys.create(input).andTee(({ apiKey, handle }) => {
          shown.apiKeys.push({ text: apiKey, handle });
        }),
    ),
    get: drawn(
      'looks',
      key,
      (which) => `somebody looks at ${tellKey(which)}`,
      (app, which, shown) => app.apiKeys.get(shown.apiKey(which)),
    ),
    list: drawnList(
      fc.constant(undefined),
      anyListApiKeysOptions(),
      () => 'API keys are listed',
      (app, _, options) => app.apiKeys.list(options),
    ),
    update: drawn(
      'changes',
      fc.tuple(key, anyUpdateApiKeyInput(names), acting),
      ([which, input, as]) => `${actingKey(as)} updates ${tellKey(which)}${tellWith(input)}`,
      (app, [which, input, as], shown) =>
        app.apiKeys.update(shown.apiKey(which), input, actingOptions(as, shown)),
    ),
    delete: drawn(
      'takes',
      fc.tuple(key, acting),
      ([which, as]) => `${actingKey(as)} deletes ${tellKey(which)}`,
      (app, [which, as], shown) => app.apiKeys.delete(shown.apiKey(which), actingOptions(as, shown)),
    ),
    authorize: drawn(
      'looks',
      fc.tuple(
        mostly<SecretReference | undefined>(key, fc.constant(undefined)),
        fc.constantFrom(...operations),
      ),
      ([which, operation]) =>
        `somebody asks whether ${which ? tellKey(which) : 'nothing'} allows ${operation}`,
      (app, [which, operation], shown) => app.apiKeys.authorize(which ? shown.apiKey(which) : '', operation),
    ),
  };
}
