/**
 * Error answers: the status and the sentence of every code.
 *
 * The core answers facts; sentences are made here. Where the wording of the service is known, it is its wording.
 *
 * @module
 */

import { afterEarlierSteps, isStoreError, type StoreError } from '../store/store-error.ts';
import type { HttpError, Refusal, StoreFailureCode } from './refusals.ts';

type Code = Refusal['code'];

/** How one code is answered. */
interface Wording<F> {
  readonly status: number;
  readonly message: (facts: F) => string;
}

/** Seconds after which a store that failed may be asked again. */
const notCommittedSeconds = 1;

const invalid = 'Failed to validate the data sent with the request.';

/** Statuses and sentences, one for each code. */
export const wordings: { readonly [C in Code]: Wording<Extract<Refusal, { readonly code: C }>> } = {
  // The request as a whole.
  ERR_BAD_REQUEST: { status: 400, message: () => invalid },
  BODY_TOO_LARGE: { status: 413, message: () => invalid },
  ERR_API_NOT_FOUND: {
    status: 404,
    message: () => 'The API endpoint is invalid. Please verify the API call.',
  },
  ERR_INVALID_API_VERSION: {
    status: 404,
    message: ({ version }) => `The API version ${version} is not supported. Please use v3.`,
  },
  ERR_TOO_MANY_REQUESTS: {
    status: 429,
    message: ({ retryAfter }) => `Too many requests. Please try again in ${retryAfter} seconds.`,
  },
  ERR_EXCEPTION: { status: 500, message: () => 'Something went wrong on the server.' },

  // Who asks.
  AUTH_ERR_EMPTY_APPID: {
    status: 400,
    message: () => 'The app id is missing. Please send it in the header appId.',
  },
  AUTH_ERR_INVALID_APPID: { status: 404, message: () => 'There is no app of this id here.' },
  AUTH_ERR_EMPTY_APIKEY: {
    status: 401,
    message: () => 'The API key is missing. Please send it in the header apikey.',
  },
  AUTH_ERR_APIKEY_NOT_FOUND: { status: 404, message: () => 'The API key is not valid.' },
  AUTH_ERR_NO_ACCESS: {
    status: 403,
    message: () =>
      'The API key cannot be used to perform this operation. Please use API key with a correct scope to perform the operation.',
  },
  AUTH_ERR_EMPTY_AUTH_TOKEN: {
    status: 401,
    message: () => 'The auth token is missing. Please send it in the header authToken.',
  },
  AUTH_ERR_AUTH_TOKEN_NOT_FOUND: {
    status: 401,
    message: () =>
      'The auth token does not exist. Please make sure you are logged in and have a valid auth token or try login again.',
  },

  // Users.
  ERR_UID_NOT_FOUND: {
    status: 404,
    message: ({ uid }) =>
      `The UID ${uid} does not exist, please make sure you have created a user with UID ${uid}.`,
  },
  ERR_UID_ALREADY_EXISTS: {
    status: 400,
    message: ({ uid }) =>
      `The uid ${uid} already exists. Please use another uid or try after permanently deleting the user.`,
  },
  ERR_AUTH_TOKEN_NOT_FOUND: { status: 404, message: () => 'Auth token does not exist.' },

  // Friends and blocks.
  ERR_CANNOT_FORM_SELF_RELATION: {
    status: 403,
    message: () => 'Self friend relationship cannot be formed.',
  },
  ERR_ALREADY_FRIEND: {
    status: 400,
    message: ({ lower, higher }) => `The users with uids ${lower} and ${higher} are friends already.`,
  },
  ERR_NOT_A_FRIEND: {
    status: 404,
    message: ({ lower, higher }) => `The users with uids ${lower} and ${higher} are not friends.`,
  },
  ERR_FRIENDS_LIMIT_EXCEEDED: {
    status: 400,
    message: ({ uid, limit }) => `The user with uid ${uid} has ${limit} friends, as many as allowed.`,
  },
  ERR_CANNOT_BLOCK_SELF: { status: 400, message: ({ uid }) => `The UID ${uid} cannot block UID ${uid}.` },

  // Roles.
  ERR_ROLE_NOT_FOUND: {
    status: 404,
    message: ({ role }) => `The role ${role} does not exist. Please use correct role or use create role API.`,
  },
  ERR_ROLE_ALREADY_EXISTS: {
    status: 400,
    message: ({ role }) => `The role ${role} already exists. Please use another role.`,
  },
  ERR_ROLE_DELETE_DENIED: { status: 403, message: ({ role }) => `The role ${role} cannot be deleted.` },
  ERR_ROLE_IN_USE: {
    status: 400,
    message: ({ role }) => `The role ${role} is given to users. Please give them another role first.`,
  },
  ERR_ROLES_LIMIT_EXCEEDED: {
    status: 400,
    message: ({ limit }) => `The app has ${limit} roles, as many as allowed.`,
  },

  // Groups.
  ERR_GUID_NOT_FOUND: {
    status: 404,
    message: ({ guid }) =>
      `The group with guid ${guid} does not exist. Please use correct guid or use create group API.`,
  },
  ERR_GUID_ALREADY_EXISTS: {
    status: 400,
    message: ({ guid }) => `The guid ${guid} already exists. Please use another guid.`,
  },
  ERR_GROUP_NOT_JOINED: {
    status: 401,
    message: ({ uid, guid }) => `The user with uid ${uid} has not joined the group with guid ${guid}.`,
  },
  ERR_NOT_A_MEMBER: {
    status: 404,
    message: ({ uid, guid }) => `The user with uid ${uid} is not a member of the group with guid ${guid}.`,
  },
  ERR_ALREADY_JOINED: {
    status: 417,
    message: ({ uid, guid }) => `The user with uid ${uid} has already joined the group with guid ${guid}.`,
  },
  ERR_BANNED_GROUPMEMBER: {
    status: 403,
    message: ({ uid, guid }) => `The user with uid ${uid} is banned from the group with guid ${guid}.`,
  },
  ERR_ALREADY_BANNED: {
    status: 400,
    message: ({ uid, guid }) =>
      `The user with uid ${uid} is already banned from the group with guid ${guid}.`,
  },
  ERR_NOT_A_BANNED_USER: {
    status: 404,
    message: ({ uid, guid }) => `The user with uid ${uid} is not banned from the group with guid ${guid}.`,
  },
  ERR_GROUP_JOIN_NOT_ALLOWED: {
    status: 403,
    message: () => 'The private groups cannot be joined. Users need to be added to such groups.',
  },
  ERR_EMPTY_GROUP_PASS: {
    status: 400,
    message: ({ guid }) => `The group with guid ${guid} needs a password.`,
  },
  ERR_WRONG_GROUP_PASS: {
    status: 403,
    message: ({ guid }) => `The password of the group with guid ${guid} is another.`,
  },
  ERR_GROUPS_LIMIT_EXCEEDED: {
    status: 400,
    message: ({ uid, limit }) =>
      `The user with uid ${uid} has joined ${limit} groups, as many as allowed. Please leave one first.`,
  },
  ERR_NO_VACANCY: {
    status: 400,
    message: ({ guid, limit }) => `The group with guid ${guid} has ${limit} members, as many as allowed.`,
  },
  ERR_SAME_SCOPE: { status: 403, message: ({ scope }) => `Member already has the same scope ${scope}.` },
  ERR_GROUP_NO_CLEARANCE: {
    status: 403,
    message: ({ uid, guid, action }) =>
      `The user with uid ${uid} does not have enough clearance for ${action} in the group with guid ${guid}.`,
  },
  ERR_GROUP_NO_SELF_ACTION: {
    status: 403,
    message: ({ uid, action }) => `The user with uid ${uid} cannot do ${action} to itself.`,
  },
  ERR_GROUP_OWNER: {
    status: 403,
    message: ({ uid, guid }) =>
      `The user with uid ${uid} owns the group with guid ${guid}. Please transfer the ownership first.`,
  },

  // Bots and API keys.
  ERR_BOT_NOT_FOUND: { status: 404, message: ({ uid }) => `There is no bot with uid ${uid}.` },
  ERR_BOT_ALREADY_EXISTS: { status: 400, message: ({ uid }) => `The user with uid ${uid} is a bot already.` },
  ERR_BOTS_LIMIT_EXCEEDED: {
    status: 400,
    message: ({ limit }) => `The app has ${limit} bots, as many as allowed.`,
  },
  ERR_APIKEY_NOT_FOUND: { status: 404, message: () => 'There is no such API key.' },
  ERR_APIKEY_ALREADY_EXISTS: {
    status: 400,
    message: ({ name }) => `There is an API key named ${name} already. Please use another name.`,
  },
  ERR_APIKEY_NO_SELF_ACTION: {
    status: 403,
    message: () => 'An API key cannot change or delete itself. Please use another API key.',
  },
  ERR_APIKEYS_LIMIT_EXCEEDED: {
    status: 400,
    message: ({ limit }) => `The app has ${limit} API keys, as many as allowed.`,
  },
};

/** What stands in an answer in place of `data`. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly devMessage: string;
  readonly source: 'kithkin';
  /** Only where the request was not valid: the path of each bad field, and all that is wrong with it. */
  readonly details?: Readonly<Record<string, readonly string[]>>;
}

/** An error as it is answered. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: ErrorBody;
  /** Present where the same request may succeed later: after so many seconds. */
  readonly retryAfter?: number;
}

/** The error of a step of a request whose first step stands. */
export function afterFirstStep(error: HttpError): HttpError {
  return isStoreError(error) ? afterEarlierSteps(error) : error;
}

/** How an error is answered. `failure` is the documented code for a failing store at this endpoint. */
export function errorAnswer(
  error: HttpError,
  failure: StoreFailureCode = 'ERR_OPERATION_FAILED',
): ErrorAnswer {
  if (isStoreError(error)) return storeFailureAnswer(error, failure);
  const { status, message } = wordings[error.code] as Wording<Refusal>;
  const sentence = message(error);
  const body = { code: shownCode(error), message: sentence, devMessage: sentence, source } as const;
  return {
    status,
    body: { ...body, ...detailsOf(error) },
    ...(error.code === 'ERR_TOO_MANY_REQUESTS' && { retryAfter: error.retryAfter }),
  };
}

const source = 'kithkin';

/** The documents have no code of its own for a body that is too large. */
function shownCode(error: Refusal): string {
  return error.code === 'BODY_TOO_LARGE' ? 'ERR_BAD_REQUEST' : error.code;
}

function detailsOf(error: Refusal): Pick<ErrorBody, 'details'> {
  if (error.code === 'ERR_BAD_REQUEST') return { details: error.details };
  if (error.code !== 'BODY_TOO_LARGE') return {};
  return { details: { body: [`must be at most ${error.bytesMax} bytes long`] } };
}

/** A failing store is told by what a client can do: try again, or look first. Its cause is for the log. */
function storeFailureAnswer(error: StoreError, code: StoreFailureCode): ErrorAnswer {
  const isSafe = error.committed === false;
  const message = isSafe
    ? 'The operation failed and nothing was changed. Please try again.'
    : 'The operation may have been carried out in part or as a whole. Please look before you try again.';
  return {
    status: isSafe ? 503 : 500,
    body: { code, message, devMessage: message, source },
    ...(isSafe && { retryAfter: notCommittedSeconds }),
  };
}
