/**
 * The bot commands.
 *
 * @module
 */

import type { Context } from '../context.ts';
import { readSearchKey, readUid, urlOf } from '../shared/fields.ts';
import type { Uid } from '../shared/ids.ts';
import {
  argumentsOf,
  type BadRequest,
  inputOf,
  objectOf,
  oneOf,
  optional,
  Problem,
  readBoolean,
  refined,
} from '../shared/input.ts';
import { listPage, type Page, type PageOptions, pageFields, pageWithin } from '../shared/page.ts';
import { ok, type ResultAsync } from '../shared/result.ts';
import { nameKeyOf } from '../shared/text.ts';
import { appAnchor, userAnchor } from '../store/anchors.ts';
import type { StoreError } from '../store/store-error.ts';
import {
  type Bot,
  type BotNotFound,
  botUidLengthMax,
  decideGetBot,
  decideRegisterBot,
  decideRemoveBot,
  decideUpdateBot,
  type GroupChatSetting,
  groupChatSettings,
  type RegisterBotRefusal,
  webhookUrlLengthMax,
} from './bot-quota.ts';

/** All that `register` may answer but the bot, in order of precedence. */
export type RegisterBotError = BadRequest | RegisterBotRefusal | StoreError;

/** All that `get`, `update` and `remove` may answer but the bot, in order of precedence. */
export type NamedBotError = BadRequest | BotNotFound | StoreError;

/** All that `list` may answer but a page, in order of precedence. */
export type ListBotsError = BadRequest | StoreError;

/** A bot to register. */
export interface RegisterBotInput {
  /** The uid of an existing user, at most 50 characters. */
  readonly uid: string;
  /** An absolute http or https URL of at most 255 characters. */
  readonly webhookURL: string;
  /** False when absent. */
  readonly enabled?: boolean | undefined;
  /** `none` when absent. */
  readonly groupChatSetting?: GroupChatSetting | undefined;
}

/** What to change of a bot; absent fields stay. */
export interface UpdateBotInput {
  readonly webhookURL?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly groupChatSetting?: GroupChatSetting | undefined;
}

/** Which bots to list. */
export interface ListBotsOptions extends PageOptions {
  /** Only bots whose uid begins with this text, in any case. */
  readonly searchKey?: string | undefined;
}

/** Bots of one app. */
export interface Bots {
  /**
   * Makes an existing user a bot.
   *
   * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_BOT_ALREADY_EXISTS`,
   * `ERR_BOTS_LIMIT_EXCEEDED`.
   */
  register(input: RegisterBotInput): ResultAsync<Bot, RegisterBotError>;

  /** Shows a bot. Refusals: `ERR_BAD_REQUEST`, `ERR_BOT_NOT_FOUND` (ordinary and deactivated users too). */
  get(uid: string): ResultAsync<Bot, NamedBotError>;

  /** Changes a bot. Refusals: `ERR_BAD_REQUEST`, `ERR_BOT_NOT_FOUND`. */
  update(uid: string, input: UpdateBotInput): ResultAsync<Bot, NamedBotError>;

  /** Removes a bot; the user stays. Refusals: `ERR_BAD_REQUEST`, `ERR_BOT_NOT_FOUND`. */
  remove(uid: string): ResultAsync<Bot, NamedBotError>;

  /** Lists bots in order of their uid, without those of deactivated users. Refusals: `ERR_BAD_REQUEST`. */
  list(options?: ListBotsOptions): ResultAsync<Page<Bot>, ListBotsError>;
}

const readWebhookUrl = urlOf(webhookUrlLengthMax);

const settingFields = {
  enabled: optional(readBoolean),
  groupChatSetting: optional(oneOf(groupChatSettings)),
};

const readBotUid = refined<Uid>(readUid, (uid) =>
  uid.length > botUidLengthMax
    ? new Problem(`must be at most ${botUidLengthMax} characters long`)
    : undefined,
);

const readRegister = inputOf({ uid: readBotUid, webhookURL: readWebhookUrl, ...settingFields });

const readNamed = argumentsOf({ uid: readUid });

const readUpdate = argumentsOf(
  { uid: readUid },
  objectOf({ webhookURL: optional(readWebhookUrl), ...settingFields }),
);

const readList = argumentsOf({}, objectOf({ ...pageFields, searchKey: optional(readSearchKey) }));

/** The commands on bots, over the given app. */
export function botCommands({ appId, store, clock, limits }: Context): Bots {
  const botLoads = (uid: Uid) => ({ user: { type: 'user', uid }, bot: { type: 'bot', uid } }) as const;

  return {
    register: (input) =>
      readRegister(input).asyncAndThen((wanted) => {
        const now = clock();
        return store.transact(
          {
            anchors: { write: [appAnchor, userAnchor(wanted.uid)], read: [] },
            load: { ...botLoads(wanted.uid), botCount: { type: 'botCount' } },
          },
          (seen) => decideRegisterBot(wanted, seen, now, limits.botsPerAppMax),
        );
      }),

    get: (uid) =>
      readNamed({ uid }).asyncAndThen(({ uid }) =>
        store.read(botLoads(uid), (seen) => decideGetBot(uid, seen)),
      ),

    update: (uid, input) =>
      readUpdate({ uid }, input).asyncAndThen(({ uid, ...wanted }) => {
        const now = clock();
        return store.transact(
          { anchors: { write: [userAnchor(uid)], read: [] }, load: botLoads(uid) },
          (seen) => decideUpdateBot(uid, wanted, seen, now),
        );
      }),

    remove: (uid) =>
      readNamed({ uid }).asyncAndThen(({ uid }) =>
        store.transact(
          { anchors: { write: [appAnchor, userAnchor(uid)], read: [] }, load: botLoads(uid) },
          (seen) => decideRemoveBot(uid, seen),
        ),
      ),

    list: (options) =>
      readList({}, options).asyncAndThen(({ searchKey, ...page }) =>
        listPage(
          page,
          { identity: ['bots', appId, searchKey], key: 'string' },
          {
            fetch: (query) =>
              store.bots.all().andThen((all) => {
                const prefix = nameKeyOf(searchKey ?? '');
                const bots = all.filter(({ uid }) => uid.startsWith(prefix));
                bots.sort((a, b) => (a.uid < b.uid ? -1 : 1));
                return ok(pageWithin(bots, query, ({ uid }) => ({ key: uid, id: uid })));
              }),
            show: (bot) => bot,
          },
        ),
      ),
  };
}
