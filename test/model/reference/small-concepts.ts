/**
 * Roles, bots and API keys, as the reference model has them.
 *
 * @module
 */
import {
  compareText,
  done,
  type ModelApiKey,
  type ModelBot,
  type ModelRole,
  type Outcome,
  type ReferenceModel,
  refused,
  uidNotFound,
  withoutUnset,
} from '../reference-model.ts';
import { Inspector, ifGiven } from './input.ts';

type Given = Readonly<Record<string, unknown>>;

// Roles

/** A role, `default` also where nobody ever changed it. */
function roleOf(model: ReferenceModel, role: string): ModelRole | undefined {
  const known = model.roles.find((candidate) => candidate.role === role);
  return known ?? (role === 'default' ? { role, name: 'Default role' } : undefined);
}

function roleProfileOf(look: Inspector, given: Given) {
  return withoutUnset({
    description: ifGiven(given.description, (value) => look.text('description', value, 255)),
    metadata: ifGiven(given.metadata, (value) => look.metadata('metadata', value)),
  });
}

export function createRole(model: ReferenceModel, given: Given): Outcome {
  const look = new Inspector();
  const role = look.id('role', given.role);
  const name = look.trimmed('name', given.name, 100);
  const profile = roleProfileOf(look, given);
  if (look.foundAny) return look.refusal();
  if (roleOf(model, role)) return refused('ERR_ROLE_ALREADY_EXISTS', { role });
  const limit = model.limits.rolesPerAppMax;
  if (model.roles.filter((known) => known.role !== 'default').length >= limit) {
    return refused('ERR_ROLES_LIMIT_EXCEEDED', { limit });
  }
  const created: ModelRole = { role, name, ...profile, createdAt: model.now };
  model.roles.push(created);
  return done(structuredClone(created));
}

export function getRole(model: ReferenceModel, given: unknown): Outcome {
  const look = new Inspector();
  const role = look.id('role', given);
  if (look.foundAny) return look.refusal();
  const found = roleOf(model, role);
  return found ? done(structuredClone(found)) : refused('ERR_ROLE_NOT_FOUND', { role });
}

export function updateRole(model: ReferenceModel, given: unknown, changes: Given): Outcome {
  const look = new Inspector();
  const name = ifGiven(changes.name, (value) => look.trimmed('name', value, 100));
  const profile: Record<string, unknown> = roleProfileOf(look, changes);
  const unset = (changes.unset ?? []) as string[];
  look.require('unset', !unset.some((field) => field in profile && look.isFine(field)));
  const id = look.id('role', given);
  if (look.foundAny) return look.refusal();
  const role = roleOf(model, id);
  if (!role) return refused('ERR_ROLE_NOT_FOUND', { role: id });
  Object.assign(role, withoutUnset({ name }), profile, { updatedAt: model.now });
  for (const field of unset) delete role[field as 'description'];
  if (!model.roles.includes(role)) model.roles.push(role);
  return done(structuredClone(role));
}

export function deleteRole(model: ReferenceModel, given: unknown): Outcome {
  const look = new Inspector();
  const role = look.id('role', given);
  if (look.foundAny) return look.refusal();
  if (role === 'default') return refused('ERR_ROLE_DELETE_DENIED', { role });
  const found = model.roles.find((candidate) => candidate.role === role);
  if (!found) return refused('ERR_ROLE_NOT_FOUND', { role });
  if (model.users.some((user) => user.role === role)) return refused('ERR_ROLE_IN_USE', { role });
  model.roles = model.roles.filter((candidate) => candidate !== found);
  return done(found);
}

export function listRoles(model: ReferenceModel): Outcome {
  const ids = new Set(['default', ...model.roles.map(({ role }) => role)]);
  return done([...ids].sort(compareText).map((role) => structuredClone(roleOf(model, role))));
}

// Bots

function settingsOf(look: Inspector, given: Given) {
  const settings = ['allMessages', 'slashedMessages', 'mentionedMessages', 'none'];
  return withoutUnset({
    enabled: ifGiven(given.enabled, (value) => look.boolean('enabled', value)),
    groupChatSetting: ifGiven(given.groupChatSetting, (value) =>
      look.word('groupChatSetting', value, settings),
    ),
  });
}

function botOf(model: ReferenceModel, uid: string): ModelBot | undefined {
  return model.bots.find((bot) => bot.uid === uid && model.activeUser(uid));
}

export function registerBot(model: ReferenceModel, given: Given): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', given.uid);
  look.require('uid', uid.length <= 50);
  const webhookURL = look.url('webhookURL', given.webhookURL, 255);
  const settings = settingsOf(look, given);
  if (look.foundAny) return look.refusal();
  if (!model.activeUser(uid)) return uidNotFound(uid);
  if (model.bots.some((bot) => bot.uid === uid)) return refused('ERR_BOT_ALREADY_EXISTS', { uid });
  const limit = model.limits.botsPerAppMax;
  if (model.bots.length >= limit) return refused('ERR_BOTS_LIMIT_EXCEEDED', { limit });
  const bot: ModelBot = {
    uid,
    webhookURL,
    enabled: false,
    groupChatSetting: 'none',
    ...settings,
    createdAt: model.now,
  };
  model.bots.push(bot);
  return done({ ...bot });
}

export function useBot(model: ReferenceModel, given: unknown, use: 'get' | 'remove' | Given): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', given);
  const changes =
    typeof use === 'string'
      ? undefined
      : {
          ...withoutUnset({
            webhookURL: ifGiven(use.webhookURL, (value) => look.url('webhookURL', value, 255)),
          }),
          ...settingsOf(look, use),
          updatedAt: model.now,
        };
  if (look.foundAny) return look.refusal();
  const bot = botOf(model, uid);
  if (!bot) return refused('ERR_BOT_NOT_FOUND', { uid });
  Object.assign(bot, changes);
  if (use === 'remove') model.bots = model.bots.filter((other) => other !== bot);
  return done({ ...bot });
}

export function listBots(model: ReferenceModel, options: Given): Outcome {
  const look = new Inspector();
  const searchKey = ifGiven(options.searchKey, (value) => look.trimmed('searchKey', value, 100)) ?? '';
  if (look.foundAny) return look.refusal();
  return done(
    model.bots
      .filter(({ uid }) => botOf(model, uid) && uid.startsWith(searchKey.toLowerCase()))
      .sort((a, b) => compareText(a.uid, b.uid))
      .map((bot) => ({ ...bot })),
  );
}

// API keys

const keyScopes = ['authOnly', 'fullAccess'];

function infoOf({ plain, ...key }: ModelApiKey) {
  return { ...key, handle: plain.slice(0, 8) };
}

/** The key of this plain text or handle. */
function keyOf(model: ReferenceModel, name: string | undefined): ModelApiKey | undefined {
  return model.apiKeys.find(({ plain }) => plain === name || plain.slice(0, 8) === name);
}

export function createApiKey(model: ReferenceModel, given: Given, secret: string): Outcome {
  const look = new Inspector();
  const name = look.trimmed('name', given.name, 100);
  const scope = ifGiven(given.scope, (value) => look.word('scope', value, keyScopes)) ?? 'authOnly';
  if (look.foundAny) return look.refusal();
  if (model.apiKeys.some((key) => key.name === name)) return refused('ERR_APIKEY_ALREADY_EXISTS', { name });
  const limit = model.limits.apiKeysPerAppMax;
  if (model.apiKeys.length >= limit) return refused('ERR_APIKEYS_LIMIT_EXCEEDED', { limit });
  const key: ModelApiKey = { plain: secret, name, scope, createdAt: model.now };
  model.apiKeys.push(key);
  return done({ ...infoOf(key), apiKey: secret });
}

export function useApiKey(
  model: ReferenceModel,
  name: string,
  as: string | undefined,
  use: 'get' | 'delete' | Given,
): Outcome {
  const look = new Inspector();
  const changes =
    typeof use === 'string'
      ? undefined
      : {
          ...withoutUnset({
            name: ifGiven(use.name, (value) => look.trimmed('name', value, 100)),
            scope: ifGiven(use.scope, (value) => look.word('scope', value, keyScopes)),
          }),
          updatedAt: model.now,
        };
  if (look.foundAny) return look.refusal();
  if (use !== 'get' && as !== undefined && !keyOf(model, as)) return refused('AUTH_ERR_APIKEY_NOT_FOUND');
  const key = keyOf(model, name);
  if (!key) return refused('ERR_APIKEY_NOT_FOUND');
  if (use !== 'get' && keyOf(model, as) === key) {
    return refused('ERR_APIKEY_NO_SELF_ACTION', { handle: infoOf(key).handle });
  }
  const isTaken = model.apiKeys.some((other) => other !== key && other.name === changes?.name);
  if (isTaken) return refused('ERR_APIKEY_ALREADY_EXISTS', { name: changes?.name });
  Object.assign(key, changes);
  if (use === 'delete') model.apiKeys = model.apiKeys.filter((other) => other !== key);
  return done(infoOf(key));
}

export function listApiKeys(model: ReferenceModel, options: Given): Outcome {
  return done(
    model.apiKeys
      .filter(({ scope }) => options.scope === undefined || scope === options.scope)
      .sort((a, b) => compareText(a.name, b.name))
      .map(infoOf),
  );
}

export function authorize(model: ReferenceModel, text: string, operation: string): Outcome {
  if (text.trim() === '') return refused('AUTH_ERR_EMPTY_APIKEY');
  const key = model.apiKeys.find(({ plain }) => plain === text);
  if (!key) return refused('AUTH_ERR_APIKEY_NOT_FOUND');
  const isAllowed = key.scope === 'fullAccess' || ['users.create', 'authTokens.issue'].includes(operation);
  return isAllowed ? done(infoOf(key)) : refused('AUTH_ERR_NO_ACCESS', { scope: key.scope, operation });
}
