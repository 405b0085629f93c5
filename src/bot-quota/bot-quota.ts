/**
 * Bot quota: an app has a few bots, each an existing user with a webhook.
 *
 * A bot is not a user of its own: name and avatar belong to the user, and removing the bot leaves the user as it was.
 * Every bot takes one of the app's places, switched on or not.
 *
 * @module
 */

import type { Uid } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { UnixSeconds } from '../shared/time.ts';
import type { Commit } from '../store/store.ts';
import { isActive, type UidNotFound, type User, uidNotFound } from '../user/user.ts';

/** The most bots of one app, disabled ones and those of deactivated users included. */
export const botsPerAppMax = 25;

/** The most characters of a bot's uid: fewer than other users may have. */
export const botUidLengthMax = 50;

/** The most characters of a webhook's URL. */
export const webhookUrlLengthMax = 255;

// Types

/** Which messages of a group a bot is told of. */
export const groupChatSettings = ['allMessages', 'slashedMessages', 'mentionedMessages', 'none'] as const;

/** Which messages of a group a bot is told of. */
export type GroupChatSetting = (typeof groupChatSettings)[number];

/** A bot: a user's webhook. */
export interface Bot {
  readonly uid: Uid;
  /** An absolute http or https URL. */
  readonly webhookURL: string;
  readonly enabled: boolean;
  readonly groupChatSetting: GroupChatSetting;
  readonly createdAt: UnixSeconds;
  /** Absent until the first update. */
  readonly updatedAt?: UnixSeconds;
}

/** A bot to be. */
export interface NewBot {
  readonly uid: Uid;
  readonly webhookURL: string;
  /** False when absent. */
  readonly enabled?: boolean;
  /** `none` when absent. */
  readonly groupChatSetting?: GroupChatSetting;
}

/** What an update changes: the fields that are present. */
export interface BotChanges {
  readonly webhookURL?: string;
  readonly enabled?: boolean;
  readonly groupChatSetting?: GroupChatSetting;
}

// Errors

/** The user is a bot already. */
export interface BotAlreadyExists {
  readonly code: 'ERR_BOT_ALREADY_EXISTS';
  readonly uid: Uid;
}

/** The app has as many bots as the limit allows. */
export interface BotsLimitExceeded {
  readonly code: 'ERR_BOTS_LIMIT_EXCEEDED';
  readonly limit: number;
}

/** No active user of this uid is a bot. */
export interface BotNotFound {
  readonly code: 'ERR_BOT_NOT_FOUND';
  readonly uid: Uid;
}

/** Why a bot was not registered. When several apply, the first listed is returned. */
export type RegisterBotRefusal = UidNotFound | BotAlreadyExists | BotsLimitExceeded;

// Decisions

/** What is known of a user who may be a bot. */
export interface BotFacts {
  readonly user: User | undefined;
  readonly bot: Bot | undefined;
}

/** Decides whether a user may become a bot. */
export function decideRegisterBot(
  wanted: NewBot,
  seen: BotFacts & { readonly botCount: number },
  now: UnixSeconds,
  limit: number = botsPerAppMax,
): Result<Commit<Bot>, RegisterBotRefusal> {
  const { uid } = wanted;
  if (!isActive(seen.user)) return err(uidNotFound(uid));
  if (seen.bot) return err({ code: 'ERR_BOT_ALREADY_EXISTS', uid });
  if (seen.botCount >= limit) return err({ code: 'ERR_BOTS_LIMIT_EXCEEDED', limit });
  const bot: Bot = Object.freeze({ enabled: false, groupChatSetting: 'none', ...wanted, createdAt: now });
  return ok({ changes: [{ type: 'addBot', bot }], value: bot });
}

/** Decides what is shown of a bot. */
export function decideGetBot(uid: Uid, seen: BotFacts): Result<Bot, BotNotFound> {
  return isActive(seen.user) && seen.bot ? ok(seen.bot) : err({ code: 'ERR_BOT_NOT_FOUND', uid });
}

/** Decides whether a bot may be changed. */
export function decideUpdateBot(
  uid: Uid,
  wanted: BotChanges,
  seen: BotFacts,
  now: UnixSeconds,
): Result<Commit<Bot>, BotNotFound> {
  return decideGetBot(uid, seen).map((former) => {
    const bot: Bot = Object.freeze({ ...former, ...wanted, updatedAt: now });
    return { changes: [{ type: 'replaceBot', bot }], value: bot };
  });
}

/** Decides whether a bot may be removed. The user stays, and exactly one place is free again. */
export function decideRemoveBot(uid: Uid, seen: BotFacts): Result<Commit<Bot>, BotNotFound> {
  return decideGetBot(uid, seen).map((bot) => ({ changes: [{ type: 'removeBot', uid }], value: bot }));
}
