/**
 * Refusals: all that a request may be refused for, those of the core and those of HTTP alone.
 *
 * @module
 */

import type { App } from '../app.ts';
import type { BlockRefusal } from '../block/block.ts';
import type { AddMemberRefusal } from '../group-membership/group-membership.ts';
import type { Guid, Uid } from '../shared/ids.ts';
import type { ResultAsync } from '../shared/result.ts';
import type { StoreError } from '../store/store-error.ts';

type ErrorOf<Command> = Command extends (...given: never[]) => ResultAsync<unknown, infer E> ? E : never;
type ErrorsOf<Commands> = { [Name in keyof Commands]: ErrorOf<Commands[Name]> }[keyof Commands];

/** What some command of the core, or an item of one, may answer instead of what was asked. */
export type CoreError =
  | { [Concept in keyof App]: ErrorsOf<App[Concept]> }[keyof App]
  | BlockRefusal
  | AddMemberRefusal;

/** The request names no app, and the server has no default. */
export interface EmptyAppId {
  readonly code: 'AUTH_ERR_EMPTY_APPID';
}

/** The server has no app of this name. */
export interface InvalidAppId {
  readonly code: 'AUTH_ERR_INVALID_APPID';
}

/** No endpoint has this path and method. */
export interface ApiNotFound {
  readonly code: 'ERR_API_NOT_FOUND';
}

/** The path begins with a version that is not spoken here. */
export interface InvalidApiVersion {
  readonly code: 'ERR_INVALID_API_VERSION';
  readonly version: string;
}

/** The body is larger than it may be. */
export interface BodyTooLarge {
  readonly code: 'BODY_TOO_LARGE';
  readonly bytesMax: number;
}

/** The app has sent as many requests as it may in this minute. */
export interface TooManyRequests {
  readonly code: 'ERR_TOO_MANY_REQUESTS';
  /** UNIX seconds from which on there is room again. */
  readonly resetAt: number;
  /** Seconds until then. */
  readonly retryAfter: number;
}

/** The user who acts is not in the group. To the core it is one who is no member, like any other. */
export interface GroupNotJoined {
  readonly code: 'ERR_GROUP_NOT_JOINED';
  readonly uid: Uid;
  readonly guid: Guid;
}

/** A bug, of the handler or of what it was given. */
export interface Exception {
  readonly code: 'ERR_EXCEPTION';
}

/** What HTTP itself may refuse. */
export type HttpOnlyRefusal =
  | EmptyAppId
  | InvalidAppId
  | ApiNotFound
  | InvalidApiVersion
  | BodyTooLarge
  | TooManyRequests
  | GroupNotJoined
  | Exception;

/** All that may be answered instead of what was asked, but a failing store. */
export type Refusal = Exclude<CoreError, StoreError> | HttpOnlyRefusal;

/** All that may be answered instead of what was asked. */
export type HttpError = Refusal | StoreError;

/** The documented codes of endpoints whose store failed; `ERR_OPERATION_FAILED` where there is none. */
export type StoreFailureCode =
  | 'ERR_UID_DELETE_FAILED'
  | 'ERR_AUTH_TOKEN_DELETE_FAILED'
  | 'ERR_AUTH_TOKENS_DELETE_FAILED'
  | 'ERR_FAILED_TO_ADD_FRIEND'
  | 'ERR_ROLE_DELETE_FAILED'
  | 'ERR_GROUP_DELETE_FAILED'
  | 'ERR_MEMBER_DELETE_FAILED'
  | 'ERR_MEMBER_BAN_FAILED'
  | 'ERR_MEMBER_UNBAN_FAILED'
  | 'ERR_MEMBER_SCOPE_CHANGE_FAILED'
  | 'ERR_OPERATION_FAILED';
